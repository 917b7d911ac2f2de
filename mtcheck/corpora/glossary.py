"""House glossaries: the house’s own terms, which win over ours, and the wordings it will not have.

Three forms are read, told apart by their content:

- TBX (ISO 30042, both the ``martif`` and the ``tbx`` form): each concept’s English terms; one marked as deprecated or
  superseded (``administrativeStatus``, ``normativeAuthorization``) is avoided in favour of the preferred one;
- TSV with a header: ``term`` and, as wished, ``avoid`` (wordings with " | " between them), ``language``, ``source``
  and ``note``;
- a plain list, one right term a line; ``#`` starts a note.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mtcheck.corpora.phrase_index import PhraseIndex, keys
from mtcheck.document.xml_names import local_name
from mtcheck.document.xml_tree import language_code
from mtcheck.tables import listed

if TYPE_CHECKING:
    from lxml import etree

MOST_BYTES = 20_000_000
_COLUMNS = ("term", "avoid", "language", "source", "note")
_STATUS = frozenset(["administrativeStatus", "normativeAuthorization"])
_AVOIDED = ("deprecated", "superseded", "obsolete", "forbidden", "not recommended")


class GlossaryError(Exception):
    """A glossary cannot be used; the message says which file, where, and what is wrong, in one line."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the house: what it writes, what it avoids, and the wording in the pivot language where it says so."""

    text: str
    avoid: tuple[str, ...] = ()
    language: str = ""
    source: str = ""
    note: str = ""

    def wording_of(self, words: str) -> str | None:
        """Which of the wordings to avoid these words are, None where none; “us” is not “US”."""
        for wording in self.avoid:
            spelling_alone = keys(wording) == keys(self.text)
            same = wording.lower() == words.lower() if spelling_alone else keys(wording) == keys(words)
            if same and (words.isupper() or not wording.isupper()):
                return wording
        return None

    def instead_of(self, words: str, wording: str) -> str:
        """The term with the capitals that the words have and the wording that they are has not."""
        if len(words) > 1 and words.isupper() and not wording.isupper():
            return self.text.upper()
        # “iPad” begins no sentence with another letter.
        if words[:1].isupper() and wording[:1].islower() and self.text.split(" ", 1)[0].islower():
            return self.text[:1].upper() + self.text[1:]
        return self.text


@dataclass(frozen=True)
class Glossary:
    """The terms of all files, and an index of the wordings to avoid."""

    terms: tuple[Term, ...] = ()

    @cached_property
    def avoided(self) -> PhraseIndex[Term]:
        """Terms by the wordings that the house avoids."""
        index: PhraseIndex[Term] = PhraseIndex()
        for term in self.terms:
            for wording in term.avoid:
                if keys(wording) != keys(term.text):
                    index.add(wording, term)
        return index

    @cached_property
    def wanted(self) -> PhraseIndex[Term]:
        """Terms by the house’s own wording."""
        index: PhraseIndex[Term] = PhraseIndex()
        for term in self.terms:
            index.add(term.text, term)
        return index


def read_glossaries(paths: tuple[Path, ...]) -> Glossary:
    """Read the house’s glossaries, the first one’s word before the later ones’; raises GlossaryError."""
    terms: list[Term] = []
    for path in paths:
        terms += _read(path)
    return Glossary(tuple(dict.fromkeys(terms)))


def _read(path: Path) -> list[Term]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise GlossaryError(f"{path}: larger than {MOST_BYTES // 1_000_000} MB, which no glossary is")
        raw = path.read_bytes()
    except OSError as error:
        raise GlossaryError(f"{path}: cannot be read ({error.strerror})") from None
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return list(_tbx(path, raw))
    try:
        lines = raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise GlossaryError(f"{path}: not UTF-8 (byte {error.start})") from None
    kept = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if kept and "\t" in kept[0][1]:
        return list(_tsv(path, kept))
    return [Term(line.strip()) for _, line in kept]


def _tsv(path: Path, lines: list[tuple[int, str]]) -> Iterator[Term]:
    reader = csv.reader((line for _, line in lines), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = [name.strip().lower() for name in next(reader)]
    for name in header:
        if name not in _COLUMNS:
            raise GlossaryError(
                f"{path}, line {lines[0][0]}: unknown column “{name}”; a glossary has {', '.join(_COLUMNS)}"
            )
    if "term" not in header:
        raise GlossaryError(f"{path}, line {lines[0][0]}: no column “term”")
    for (number, _), fields in zip(lines[1:], reader, strict=True):
        if len(fields) > len(header):
            raise GlossaryError(f"{path}, line {number}: {len(fields)} fields, the header has {len(header)}")
        row = dict(zip(header, (field.strip() for field in fields), strict=False))
        if not row.get("term"):
            raise GlossaryError(f"{path}, line {number}: no term")
        yield Term(
            row["term"],
            listed(row.get("avoid", "")),
            row.get("language", ""),
            row.get("source", ""),
            row.get("note", ""),
        )


def _tbx(path: Path, raw: bytes) -> Iterator[Term]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise GlossaryError(f"{path}, line {error.lineno}: not XML ({error.msg})") from None
    for entity in root.iter(etree.Entity):
        raise GlossaryError(f"{path}, line {entity.sourceline}: entities of its own are not read")
    if local_name(root) not in {"martif", "tbx"}:
        raise GlossaryError(f"{path}: XML, but not TBX (its root is <{local_name(root)}>)")
    for concept in root.iter():
        if local_name(concept) not in {"termEntry", "conceptEntry"}:
            continue
        wanted: list[str] = []
        avoided: list[str] = []
        others: list[tuple[str, str]] = []
        for section in (s for s in concept if local_name(s) in {"langSet", "langSec"}):
            language = language_code(section.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
            for group in section.iter():
                if local_name(group) != "term":
                    continue
                text = _words(group).strip()
                if not text:
                    continue
                if language != "en":
                    others.append((language, text))
                elif _is_avoided(group):
                    avoided.append(text)
                else:
                    wanted.append(text)
        language, source = others[0] if others else ("", "")
        for at, text in enumerate(wanted):
            yield Term(text, tuple(avoided) if at == 0 else (), language, source)


def _is_avoided(term: etree._Element) -> bool:
    """Whether the status of a term, and no free note, says that it is not to be used."""
    group = term.getparent()
    for note in group.iter() if group is not None else ():
        kind = note.get("type") if local_name(note) == "termNote" else local_name(note)
        if kind in _STATUS and any(word in _words(note).lower() for word in _AVOIDED):
            return True
    return False


def _words(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())
