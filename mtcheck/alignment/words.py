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
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Truths = NDArray[np.bool_]

_SHARPNESS = np.float32(18)
"""By how much a difference of cosines counts when words share out among those of the other side."""
_SHARE = 0.12
"""Share that two words take of each other from which they are linked, as a geometric mean."""
_LONE_SHARE = 0.10
"""The same where one of the two words would otherwise stay alone."""
_NEIGHBOUR_SHARE = 0.03
"""The same where the link stands beside another in its row or column."""
_LEAST = 0.05
"""Cosine under which no words are linked."""
_BESIDE = ((1, 0.0), (2, 0.05), (3, 0.1), (-1, 0.1))
"""Which neighbours a lone word may join, and what each costs."""
_AGREES = 0.0
"""What must be left of the cosine."""
_ENGLISH = frozenset("the and that which with were have they said from this".split())
_ARTICLES = frozenset({"the", "a", "an"})
_SAME = np.float32(0.5)
"""What the same word or figure on both sides adds to the cosine."""
_UNLIKE = np.float32(0.3)
"""What a mark and a word lose."""
_AWAY = np.float32(0.3)
"""What a place far from the expected one takes off the cosine."""
_REACH = np.float32(6)
"""Words away from the expected place within which two thirds of that are taken off."""


class _Classes(dict[int, str]):
    """A letter for each character: what part it can play in a word."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _class_of(chr(code))
        return found


_INNER = frozenset("'’ʼ-‐‑\u00ad\u200c\u200d·")
_INNER_OF_FIGURES = frozenset(".,:/٫٬")
_UNSPACED = (("฀", "໿"), ("က", "႟"), ("ក", "៿"))
"""Thai, Lao, Burmese and Khmer, which write no space between words."""


def _class_of(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Sc" or character in "%‰٪":
        return "s"
    if character in _INNER:
        return "i"
    if character in _INNER_OF_FIGURES:
        return "n"
    if kind[0] not in "LMN":
        return "-"
    if "぀" <= character <= "ゟ":
        return "h"
    if "゠" <= character <= "ヿ" or "ㇰ" <= character <= "ㇿ" or "ｦ" <= character <= "ﾟ":
        return "k"
    if "⺀" <= character <= "〇" or "㐀" <= character <= "鿿" or "豈" <= character <= "﫿" or character > "\U0001ffff":
        return "c"
    if kind[0] == "N":
        return "d"
    if any(low <= character <= high for low, high in _UNSPACED):
        return "T" if kind[0] == "M" else "t"
    return "a"


_CLASSES = _Classes()
_WORD = re.compile(r"[ad]+(?:(?:i|(?<=d)n(?=d))[ad]+)*|c|h+|k+|[tT]{1,4}(?!T)|[tT]{1,4}|s")


def words_of(text: str) -> list[tuple[int, int]]:
    """The spans of the words of a text in any language, in order.

    A word is a run of letters and digits with the apostrophes, hyphens and decimal marks inside; a Chinese character; a
    run of hiragana or katakana; at most four characters of Thai and others that put no space between words; a currency
    or percent sign. Other marks belong to no word.
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
    cosines = _cosines(left_states, right_states)
    cosines += _SAME * _same(left, right)
    ours, theirs = _kinds(left), _kinds(right)
    cosines -= _UNLIKE * (ours[:, None] // 2 != theirs[None, :] // 2)
    cosines -= _AWAY * _out_of_place(_mutual(cosines - _unlike(ours, theirs)))
    heads = cosines - _unlike(ours, theirs)
    taken = _shares(heads)
    links = _linked(heads, taken)
    more = [_joined(links, cosines, ours, theirs), _joined(links.T, cosines.T, theirs, ours).T]
    links |= more[0] | more[1]
    scores = np.sqrt(np.clip(taken, 0, 1))
    return [(int(i), int(j), round(float(scores[i, j]), 4)) for i, j in np.argwhere(links)]


_WORD_KIND, _ARTICLE_KIND, _MARK_KIND = 0, 1, 2


def _kinds(words: Sequence[str]) -> NDArray[np.int8]:
    """Which words are English articles, and which are marks."""
    lowered = [word.lower() for word in words]
    articles = _ARTICLES if not _ENGLISH.isdisjoint(lowered) else frozenset()
    kinds = [
        _ARTICLE_KIND if word in articles else _WORD_KIND if any(map(str.isalnum, word)) else _MARK_KIND
        for word in lowered
    ]
    return np.array(kinds, np.int8)


def _unlike(ours: NDArray[np.int8], theirs: NDArray[np.int8]) -> Floats:
    return ((ours[:, None] == _ARTICLE_KIND) | (theirs[None, :] == _ARTICLE_KIND)).astype(np.float32) * 2


def _cosines(left: Floats, right: Floats) -> Floats:
    """Cosines of the states without what all words of the pair have in common."""
    real = [states[np.abs(states).sum(1) > 0] for states in (left, right)]
    mean = np.concatenate(real).mean(0) if any(len(states) for states in real) else np.float32(0)
    return _unit(left, mean) @ _unit(right, mean).T


def _unit(states: Floats, mean: Floats | np.float32) -> Floats:
    real = np.abs(states).sum(1, keepdims=True) > 0
    moved = np.where(real, states - mean, 0)
    return (moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def _same(left: Sequence[str], right: Sequence[str]) -> Floats:
    """1 where two names, figures or marks are the same."""
    numbers: dict[str, int] = {}
    ours, theirs = (
        np.array([numbers.setdefault(key, len(numbers)) if (key := _key(word)) else -1 - at for word in side])
        for at, side in enumerate((left, right))
    )
    return (ours[:, None] == theirs[None, :]).astype(np.float32)


def _key(word: str) -> str:
    """What is the same in two words that are one; "" for words that may look alike by chance."""
    digits = "".join(c for c in word if c.isdigit())
    if len(digits) * 2 >= len(word):
        return digits
    return word.casefold() if (len(word) > 2 and not word.islower()) or not any(c.isalpha() for c in word) else ""


def _mutual(cosines: Floats) -> Truths:
    """Where two words are each other’s best."""
    best = (cosines >= cosines.max(1, keepdims=True)) & (cosines >= cosines.max(0, keepdims=True))
    return best & (cosines > _LEAST)


def _out_of_place(seeds: Truths) -> Floats:
    """How far from its expected place each pair is, 0–1, going by the seeds on both sides of it."""
    rows, columns = np.nonzero(seeds)
    if not len(rows):
        return np.zeros(seeds.shape, np.float32)
    n, m = seeds.shape
    order = np.argsort(columns, kind="stable")
    across = np.abs(np.arange(m)[None, :] - np.interp(np.arange(n), rows, columns)[:, None])
    down = np.abs(np.arange(n)[:, None] - np.interp(np.arange(m), columns[order], rows[order])[None, :])
    return (1 - np.exp(-np.minimum(across, down) / _REACH)).astype(np.float32)


def _shares(cosines: Floats) -> Floats:
    """The product of the shares that two words take of each other when each shares itself out among the others."""
    strength = np.exp(_SHARPNESS * (cosines - cosines.max()))
    shares: Floats = strength * strength / (strength.sum(0, keepdims=True) * strength.sum(1, keepdims=True))
    return shares


def _linked(cosines: Floats, taken: Floats) -> Truths:
    mean = np.sqrt(taken)
    possible = cosines > _LEAST
    links = _mutual(cosines) | ((mean > _SHARE) & possible)
    for axis in (0, 1):
        alone = ~links.any(axis, keepdims=True)
        best = mean >= mean.max(axis, keepdims=True)
        links |= alone & best & (mean > _LONE_SHARE) & possible
    return links


def _joined(links: Truths, cosines: Floats, ours: NDArray[np.int8], theirs: NDArray[np.int8]) -> Truths:
    """Links of lone words of the left side to partners of the words beside them, where their own state agrees."""
    n = len(links)
    value = np.full(links.shape, -1, np.float32)
    before = links.copy()
    before[:, :-1] |= links[:, 1:]
    articles = ours == _ARTICLE_KIND
    for step, cost in _BESIDE:
        if abs(step) >= n:
            continue
        here = slice(max(0, -step), n - max(0, step))
        there = slice(max(0, step), n - max(0, -step))
        near = np.where(articles[here, None] & (step > 0), before[there], links[there])
        value[here] = np.maximum(value[here], np.where(near, cosines[here] - np.float32(cost), -1))
    value[:, theirs == _MARK_KIND] = -1
    best = value.argmax(1)
    least = np.where(articles, -0.5, _AGREES)
    rows = np.flatnonzero(~links.any(1) & (ours != _MARK_KIND) & (value.max(1) > least))
    out = np.zeros_like(links)
    out[rows, best[rows]] = True
    return out
