"""Translation memories: sentences that the house has translated into English before.

Told apart by their content:

- TMX 1.4: of each ``tu`` the English ``tuv`` against each of the others;
- XLIFF 1.2 and 2: the target against the source, one of which must be English;
- TSV: the columns ``source``, ``target`` and, as wished, ``language``, named in a header; or source and target alone.

English of any country is English. The English side is always the target of a unit, whichever way was translated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from mtcheck.document.language import language_of
from mtcheck.document.xml_names import INLINE_CODES, local_name
from mtcheck.document.xml_tree import language_code

if TYPE_CHECKING:
    from lxml import etree

MOST_BYTES = 200_000_000
MOST_UNITS = 1_000_000
LONGEST = 2_000
"""Characters of a side; a longer unit is no sentence and is left out."""
_COLUMNS = ("source", "target", "language")
_SAMPLE = 200
"""Units by which the language of a TSV file is told."""
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MARKS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\0", b"\xfe\xff\0<")


class MemoryFileError(Exception):
    """A translation memory cannot be used; the message says which file, where, and what is wrong, in one line."""


@dataclass(frozen=True, slots=True)
class MemoryUnit:
    """A sentence in the language of that ISO 639-1 code ("" where the file does not tell) and its English.

    ``origin`` is the name of the file and the line.
    """

    source: str
    target: str
    language: str
    origin: str


@dataclass(frozen=True)
class Memory:
    """The units of all files, in order, each pair of texts once."""

    units: tuple[MemoryUnit, ...] = ()


def read_memory(paths: Sequence[Path]) -> Memory:
    """Read translation memories, `MOST_BYTES` a file and `MOST_UNITS` in all; raises MemoryFileError."""
    units: dict[tuple[str, str], MemoryUnit] = {}
    for path in paths:
        for unit in _read(path):
            units.setdefault((unit.source, unit.target), unit)
            if len(units) > MOST_UNITS:
                raise MemoryFileError(f"{path}: more than {MOST_UNITS:,} units")
    return Memory(tuple(units.values()))


def _read(path: Path) -> Iterator[MemoryUnit]:
    try:
        if not path.is_file():
            raise MemoryFileError(f"{path}: " + ("is not a file" if path.exists() else "no such file"))
        if path.stat().st_size > MOST_BYTES:
            raise MemoryFileError(f"{path}: larger than {MOST_BYTES // 1_000_000} MB")
        with path.open("rb") as file:
            head = file.read(1024)
        marked = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or head.startswith(_MARKS)
        found = 0
        for unit in _xml(path) if marked else _tsv(path):
            if unit.source and unit.target and max(len(unit.source), len(unit.target)) <= LONGEST:
                found += 1
                yield unit
    except OSError as error:
        raise MemoryFileError(f"{path}: cannot be read ({error.strerror or error})") from None
    if not found:
        raise MemoryFileError(f"{path}: holds no sentence with its English")


def _tsv(path: Path) -> Iterator[MemoryUnit]:
    lines = _lines(path)
    first = next(lines, None)
    if first is None:
        return
    header = [name.strip().lower() for name in first[1]]
    if {"source", "target"} & set(header):
        for name in header:
            if name not in _COLUMNS or header.count(name) > 1:
                what = "twice the column" if name in _COLUMNS else "unknown column"
                raise MemoryFileError(f"{path}, line {first[0]}: {what} “{name}”; a memory has {', '.join(_COLUMNS)}")
        for name in _COLUMNS[:2]:
            if name not in header:
                raise MemoryFileError(f"{path}, line {first[0]}: no column “{name}”")
    else:
        header = list(_COLUMNS[:2])
        lines = chain([first], lines)
    sample = list(islice(_tsv_rows(path, header, lines), _SAMPLE))
    target = language_of("\n".join(row["target"] for _, row in sample))
    if target not in {None, "en"}:
        raise MemoryFileError(f"{path}: the target is not English (it looks like “{target}”)")
    told = language_of("\n".join(row["source"] for _, row in sample)) or ""
    for number, row in chain(sample, _tsv_rows(path, header, lines)):
        language = language_code(row.get("language") or told)
        yield MemoryUnit(row["source"], row["target"], language, f"{path.name}, line {number}")


def _tsv_rows(
    path: Path, header: list[str], lines: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[int, dict[str, str]]]:
    for number, fields in lines:
        if len(fields) != len(header):
            raise MemoryFileError(f"{path}, line {number}: {len(fields)} fields, not {len(header)}")
        yield number, {name: " ".join(field.split()) for name, field in zip(header, fields, strict=True)}


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError:
                raise MemoryFileError(f"{path}, line {number}: not UTF-8") from None
            if "\0" in line:
                raise MemoryFileError(f"{path}, line {number}: binary data, not a translation memory")
            if line.strip() and not line.startswith("#"):
                yield number, line.split("\t")


def _xml(path: Path) -> Iterator[MemoryUnit]:
    from lxml import etree

    readers = {"tu": _tmx_unit, "trans-unit": _xliff_unit, "segment": _xliff_unit}
    languages: list[str] = []
    root = None
    try:
        # Read as a stream, and thrown away unit by unit: a memory is larger than its units.
        stream = etree.iterparse(
            str(path), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        for event, element in stream:
            name = local_name(element)
            if event == "start":
                if root is None:
                    root = element
                    _require_memory(path, element)
                if name in {"xliff", "file"}:
                    languages = _xliff_languages(path, element) or languages
            elif name in readers:
                if any(True for _ in element.iter(etree.Entity)):
                    raise MemoryFileError(f"{path}, line {element.sourceline}: entities of its own are not read")
                yield from readers[name](path, element, languages)
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise MemoryFileError(f"{path}, line {error.lineno}: not XML ({error.msg})") from None


def _require_memory(path: Path, root: etree._Element) -> None:
    if local_name(root) not in {"tmx", "xliff"}:
        raise MemoryFileError(f"{path}: XML, but neither TMX nor XLIFF (its root is <{local_name(root)}>)")
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and declared.entities():  # type: ignore[attr-defined]
        raise MemoryFileError(f"{path}: entities of its own are not read")


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _tmx_unit(path: Path, unit: etree._Element, _: list[str]) -> Iterator[MemoryUnit]:
    sides: dict[str, str] = {}
    for variant in unit:
        if local_name(variant) != "tuv":
            continue
        language = variant.get(_LANG) or variant.get("lang")
        if not language:
            raise MemoryFileError(f"{path}, line {variant.sourceline}: a tuv without xml:lang")
        for segment in variant:
            if local_name(segment) == "seg":
                sides.setdefault(language_code(language), _text(segment))
    english = sides.pop("en", "")
    for code, text in sides.items() if english else ():
        yield MemoryUnit(text, english, code, f"{path.name}, line {unit.sourceline}")


def _xliff_languages(path: Path, element: etree._Element) -> list[str]:
    """The languages of source and target, where the element names them."""
    names = ("srcLang", "trgLang") if local_name(element) == "xliff" else ("source-language", "target-language")
    languages = [language_code(element.get(name) or "") for name in names]
    if not any(languages):
        return []
    if languages.count("en") != 1:
        said = " to ".join(language or "?" for language in languages)
        raise MemoryFileError(f"{path}, line {element.sourceline}: {said}, of which one must be English")
    return languages


def _xliff_unit(path: Path, unit: etree._Element, languages: list[str]) -> Iterator[MemoryUnit]:
    if not languages:
        raise MemoryFileError(f"{path}, line {unit.sourceline}: the file does not say which languages it is in")
    sides = {local_name(side): _text(side) for side in unit if local_name(side) in {"source", "target"}}
    pair = (sides.get("source", ""), sides.get("target", ""))
    foreign, english = pair if languages[1] == "en" else pair[::-1]
    language = languages[0] if languages[1] == "en" else languages[1]
    yield MemoryUnit(foreign, english, language, f"{path.name}, line {unit.sourceline}")


def _text(element: etree._Element) -> str:
    """The text of a segment, without the codes in it, white space as single spaces."""
    parts: list[str] = [element.text or ""]
    for inner in element:
        if local_name(inner) not in INLINE_CODES and isinstance(inner.tag, str):
            parts.append(_text(inner))
        parts.append(inner.tail or "")
    return " ".join("".join(parts).split()) if local_name(element) in {"seg", "source", "target"} else "".join(parts)
