"""A saved web page: its headline and the text that an editor would publish.

The story is the ``<article>``, ``itemprop="articleBody"`` or ``<main>`` of the page, or else the element that holds
most of its running text. What stands outside is left out; menus, forms and asides inside are kept as navigation.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.document.errors import UnreadableError
from mtcheck.document.extraction import Extraction
from mtcheck.document.located import Located
from mtcheck.document.model import Document, Role

_SILENT = frozenset(
    ("script style noscript template svg math iframe object canvas video audio head select title textarea").split()
)
_NAVIGATION = frozenset(["nav", "aside", "footer", "form", "button", "menu", "dialog"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BLOCKS = (
    _HEADINGS
    | _NAVIGATION
    | frozenset(
        (
            "address article blockquote body center dd details div dl dt fieldset figcaption figure header hr "
            "html legend li main ol p pre section summary table tbody td tfoot th thead tr ul label"
        ).split()
    )
)
_VOID = frozenset(("area base br col embed hr img input link meta source track wbr param").split())
_CLOSED_BY = {
    "p": _BLOCKS,
    "head": _BLOCKS,
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "option": frozenset({"option"}),
}
_CONTAINERS = frozenset(["article", "main", "section", "div", "body", "td", "blockquote"])
# Not `html.parser`, whose time grows with the square of what a hostile page leaves unclosed. As in browsers, a
# quotation mark counts after an equals sign alone, and what is never closed runs to the end.
_TOKEN = re.compile(
    r"(?P<markup><!--(?:>|->|.*?(?:--!?>|\Z))|<[!?][^>]*+(?:>|\Z)|</(?=[^A-Za-z])[^>]*+(?:>|\Z))"
    r"|<(?P<closes>/?)(?P<tag>[A-Za-z][^\s/>]*+)"
    r"(?P<attributes>(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)(?:>|\Z)"
    r"|(?P<entity>&(?:\#[0-9]{1,32}|\#[xX][0-9A-Fa-f]{1,32}|[A-Za-z][A-Za-z0-9]{1,31});?)"
    r"|[^<&]++|[<&]",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=/\"'>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
_RAW = frozenset(["script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp"])
_ELSEWHERE = frozenset(["nav", "aside", "footer"])
"""Where no story stands; a form, though, may hold a whole old page."""
_TEASER = 500
"""Characters of running text under which a marked element may be a mere teaser."""
_SHALLOWEST_TEXT = 25
"""Characters of a paragraph that count as running text."""
_MOST_NODES = 500_000
_DEEPEST = 2_000
"""Elements open at once; a page nested more deeply is not prose, and its inner elements are read as flat text."""


@dataclass(slots=True)
class _Element:
    tag: str
    parent: int
    """The index of the element that it stands in, -1 at the top."""
    mark: str = ""
    """What the page says of it: ``article``, ``main`` or ``articlebody``."""
    weight: int = 0
    """Characters of running text directly inside, less those of links."""


@dataclass(slots=True)
class _Piece:
    element: int
    text: str
    start: int
    length: int | None
    """File length of an entity, None of plain text."""


class _Page:
    """The page's elements and its pieces of text, in order; no recursion, and linear in the page."""

    def __init__(self, path: str, source: str) -> None:
        self.elements = [_Element("", -1)]
        self.pieces: list[_Piece] = []
        self._path = path
        self._source = source
        self._position = 0
        self._open = [0]
        self._counts: dict[str, int] = {}
        self._silent = 0

    def parse(self) -> None:
        """Go once over the source; raises UnreadableError where it has more elements than any page."""
        at = 0
        while at < len(self._source) and (token := _TOKEN.match(self._source, at)):
            if len(self.elements) + len(self.pieces) > _MOST_NODES:
                raise UnreadableError(
                    f"{self._path}: more than {_MOST_NODES:,} elements and runs of text, which no page has"
                )
            self._position, at = at, token.end()
            tag = (token["tag"] or "").lower()
            if token["markup"]:
                continue
            if token["entity"]:
                self._reference(token["entity"])
            elif not tag:
                self._data(token.group())
            elif token["closes"]:
                self._end_tag(tag)
            else:
                self._start_tag(tag, token["attributes"])
                if tag in _RAW:
                    closing = re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE).search(self._source, at)
                    at = closing.start() if closing else len(self._source)

    def _start_tag(self, tag: str, attributes: str) -> None:
        while len(self._open) > 1 and tag in _CLOSED_BY.get(self.elements[self._open[-1]].tag, ()):
            self._close()
        if tag in _VOID:
            self.elements.append(_Element(tag, self._open[-1]))
            self.pieces.append(_Piece(len(self.elements) - 1, "", self._position, 0))
            return
        if len(self._open) >= _DEEPEST:
            return
        given = {m[1].lower(): (m[2] or m[3] or m[4] or "").lower() for m in _ATTRIBUTE.finditer(attributes)}
        mark = tag if tag in {"article", "main"} else ""
        if given.get("itemprop") == "articlebody" or given.get("role") == "main":
            mark = "articlebody" if "itemprop" in given else "main"
        if "hidden" in given or given.get("aria-hidden") == "true":
            mark = "hidden"
        self.elements.append(_Element(tag, self._open[-1], mark))
        self._open.append(len(self.elements) - 1)
        self._counts[tag] = self._counts.get(tag, 0) + 1
        self._silent += tag in _SILENT or mark == "hidden"

    def _end_tag(self, tag: str) -> None:
        if not self._counts.get(tag):
            return
        while self._close() != tag:
            pass

    def _close(self) -> str:
        element = self.elements[self._open.pop()]
        self._counts[element.tag] -= 1
        self._silent -= element.tag in _SILENT or element.mark == "hidden"
        return element.tag

    def _data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(_Piece(self._open[-1], data, self._position, None))

    def _reference(self, spelled: str) -> None:
        if not self._silent:
            decoded = entities.unescape(spelled)
            length = None if decoded == spelled else len(spelled)
            self.pieces.append(_Piece(self._open[-1], decoded, self._position, length))


def read(path: str, decoded: str, language: str = "en") -> Document:
    """The document of a decoded HTML page; raises UnreadableError."""
    page = _Page(path, decoded)
    page.parse()
    extraction = Extraction(path)
    for piece in _pieces(page, extraction, _story(page), None):
        extraction.add(piece.text, piece.start, piece.length)
    return extraction.document(decoded, "html", language)


def add_fragment(extraction: Extraction, located: Located, role: Role | None = None) -> None:
    """Append the whole of a field that holds HTML; blocks that are neither headings nor navigation get the role."""
    page = _Page(extraction.path, located.text)
    page.parse()
    for piece in _pieces(page, extraction, 0, role):
        if piece.length is None:
            extraction.add_located(located, piece.start, piece.start + len(piece.text))
        else:
            start, end = located.file_range(piece.start, piece.start + piece.length)
            extraction.add(piece.text, start, end - start, piece.start, piece.length)


def text_of_fragment(path: str, fragment: str) -> str:
    """What a field that holds HTML reads, its pieces a space apart; raises UnreadableError."""
    page = _Page(path, fragment)
    page.parse()
    return " ".join(piece.text for piece in page.pieces)


def _pieces(page: _Page, extraction: Extraction, story: int, default: Role | None) -> Iterator[_Piece]:
    """The pieces of the story in order, with the extraction's blocks and lines ended between them."""
    inside = _below(page.elements, story)
    navigation = [False] * len(page.elements)
    blocks = [0] * len(page.elements)
    headings = [False] * len(page.elements)
    for index, element in enumerate(page.elements):
        if index:
            parent = element.parent
            navigation[index] = inside[index] and (navigation[parent] or element.tag in _NAVIGATION)
            headings[index] = headings[parent] or element.tag in _HEADINGS
            blocks[index] = index if element.tag in _BLOCKS else blocks[parent]
    headline = _headline(page, inside, blocks)
    block, role = -1, default
    for piece in page.pieces:
        own = blocks[piece.element]
        if not inside[piece.element] and own != headline:
            continue
        if own != block:
            extraction.end_block(role)
            block = own
            role = Role.NAVIGATION if navigation[own] else Role.HEADLINE if headings[own] else default
        if page.elements[piece.element].tag == "br":
            extraction.line_break()
        elif piece.text:
            yield piece
    extraction.end_block(role)


def _story(page: _Page) -> int:
    """The index of the element that holds the story."""
    elements = page.elements
    linked = [False] * len(elements)
    shut_out = [False] * len(elements)
    for index, element in enumerate(elements):
        if index:
            linked[index] = linked[element.parent] or element.tag == "a"
            shut_out[index] = shut_out[element.parent] or element.tag in _ELSEWHERE
    for piece in page.pieces:
        if len(piece.text.strip()) >= _SHALLOWEST_TEXT and not linked[piece.element] and not shut_out[piece.element]:
            elements[piece.element].weight += len(piece.text)
    total = [element.weight for element in elements]
    for index in range(len(elements) - 1, 0, -1):
        total[elements[index].parent] += total[index]
    enough = max(1, min(_TEASER, total[0] // 2))
    for mark in ("articlebody", "article", "main"):
        marked = [i for i, element in enumerate(elements) if element.mark == mark and total[i] >= enough]
        if marked:
            return max(marked, key=lambda i: (total[i], -i))
    # The deepest container that still holds most of the page's running text.
    most = total[0]
    holding = [i for i, e in enumerate(elements) if e.tag in _CONTAINERS and total[i] > 0.6 * most and not shut_out[i]]
    return max(holding, default=0)


def _below(elements: list[_Element], story: int) -> list[bool]:
    inside = [False] * len(elements)
    for index, element in enumerate(elements):
        inside[index] = index == story or (element.parent >= 0 and inside[element.parent])
    return inside


def _headline(page: _Page, inside: list[bool], blocks: list[int]) -> int:
    """The index of the last first-level heading before the story, -1 where the story has one of its own or none is."""
    headings = [i for i, element in enumerate(page.elements) if element.tag == "h1"]
    if not headings or any(inside[i] for i in headings):
        return -1
    filled = {blocks[piece.element] for piece in page.pieces if piece.text.strip()}
    story = inside.index(True)
    return max((i for i in headings if i in filled and i < story), default=-1)
