"""Running text marked up in XML, as NITF and XHTML do it, into blocks."""

from __future__ import annotations

from collections.abc import Mapping

from mtcheck.document.extraction import Extraction
from mtcheck.document.located import Located, Piece
from mtcheck.document.model import Field, Role
from mtcheck.document.xml_tree import Element

ROLES: Mapping[str, Role] = {
    **dict.fromkeys(["h1", "h2", "h3", "h4", "h5", "h6", "hl1", "hl2", "hedline"], Role.HEADLINE),
    **dict.fromkeys(["nav", "aside", "footer", "form", "button", "menu", "dialog"], Role.NAVIGATION),
    **dict.fromkeys(["byline", "tagline", "byttl"], Role.BYLINE),
    **dict.fromkeys(["caption", "figcaption", "media-caption"], Role.CAPTION),
    **dict.fromkeys(["credit", "distributor", "media-producer", "rights"], Role.CREDIT),
    "dateline": Role.DATELINE,
}
_BLOCKS = frozenset(
    (
        "abstract address article bibliography blockquote block body body.content body.end body.head bq center dd "
        "details div dl dt fieldset figure fn header hr legend li main media nitf-table note ol p pre section series "
        "summary table tbody td tfoot th thead tr ul"
    ).split()
) | frozenset(ROLES)
_SILENT = frozenset(
    (
        "audio canvas docdata head iframe math media-metadata media-object media-reference noscript object script "
        "select style svg template textarea title video"
    ).split()
)


def add_blocks(extraction: Extraction, element: Element, role: Role | None = None) -> None:
    """Append the text of an element, with a field for each block, by the path of the block's element."""
    _Walk(extraction).enter(element, ROLES.get(element.name, role))


class _Walk:
    """Goes over elements no deeper than a parsed file has them."""

    def __init__(self, extraction: Extraction) -> None:
        self._extraction = extraction
        self._waiting: list[Piece] = []
        self._before: dict[Element, int] = {}
        """How much of each block's own text has been appended."""

    def enter(self, block: Element, role: Role | None) -> None:
        self._inside(block, block, role)
        self._flush(block, role)

    def _inside(self, element: Element, block: Element, role: Role | None) -> None:
        for child in element.children:
            if isinstance(child, Piece):
                self._waiting.append(child)
            elif child.name in _SILENT:
                continue
            elif child.name == "br":
                self._text(block)
                self._extraction.line_break()
            elif child.name in _BLOCKS:
                self._flush(block, role)
                self.enter(child, ROLES.get(child.name, role))
            else:
                self._inside(child, block, role)

    def _flush(self, block: Element, role: Role | None) -> None:
        self._text(block)
        self._extraction.end_block(role)

    def _text(self, block: Element) -> None:
        if any(not piece.text.isspace() for piece in self._waiting):
            before = self._before.get(block, 0)
            located = Located(self._waiting)
            self._extraction.open_field(Field(block.path, block.line), before)
            self._extraction.add_located(located, 0, len(located.text))
        self._before[block] = self._before.get(block, 0) + sum(len(piece.text) for piece in self._waiting)
        self._waiting.clear()
