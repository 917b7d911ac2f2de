"""A rule: its stable code, what it flags, and its documentation, which is its docstring."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from mtcheck.analysis import Analysis
from mtcheck.flag import Category, Flag, ProbableSource, RuleCard, Severity, Suggestion


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


def likeliest(analysis: Analysis, languages: Sequence[str]) -> str:
    """Of the languages that a wording may come from, the story's pivot where it is one of them, else the first."""
    pivot = analysis.pivot
    return pivot.language if pivot is not None and pivot.language in languages else languages[0]


Need = Literal["parse", "tags", "source", "original", "memory", "glossary"]
"""What a rule may want beside the text: what a model says of it, another text of the story, a file of the house."""
_ANY_OF: frozenset[Need] = frozenset({"source", "original", "memory", "glossary"})
"""Of these a rule that names several is content with one."""
Check = Callable[[Analysis], Iterable[Finding]]


@dataclass(frozen=True)
class Rule:
    """One kind of artefact: ``check(analysis)`` yields the places where it stands.

    ``mqm`` is the error type of the MQM typology. ``needs`` is what the rule is silent without: of "parse" and
    "tags" (the error tagger's) all that are named, of "source", "original", "memory" and "glossary" any one.
    """

    code: str
    name: str
    category: Category
    severity: Severity
    confidence: float
    mqm: str
    needs: frozenset[Need]
    check: Check

    @cached_property
    def documentation(self) -> str:
        """The docstring, dedented: a summary line, then paragraphs headed Why, Example and Better."""
        return inspect.getdoc(self.check) or ""

    @property
    def card(self) -> RuleCard:
        """The rule as a report shows it."""
        return RuleCard(
            self.code, self.name, self.category, self.severity, self.confidence, self.mqm, self.documentation
        )

    def runs_with(self, there: Set[Need]) -> bool:
        """Whether the rule can find something where ``there`` is all there is beside the text."""
        evidence = self.needs & _ANY_OF
        return self.needs - evidence <= there and (not evidence or not evidence.isdisjoint(there))

    def flags(self, analysis: Analysis) -> Iterator[Flag]:
        """Run the check, if what it needs is there."""
        if not self.runs_with(_at_hand(analysis)):
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


def _at_hand(analysis: Analysis) -> frozenset[Need]:
    there: dict[Need, bool] = {
        "parse": analysis.parses is not None,
        "tags": analysis.tags is not None,
        "source": analysis.source is not None,
        "original": analysis.original is not None,
        "memory": bool(analysis.memory),
        "glossary": bool(analysis.glossary.terms),
    }
    return frozenset(need for need, is_there in there.items() if is_there)


_RULES: dict[str, Rule] = {}


def rule(
    code: str,
    name: str,
    *,
    category: Category,
    severity: Severity,
    confidence: float,
    mqm: str,
    needs: Set[Need] = frozenset(),
) -> Callable[[Check], Check]:
    """Register the decorated check under ``code``; raises ValueError where the code or name is taken."""

    def register(check: Check) -> Check:
        if code in _RULES or any(r.name == name for r in _RULES.values()):
            raise ValueError(f"rule {code} ({name}) is defined twice")
        _RULES[code] = Rule(code, name, category, severity, confidence, mqm, frozenset(needs), check)
        return check

    return register


def registered() -> dict[str, Rule]:
    """The rules registered so far, by code, in code order."""
    return dict(sorted(_RULES.items()))
