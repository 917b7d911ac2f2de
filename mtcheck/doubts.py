"""Doubts: stretches that the error tagger holds to be wrong, each with a kind and a calibrated confidence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from mtcheck.confidence import logistic, logit
from mtcheck.document.model import Document, Role, Segment, Span
from mtcheck.models.fluency import unigram_bits
from mtcheck.models.readings import WordSurprisal, WordTag
from mtcheck.stretch import bare_word, is_content, stretches, trimmed

GROUPS = (
    ("wrong_word", "meaning", "addition", "omission", "number"),
    ("calque",),
    ("agreement",),
    ("pronoun",),
    ("garbled", "duplication", "untranslated"),
    ("title", "name", "organisation"),
    ("punctuation", "attribution", "casing", "glued", "debris"),
)
"""Categories that are reported as one, named by the first."""
_WORDS_OF_KIND = (2.26, 3.18, 2.85, 2.31, 4.41, 2.54, 2.22)
"""Words of an error of each group, on average, by which the tagger, who learns word by word, sees more of it."""
_DOUBTFUL = 0.12
"""Probability, before calibration, from which a word may belong to a stretch."""
_LONGEST = 8
"""Words of a stretch."""
_USUAL = -3.2
_USUAL_WORDS = 150
"""Mean log-odds of ordinary copy’s words, and how many words’ evidence that is worth in a short story."""
_DENSE = -2.6
"""Mean log-odds from which a story is surely re-translated: that it is worse still makes no word more doubtful."""
WEIGHTS = (
    -1.17, 0.10, 0.54, 2.51, 0.59, -0.15, 0.32, 0.31, -0.41, 0.32, 0.81, 0.23, -0.89, 0.03, -0.29, -0.29, 0.22,
)  # fmt: skip
"""Of a logistic regression on `Doubt.features`, fitted by `scripts/fit_confidence.py`."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stretch of words with what speaks for and against its being an error.

    ``peak`` and ``mean`` are the tagger’s probabilities over the stretch, ``story`` and ``sentence`` the mean log-odds
    of a word around it: in copy that reads well throughout, one doubtful word is more likely just unusual. ``excess``
    is the bits of the peak's word beyond those of its own rarity; ``groups`` how likely each of `GROUPS` is the kind.
    """

    span: Span
    words: int
    peak: float
    mean: float
    story: float
    sentence: float
    excess: float
    capital: bool
    content: bool
    grave: float
    groups: tuple[float, ...]

    @property
    def features(self) -> tuple[float, ...]:
        """What the confidence is worked out from: see `WEIGHTS`."""
        density = min(self.story, _DENSE) - _USUAL
        return (
            1.0,
            logit(self.peak),
            logit(self.mean),
            density,
            logit(self.peak) * density,
            self.sentence,
            math.log(self.words),
            max(-10.0, min(15.0, self.excess)) / 5,
            float(self.capital),
            float(self.content),
            self.grave,
            *self.groups[1:],
        )

    @property
    def confidence(self) -> float:
        """How likely, 0–1, an editor would mark something here."""
        return logistic(WEIGHTS, self.features)

    @property
    def kind(self) -> str:
        """The name of the likeliest of `GROUPS`, counted by errors and not by words."""
        return GROUPS[max(range(len(GROUPS)), key=lambda i: self.groups[i] / _WORDS_OF_KIND[i])][0]


def doubts(
    document: Document, tags: Sequence[Sequence[WordTag]], surprisals: Sequence[Sequence[WordSurprisal]]
) -> Iterator[Doubt]:
    """Every stretch of doubtful words, sentence by sentence, whatever its confidence.

    ``tags`` and ``surprisals`` have one entry a white-space separated word of each segment.
    """
    odds = [[logit(tag.wrong) for tag in segment] for segment in tags]
    counted = [value for segment in odds for value in segment]
    story = (sum(counted) + _USUAL * _USUAL_WORDS) / (len(counted) + _USUAL_WORDS)
    for segment, own, words, values in zip(document.segments, tags, surprisals, odds, strict=True):
        if segment.role is not Role.NAVIGATION and own:
            yield from _in_segment(segment, own, words, story, sum(values) / len(values))


def _in_segment(
    segment: Segment, tags: Sequence[WordTag], words: Sequence[WordSurprisal], story: float, sentence: float
) -> Iterator[Doubt]:
    chances = [tag.wrong for tag in tags]
    text = [segment.text[w.start - segment.start : w.end - segment.start] for w in words]
    places = group_places()
    for first, last in sorted(stretches(chances, [True] * len(chances), _DOUBTFUL, _LONGEST)):
        own = tags[first:last]
        peak = max(range(first, last), key=lambda i: chances[i])
        start, end = trimmed(segment.text, words[first].start - segment.start, words[last - 1].end - segment.start)
        bare = bare_word(text[peak]).lower()
        yield Doubt(
            span=Span(segment.start + start, segment.start + end),
            words=last - first,
            peak=chances[peak],
            mean=sum(chances[first:last]) / len(own),
            story=story,
            sentence=sentence,
            excess=words[peak].bits - unigram_bits(bare) if bare else 0.0,
            capital=segment.text[start].isupper(),
            content=is_content(text[peak]),
            grave=max(tag.grave for tag in own),
            groups=tuple(sum(tag.kinds[i] for tag in own for i in group) / len(own) for group in places),
        )


@cache
def group_places() -> tuple[tuple[int, ...], ...]:
    """For each of `GROUPS`, where its categories stand among the tagger’s kinds."""
    from mtcheck.models.tagger import KINDS

    return tuple(tuple(KINDS.index(kind) for kind in group) for group in GROUPS)
