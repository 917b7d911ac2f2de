"""Stretches of doubtful words: from a probability a word to spans that an editor can look at."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence

from mtcheck.alignment.rewording import SMALL

_MARKS = ".,:;!?()[]\"'“”‘’«»—–-…"


def stretches(
    chances: Sequence[float], may_peak: Sequence[bool], least: float, longest: int, share: float = 0.5
) -> Iterator[tuple[int, int]]:
    """Half-open ranges of words around each peak of ``chances``, the highest peak first; none overlap.

    A stretch has its peak at a word that ``may_peak``, of ``least`` or more, and takes in the neighbours that have at
    least ``least`` and ``share`` of the peak, ``longest`` words at most.
    """
    taken = [False] * len(chances)
    for peak in sorted(range(len(chances)), key=lambda i: (-chances[i], i)):
        if taken[peak] or chances[peak] < least or not may_peak[peak]:
            continue
        bar = max(least, chances[peak] * share)
        first, last = peak, peak + 1
        while first > 0 and not taken[first - 1] and chances[first - 1] >= bar:
            first -= 1
        while last < len(chances) and not taken[last] and chances[last] >= bar:
            last += 1
        if last - first > longest:
            first, last = max(first, peak - longest // 2), min(last, peak + longest // 2 + 1)
        taken[first:last] = [True] * (last - first)
        yield first, last


def is_content(word: str) -> bool:
    """Whether a word says something by itself: not a mark, an article, a preposition, a pronoun or the like."""
    bare = bare_word(word).lower()
    return bool(bare) and bare not in SMALL


def bare_word(word: str) -> str:
    """The word without the marks around it."""
    return word.strip(_MARKS)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without quotation marks and stops at its ends, unless nothing else is in it."""
    inner = text[start:end].strip(_MARKS + string.whitespace)
    if not inner:
        return start, end
    first = start + text[start:end].index(inner)
    return first, first + len(inner)
