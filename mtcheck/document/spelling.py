"""Putting words into a file: how it has to spell them where they are to stand."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from mtcheck.document.model import Document

_JSON = frozenset({"ninjs", "ans"})
_XML = frozenset({"nitf", "newsml-g2", "rss", "atom", "xliff", "tmx"})
_MARKDOWN = re.compile(r"[\\`*_~\[\]<>&#|!$-]")


@dataclass(frozen=True, slots=True)
class _Layer:
    reads: Callable[[str], str]
    spells: Callable[[str], str]


_LAYERS = {
    "json": _Layer(lambda raw: str(json.loads(f'"{raw}"')), lambda text: json.dumps(text, ensure_ascii=False)[1:-1]),
    "markup": _Layer(entities.unescape, escape),
}


def replacement(document: Document, start: int, end: int, text: str) -> str | None:
    """What is to be written over the file span of ``document.text[start:end]`` so that ``text`` stands there.

    None where that cannot be done without touching mark-up or another field, or where the file is not text.
    """
    if document.source_text is None:
        return text if document.digest is None else None
    if document.format == "markdown" and _MARKDOWN.search(text):
        return None
    span = document.file_span(start, end)
    raw = document.source_text[span.start : span.end]
    layers = _layers(document, start, span.start)
    try:
        for layer in layers:
            raw = layer.reads(raw)
    except ValueError:
        return None
    if raw.split() != document.text[start:end].split():
        return None
    for layer in reversed(layers):
        text = layer.spells(text)
    return text


def _layers(document: Document, offset: int, file_offset: int) -> list[_Layer]:
    """What the text is wrapped in, the outermost first."""
    found = document.field_at(offset)
    layers = [_LAYERS["json"]] if document.format in _JSON else []
    if document.format == "html" or (document.format in _XML and not _in_cdata(document, file_offset)):
        layers.append(_LAYERS["markup"])
    if found is not None and found.html:
        layers.append(_LAYERS["markup"])
    return layers


def _in_cdata(document: Document, file_offset: int) -> bool:
    source = document.source_text or ""
    return source.rfind("<![CDATA[", 0, file_offset) > source.rfind("]]>", 0, file_offset)
