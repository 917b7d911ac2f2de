"""A story put together from the fields of its file: headline, by-line, dateline, summary, body, captions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from mtcheck.document.extent import require_story_length
from mtcheck.document.extraction import Extraction
from mtcheck.document.html import add_fragment, text_of_fragment
from mtcheck.document.located import Located
from mtcheck.document.model import Document, Field, Role
from mtcheck.document.segmentation import segment
from mtcheck.document.xml_blocks import add_blocks
from mtcheck.document.xml_tree import Element

if TYPE_CHECKING:
    from mtcheck.document.json_tree import Value

_WORD = re.compile(r"\w+")
_MOST_SUMMARIES = 20
"""Summaries that are looked for in the body; a story has one."""
_BLANKS = 2
"""How many times as long as it reads a field may be, by the blanks that indent its lines."""


class Markup(StrEnum):
    """How the value of a field is to be read."""

    PLAIN = "plain"
    LINE = "line"
    """One line, whatever ends of lines it has: a headline, a name."""
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Part:
    """A field with its role; a body has None, so that its paragraphs and cross-heads are told by their form.

    ``value`` is the field's text, or the element of an XML file whose blocks are to be read. ``summary`` says that it
    may be but the beginning of the body over again.
    """

    field: Field
    role: Role | None
    value: Located | Element
    markup: Markup = Markup.PLAIN
    summary: bool = False

    def words(self, path: str) -> str:
        """The words alone, in lower case, a space apart; raises UnreadableError where a story has not so many."""
        text = self.value.text if isinstance(self.value, Located) else " ".join(p.text for p in self.value.pieces())
        if self.markup is Markup.HTML:
            text = text_of_fragment(path, text)
        require_story_length(path, len(text) // _BLANKS)
        return " ".join(_WORD.findall(text)).lower()


def of_string(value: Value, role: Role | None, markup: Markup, *, summary: bool = False) -> Part:
    """The part that a string of a JSON file is; raises UnreadableError."""
    return Part(Field(value.name, value.line), role, value.located(), markup, summary)


def compose(
    path: str, decoded: str | None, kind: str, parts: Iterable[Part], language: str = "en", item: str = ""
) -> Document:
    """The document of the parts, in their order.

    What says the same as another part is read once: a headline that stands above the body already, a summary whose
    words are all in the body, a caption given twice.
    """
    extraction = Extraction(path)
    for part in _once(path, list(parts)):
        add(extraction, part)
    return extraction.document(decoded, kind, language, item)


def add(extraction: Extraction, part: Part) -> None:
    """Append the part, in blocks of its own."""
    extraction.end_block()
    if isinstance(part.value, Element):
        add_blocks(extraction, part.value, part.role)
        return
    extraction.open_field(replace(part.field, html=part.markup is Markup.HTML))
    if part.markup is Markup.HTML:
        add_fragment(extraction, part.value, part.role)
        return
    text = part.value.text
    for start, end in [(0, len(text))] if part.markup is Markup.LINE else _paragraphs(text):
        extraction.add_located(part.value, start, end)
        extraction.end_block(part.role)


def _once(path: str, parts: Sequence[Part]) -> list[Part]:
    words = [part.words(path) for part in parts]
    bodies = [f"{own} " for part, own in zip(parts, words, strict=True) if part.role is None and not part.summary]
    whole, sorted_bodies, summaries = " " + "\n ".join(bodies), sorted(bodies), 0
    kept: list[Part] = []
    seen: set[tuple[Role | None, str]] = set()
    for part, own in zip(parts, words, strict=True):
        again = (part.role, own) in seen
        if part.summary:
            summaries += 1
            again = again or (summaries <= _MOST_SUMMARIES and f" {own} " in whole)
        elif part.role is Role.HEADLINE:
            at = bisect_left(sorted_bodies, f"{own} ")
            again = again or (at < len(sorted_bodies) and sorted_bodies[at].startswith(f"{own} "))
        if own and not again:
            kept.append(part)
            seen.add((part.role, own))
    return kept


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Where the paragraphs of a plain text begin and end, hard-wrapped lines joined."""
    out: dict[int, tuple[int, int]] = {}
    for part in segment(text):
        start, _ = out.get(part.paragraph, (part.start, part.end))
        out[part.paragraph] = (start, part.end)
    return list(out.values())
