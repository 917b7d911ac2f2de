"""A flag: what a report says of one place of a story, and the terms it is said in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


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


@dataclass(frozen=True, slots=True)
class RuleCard:
    """What a report may say of the rule behind a flag; severity and confidence are those it flags with by itself."""

    code: str
    name: str
    category: Category
    severity: Severity
    confidence: float
    mqm: str
    documentation: str
