"""The copy as the rest of the program sees it: a text, its segments, and the way back to the file."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

_LINE_END = re.compile(r"\r\n|\r|\n")


class Role(StrEnum):
    """What a segment is on the page; debris in a body is right in a by-line."""

    HEADLINE = "headline"
    BODY = "body"
    NAVIGATION = "navigation"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, ``start <= i < end``, into ``Document.text``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or a headline: what alignment and fluency count as one unit.

    ``start`` and ``end`` are code-point offsets into ``Document.text``; ``text`` is exactly that slice.
    ``paragraph`` numbers the block of lines that the segment stands in, from 0.
    """

    index: int
    start: int
    end: int
    text: str
    paragraph: int
    role: Role = Role.BODY


@dataclass(frozen=True, slots=True)
class Anchor:
    """``length`` code points of the extracted text at ``start`` come from ``file_start`` in the decoded file.

    ``file_length`` differs from ``length`` where the file spells a character otherwise (``&amp;``).
    """

    start: int
    length: int
    file_start: int
    file_length: int


@dataclass(frozen=True)
class Document:
    """A story: its text, its segments in reading order, and where both stand in the file.

    ``text`` of a plain-text story is the file as read with ``newline=""``; of any other format it is what an
    editor would publish, and ``source_text`` is the decoded file, with ``anchors`` leading from one to the other.
    """

    path: str
    text: str
    segments: tuple[Segment, ...] = ()
    format: str = "text"
    source_text: str | None = None
    anchors: tuple[Anchor, ...] = field(default=(), repr=False)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the decoded file, as UTF-8."""
        decoded = self.text if self.source_text is None else self.source_text
        return hashlib.sha256(decoded.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def words(self) -> int:
        """The number of white-space separated words of the text."""
        return len(self.text.split())

    @cached_property
    def _line_starts(self) -> list[int]:
        decoded = self.text if self.source_text is None else self.source_text
        return [0, *(m.end() for m in _LINE_END.finditer(decoded))]

    @cached_property
    def _anchor_starts(self) -> list[int]:
        return [anchor.start for anchor in self.anchors]

    @cached_property
    def _segment_starts(self) -> list[int]:
        return [segment.start for segment in self.segments]

    def file_offset(self, offset: int) -> int:
        """The code-point offset in the decoded file of ``offset`` in the text."""
        if self.source_text is None:
            return offset
        at = bisect_right(self._anchor_starts, offset) - 1
        if at < 0:
            return self.anchors[0].file_start if self.anchors else 0
        anchor = self.anchors[at]
        inside = offset - anchor.start
        if inside >= anchor.length:
            return anchor.file_start + anchor.file_length
        if anchor.length == anchor.file_length:
            return anchor.file_start + inside
        return anchor.file_start

    def file_span(self, start: int, end: int) -> Span:
        """Where ``text[start:end]`` stands in the decoded file."""
        if self.source_text is None:
            return Span(start, end)
        first = self.file_offset(start)
        return Span(first, max(first, self._file_end(end)) if end > start else first)

    def _file_end(self, end: int) -> int:
        """The offset in the decoded file just after the character before ``end`` in the text."""
        at = bisect_right(self._anchor_starts, end - 1) - 1
        if at < 0:
            return 0
        anchor = self.anchors[at]
        inside = end - anchor.start
        if anchor.length == anchor.file_length and inside <= anchor.length:
            return anchor.file_start + inside
        return anchor.file_start + anchor.file_length

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column, in the file, of ``offset`` in the text."""
        at = self.file_offset(offset)
        line = bisect_right(self._line_starts, at)
        return line, at - self._line_starts[line - 1] + 1

    def segment_at(self, offset: int) -> int | None:
        """The index of the segment that holds ``offset``, or of the one before it; None where there is none."""
        at = bisect_right(self._segment_starts, offset) - 1
        if at >= 0:
            return at
        return 0 if self.segments else None
