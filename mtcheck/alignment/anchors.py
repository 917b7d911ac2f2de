"""Anchors: numbers, names and cognates that two texts share, as evidence that they belong together.

A number counts by its digits, a word with a capital, or of a script that has none, by its consonants in the classes of
Soundex (Russell 1918), which hardly change when a name is written in another language. The letters of other scripts
are read off their Unicode names, which begin with the sound: “trump”, «Трамп» and トランプ are all 3451.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

_TOKEN = re.compile(r"\d+(?:[.,\u066b\u066c'’]\d+)*|[゠-ヿ]+|(?:(?![゠-ヿ])[^\W\d_])+")
_CLASSES = {
    letter: code
    for code, letters in {"1": "BFPV", "2": "CGJKQSXZ", "3": "DT", "4": "LR", "5": "MN"}.items()
    for letter in letters
}
"""Those of Soundex, except that R counts as L, as Japanese writes both alike."""
_SOUNDING = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "KATAKANA", "HANGUL"})
"""Scripts whose letters’ names begin with their sound, or, as Cyrillic EL, hold it."""
_SOUND = re.compile(r"[^AEIOUWYH]+")
_LONGEST = 4
_SHORTEST = 3
"""Consonant classes of a word that are compared, and that a word must have to count."""
_WHOLE = 40
"""Letters of a word that are looked at."""


def keys(text: str) -> frozenset[str]:
    """The anchors of a text: digits of its numbers, consonant classes of its names.

    >>> sorted(keys("In 2019 Trump met Merkel"))
    ['2019', '3451', '5424']
    """
    out = set()
    for token in _TOKEN.findall(text):
        if token[0].isdigit():
            out.add("".join(str(unicodedata.digit(c)) for c in token if c.isdigit()))
        elif not token[0].islower() and len(sounds := _sounds(token[:_WHOLE])) >= _SHORTEST:
            out.add(sounds)
    return frozenset(out)


@lru_cache(maxsize=1 << 16)
def _sounds(word: str) -> str:
    """The classes of a word’s consonants, doubled ones once."""
    out = ""
    # A katakana letter with its voicing mark is a sound of its own; an accent is none.
    for letter in unicodedata.normalize("NFKC" if "゠" <= word[0] <= "ヿ" else "NFKD", word):
        code = _code(letter)
        if code and code != out[-1:]:
            out += code
        if len(out) >= _LONGEST:
            break
    return out[:_LONGEST]


@lru_cache(maxsize=1 << 12)
def _code(letter: str) -> str:
    """The class of one letter; “” for vowels and for signs that do not stand for a sound."""
    if not letter.isalpha():
        return ""
    script, _, sound = unicodedata.name(letter, "").partition(" ")
    sound = sound.rpartition(" ")[2]
    if script not in _SOUNDING:
        return ""
    if script == "LATIN":
        sound = sound[:1]
    elif script in {"ARABIC", "HEBREW", "GREEK"}:
        sound = "" if sound[:1] in "AEIOU" else sound[:1]
    found = _SOUND.search(sound)
    return "" if found is None else _CLASSES.get(found.group()[0], "")


class Anchors:
    """The anchors that two texts have in common.

    An anchor weighs the more the fewer segments have it, from 1 for one on each side down to 0 for one in all.
    ``left`` and ``right`` hold the weight of each segment’s anchors, those that the other text has nowhere left out.
    """

    def __init__(self, left: Sequence[str], right: Sequence[str]) -> None:
        places: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, texts in enumerate((left, right)):
            for at, text in enumerate(texts):
                for key in keys(text):
                    places[key][side].append(at)
        common = [(np.array(a), np.array(b)) for _, (a, b) in sorted(places.items()) if a and b]
        most = np.log(max(len(left) + len(right), 3) / 2)
        self._places = [(a, b, float(1 - np.log((len(a) + len(b)) / 2) / most)) for a, b in common]
        self.left = np.zeros(len(left), np.float32)
        self.right = np.zeros(len(right), np.float32)
        for ours, theirs, weight in self._places:
            self.left[ours] += weight
            self.right[theirs] += weight

    def pairs(self, low: Ints, high: Ints) -> tuple[Ints, Ints, Floats]:
        """Left segments, right segments and the weight of an anchor that they share.

        Of left segment i only the right segments from ``low[i]`` up to, not with, ``high[i]`` are told. A pair stands
        once for each anchor.
        """
        found: list[tuple[Ints, Ints, Floats]] = []
        for ours, theirs, weight in self._places:
            start, stop = np.searchsorted(theirs, low[ours]), np.searchsorted(theirs, high[ours])
            counts = np.maximum(stop - start, 0)
            total = int(counts.sum())
            if total:
                within = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
                columns = theirs[np.repeat(start, counts) + within]
                found.append((np.repeat(ours, counts), columns, np.full(total, weight, np.float32)))
        if not found:
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
        rows, columns, weights = (np.concatenate(part) for part in zip(*found, strict=True))
        return rows, columns, weights
