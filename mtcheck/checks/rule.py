"""A rule: its stable code, what it flags, and its documentation, which is its docstring."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal

from mtcheck.analysis import Analysis


class Category(StrEnum):
    """The families of translation artefact, as they stand in the report."""

    TITLE = "title"
    NAME = "name"
    ORGANISATION = "organisation"
    DUPLICATION = "duplication"
    GARBLED = "garbled"
    CALQUE = "calque"
    ATTRIBUTION = "attribution"
    GLUED = "glued"
    CASING = "casing"
    PUNCTUATION = "punctuation"
    DEBRIS = "debris"
    WRONG_WORD = "wrong_word"
    AGREEMENT = "agreement"
    PRONOUN = "pronoun"
    UNTRANSLATED = "untranslated"
    NUMBER = "number"
    OMISSION = "omission"
    ADDITION = "addition"
    MEANING = "meaning"


class Severity(StrEnum):
    """MQM severity levels."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def weight(self) -> int:
        """The MQM penalty: 1, 5 or 25."""
        return {"minor": 1, "major": 5, "critical": 25}[self.value]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What could stand in place of the flagged span; "" means: take it out.

    ``safe`` suggestions may be applied without a person looking.
    """

    text: str
    confidence: float = 0.8
    safe: bool = False


@dataclass(frozen=True, slots=True)
class ProbableSource:
    """The phrasing that the flagged span was probably made from, and where that is known from."""

    language: str
    text: str
    english: str
    evidence: Literal["original", "source", "memory", "corpus", "back-translation", "model"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check yields: a span of the text and what is wrong with it.

    ``severity`` and ``confidence`` stand only where they differ from the rule's own.
    """

    start: int
    end: int
    message: str
    suggestions: tuple[Suggestion, ...] = ()
    severity: Severity | None = None
    confidence: float | None = None
    probable_source: ProbableSource | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding with its rule's particulars filled in; offsets are code points into the document's text."""

    start: int
    end: int
    code: str
    rule: str
    category: Category
    severity: Severity
    confidence: float
    message: str
    suggestions: tuple[Suggestion, ...] = ()
    probable_source: ProbableSource | None = None


def likeliest(analysis: Analysis, languages: Sequence[str]) -> str:
    """Of the languages that a wording may come from, the story's pivot where it is one of them, else the first."""
    pivot = analysis.pivot
    return pivot.language if pivot is not None and pivot.language in languages else languages[0]


Needs = Literal["text", "parse", "tags", "evidence"]
Check = Callable[[Analysis], Iterable[Finding]]


@dataclass(frozen=True)
class Rule:
    """One kind of artefact: ``check(analysis)`` yields the places where it stands.

    ``mqm`` is the error type of the MQM typology. ``needs`` is the evidence without which the rule is silent:
    "text" (always there), "parse", "tags" (the error tagger's), or "evidence": another text of the
    story, or a memory or glossary of the house.
    """

    code: str
    name: str
    category: Category
    severity: Severity
    confidence: float
    mqm: str
    needs: Needs
    check: Check

    @cached_property
    def documentation(self) -> str:
        """The docstring, dedented: a summary line, then paragraphs headed Why, Example and Better."""
        return inspect.getdoc(self.check) or ""

    def flags(self, analysis: Analysis) -> Iterator[Flag]:
        """Run the check, if its evidence is there."""
        if self.needs == "parse" and analysis.parses is None:
            return
        if self.needs == "tags" and analysis.tags is None:
            return
        if self.needs == "evidence" and not (analysis.parallels() or analysis.memory or analysis.glossary.terms):
            return
        for found in self.check(analysis):
            yield Flag(
                start=found.start,
                end=found.end,
                code=self.code,
                rule=self.name,
                category=self.category,
                severity=found.severity or self.severity,
                confidence=self.confidence if found.confidence is None else found.confidence,
                message=found.message,
                suggestions=found.suggestions,
                probable_source=found.probable_source,
            )


_RULES: dict[str, Rule] = {}


def rule(
    code: str,
    name: str,
    *,
    category: Category,
    severity: Severity,
    confidence: float,
    mqm: str,
    needs: Needs = "text",
) -> Callable[[Check], Check]:
    """Register the decorated check under ``code``; raises ValueError where the code or name is taken."""

    def register(check: Check) -> Check:
        if code in _RULES or any(r.name == name for r in _RULES.values()):
            raise ValueError(f"rule {code} ({name}) is defined twice")
        _RULES[code] = Rule(code, name, category, severity, confidence, mqm, needs, check)
        return check

    return register


def registered() -> dict[str, Rule]:
    """The rules registered so far, by code, in code order."""
    return dict(sorted(_RULES.items()))
