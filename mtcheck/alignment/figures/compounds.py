"""Values of numbers that are written as one word."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from mtcheck.alignment.figures.lexicon import lexicon

COMPOUND = frozenset("de nl sv da no it hu tr cs".split())
"""Languages that write a number as one word."""
_AGES = {
    "pl": ("let", "lat", "osob"), "cs": ("let",), "ru": ("лет",), "uk": ("річ",), "bg": ("годиш",), "it": ("enn",),
    "de": ("jahrig",), "nl": ("jarig",), "da": ("arig",), "sv": ("arig", "aring"), "no": ("arig", "aring"),
}  # fmt: skip
"""What makes an adjective of age of a number word."""


def age_value(word: str, language: str) -> Decimal | None:
    """The number of years in an adjective that is one word (“trzynastoletni”, “двадцатилетний”, “tredicenne”)."""
    for stem in _AGES.get(language, ()):
        number = word[: max(0, word.rfind(stem))]
        if len(number) < 3:
            continue
        for form in (number, number[:-1] + "u", number + "i", number + "a", number + "o"):
            value = _part(language, form) if form != number or language not in COMPOUND else None
            value = value or compound(form, language)
            if value is not None and value > 1:
                return value
    return None


def compound(word: str, language: str) -> Decimal | None:
    """The value of a number written as one word (“zweihundertfünfzig”, “ventuno”); None for any other word."""
    reached: list[tuple[Decimal, ...] | None] = [(), *[None] * len(word)]
    for start in range(len(word)):
        before = reached[start]
        if before is None:
            continue
        for end in range(start + 1, min(len(word), start + 14) + 1):
            value = _part(language, word[start:end])
            # The first, longest part wins: “sieb-zig” is no word of the tables and “acht-zehn” is one entry.
            if value is not None and (reached[end] is None or len(before) < len(reached[end] or ())):
                reached[end] = (*before, value)
    values = reached[-1]
    return None if values is None or len(values) < 2 else _sum(values)


def _sum(values: Sequence[Decimal]) -> Decimal | None:
    """The number that its parts in order make; None where they make none. 0 stands for “and”."""
    total, current = Decimal(0), Decimal(0)
    last: Decimal | None = None
    joined = False
    for value in values:
        if value == 0:
            joined = True
            continue
        if value == 100 and current < 20:
            current = (current or Decimal(1)) * 100
        elif value >= 1000 and current + total < value:
            total += (current or Decimal(1)) * value
            current = Decimal(0)
        elif last is None or last >= 100 or (last % 10 == 0 and value < 10 and last % 100 >= 10):
            if value >= 100:
                return None
            current += value
        elif joined and last < 10 and value in range(20, 100, 10):
            current += value
        else:
            return None
        last, joined = value, False
    return None if joined else total + current


@cache
def _part(language: str, word: str) -> Decimal | None:
    return lexicon(language).part(word)
