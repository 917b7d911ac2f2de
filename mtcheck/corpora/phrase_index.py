"""Phrases of names and titles as sequences of plain tokens, and the longest known one at a place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|['’]s\b|[^\W_]+(?:['’](?!s\b)[^\W_]+)*", re.UNICODE)
_PLAIN = re.compile(r"[^\W_]+(?:[ -][^\W_]+)*")
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "’": "'"}
)
_BRITISH = re.compile(r"(?<=[a-z]{3})is(?=ations?$|ed?$|ing$)")
_ONE_SPELLING = {"defence": "defense", "centre": "center", "labour": "labor", "advisor": "adviser",
                 "theatre": "theater",
                 "programme": "program", "defences": "defenses", "counselor": "counsellor", "harbour": "harbor",
                 "usa": "us", "u.s": "us", "u.k": "uk", "u.n": "un", "e.u": "eu", "u.s.a": "us"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameToken:
    """One word of a story; ``key`` is what it is compared by: no case, no accents, one spelling.

    ``possessive`` says that ’s follows it. Offsets are into the document's text.
    """

    key: str
    start: int
    end: int
    text: str
    possessive: bool

    @property
    def capital(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[0].isupper()


def name_tokens(text: str, start: int = 0, end: int | None = None) -> list[NameToken]:
    """The words between two offsets; ’s belongs to the word before it, hyphens part words."""
    out: list[NameToken] = []
    for found in _TOKEN.finditer(text, start, len(text) if end is None else end):
        word = found.group()
        if word in {"'s", "’s"}:
            if out and out[-1].end == found.start():
                last = out.pop()
                out.append(NameToken(last.key, last.start, last.end, last.text, True))
            continue
        out.append(NameToken(key(word), found.start(), found.end(), word, False))
    return out


@lru_cache(100_000)
def key(word: str) -> str:
    """What a word is compared by."""
    plain = word.casefold()
    if not plain.isascii():
        spread = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
        plain = "".join(c for c in spread if not unicodedata.combining(c))
    plain = plain.rstrip(".")
    if plain in _ONE_SPELLING:
        return _ONE_SPELLING[plain]
    return _BRITISH.sub("iz", plain) if "is" in plain else plain


@lru_cache(100_000)
def keys(phrase: str) -> tuple[str, ...]:
    """The keys of a phrase, without “the”."""
    if _PLAIN.fullmatch(phrase):
        return tuple(k for k in map(key, phrase.replace("-", " ").split()) if k != "the")
    return tuple(t.key for t in name_tokens(phrase) if t.key != "the")


def first_key(phrase: str) -> str:
    """The first of the keys of a phrase, without taking the rest of it apart; "" where it has none."""
    word = phrase.split(" ", 1)[0]
    first = key(word) if word.isalpha() else ""
    return first if first and first != "the" else next(iter(keys(phrase)), "")


def last_key(phrase: str) -> str:
    """The last of the keys of a phrase; "" where it has none."""
    word = phrase.rsplit(" ", 1)[-1]
    last = key(word) if word.isalpha() else ""
    return last if last and last != "the" else (keys(phrase) or ("",))[-1]


class PhraseIndex(Generic[T]):
    """Values by phrase; several values may stand under one phrase.

    A phrase waits under its first word and is taken apart when that word is looked up: a story has some hundred of
    the six thousand first words, and a new process should not pay for the others. ``kept`` then says which of the
    values that were put under one phrase stay; all do where it is not given.
    """

    def __init__(self, kept: Callable[[tuple[str, ...], list[T]], list[T]] | None = None) -> None:
        self._kept = kept
        # By first word, phrases and values in turn: a pair for each would be an object more for the collector to visit.
        self._waiting: dict[str, list[Any]] = {}
        self._values: dict[tuple[str, ...], list[T]] = {}
        self._longest: dict[str, int] = {}

    def add(self, phrase: str, value: T) -> None:
        """Put a value under a phrase; one that has no word in it is ignored."""
        first = first_key(phrase)
        if first:
            self._waiting.setdefault(first, []).extend((phrase, value))

    def _settle(self, first: str) -> None:
        found: dict[tuple[str, ...], list[T]] = {}
        waiting = self._waiting.get(first, [])
        for phrase, value in zip(waiting[::2], waiting[1::2], strict=True):
            tokens = keys(phrase)
            there = found.setdefault(tokens, list(self._values.get(tokens, ())))
            if value not in there:
                there.append(value)
        for tokens, values in found.items():
            kept = self._kept(tokens, values) if self._kept is not None else values
            if kept:
                self._values[tokens] = kept
                self._longest[first] = max(self._longest.get(first, 0), len(tokens))
        # Last, so that another thread finds the phrases either waiting or settled.
        self._waiting.pop(first, None)

    def get(self, tokens: tuple[str, ...]) -> Sequence[T]:
        """The values under exactly these keys."""
        if tokens and tokens[0] in self._waiting:
            self._settle(tokens[0])
        return self._values.get(tokens, ())

    def longest(self, tokens: Sequence[str], at: int) -> tuple[int, Sequence[T]]:
        """How many tokens the longest phrase that starts at ``at`` has, and its values; (0, ()) where none does."""
        if tokens[at] in self._waiting:
            self._settle(tokens[at])
        for length in range(min(self._longest.get(tokens[at], 0), len(tokens) - at), 0, -1):
            values = self._values.get(tuple(tokens[at : at + length]))
            if values is not None:
                return length, values
        return 0, ()

    def items(self) -> Iterator[tuple[tuple[str, ...], list[T]]]:
        """Every phrase with its values, those of one first word together."""
        for first in tuple(self._waiting):
            self._settle(first)
        yield from self._values.items()
