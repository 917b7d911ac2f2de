"""Words that quality estimation holds to be wrong beside the foreign-language source."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, rule
from mtcheck.confidence import logistic, logit
from mtcheck.document.model import Role, Segment, Span
from mtcheck.flag import Category, Severity
from mtcheck.models.readings import Estimate
from mtcheck.stretch import is_content, stretches

_POOR = 0.4
"""Score of a bead below which its sides are too far apart for the estimate to mean much."""
_PART = 0.05
"""Probability from which a word belongs to the stretch around a doubtful one."""
_LONGEST = 8
"""Words of a stretch."""


@dataclass(frozen=True, slots=True)
class ErrorSpan:
    """A stretch of words with a peak of doubt: the highest and the mean probability of an error, 0–1."""

    span: Span
    peak: float
    mean: float
    words: int
    sentence: float

    @property
    def features(self) -> tuple[float, ...]:
        """What the confidence is worked out from: see `WEIGHTS`."""
        return (1.0, logit(self.peak), logit(self.mean), math.log(self.words), self.sentence)


WEIGHTS = (1.47, 0.08, 0.73, 0.31, -0.02)
"""Of a logistic regression on the features, fitted by `scripts/fit_confidence.py`."""
BAR = 0.7
"""Confidence from which a stretch is flagged."""


def error_spans(analysis: Analysis) -> Iterator[ErrorSpan]:
    """Every stretch of doubtful words, in order; none without the source."""
    source = analysis.source
    if source is None or analysis.estimates is None:
        return
    for segment, estimate in zip(analysis.segments, analysis.estimates, strict=True):
        at = source.bead_of.get(segment.index)
        if estimate is None or at is None or source.beads[at].score < _POOR or segment.role is Role.NAVIGATION:
            continue
        yield from _stretches(segment, estimate)


def _stretches(segment: Segment, estimate: Estimate) -> Iterator[ErrorSpan]:
    words = list(_words(segment))
    chances = estimate.words[: len(words)]
    for first, last in stretches(chances, [is_content(word) for _, word in words], _PART, _LONGEST):
        own = chances[first:last]
        span = Span(words[first][0], words[last - 1][0] + len(words[last - 1][1]))
        yield ErrorSpan(span, max(own), sum(own) / len(own), len(own), estimate.hter)


def _words(segment: Segment) -> Iterator[tuple[int, str]]:
    at = 0
    for word in segment.text.split():
        at = segment.text.index(word, at)
        yield segment.start + at, word
        at += len(word)


@rule(
    "WRD003",
    "doubtful-beside-the-source",
    category=Category.WRONG_WORD,
    severity=Severity.MINOR,
    confidence=0.65,
    mqm="Accuracy > Mistranslation",
    needs={"source"},
)
def doubtful_beside_the_source(analysis: Analysis) -> Iterator[Finding]:
    """Words that a model trained on translators’ corrections would correct, given the source.

    Why: a fluent mistranslation shows only beside what was translated. The model knows what post-editors changed in
    thousands of machine translations; it points at words, and the source’s own words stand beside its flag.

    Source: Procurorii au cerut arestarea preventivă.
    Copy: The procurators asked for preventive arrest.
    """
    if analysis.original is not None:
        return
    for stretch in error_spans(analysis):
        sure = logistic(WEIGHTS, stretch.features)
        if sure >= BAR:
            yield Finding(
                stretch.span.start,
                stretch.span.end,
                "Beside the source this looks mistranslated: compare the words across.",
                confidence=sure,
            )
