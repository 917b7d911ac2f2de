"""Fluency: how a sentence or story stands among sentences and stories that people wrote for the news.

The measure under the percentile is SLOR (Pauls and Klein 2012; Lau, Clark and Lappin 2017): the surprisal of each
word less its surprisal under a unigram model, so that a rare word costs only what the context fails to explain. Names
and figures are left out, since no model of this size knows them.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from mtcheck.corpora.frequency import frequency
from mtcheck.document.model import Document
from mtcheck.models.readings import Fluency, WordSurprisal
from mtcheck.tables import rows

SHORTEST = 4
"""Words that a segment or story needs to be scored at all."""
_FEWEST_COUNTED = 3
_RAREST = 1e-8
_AROUND_WORD = "\"'“”‘’„«»()[]{}<>.,;:!?…–—-*/"


@dataclass(frozen=True, slots=True)
class Reference:
    """SLOR of human news of about ``words`` words, at equally spaced percentiles, the most surprising first."""

    words: int
    quantiles: tuple[float, ...]

    def percentile(self, excess: float) -> float:
        """The share of human texts, 0–100, that are at least as surprising; between two quantiles, linear."""
        rising = [-value for value in self.quantiles]
        at = bisect_left(rising, -excess)
        last = len(rising) - 1
        if at == 0:
            return 0.0
        if at > last:
            return 100.0
        below, above = rising[at - 1], rising[at]
        inside = (-excess - below) / (above - below) if above > below else 1.0
        return 100.0 * (at - 1 + inside) / last


@cache
def references(unit: str) -> tuple[Reference, ...]:
    """The reference table of ``unit`` ("segment" or "story"), by length."""
    return tuple(
        Reference(int(row["words"]), tuple(float(value) for value in row["quantiles"].split()))
        for row in rows("fluency_reference")
        if row["unit"] == unit
    )


@cache
def unigram_bits(word: str) -> float:
    """Surprisal of a word by its frequency alone (wordfreq's English list), in bits."""
    return -math.log2(max(frequency(word), _RAREST))


def excesses(text: str, words: Sequence[WordSurprisal]) -> list[float]:
    """Bits of each counted word of one segment beyond its unigram bits; names and figures are not counted."""
    out = []
    for position, word in enumerate(words):
        bare = text[word.start : word.end].strip(_AROUND_WORD)
        named = position > 0 and bare[:1].isupper() and bare != "I"
        if not bare or named or not any(c.isalpha() for c in bare) or any(c.isdigit() for c in bare):
            continue
        out.append(word.bits - unigram_bits(bare.lower()))
    return out


def percentile(unit: str, words: int, excess: float) -> float:
    """Fluency, 0–100, of a text of ``words`` words; between two reference lengths the nearer one counts."""
    nearest = min(references(unit), key=lambda r: abs(math.log(r.words) - math.log(max(words, 1))))
    return nearest.percentile(excess)


def segment_fluency(document: Document, surprisals: Sequence[Sequence[WordSurprisal]]) -> tuple[Fluency | None, ...]:
    """The fluency of each segment; None for one too short, or with too few words that are not names."""
    return tuple(_fluency("segment", [(document.text, words)]) for words in surprisals)


def document_fluency(document: Document, surprisals: Sequence[Sequence[WordSurprisal]]) -> Fluency | None:
    """The fluency of the whole story; None where it is too short to tell."""
    return _fluency("story", [(document.text, words) for words in surprisals])


def lone_fluency(text: str, words: Sequence[WordSurprisal]) -> float:
    """The fluency of a sentence seen alone, however short; NaN where all its words are names or figures."""
    excess = excesses(text, words)
    return percentile("segment", len(words), sum(excess) / len(excess)) if excess else math.nan


def _fluency(unit: str, parts: Iterable[tuple[str, Sequence[WordSurprisal]]]) -> Fluency | None:
    bits: list[float] = []
    excess: list[float] = []
    for text, words in parts:
        bits += [word.bits for word in words]
        excess += excesses(text, words)
    if len(bits) < SHORTEST or len(excess) < _FEWEST_COUNTED:
        return None
    return Fluency(surprisal=sum(bits) / len(bits), score=percentile(unit, len(bits), sum(excess) / len(excess)))
