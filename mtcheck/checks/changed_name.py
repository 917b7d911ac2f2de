"""Names that the source or the original has otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.alignment.model import Parallel
from mtcheck.alignment.names import NameChange, changed_names
from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, rule
from mtcheck.flag import Category, ProbableSource, Severity, Suggestion


@rule(
    "NAM007",
    "name-of-another-text",
    category=Category.NAME,
    severity=Severity.MAJOR,
    confidence=0.85,
    mqm="Accuracy > Mistranslation > Entity",
    needs={"source", "original"},
)
def name_of_another_text(analysis: Analysis) -> Iterator[Finding]:
    """A name that the source or the original has otherwise: misspelt, or another person’s.

    Why: names are respelled on the way into the other language and guessed at on the way back; sometimes the machine
    puts a better-known person in.

    Source: Adjunctul ministrului rus de externe, Serghei Riabkov, a respins acuzațiile.
    Copy: Russia’s deputy foreign minister, Sergei Rybkov, rejected the accusations.
    Better: Russia’s deputy foreign minister, Sergei Ryabkov, rejected the accusations.
    """
    for parallel in analysis.parallels():
        for change in changed_names(parallel):
            yield _finding(parallel, change)


def _finding(parallel: Parallel, change: NameChange) -> Finding:
    where = "original" if parallel.kind == "original" else "source"
    right = change.english or (change.other if where == "original" else "")
    foreign = change.other if where == "source" else ""
    return Finding(
        change.copy.start,
        change.copy.end,
        f"The {where} has “{change.other}” here.",
        (Suggestion(right, 0.85, safe=where == "original" and change.kind == "misspelt"),) if right else (),
        severity=Severity.CRITICAL if change.kind == "another-person" else None,
        probable_source=ProbableSource(parallel.language if foreign else "", foreign, right, parallel.kind),
    )
