"""Words of a text, and the entries of a table by the words they are written with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

_MARKS = "\u0300-\u036f\u064b-\u0652\u0670"
_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORDS = re.compile(
    rf"(?P<number>\d+(?:[.,'’٫٬]\d+)*)|(?P<word>[{_CJK}]|(?:(?![{_CJK}])[^\W\d_][{_MARKS}]?)+)|(?P<other>\S)"
)
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'", "´": "'", "΄": "'"})
LONGEST = 40
"""Letters of a number word beyond which it is none."""
_ENDING = 5
"""Letters that may follow a form that ends in ``*`` in the tables."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a form in a table stands for: its kind, and its value within the kind."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Token:
    """A word, numeral or sign at ``[start, end)``; ``key`` is what it is compared by, without case and accents."""

    start: int
    end: int
    key: str
    kind: str


Hit = tuple[int, Entry]


def tokens(text: str) -> list[Token]:
    """The words, numerals and signs of a text; each Chinese or Japanese character is a word."""
    return [
        Token(found.start(), found.end(), _key(found.group()), found.lastgroup or "other")
        for found in _WORDS.finditer(text)
    ]


def is_dense(word: str) -> bool:
    """Whether a word is one Chinese or Japanese character."""
    return re.fullmatch(rf"[{_CJK}]", word) is not None


class Forms:
    """Entries by the words they are written with; a form that ends in ``*`` stands for what begins with it."""

    def __init__(self) -> None:
        self._exact: dict[str, list[tuple[tuple[tuple[str, bool], ...], Entry]]] = {}
        self._stems: dict[str, list[tuple[tuple[tuple[str, bool], ...], Entry]]] = {}

    def add(self, form: str, entry: Entry) -> None:
        """Put an entry under a form of one word or several; an empty one is ignored."""
        pattern: list[tuple[str, bool]] = []
        for token in tokens(form.strip()):
            if token.key == "*" and pattern:
                pattern[-1] = (pattern[-1][0], True)
            else:
                pattern.append((token.key, False))
        if pattern:
            first, stem = pattern[0]
            (self._stems if stem else self._exact).setdefault(first, []).append((tuple(pattern), entry))

    def hits(self, words: Sequence[Token], at: int) -> list[Hit]:
        """How many tokens they have, and the entries whose forms stand at a token, the longest first."""
        word = words[at].key
        found = list(self._exact.get(word, ()))
        if len(word) <= LONGEST:
            for cut in range(min(_ENDING, len(word) - 1) + 1):
                found.extend(self._stems.get(word[: len(word) - cut], ()))
        out = [(len(pattern), entry) for pattern, entry in found if _stands(pattern, words, at)]
        return sorted(out, key=lambda hit: -hit[0])

    def part(self, word: str) -> Decimal | None:
        """The value of a word as a part of a compound number."""
        for pattern, entry in self._exact.get(word, ()):
            if len(pattern) == 1 and entry.kind in {"number", "scale", "part"} and "/" not in entry.value:
                return Decimal(entry.value)
        return None


def _stands(pattern: tuple[tuple[str, bool], ...], words: Sequence[Token], at: int) -> bool:
    if at + len(pattern) > len(words):
        return False
    for (form, stem), token in zip(pattern[1:], words[at + 1 : at + len(pattern)], strict=True):
        if token.key != form and not (stem and token.key.startswith(form) and len(token.key) <= len(form) + _ENDING):
            return False
    return True


def _key(word: str) -> str:
    plain = word.translate(_APOSTROPHES).casefold()
    if plain.isascii():
        return plain
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c)) or plain
