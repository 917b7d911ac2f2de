"""Dates, times of day, months, weekdays, decades and centuries."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from mtcheck.alignment.figures.amounts import Amount
from mtcheck.alignment.figures.cursor import Cursor
from mtcheck.alignment.figures.forms import LONGEST
from mtcheck.alignment.figures.lexicon import DENSE
from mtcheck.alignment.figures.model import Figure, Kind
from mtcheck.alignment.figures.numerals import clock_minutes, clock_readings, roman_value

_ROMAN = re.compile(r"(?=[IVXL])X{0,3}(?:IX|IV|V?I{0,3})")
_ORDINAL_E = re.compile(r"(?<=[IVX])(?:er|ème|e|è)$")
_ORDINAL_ENDS = frozenset("st nd rd th º ª ° o a e er re ere eme ieme lea й я го м".split())
FIRST_YEAR, LAST_YEAR = 1100, 2099


class DateReader(Cursor):
    """Reads the date, or part of one, that begins at a token."""

    def _date(self, at: int) -> tuple[list[Figure], int] | None:
        """A date in digits: “14.09.2020”, “14/9/20”, “2020-09-14”."""
        parts, after = self._digits(at).split("."), at + 1
        sign = "."
        if len(parts) == 1 and self._tokens[at].kind == "number":
            while len(parts) < 3 and self._is(after, "/", "-") and self._touching(after) and self._touching(after + 1):
                if len(parts) == 2 and self._tokens[after].key != sign:
                    break
                sign = self._tokens[after].key
                parts.append(self._digits(after + 1))
                after += 2
        if len(parts) != 3 or not all(p.isdigit() and len(p) in (1, 2, 4) for p in parts):
            return None
        if len(parts[0]) == 4:
            parts.reverse()
        day, month, year = (Decimal(p) for p in parts)
        if len(parts[2]) == 2:
            year += 2000 if year < 50 else 1900
        elif len(parts[2]) != 4:
            return None
        unsure = self._language in {"en", "und"} and sign == "/" and month <= 12 and day <= 12
        if month > 12 >= day:
            day, month = month, day
        if not (1 <= day <= 31 and 1 <= month <= 12 and FIRST_YEAR <= year <= LAST_YEAR):
            return None
        date = self._make(at, after, day, "date", str(month), certain=not unsure, readings=(month,) if unsure else ())
        return [date, replace(date, value=year, kind="year", unit="", certain=True, readings=())], after

    def _clock(self, at: int) -> tuple[list[Figure], int] | None:
        """A time of day: “14:30”, “2.30 pm”, “14h30”, “14 Uhr”, “午後3時30分”; or a score with a colon."""
        raw, after = self._digits(at), at + 1
        if not raw or len(raw) > 5:
            return None
        hour, _, minute = raw.partition(".")
        marked = False
        if not minute and self._is(after, ":", "h", "時", "点", "时") and self._digits(after + 1):
            close = self._touching(after) and self._touching(after + 1)
            if self._tokens[after].key == ":" and close and len(self._digits(after + 1)) == 1 and hour.isdigit():
                score = Decimal(self._digits(after + 1))
                pair = self._make(at, at + 1, Decimal(hour), "score"), self._make(after + 1, after + 2, score, "score")
                return list(pair), after + 2
            loose = self._tokens[after].key == "h" and len(self._digits(after + 1)) == 2
            if close or loose:
                minute, marked, after = self._digits(after + 1), True, after + 2
                after += self._is(after, "分")
        if not hour.isdigit() or (minute and clock_minutes(hour, minute) is None) or len(hour) > 2 or int(hour) > 24:
            return None
        minutes = Decimal(60 * int(hour) + int(minute or 0))
        colon = marked
        word = self._hit(after, "hour")
        at_hour = self._ends_with("at-hour", at)
        if word is not None and (self._language != "en" or self._tokens[after].key == "o"):
            after, marked = after + word[0], True
        half = self._hit(after, "halfday")
        if half is None and self._language in DENSE:
            half = self._ends_with("halfday", at)
            marked = marked or half is not None
        elif half is not None:
            after, marked = after + half[0], True
            after += self._is(after, ".") and self._touching(after) and self._tokens[after - 2].key == "."
        if not marked and not (minute and at_hour):
            return None
        if half is not None and half[1].value == "pm" and minutes < 720:
            minutes += 720
        if half is not None and half[1].value == "am" and 720 <= minutes < 780:
            minutes -= 720
        hours = word is not None and not colon and half is None
        more = (Decimal(hour),) if hours or not minute else ()
        readings = (*clock_readings(minutes, half_known=half is not None), *more)
        return [self._make(at, after, minutes, "time", readings=readings)], after

    def _ordinal_end(self, after: int) -> tuple[int, Kind]:
        here = after
        if self._is(here, "-", ":", "'") and self._touching(here) and self._touching(here + 1):
            here += 1
        if 0 < here < len(self._tokens) and self._touching(here) and self._tokens[here].key in _ORDINAL_ENDS:
            return here + 1, "ordinal"
        return after, "number"

    def _decade(self, amount: Amount, first: int, after: int) -> tuple[list[Figure], int] | None:
        """“The 1990s”, “anii 90”, “90er Jahre”, “90-х годов”."""
        value = amount.value
        if value % 10 or not (10 <= value < 100 or 1500 <= value <= 2090):
            return None
        here, following = amount.next, 0
        if self._is(here, "-", "'", "’", ":", ".") and self._touching(here):
            here += 1
        if self._language == "en":
            following = here + 1 if self._is(here, "s") and self._touching(here) else 0
        else:
            end = self._hit(here, "decade-end")
            if end is not None and (self._touching(here) or self._language not in {"tr", "sv", "cs"}):
                following = here + end[0]
        before = self._ends_with("decade", first) or (
            self._ends_with("decade", first - 1) if self._is(first - 1, "'", "’") else None
        )
        if not following and before is None:
            return None
        full = value if value >= 100 else 1900 + value
        certain = value >= 100 or bool(following)
        made = self._make(first, following or after, full, "decade", certain=certain, readings=(full % 100,))
        return [made], following or after

    def _before_month_or_century(self, amount: Amount, first: int, after: int) -> tuple[list[Figure], int] | None:
        value, here = amount.value, after
        if self._is(here, ".") and self._touching(here):
            here += 1
        if self._is(here, "-", "–") and self._touching(here):
            here += 1
        for _ in range(2):
            filler = self._hit(here, "filler")
            if filler is not None and self._hit(here, "month", "maybe-month") is None:
                here += filler[0]
        here += self._is(here, "'")
        month = self._hit(here, "month", "maybe-month")
        if month is not None and 1 <= value <= 31 and (amount.raw or self._language != "en"):
            end = here + month[0]
            return [self._make(first, end, value, "date", month[1].value, certain=amount.certain)], end
        century = self._hit(here, "century")
        if century is None and 1 <= value <= 21:
            century = self._ends_with("century", first)
            here, length = after, 0
        else:
            length = century[0] if century is not None else 0
        if century is not None and 1 <= value <= 25 and len(century[1].value) and self._is_century(amount, length):
            end = here + length
            made = self._make(first, end, value, "century", certain=False, readings=((value - 1) * 100,))
            return [replace(made, certain=bool(length))], end
        return None

    def _is_century(self, amount: Amount, length: int) -> bool:
        return bool(amount.raw) or length > 0

    def _from_month(self, at: int) -> tuple[list[Figure], int] | None:
        """A month, with the day after it where English, Hungarian or Chinese has it there."""
        month = self._hit(at, "month", "maybe-month")
        if month is None:
            return None
        here = at + month[0]
        here += self._is(here, ".")
        raw = self._digits(here)
        if raw.isdigit() and 1 <= int(raw) <= 31 and len(raw) <= 2 and not self._is(here + 1, ":", "%"):
            after, _ = self._ordinal_end(here + 1)
            if self._unit(after) is None and self._hit(after, "scale") is None:
                return [self._make(at, after, Decimal(raw), "date", month[1].value)], after
        here = at + month[0]
        sure = month[1].kind == "month"
        return [self._make(at, here, Decimal(month[1].value), "month", month[1].value, certain=sure, spelt=True)], here

    def _weekday(self, at: int) -> tuple[list[Figure], int] | None:
        """A day of the week, from 1, Monday; the word may be another where the table says so."""
        day = self._hit(at, "weekday", "maybe-weekday")
        if day is None:
            return None
        sure = day[1].kind == "weekday"
        made = self._make(at, at + day[0], Decimal(day[1].value), "weekday", certain=sure, spelt=True)
        return [made], at + day[0]

    def _roman(self, at: int) -> tuple[list[Figure], int] | None:
        """A Roman numeral: of a century where that word stands by it, else a figure that may be none."""
        token = self._tokens[at]
        word = _ORDINAL_E.sub("", self._text[token.start : token.end][:LONGEST])
        if len(word) > 7 or not _ROMAN.fullmatch(word):
            return None
        value, after = Decimal(roman_value(word)), at + 1
        after, _ = self._ordinal_end(after)
        after += self._is(after, "-", ".") and self._hit(after + 1, "century") is not None
        century = self._hit(after, "century")
        before = self._ends_with("century", at) or (
            self._ends_with("century", at - 1) if self._is(at - 1, "al", "lea", ".") else None
        )
        if century is not None or before is not None:
            after += century[0] if century is not None else 0
            return [self._make(at, after, value, "century", readings=((value - 1) * 100,))], after
        if len(word) < 2:
            return None
        return [self._make(at, after, value, "ordinal", certain=False)], after
