"""XML 1.0 read by expat into a tree whose text knows its place in the file.

Expat and not lxml, since expat tells the offset of every run of characters and lxml the line of an element alone.
Entities that a file declares are refused before any is expanded, nothing outside the file is ever opened, and the depth
and the number of elements are bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from xml.parsers import expat

from mtcheck.document.errors import UnreadableError
from mtcheck.document.located import Located, Piece

_DEEPEST = 200
_MOST_NODES = 1_000_000
"""Elements and runs of text; a file of 20 MB made of the shortest would take gigabytes."""
_XML_LANG = "http://www.w3.org/XML/1998/namespace lang"


@dataclass(slots=True, eq=False)
class Element:
    """An element: its local name, its namespace ("" for none), and its elements and text in order.

    ``attributes`` are keyed by local name, or by ``namespace name`` for those of a namespace. ``line`` is 1-based.
    """

    name: str
    namespace: str
    attributes: dict[str, str]
    line: int
    parent: Element | None = None
    number: int = 1
    """Which one of its name it is among its siblings, from 1."""
    children: list[Element | Piece] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The XPath by local names, with a number where siblings have the same name."""
        steps: list[str] = []
        here: Element | None = self
        while here is not None:
            several = here.parent is not None and here.parent.counts[here.name] > 1
            steps.append(f"{here.name}[{here.number}]" if several else here.name)
            here = here.parent
        return "/" + "/".join(reversed(steps))

    @property
    def language(self) -> str:
        """The ISO 639-1 code of ``xml:lang``, "" where there is none."""
        return language_code(self.attributes.get(_XML_LANG, ""))

    def elements(self, *names: str) -> list[Element]:
        """The child elements, in order, of those local names; all where none is given."""
        return [c for c in self.children if isinstance(c, Element) and (not names or c.name in names)]

    def first(self, *path: str) -> Element | None:
        """The first element reached by going down that path of local names, the first of each name."""
        here: Element | None = self
        for name in path:
            here = next(iter(here.elements(name)), None) if here is not None else None
        return here

    def descendants(self, *names: str) -> Iterator[Element]:
        """All elements below of those local names, in document order; none below a found one."""
        for child in self.elements():
            if child.name in names:
                yield child
            else:
                yield from child.descendants(*names)

    def pieces(self) -> Iterator[Piece]:
        """The text of the element and of all below."""
        for child in self.children:
            if isinstance(child, Piece):
                yield child
            else:
                yield from child.pieces()

    def located(self) -> Located:
        """The text of the element and of all below, with the way back."""
        return Located(self.pieces())


def language_code(tag: str) -> str:
    """The language of a tag (BCP 47), in lower case, without country or script."""
    return tag.strip().lower().replace("_", "-").split("-")[0]


def parse(path: str, decoded: str) -> Element:
    """The root of a decoded XML file, whatever encoding it declares; raises UnreadableError."""
    builder = _Builder(path, decoded)
    return builder.parse()


class _Builder:
    def __init__(self, path: str, decoded: str) -> None:
        self._path = path
        self._before = len(decoded) - len(decoded.lstrip())
        self._lines_before = decoded.count("\n", 0, self._before)
        self._decoded = decoded
        self._data = decoded[self._before :].encode("utf-8", "surrogatepass")
        self._byte, self._offset = 0, self._before
        self._root: Element | None = None
        self._open: list[Element] = []
        self._nodes = 0
        self._literal = False
        self._parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
        self._parser.buffer_text = False
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.SkippedEntityHandler = self._skipped
        self._parser.EntityDeclHandler = self._declared
        self._parser.StartCdataSectionHandler = lambda: self._in_literal(True)
        self._parser.EndCdataSectionHandler = lambda: self._in_literal(False)

    def parse(self) -> Element:
        try:
            self._parser.Parse(self._data, True)
        except expat.ExpatError as error:
            said = expat.ErrorString(error.code)
            line = error.lineno + self._lines_before
            raise UnreadableError(f"{self._path}: not well-formed XML (line {line}: {said})") from None
        if self._root is None:
            raise UnreadableError(f"{self._path}: not well-formed XML")
        return self._root

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self._lines_before

    def _here(self) -> int:
        """The code-point offset in the decoded file of the event."""
        at = self._parser.CurrentByteIndex
        self._offset += len(self._data[self._byte : at].decode("utf-8", "surrogatepass"))
        self._byte = at
        return self._offset

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise UnreadableError(f"{self._path}: elements nested more than {_DEEPEST} deep (line {self._line})")
        self._counted()
        namespace, _, local = name.rpartition(" ")
        parent = self._open[-1] if self._open else None
        element = Element(local, namespace, attributes, self._line, parent)
        if parent is None:
            self._root = element
        else:
            element.number = parent.counts[local] = parent.counts.get(local, 0) + 1
            parent.children.append(element)
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        at = self._here()
        length = len(text)
        if text == "\n" and self._decoded.startswith("\r\n", at):
            length = 2
        elif not self._literal and self._decoded.startswith("&", at):
            length = self._decoded.index(";", at) + 1 - at
        self._counted()
        self._open[-1].children.append(Piece(text, at, length))

    def _skipped(self, name: str, parameter: bool) -> None:
        text = html5.get(f"{name};")
        if parameter or not self._open:
            return
        if text is None:
            raise UnreadableError(f"{self._path}: unknown entity &{name[:40]}; (line {self._line})")
        self._counted()
        self._open[-1].children.append(Piece(text, self._here(), len(name) + 2))

    def _declared(self, name: str, *_: object) -> None:
        raise UnreadableError(f"{self._path}: declares entities, which are not read (line {self._line}: {name[:40]})")

    def _in_literal(self, literal: bool) -> None:
        self._literal = literal

    def _counted(self) -> None:
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            raise UnreadableError(
                f"{self._path}: more than {_MOST_NODES:,} elements and runs of text, which no story has"
            )
