"""Files that hold a text in two languages: XLIFF 1.2 and 2, whose target is the copy, and TMX, its English side.

Each unit is a paragraph of the copy, and the other side of it the same paragraph of the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mtcheck.document.errors import UnreadableError
from mtcheck.document.extraction import Extraction
from mtcheck.document.located import Located, Piece
from mtcheck.document.model import Document, Field
from mtcheck.document.xml_names import INLINE_CODES
from mtcheck.document.xml_tree import Element, language_code


@dataclass(frozen=True, slots=True)
class _Unit:
    """The copy’s segments of a unit, in order, and the source’s text."""

    copy: tuple[Element, ...]
    source: str
    source_language: str


def read_xliff(path: str, root: Element, decoded: str, language: str = "en") -> tuple[Document, ...]:
    """The target side of an XLIFF file; units that are not yet translated are left out. Raises UnreadableError."""
    source_language = language_code(root.attributes.get("srcLang", ""))
    units: list[_Unit] = []
    for file in root.elements("file"):
        own = source_language or language_code(file.attributes.get("source-language", ""))
        for unit in file.descendants("trans-unit", "unit"):
            # Below a trans-unit stand proposals too (alt-trans), below a unit those of a memory (matches).
            sides = [unit] if unit.name == "trans-unit" else unit.elements("segment", "ignorable")
            targets = tuple(target for side in sides for target in side.elements("target"))
            source = " ".join(_text(part).text for side in sides for part in side.elements("source"))
            units.append(_Unit(targets, source, own))
    return (_document(path, decoded, "xliff", units, language, f"XLIFF without a target text (line {root.line})"),)


def read_tmx(path: str, root: Element, decoded: str, language: str = "en") -> tuple[Document, ...]:
    """The English side of a TMX file, or of one without English the side that is not the source’s.

    Raises UnreadableError.
    """
    header = root.first("header")
    declared = language_code(header.attributes.get("srclang", "")) if header is not None else ""
    units: list[_Unit] = []
    for unit in root.descendants("tu"):
        sides = [(_tmx_language(path, side), side) for side in unit.elements("tuv")]
        own = language_code(unit.attributes.get("srclang", "")) or declared
        target = next((s for code, s in sides if code == "en"), None)
        if target is None:
            target = next((s for code, s in sides if code != own), None)
        other = [(code, side) for code, side in sides if side is not target]
        code, source = next((one for one in other if one[0] == own), other[0]) if other else ("", None)
        units.append(_Unit(_segments(target), " ".join(_text(s).text for s in _segments(source)), code))
    return (_document(path, decoded, "tmx", units, language, f"TMX without a unit in English (line {root.line})"),)


def _segments(side: Element | None) -> tuple[Element, ...]:
    return () if side is None else tuple(side.elements("seg"))


def _tmx_language(path: str, side: Element) -> str:
    language = side.language or language_code(side.attributes.get("lang", ""))
    if not language:
        raise UnreadableError(f"{path}: a tuv without xml:lang (line {side.line})")
    return language


def _document(path: str, decoded: str, kind: str, units: Iterable[_Unit], language: str, without: str) -> Document:
    extraction = Extraction(path)
    sources: list[str] = []
    languages: list[str] = []
    for unit in units:
        before = extraction.blocks
        for element in unit.copy:
            located = _text(element)
            extraction.open_field(Field(element.path, element.line))
            extraction.add_located(located, 0, len(located.text))
            # Segments of a unit are sentences, spaced as their source is; one space between them is right in English.
            extraction.add(" ", 0)
        extraction.end_block()
        if extraction.blocks > before:
            sources.append(" ".join(unit.source.split()))
            languages.append(unit.source_language)
    if not sources:
        raise UnreadableError(f"{path}: {without}")
    told = languages[0] if len(set(languages)) == 1 else ""
    document = extraction.document(decoded, kind, language)
    return replace(document, source_paragraphs=tuple(sources), source_language=told)


def _text(element: Element) -> Located:
    return Located(_pieces(element))


def _pieces(element: Element) -> Iterator[Piece]:
    for child in element.children:
        if isinstance(child, Piece):
            yield child
        elif child.attributes.get("ctype") == "lb" or child.attributes.get("subType") == "xlf:lb":
            yield Piece("\n", 0, 0)
        elif child.name not in INLINE_CODES:
            yield from _pieces(child)
