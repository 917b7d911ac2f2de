"""Putting words into a file: how it has to spell them where they are to stand."""

from __future__ import annotations

import html as entities
import json
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from mtcheck.document.model import Document

_JSON = frozenset({"ninjs", "ans"})
_XML = frozenset({"nitf", "newsml-g2", "rss", "atom", "xliff", "tmx"})
_MARKDOWN = re.compile(r"[\\`*_~\[\]<>&#|!$-]")
_MARKDOWN_BLOCK = re.compile(r"(?:=+|[-+*]|#{1,6}|\d{1,9}[.)])(?:\s|$)|>|\t| {4}")
_MARKDOWN_MARGIN = re.compile(r"[\s>*+-]*(?:\d{1,9}[.)])?\s*")
"""What may stand on a line before its text."""
_SIGNS = re.compile(r"<[a-z/!?]|&#?\w{2,8};", re.IGNORECASE)
"""By what a field that may hold either is taken for HTML."""
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no XML file can hold, nor anyone wants in a story."""
_SECTION = re.compile(r"<!--.*?-->|<\?.*?\?>|(?P<cdata><!\[CDATA\[.*?\]\]>)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Layer:
    reads: Callable[[str], str]
    spells: Callable[[str], str]


_LAYERS = {
    "json": _Layer(lambda raw: str(json.loads(f'"{raw}"')), lambda text: json.dumps(text, ensure_ascii=False)[1:-1]),
    "markup": _Layer(entities.unescape, lambda text: entities.escape(text, quote=False)),
}


def replacement(document: Document, start: int, end: int, text: str) -> str | None:
    """What is to be written over the file span of ``document.text[start:end]`` so that ``text`` stands there.

    None where that cannot be done without touching mark-up or another field, or where the file is not text.
    """
    if document.source_text is None:
        return text if document.digest is None else None
    old = document.text[start:end]
    # What stands between two paragraphs is seldom a line's end in the file.
    if _UNFIT.search(text) or old != old.strip("\n"):
        return None
    span = document.file_span(start, end)
    raw = document.source_text[span.start : span.end]
    layers = _layers(document, start, span.start)
    if not _fits(document, start, end, text, layers):
        return None
    try:
        for layer in layers:
            raw = layer.reads(raw)
    except ValueError:
        return None
    if not _same(raw, old):
        return None
    for layer in reversed(layers):
        text = layer.spells(text)
    return text


def _same(raw: str, text: str) -> bool:
    """Whether both say the same, and have blanks at the same ends; between words any blank is as good as another."""
    return (
        raw.split() == text.split()
        and raw[:1].isspace() == text[:1].isspace()
        and raw[-1:].isspace() == text[-1:].isspace()
    )


def _fits(document: Document, start: int, end: int, text: str, layers: list[_Layer]) -> bool:
    """Whether the text means there what it says, and is not joined with what stands around it to something else."""
    source, span = document.source_text or "", document.file_span(start, end)
    if document.format == "markdown":
        margin = source[max(source.rfind("\n", 0, span.start), source.rfind("\r", 0, span.start)) + 1 : span.start]
        opens = _MARKDOWN_MARGIN.fullmatch(margin) and _MARKDOWN_BLOCK.match(text + source[span.end : span.end + 12])
        return not opens and not _MARKDOWN.search(text)
    before = source[max(0, span.start - 2) : span.start]
    if _LAYERS["markup"] in layers:
        return not before.endswith(("&", "<"))
    if document.format in _XML:
        return "]" not in text and not (text.startswith(">") and before == "]]")
    # A headline of JSON is HTML where it looks like it; what is called a text is none, whatever it holds.
    found = document.field_at(start)
    plain = document.format not in _JSON or (found is not None and found.name.endswith("_text"))
    return plain or not _SIGNS.search(text)


def _layers(document: Document, offset: int, file_offset: int) -> list[_Layer]:
    """What the text is wrapped in, the outermost first."""
    found = document.field_at(offset)
    layers = [_LAYERS["json"]] if document.format in _JSON else []
    if document.format == "html" or (
        document.format in _XML and not _in_cdata(document.source_text or "", file_offset)
    ):
        layers.append(_LAYERS["markup"])
    if found is not None and found.html:
        layers.append(_LAYERS["markup"])
    return layers


def _in_cdata(source: str, offset: int) -> bool:
    sections = _cdata_sections(source)
    at = bisect_right(sections, (offset, len(source))) - 1
    return at >= 0 and offset < sections[at][1]


@lru_cache(maxsize=1)
def _cdata_sections(source: str) -> list[tuple[int, int]]:
    """Where the CDATA sections of a well-formed XML file begin and end; in a comment there is none."""
    return [found.span() for found in _SECTION.finditer(source) if found["cdata"]]
