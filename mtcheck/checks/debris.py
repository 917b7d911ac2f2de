"""Debris: what stood around the story on its page and was taken for copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Category, Finding, Severity, Suggestion, rule
from mtcheck.corpora.table import rows
from mtcheck.document.model import Role

_LINE = re.compile(r"[^\r\n]+")
_AFTER_PHRASE = re.compile(r"\s*[:>»→|]|[\s]{2,}|\u00a0|\s*[.…*]*$")
_ENDS_SENTENCE = re.compile(r"[.!?][\"”’]?$")
_NAME_ONLY = re.compile(r"\s*:\s*\S+(?: \S+){0,8}$")


@cache
def _phrases() -> dict[str, str]:
    return {row["phrase"]: row["where"] for row in rows("boilerplate")}


@rule(
    "DEB001",
    "page-left-over",
    category=Category.DEBRIS,
    severity=Severity.MINOR,
    confidence=0.95,
    mqm="Design and markup > Extraneous content",
)
def page_left_over(analysis: Analysis) -> Iterator[Finding]:
    """A line of the web page: a link to other stories, a by-line, a comment form, a share bar.

    Why: the story was scraped with what stood around it, and all of it was translated.

    Example: See also: Car maker to build a second plant
    Better: The car maker will build a second plant.
    """
    longest = max((len(phrase.split()) for phrase in _phrases()), default=0)
    for line in _LINE.finditer(analysis.text):
        text = line.group().strip()
        start = line.start() + len(line.group()) - len(line.group().lstrip())
        if text and _is_debris(text, longest):
            yield Finding(start, start + len(text), "Left over from the web page.", (Suggestion("", 0.9, safe=True),))


@rule(
    "DEB002",
    "navigation",
    category=Category.DEBRIS,
    severity=Severity.MINOR,
    confidence=0.85,
    mqm="Design and markup > Extraneous content",
)
def navigation(analysis: Analysis) -> Iterator[Finding]:
    """A menu, a form or a footer that stands inside the story on its page.

    Why: page builders put related links and buttons into the article, and they go out with it. A saved page
    (HTML) says what is navigation; plain text such as the example is known by its words.

    Example: Home > News > Europe
    Better: The ministers met in Europe.
    """
    for segment in analysis.segments:
        crumbs = segment.text.count(" > ") >= 2 and not _ENDS_SENTENCE.search(segment.text)
        if segment.role is Role.NAVIGATION or crumbs:
            yield Finding(segment.start, segment.end, "Page navigation, not copy.", (Suggestion("", 0.8),))


def _is_debris(text: str, longest: int) -> bool:
    words = list(re.finditer(r"\S+", text))[:longest]
    for last in reversed(words):
        raw = text[: last.end()].lower().replace("\u00a0", " ").replace("’", "'")
        phrase = " ".join(raw.split()).rstrip(":.…*!| ")
        where = _phrases().get(phrase)
        if where is None:
            continue
        at = last.start() + len(last.group().rstrip(":.…*!|"))
        rest = text[at:]
        if where == "line" and rest.strip(" .…*!:|") == "":
            return True
        if where == "label" and _NAME_ONLY.match(rest) and not _ENDS_SENTENCE.search(text):
            return True
        if where == "start" and (_AFTER_PHRASE.match(rest) or not _ENDS_SENTENCE.search(text)):
            return True
    return False
