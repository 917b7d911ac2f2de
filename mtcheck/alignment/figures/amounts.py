"""Amounts in digits, words or both: “2.5 million”, “two hundred and six”, “half a million”, “two thirds”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from mtcheck.alignment.figures.compounds import COMPOUND, age_value, compound
from mtcheck.alignment.figures.cursor import Cursor
from mtcheck.alignment.figures.forms import LONGEST, Hit
from mtcheck.alignment.figures.lexicon import DENSE
from mtcheck.alignment.figures.model import Figure
from mtcheck.alignment.figures.number_in_words import NumberInWords, room_after
from mtcheck.alignment.figures.numerals import DIGITS, VULGAR, fraction_value, numeral_value

_SPACED = frozenset("fr ru uk bg pl cs sv no da hu pt es ca ro it de".split())
"""Languages that part thousands by a space."""
_SPACES = frozenset("\u00a0\u2009\u202f\u2007 ")
_ARTICLES = frozenset({"a", "an"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number without its unit; ``raw`` is the numeral where it is one in digits, ``factor`` what it was scaled by."""

    value: Decimal
    next: int
    raw: str
    certain: bool
    readings: tuple[Decimal, ...]
    factor: Decimal


class AmountReader(Cursor):
    """Reads the amount that begins at a token."""

    def _amount(self, at: int) -> Amount | None:
        """The number that begins at a token, in digits, words or both."""
        value: Decimal | None = None
        readings: tuple[Decimal, ...] = ()
        after, raw = at, ""
        if self._tokens[at].kind == "number":
            numeral = self._spaced(at)
            if numeral is None:
                return None
            value, readings, after, raw = numeral
        number = NumberInWords(self._language, value)
        vague = False
        while after < len(self._tokens):
            here, joined = self._joint(after, at, raw, number.room)
            scale = None if joined == "and" else self._scale(here, after)
            if scale is not None:
                size = Decimal(scale[1].value)
                if not number.times(size):
                    break
                vague = vague or (joined == "filler" and number.bare) or (here == at and size == 10)
                after = here + scale[0]
                continue
            word = None if joined == "filler" else self._number_word(here, first=here == at)
            if word is None or not number.plus(word[0], certain=word[2]):
                break
            after = here + word[1]
        if not number.begun:
            return None
        total, end = self._and_a_half(number, after)
        spelt = self._language in DENSE and not any(self._tokens[i].kind == "number" for i in range(at, end))
        certain = (number.certain and not spelt) or end > after
        if vague or (number.bare and end == at + 1):
            certain = False
        if number.factor >= 10**6 and total % 1 == 0 and re.fullmatch(r"\d{1,3}[.,]\d{3}", raw):
            readings = ()
        return Amount(total, end, raw, certain, tuple(r * number.factor for r in readings), number.factor)

    def _scale(self, at: int, after: int) -> Hit | None:
        """The scale at a token; a “k” only where it touches the number, which ends before ``after``."""
        scale = self._hit(at, "scale")
        if scale is not None and at == after and self._tokens[at].key == "k" and not self._touching(at):
            return None
        return scale

    def _joint(self, after: int, at: int, raw: str, room: Decimal) -> tuple[int, str]:
        """Where the next word of a number may stand, behind a hyphen, an “and” or a “de”."""
        if after == at:
            return after, ""
        if self._is(after, "-", "‐", "‑") and self._touching(after) and self._touching(after + 1):
            if self._hit(after + 1, "number", "maybe", "scale") is not None:
                return after + 1, "hyphen"
            if self._hit(after + 1, "joint") is not None and self._is(after + 2, "-"):
                return after + 3, "hyphen"
            return after, ""
        least = 100 if self._language == "en" else 10
        if not raw and least <= room <= 1000 and self._hit(after, "joint") is not None:
            return after + 1, "and"
        if self._hit(after, "filler") is not None and (self._language != "en"):
            skip = after + 1 + self._is(after + 1, "-", "'")
            if self._hit(skip, "scale") is not None:
                return skip, "filler"
        return after, ""

    def _number_word(self, at: int, *, first: bool) -> tuple[Decimal, int, bool] | None:
        """The value of one number word, how many tokens it has, and whether it is certain to be one."""
        if at >= len(self._tokens):
            return None
        hit = self._hit(at, "number")
        if hit is not None:
            return Decimal(hit[1].value), hit[0], True
        maybe = self._hit(at, "maybe")
        if maybe is not None:
            value = Decimal(maybe[1].value)
            if first or (value < 10 and self._tokens[at].key not in _ARTICLES):
                return value, maybe[0], False
            return None
        raw = self._digits(at)
        if raw and self._language in DENSE and not first:
            numeral = numeral_value(raw, self._language)
            return None if numeral is None else (numeral[0], 1, True)
        token = self._tokens[at]
        if token.kind == "word" and 5 <= len(token.key) <= LONGEST:
            aged = age_value(token.key, self._language) if first else None
            if aged is not None:
                return aged, 1, True
            made = compound(token.key, self._language) if self._language in COMPOUND else None
            return None if made is None else (made, 1, True)
        return None

    def _spaced(self, at: int) -> tuple[Decimal, tuple[Decimal, ...], int, str] | None:
        """A numeral with its thousands parted by spaces where the language does so."""
        raw, after = self._digits(at), at + 1
        if not raw:
            return None
        if raw.isdigit() and len(raw) <= 3 and raw[0] != "0":
            joined = raw
            while len(joined) < DIGITS - 3 and after < len(self._tokens):
                gap = self._text[self._tokens[after - 1].end : self._tokens[after].start]
                group = self._digits(after)
                wide = gap in _SPACES and (gap != " " or self._language in _SPACED)
                if not wide or not re.fullmatch(r"\d{3}(?:[.,]\d{1,2})?", group):
                    break
                joined, after = joined + group, after + 1
                if not group.isdigit():
                    break
            if after > at + 1:
                return Decimal(joined.replace(",", ".")), (), after, "spaced"
        read = numeral_value(raw, self._language)
        if read is None:
            return None
        value, readings = read
        if after < len(self._tokens) and self._touching(after):
            sign = self._text[self._tokens[after].start]
            if sign in VULGAR:
                return value + VULGAR[sign], readings, after + 1, "vulgar"
        return value, readings, after, raw

    def _and_a_half(self, number: NumberInWords, after: int) -> tuple[Decimal, int]:
        """The number with a half after it, where one is: “two and a half”, “un millón y medio”, “üç buçuk”."""
        total = number.value
        here = after
        if self._hit(here, "joint") is not None or self._is(here, "y", "și", "si", "с"):
            here += 1
            article = self._hit(here, "maybe")
            if article is not None and article[1].value == "1":
                here += article[0]
            elif self._language == "en":
                return total, after
        elif not self._is(here, "bucuk"):
            return total, after
        half = self._hit(here, "fraction")
        if half is None or half[1].value != "1/2":
            return total, after
        here += half[0]
        if number.ends_scaled:
            return total + number.factor / 2, here
        total += Decimal("0.5")
        scale = self._hit(here, "scale")
        return (total, here) if scale is None else (total * Decimal(scale[1].value), here + scale[0])

    def _ordinal_word(self, amount: Amount) -> tuple[Decimal, int] | None:
        """“Twenty-first”, “двадцать первый”: a number word and the ordinal that ends it."""
        here = amount.next
        if self._is(here, "-", "‐") or self._hit(here, "joint") is not None:
            here += 1
        ordinal = self._hit(here, "ordinal")
        if ordinal is None or Decimal(ordinal[1].value) >= room_after(amount.value, self._language):
            return None
        return amount.value + Decimal(ordinal[1].value), here + ordinal[0]

    def _part_of(self, amount: Amount) -> Figure | None:
        """“Two thirds”, “o treime”, “drei Viertel”: a number word and a fraction."""
        here = amount.next
        here += self._is(here, "-", "‐") and self._touching(here)
        fraction = self._hit(here, "fraction")
        if fraction is None or amount.value > 9 or amount.value % 1:
            return None
        share = fraction_value(fraction[1].value)
        value = share * amount.value
        article = amount.value == 1 and not self._is(amount.next - 1, "one")
        ordinal = article and self._hit(here, "ordinal") is not None
        if value >= 1 or amount.factor != 1:
            return None
        first = next(i for i in range(here, -1, -1) if self._amount_starts(i, amount))
        readings = (1 / share,) if ordinal else ()
        sure = not ordinal and share != Decimal("0.5")
        rounded = tuple(r.quantize(Decimal(1)) for r in readings)
        end = here + fraction[0]
        return self._make(first, end, value, "fraction", certain=sure, readings=rounded, spelt=True)

    def _amount_starts(self, at: int, amount: Amount) -> bool:
        made = self._amount(at)
        return made is not None and made.next == amount.next and made.value == amount.value

    def _half_a_million(self, at: int, fraction: Hit) -> Amount | None:
        here = at + fraction[0]
        for _ in range(3):
            article = self._hit(here, "maybe")
            one = article is not None and article[1].value == "1"
            here += one or self._is(here, "-", "'") or self._hit(here, "filler") is not None
        scale = self._hit(here, "scale")
        if scale is None:
            return None
        value = fraction_value(fraction[1].value) * Decimal(scale[1].value)
        return Amount(value, here + scale[0], "", True, (), Decimal(scale[1].value))
