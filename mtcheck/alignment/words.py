"""Words of one text linked with those of another, one to one or several, by the states of an encoder.

A word and its translation have like states: links are words that are each other’s best, or that each take a good share
of the other (Jalili Sabet et al. 2020, "SimAlign"; Dou & Neubig 2021, "awesome-align"). Words repeat, so that the place
counts too: each word is expected between the partners of its neighbours. What is then left alone, mostly articles,
auxiliaries and halves of compounds, joins the link of a neighbour where its own state agrees.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Truths = NDArray[np.bool_]

PLAIN, ARTICLE, MARK = 0, 1, 2
"""Kinds of words: any, English articles, and marks, which only other marks translate."""
_SHARPNESS = np.float32(18)
"""By how much a difference of cosines counts when words share out among those of the other side."""
_SHARE = 0.1
"""Share that two words take of each other from which they are linked, as a geometric mean."""
_LONE_SHARE = 0.1
"""The same where one of the two words would otherwise stay alone."""
_LEAST = 0.05
"""Cosine under which no words are linked."""
_SAME = np.float32(0.5)
"""What the same name, figure or mark on both sides adds to the cosine."""
_UNLIKE = np.float32(0.3)
"""What a word and a mark lose."""
_AWAY = np.float32(0.3)
"""What a place far from the expected one takes off the cosine."""
_REACH = np.float32(4)
"""Words away from the expected place within which two thirds of that are taken off."""
_BESIDE = ((1, 0.0), (2, 0.07), (3, 0.15), (-1, 0.25))
"""How far away the neighbours stand that a lone word may join, and what each takes off the cosine."""
_BESIDE_ARTICLE = ((1, 0.0), (2, 0.035), (3, 0.075))
_BEFORE = 0.2
"""What it takes off where an article joins a lone word before the partner, its own article perhaps."""
_JOINS, _ARTICLE_JOINS = 0.1, -0.5
"""What must be left of the cosine for a word, and for an English article, to join."""
_ENGLISH = frozenset("the and that which with were have they said from this".split())
"""Words of which any tells that a side is English, and its “a” an article."""
_ARTICLES = frozenset({"the", "a", "an"})
_APART = np.float32(4)
"""What keeps articles out of the direct links."""


class _Classes(dict[int, str]):
    """A letter for each character: what part it can play in a word."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _class_of(chr(code))
        return found


_INNER = frozenset("'’ʼ-‐‑\u00ad\u200c\u200d·")
_INNER_OF_FIGURES = frozenset(",:/٫٬")
_KATAKANA = (("\u30a0", "\u30ff"), ("\u31f0", "\u31ff"), ("\uff66", "\uff9f"))
_HAN = (("\u2e80", "\u3007"), ("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))
_UNSPACED = (("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"))
"""Thai and Lao, Burmese, Khmer, which write no space between words."""


def _class_of(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Sc" or character in "%‰٪":
        return "s"
    if character in _INNER:
        return "i"
    if character in _INNER_OF_FIGURES:
        return "n"
    if character == ".":
        return "p"
    if kind[0] not in "LMN":
        return "-"
    if "\u3040" <= character <= "\u309f":
        return "h"
    if any(low <= character <= high for low, high in _KATAKANA):
        return "k"
    if any(low <= character <= high for low, high in _HAN):
        return "c"
    if kind[0] == "N":
        return "d"
    if any(low <= character <= high for low, high in _UNSPACED):
        return "T" if kind[0] == "M" else "t"
    return "a"


_CLASSES = _Classes()
_WORD = re.compile(r"a(?:pa(?![ad]))+p?|[ad]+(?:(?:i|(?<=d)[np](?=d))[ad]+)*|c|h+|k+|[tT]{1,4}(?!T)|[tT]{1,4}|s")


def words_of(text: str) -> list[tuple[int, int]]:
    """The spans of the words of a text in any language, in order.

    A word is a run of letters and digits with the apostrophes, hyphens and decimal marks inside; initials with their
    points; a Chinese character; a run of hiragana or katakana; at most four characters of Thai and others that put no
    space between words; a currency or percent sign. Other marks belong to no word.
    """
    return [match.span() for match in _WORD.finditer(text.translate(_CLASSES))]


def link(
    left: Sequence[str], right: Sequence[str], left_states: Floats, right_states: Floats
) -> list[tuple[int, int, float]]:
    """Pairs of indices of words that translate each other, with a score, 0–1; ordered.

    ``left_states`` and ``right_states`` hold one vector a word, (words, width); words with zeros are linked only where
    the other side has the same word.
    """
    if not left or not right:
        return []
    direct, joined, scores = stages(left, right, left_states, right_states)
    return [(int(i), int(j), round(float(scores[i, j]), 4)) for i, j in np.argwhere(direct | joined)]


def stages(
    left: Sequence[str], right: Sequence[str], left_states: Floats, right_states: Floats
) -> tuple[Truths, Truths, Floats]:
    """The direct links, those of lone words that joined a neighbour’s, and all scores, each (left words, right words).

    English articles have no direct links: they join, since most languages have no word for them, or use it elsewhere.
    The score of a direct link is the share that the two words take of each other, of another half the cosine.
    """
    ours, theirs = kinds(left), kinds(right)
    cosines = _cosines(left_states, right_states) + _SAME * _same(left, right)
    cosines -= _UNLIKE * ((ours[:, None] == MARK) != (theirs[None, :] == MARK))
    apart = _APART * ((ours[:, None] == ARTICLE) | (theirs[None, :] == ARTICLE))
    cosines -= _AWAY * _out_of_place(_mutual(cosines - apart))
    shares = _shares(cosines - apart)
    direct = _direct(cosines - apart, shares)
    joined = _joined(direct, cosines, ours, theirs) | _joined(direct.T, cosines.T, theirs, ours).T
    return direct, joined, np.where(direct, shares, np.clip(cosines, 0, 1) / 2)


def kinds(words: Sequence[str]) -> NDArray[np.int8]:
    """The kind of each word: `PLAIN`, `ARTICLE` or `MARK`."""
    lowered = [word.lower() for word in words]
    articles = frozenset() if _ENGLISH.isdisjoint(lowered) else _ARTICLES
    found = [ARTICLE if word in articles else MARK if _is_mark(word) else PLAIN for word in lowered]
    return np.array(found, np.int8)


@lru_cache(1 << 14)
def _is_mark(word: str) -> bool:
    return _WORD.search(word.translate(_CLASSES)) is None


def _cosines(left: Floats, right: Floats) -> Floats:
    """Cosines of the states without what all words of the pair have in common."""
    real = [states[np.abs(states).sum(1) > 0] for states in (left, right)]
    mean = np.concatenate(real).mean(0) if any(len(states) for states in real) else np.float32(0)
    return np.asarray(_unit(left, mean) @ _unit(right, mean).T)


def _unit(states: Floats, mean: Floats | np.float32) -> Floats:
    real = np.abs(states).sum(1, keepdims=True) > 0
    moved = np.where(real, states - mean, 0)
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), np.float32)


def _same(left: Sequence[str], right: Sequence[str]) -> Floats:
    """1 where two names, figures or marks are the same."""
    numbers: dict[str, int] = {}
    ours, theirs = (
        np.array([numbers.setdefault(key, len(numbers)) if (key := _key(word)) else -1 - at for word in side])
        for at, side in enumerate((left, right))
    )
    return np.asarray(ours[:, None] == theirs[None, :], np.float32)


@lru_cache(1 << 14)
def _key(word: str) -> str:
    """What is the same in two words that are one; "" for words that may look alike by chance."""
    digits = "".join(c for c in word if c.isdigit())
    if len(digits) * 2 >= len(word):
        return digits
    return word.casefold() if (len(word) > 2 and not word.islower()) or not any(c.isalpha() for c in word) else ""


def _mutual(cosines: Floats) -> Truths:
    """Where two words are each other’s best."""
    best = (cosines >= cosines.max(1, keepdims=True)) & (cosines >= cosines.max(0, keepdims=True))
    return np.asarray(best & (cosines > _LEAST))


def _out_of_place(seeds: Truths) -> Floats:
    """How far from its expected place each pair is, 0–1, going by the seeds on both sides of it."""
    rows, columns = np.nonzero(seeds & (seeds.sum(0, keepdims=True) == 1) & (seeds.sum(1, keepdims=True) == 1))
    if not len(rows):
        return np.zeros(seeds.shape, np.float32)
    n, m = seeds.shape
    order = np.argsort(columns, kind="stable")
    across = np.abs(np.arange(m)[None, :] - np.interp(np.arange(n), rows, columns)[:, None])
    down = np.abs(np.arange(n)[:, None] - np.interp(np.arange(m), columns[order], rows[order])[None, :])
    return np.asarray(1 - np.exp(-np.minimum(across, down) / _REACH), np.float32)


def _shares(cosines: Floats) -> Floats:
    """The shares that two words take of each other, as a geometric mean, when all share themselves out."""
    logits = _SHARPNESS / 2 * cosines
    down, across = (np.exp(logits - logits.max(axis, keepdims=True)) for axis in (0, 1))
    totals = np.sqrt((down * down).sum(0, keepdims=True)) * np.sqrt((across * across).sum(1, keepdims=True))
    return np.asarray(down * across / totals, np.float32)


def _direct(cosines: Floats, shares: Floats) -> Truths:
    """Mutual bests, and pairs that take a good share of each other; less is enough for the best of a lone word."""
    possible = cosines > _LEAST
    links: Truths = _mutual(cosines) | (possible & (shares > _SHARE))
    for axis in (0, 1):
        best: Truths = possible & (shares > _LONE_SHARE) & (shares >= shares.max(axis, keepdims=True))
        links |= best & ~links.any(axis, keepdims=True)
    return links


def _joined(links: Truths, cosines: Floats, ours: NDArray[np.int8], theirs: NDArray[np.int8]) -> Truths:
    """Links of lone words of the left side to partners of the words beside them, where their own state agrees."""
    articles = ours == ARTICLE
    worth = np.full(links.shape, -2, np.float32)
    before: Truths = np.zeros(links.shape, np.bool_)
    before[:, :-1] = links[:, 1:] & (links.sum(0)[:-1] == 0)
    for chosen, steps in ((~articles, _BESIDE), (articles, _BESIDE_ARTICLE)):
        for step, cost in steps:
            rows = np.flatnonzero(chosen)
            rows = rows[(rows + step >= 0) & (rows + step < len(links))]
            made = np.where(links[rows + step], cosines[rows] - np.float32(cost), -2)
            if steps is _BESIDE_ARTICLE:
                made = np.maximum(made, np.where(before[rows + step], cosines[rows] - np.float32(cost + _BEFORE), -2))
            worth[rows] = np.maximum(worth[rows], made)
    worth[:, theirs == MARK] = -2
    best = worth.argmax(1)
    least = np.where(articles, _ARTICLE_JOINS, _JOINS)
    joining = np.flatnonzero(~links.any(1) & (ours != MARK) & (worth.max(1) > least))
    out: Truths = np.zeros(links.shape, np.bool_)
    out[joining, best[joining]] = True
    return out
