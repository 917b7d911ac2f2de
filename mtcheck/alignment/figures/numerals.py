"""Values of numerals in digits, of Roman numerals, and of written fractions and times of day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

_COMMA = frozenset("ro es pt fr it ca de nl sv da no pl cs ru uk bg tr hu el ar".split())
"""Languages whose decimal sign is a comma."""
_EITHER = frozenset({"es", "ar"})
"""Languages that have a decimal comma in some countries and a decimal point in others."""
DIGITS = 18
"""Characters of a numeral beyond which it is an account, a key or noise, and no figure."""
VULGAR = {c: Decimal(unicodedata.numeric(c)).quantize(Decimal("0.0001")) for c in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"}


def numeral_value(raw: str, language: str) -> tuple[Decimal, tuple[Decimal, ...]] | None:
    """The value of digits with separators, and what else they may be; None for a list, a version or a date."""
    marks = [c for c in raw if not c.isdigit()]
    if not marks:
        return Decimal(raw), ()
    groups = re.split(r"[.,']", raw)
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1 and _grouped(groups[:-1]):
        return Decimal("".join(groups[:-1]) + "." + groups[-1]), ()
    if len(marks) > 1:
        return (Decimal("".join(groups)), ()) if len(set(marks)) == 1 and _grouped(groups) else None
    whole, rest = groups
    decimal = Decimal(f"{whole}.{rest}")
    if not _grouped(groups):
        clock = clock_minutes(whole, rest)
        return (decimal, () if language == "en" or clock is None else clock_readings(clock))
    joined = Decimal(whole + rest)
    if marks[0] == "'":
        return joined, ()
    thousands = (marks[0] == ".") == (language in _COMMA)
    value, other = (joined, decimal) if thousands else (decimal, joined)
    return value, (other,) if language in _EITHER or language not in _COMMA | {"en", "zh", "ja"} else ()


def _grouped(groups: Sequence[str]) -> bool:
    """Whether digits are parted as thousands are, in threes, or, as in India, in twos before the last three."""
    first, *rest = groups
    if not rest or not 1 <= len(first) <= 3 or first[0] == "0" or len(rest[-1]) != 3:
        return False
    return all(len(g) == 3 for g in rest) or (len(first) <= 2 and all(len(g) == 2 for g in rest[:-1]))


def clock_minutes(hour: str, minute: str) -> Decimal | None:
    """Minutes since midnight; None where the digits are no time of day."""
    if len(hour) > 2 or len(minute) != 2 or int(hour) > 24 or int(minute) > 59:
        return None
    return Decimal(60 * int(hour) + int(minute))


def clock_readings(minutes: Decimal, *, half_known: bool = False) -> tuple[Decimal, ...]:
    """What else a time of day may be: the hour alone where it is a full one, and the same half a day off.

    The latter only where the hour may be one of a twelve-hour dial and nothing says which half is meant.
    """
    twelve = minutes % 720
    half = () if half_known or minutes >= 780 else (minutes + 720 if minutes < 720 else minutes - 720,)
    hours = () if minutes % 60 else (minutes // 60, twelve // 60 if twelve else Decimal(12))
    return (minutes, *half, *hours)


def fraction_value(fraction: str) -> Decimal:
    """The value of a fraction such as “2/3”, to four places."""
    above, _, below = fraction.partition("/")
    return (Decimal(above) / Decimal(below)).quantize(Decimal("0.0001"))


def roman_value(word: str) -> int:
    """The value of a Roman numeral of the letters I, V, X and L."""
    worth = {"I": 1, "V": 5, "X": 10, "L": 50}
    values = [worth[c] for c in word]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
