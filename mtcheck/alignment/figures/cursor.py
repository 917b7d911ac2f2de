"""The words of one text, and the entries of the tables that stand at them."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from decimal import Decimal

from mtcheck.alignment.figures.forms import Hit, tokens
from mtcheck.alignment.figures.lexicon import lexicon
from mtcheck.alignment.figures.model import Figure, Kind
from mtcheck.alignment.figures.numerals import DIGITS


class Cursor:
    """The tokens of a text in a language, by their places; a place beyond the text holds nothing."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._language = language
        self._tokens = tokens(text)
        self._lexicon = lexicon(language)
        self._hits: dict[int, list[Hit]] = {}

    def _hit(self, at: int, *kinds: str) -> Hit | None:
        """The longest entry of some kinds that stands at a token."""
        if not 0 <= at < len(self._tokens):
            return None
        if at not in self._hits:
            self._hits[at] = self._lexicon.hits(self._tokens, at)
            if self._language == "ar" and not self._hits[at]:
                self._hits[at] = self._without_article(at)
        return next((hit for hit in self._hits[at] if hit[1].kind in kinds), None)

    def _without_article(self, at: int) -> list[Hit]:
        """Arabic writes “and”, “by”, “for” and “the” onto the word."""
        token = self._tokens[at]
        word = token.key
        for prefix in ("و", "ب", "ل", "ال"):
            rest = word.removeprefix(prefix)
            if rest != word and len(rest) > 1:
                word = rest
                bare = [replace(token, key=word), *self._tokens[at + 1 : at + 4]]
                hits = self._lexicon.hits(bare, 0)
                if hits:
                    return hits
        return []

    def _ends_with(self, kind: str, at: int) -> Hit | None:
        """The entry of a kind that ends just before a token."""
        for back in (1, 2, 3):
            hit = self._hit(at - back, kind)
            if hit is not None and hit[0] == back:
                return hit
        return None

    def _unit(self, after: int) -> tuple[str, int] | None:
        """The unit that follows a number, and the token after it."""
        here = after
        if self._is(here, "-", "‐", "‑", ".") and self._touching(here):
            here += 1
        hit = self._hit(here, "unit")
        if self._is(here - 1, ".") and hit is not None and self._text[self._tokens[here].start].isupper():
            return None
        if hit is None and self._language != "en":
            filler = self._hit(here, "filler")
            if filler is not None:
                here += filler[0]
                here += self._is(here, "'")
                hit = self._hit(here, "unit")
        elif hit is None and self._is(here, "of"):
            hit, here = self._hit(here + 1, "unit"), here + 1
        if hit is None or (self._digits(here + hit[0]) and self._touching(here + hit[0])):
            return None
        return hit[1].value, here + hit[0]

    def _is(self, at: int, *keys: str) -> bool:
        return 0 <= at < len(self._tokens) and self._tokens[at].key in keys

    def _touching(self, at: int) -> bool:
        """Whether no space stands between a token and the one before it."""
        return 0 < at < len(self._tokens) and self._tokens[at - 1].end == self._tokens[at].start

    def _digits(self, at: int) -> str:
        """The numeral at a token in plain digits and ``.,'``; "" where there is none."""
        if not 0 <= at < len(self._tokens) or self._tokens[at].kind != "number":
            return ""
        token = self._tokens[at]
        if token.end - token.start > DIGITS:
            return ""
        raw = self._text[token.start : token.end]
        if raw.isascii():
            return raw
        put = {"٫": ",", "٬": ".", "’": "'"}
        return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else put.get(c, c) for c in raw)

    def _make(
        self,
        first: int,
        following: int,
        value: Decimal,
        kind: Kind,
        unit: str = "",
        *,
        certain: bool = True,
        readings: tuple[Decimal, ...] = (),
        spelt: bool = False,
    ) -> Figure:
        start, end = self._tokens[first].start, self._tokens[following - 1].end
        return Figure(start, end, self._text[start:end], value, kind, unit, "", certain, readings, spelt)
