"""A story's report in the JSON of LanguageTool's HTTP API, version 2, with its offsets in UTF-16 code units."""

from __future__ import annotations

import re
from typing import Any, Final

from mtcheck.checks import RULES
from mtcheck.document.language import guess, language_of
from mtcheck.document.model import Document, Span
from mtcheck.document.spelling import replacement
from mtcheck.flag import Category, Flag
from mtcheck.report.model import DocumentReport
from mtcheck.server.languages import VARIANTS
from mtcheck.utf16 import Utf16
from mtcheck.version import __version__

API_VERSION: Final = 1
_CONTEXT = 40
"""Characters of context on each side, as LanguageTool gives."""
_BREAKS = re.compile(r"[\r\n]")

ISSUE_TYPES: Final = dict.fromkeys(Category, "grammar") | {
    Category.NAME: "misspelling",
    Category.CASING: "typographical",
    Category.PUNCTUATION: "typographical",
    Category.GLUED: "typographical",
    Category.DEBRIS: "characters",
}
"""The ITS 2.0 issue type of each category.

Only types that every client shows: Superdesk's plug-in drops all but misspelling, whitespace and other (shown as
spelling), grammar, characters, typographical and locale-violation (shown as grammar).
"""


def software() -> dict[str, Any]:
    """The section that says what answers."""
    return {
        "name": "mtcheck",
        "version": __version__,
        "buildDate": "",
        "apiVersion": API_VERSION,
        "premium": False,
        "status": "",
    }


def render(report: DocumentReport, language: str) -> dict[str, Any]:
    """The answer to /v2/check for a checked story in ``language``, one of `VARIANTS`."""
    document = report.document
    matches = _Matches(document)
    return _answer(document, language) | {
        "matches": [matches.match(flag) for flag in report.flags],
        "sentenceRanges": matches.sentence_ranges(),
    }


def nothing(document: Document, language: str, reason: str | None = None) -> dict[str, Any]:
    """The answer for a text in which nothing was looked for; ``reason`` says why the results are incomplete."""
    warnings: dict[str, Any] = {"incompleteResults": reason is not None}
    if reason is not None:
        warnings["incompleteResultsReason"] = reason
    return _answer(document, language) | {"warnings": warnings, "matches": [], "sentenceRanges": []}


def _answer(document: Document, language: str) -> dict[str, Any]:
    return {
        "software": software(),
        "warnings": {"incompleteResults": False},
        "language": {
            "name": VARIANTS[language],
            "code": language,
            "detectedLanguage": _detected(document.text, language),
        },
    }


def _detected(text: str, language: str) -> dict[str, Any]:
    guessed = guess(text)
    code = language if guessed.language == "English" else language_of(text) or "und"
    name = VARIANTS[language] if guessed.language == "English" else guessed.language
    return {"name": name, "code": code, "confidence": round(guessed.confidence, 2), "source": "mtcheck"}


class _Matches:
    """The matches in one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._written = document.decoded
        self._units = Utf16(self._written)

    def match(self, flag: Flag) -> dict[str, Any]:
        """A flag as LanguageTool's match."""
        span = self._span(flag.start, flag.end)
        start, end = self._units.units(span.start), self._units.units(span.end)
        rule = RULES[flag.code]
        summary = rule.documentation.partition("\n")[0]
        return {
            "message": _message(flag),
            "shortMessage": _title(rule.name),
            "replacements": self._replacements(flag, span),
            "offset": start,
            "length": end - start,
            "context": self._context(span),
            "sentence": self._sentence(flag),
            "type": {"typeName": "Other"},
            "rule": {
                "id": flag.code,
                "description": summary,
                "issueType": ISSUE_TYPES[flag.category],
                "category": {"id": flag.category.upper(), "name": _title(flag.category)},
            },
            "ignoreForIncompleteSentence": False,
            "contextForSureMatch": 0,
        }

    def sentence_ranges(self) -> list[list[int]]:
        """Where each segment begins and ends."""
        spans = (self._document.file_span(s.start, s.end) for s in self._document.segments)
        return [[self._units.units(span.start), self._units.units(span.end)] for span in spans]

    def _span(self, start: int, end: int) -> Span:
        """Where the flagged words stand in what the client sent; at least one character, which clients need."""
        span = self._document.file_span(start, end)
        if span.end > span.start or not self._written:
            return span
        if span.start < len(self._written):
            return Span(span.start, span.start + 1)
        return Span(span.start - 1, span.start)

    def _replacements(self, flag: Flag, span: Span) -> list[dict[str, str]]:
        # A client writes a replacement over the whole match, which may be wider than the words (`_span`).
        if span != self._document.file_span(flag.start, flag.end):
            return []
        texts = (replacement(self._document, flag.start, flag.end, one.text) for one in flag.suggestions)
        return [{"value": text} for text in texts if text is not None]

    def _context(self, span: Span) -> dict[str, Any]:
        start, end = max(0, span.start - _CONTEXT), min(len(self._written), span.end + _CONTEXT)
        lead = "..." if start > 0 else ""
        text = lead + self._written[start:end] + ("..." if end < len(self._written) else "")
        at = self._units.units(span.start)
        return {
            "text": _BREAKS.sub(" ", text),
            "offset": len(lead) + at - self._units.units(start),
            "length": self._units.units(span.end) - at,
        }

    def _sentence(self, flag: Flag) -> str:
        at = self._document.segment_at(flag.start)
        return "" if at is None else self._document.segments[at].text.strip()


def _message(flag: Flag) -> str:
    source = flag.probable_source
    if source is None or not source.text:
        return flag.message
    return f"{flag.message} Probable source ({source.language}, {source.evidence}): “{source.text}”."


def _title(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()
