"""Text taken out of a file of another format, block by block, with the way back to the file kept."""

from __future__ import annotations

from mtcheck.document.extent import require_story_length
from mtcheck.document.located import Located
from mtcheck.document.model import Anchor, Document, Field, Role
from mtcheck.document.segmentation import Block, segment

_BETWEEN_BLOCKS = "\n\n"


class Extraction:
    """Builds a document from pieces of a decoded file at ``path``; UnreadableError where it grows beyond a story.

    White space runs become one space, as a reader of the page sees them; a no-break space stays. Blocks are
    paragraphs or headings and stand two line ends apart.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._parts: list[str] = []
        self._length = 0
        self._anchors: list[Anchor] = []
        self._blocks: list[Block] = []
        self._block_start = 0
        self._space = False
        self._fields: list[Field] = []
        self._field_offset = 0

    def open_field(self, field: Field, start: int = 0) -> None:
        """What is added from here on is of this field, offsets into its value counted from ``start``."""
        self._fields.append(field)
        self._field_offset = start

    def add_located(self, located: Located, start: int, end: int) -> None:
        """Append ``located.text[start:end]``, of the field that is open."""
        for at, piece in located.between(start, end):
            self.add(piece.text, piece.file_start, None if piece.verbatim else piece.file_length, at)

    def add(
        self,
        text: str,
        file_start: int,
        file_length: int | None = None,
        field_start: int = 0,
        field_length: int | None = None,
    ) -> None:
        """Append text that stands at ``file_start`` of the file and at ``field_start`` of the field that is open.

        ``file_length`` is given where the file spells the text otherwise (``&amp;``), ``field_length`` where the
        field's value does too; such text is kept as it is.
        """
        if file_length is not None:
            if text.isspace() and text != "\u00a0":
                self._space = True
            else:
                self._put(text, file_start, file_length, field_start, field_length or len(text))
            return
        run = 0
        while run < len(text):
            end = run
            while end < len(text) and not _collapses(text[end]):
                end += 1
            if end > run:
                self._put(text[run:end], file_start + run, end - run, field_start + run, end - run)
            run = end
            while run < len(text) and _collapses(text[run]):
                self._space, run = True, run + 1

    def line_break(self) -> None:
        """A new line within the block."""
        if self._length > self._block_start:
            self._append("\n")
        self._space = False

    def end_block(self, role: Role | None = None) -> None:
        """Close the block that is open, if it holds any text."""
        self._space = False
        if self._length > self._block_start:
            self._blocks.append(Block(self._block_start, self._length, role))
            self._append(_BETWEEN_BLOCKS)
            self._block_start = self._length

    @property
    def blocks(self) -> int:
        """The number of blocks that are closed."""
        return len(self._blocks)

    def document(self, decoded: str | None, kind: str, language: str = "en", item: str = "") -> Document:
        """The finished document; its segments follow the stops of the language."""
        self.end_block()
        text = "".join(self._parts).rstrip("\n")
        segments = segment(text, self._blocks, language)
        return Document(self.path, text, segments, kind, decoded, tuple(self._anchors), tuple(self._fields), item)

    def _put(self, text: str, file_start: int, file_length: int, field_start: int, field_length: int) -> None:
        if self._space and self._length > self._block_start and not self._parts[-1].endswith("\n"):
            self._append(" ")
        self._space = False
        field = len(self._fields) - 1
        if field < 0:
            self._anchors.append(Anchor(self._length, len(text), file_start, file_length))
        else:
            at = self._field_offset + field_start
            anchor = Anchor(self._length, len(text), file_start, file_length, field, at, field_length)
            self._anchors.append(anchor)
        self._append(text)

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        require_story_length(self.path, self._length)


def _collapses(character: str) -> bool:
    return character in " \t\r\n\f"
