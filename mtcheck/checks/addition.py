"""What the copy says and no other text of the story does."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.analysis import Analysis
from mtcheck.checks.omission import is_sentence
from mtcheck.checks.rule import Finding, rule
from mtcheck.flag import Category, Severity


@rule(
    "ADD001",
    "sentence-not-in-source",
    category=Category.ADDITION,
    severity=Severity.MAJOR,
    confidence=0.65,
    mqm="Accuracy > Addition",
    needs={"source", "original"},
)
def sentence_not_in_source(analysis: Analysis) -> Iterator[Finding]:
    """A sentence that the source has not; beside the English original alone it may be the foreign newsroom’s own.

    Why: models that lose their thread go on by themselves, and pages put other stories’ sentences in.

    Source: Podul a fost închis luni. Lucrările durează un an.
    Copy: The bridge was closed on Monday. Visitors love its famous view. The works will take a year.
    Better: The bridge was closed on Monday. The works will take a year.
    """
    parallel = analysis.source or analysis.original
    if parallel is None:
        return
    borne_out = set()
    if analysis.source is not None and analysis.original is not None:
        borne_out = {i for bead in analysis.original.beads if bead.right for i in bead.left}
    for at, bead in enumerate(parallel.beads):
        inside = 0 < at < len(parallel.beads) - 1
        if bead.right or not inside:
            continue
        for index in bead.left:
            if index in borne_out or not is_sentence(parallel.copy, index):
                continue
            segment = parallel.copy.segments[index]
            own = parallel.kind == "original"
            yield Finding(
                segment.start,
                segment.end,
                f"The {parallel.kind} has no such sentence.",
                severity=Severity.MINOR if own else None,
                confidence=0.5 if own else None,
            )
