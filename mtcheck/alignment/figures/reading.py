"""The grammar that joins amounts, dates, signs and units into the figures of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from mtcheck.alignment.figures.amounts import Amount, AmountReader
from mtcheck.alignment.figures.dates import FIRST_YEAR, LAST_YEAR, DateReader
from mtcheck.alignment.figures.forms import is_dense, tokens
from mtcheck.alignment.figures.lexicon import DENSE, known, range_words
from mtcheck.alignment.figures.model import Bound, Figure, Kind
from mtcheck.alignment.figures.numerals import VULGAR, fraction_value
from mtcheck.alignment.figures.unit import units


@lru_cache(4_096)
def figures(text: str, language: str) -> tuple[Figure, ...]:
    """Every figure of a text, in order; of languages that the tables do not have, those written in digits.

    ``language`` is an ISO 639-1 code. Time is linear in the length of the text.
    """
    return tuple(_Reader(text, known(language)).read())


class _Reader(AmountReader, DateReader):
    """Reads the figures of one text from left to right."""

    def read(self) -> Iterator[Figure]:
        """The figures in order."""
        found: list[Figure] = []
        at, bound, bound_end = 0, "", -1
        while at < len(self._tokens):
            hit = self._hit(at, "bound")
            if hit is not None and (hit[0] > 1 or self._figures(at) is None):
                bound, bound_end = hit[1].value, at + hit[0]
                at = bound_end
                continue
            made = self._figures(at)
            if made is None:
                at += 1
                continue
            own, following = made
            if own and bound and self._near(bound_end, at):
                own[0] = replace(own[0], bound=_bound(bound))
            if own and own[-1].kind == "percent" and own[-1].value == 100 and self._sworn(following):
                own[-1] = replace(own[-1], certain=False)
            after = self._hit(following, "after")
            if own and after is not None and not own[-1].bound:
                own[-1] = replace(own[-1], bound=_bound(after[1].value))
            if own:
                bound = ""
            found.extend(own)
            at = max(following, at + 1)
        yield from self._ranged(found)

    def _near(self, end: int, at: int) -> bool:
        return end == at or (end == at - 1 and self._tokens[end].kind != "number" and len(self._tokens[end].key) <= 3)

    def _sworn(self, after: int) -> bool:
        """Whether a word follows that “100 percent” only lends weight to: sure, behind."""
        filler = self._hit(after, "filler")
        return self._hit(after + (0 if filler is None else filler[0]), "sworn") is not None

    def _figures(self, at: int) -> tuple[list[Figure], int] | None:
        """The figures that begin at a token and the token after them; None where none begins there."""
        token = self._tokens[at]
        if token.kind == "number":
            return self._from_digits(at, "", at)
        before = self._hit(at, "before")
        if before is not None:
            number = at + before[0]
            if self._digits(number) and self._tokens[number].start - self._tokens[number - 1].end <= 1:
                percent = before[1].value == "percent"
                if not percent or token.kind == "word" or self._touching(number):
                    return self._from_digits(number, before[1].value, at)
            if before[1].value == "percent" and token.kind == "word" and number < len(self._tokens):
                return self._from_words(number, "percent", at)
        if token.kind == "other":
            return self._from_sign(at)
        return self._weekday(at) or self._from_month(at) or self._roman(at) or self._from_words(at, "", at)

    def _from_sign(self, at: int) -> tuple[list[Figure], int] | None:
        sign = self._text[self._tokens[at].start]
        if sign in VULGAR:
            return [self._make(at, at + 1, VULGAR[sign], "fraction", certain=False)], at + 1
        year = self._digits(at + 1)
        if sign in "'’‘" and len(year) == 2 and year.isdigit() and self._touching(at + 1):
            after = at + 2
            kind: Kind = "year"
            if self._is(after, "s") and self._touching(after):
                kind, after = "decade", after + 1
            full = Decimal(1900 + int(year)) if int(year) > 30 else Decimal(2000 + int(year))
            return [self._make(at, after, full, kind, readings=(Decimal(year), full - 100))], after
        return None

    def _from_digits(self, at: int, unit: str, first: int) -> tuple[list[Figure], int]:
        """The figures that begin with a numeral, after a sign at ``first`` perhaps."""
        if self._language in DENSE and self._hit(at, "month") is not None:
            dated = self._from_month(at)
            if dated is not None:
                return dated
        part = first == at and self._is_part_of_a_name(at)
        timed = None if unit or part else self._date(at) or self._clock(at)
        if timed is not None:
            return timed
        amount = self._amount(at)
        if amount is None:
            return self._listed(at), at + 1
        if part or (not unit and self._is_dialled(at)):
            return [self._make(at, amount.next, amount.value, "number", certain=False)], amount.next
        return self._finish(amount, first, unit)

    def _is_dialled(self, at: int) -> bool:
        """Whether the numeral is one of several of three digits or more with hyphens between, as of a telephone."""
        for hyphen, other in ((at + 1, at + 2), (at - 1, at - 2)):
            long = min(len(self._digits(at)), len(self._digits(other))) == 3
            close = self._touching(max(hyphen, at)) and self._touching(max(other, hyphen))
            if long and close and self._is(hyphen, "-"):
                return True
        return False

    def _is_part_of_a_name(self, at: int) -> bool:
        """Whether a letter, or a letter and a hyphen, goes before without a space: “G20”, “COVID-19”."""
        if not self._touching(at):
            return False
        before = self._tokens[at - 1]
        if before.kind == "word":
            return not is_dense(before.key)
        hyphen = before.key in {"-", "‐", "‑"}
        return hyphen and self._touching(at - 1) and self._tokens[at - 2].kind == "word"

    def _listed(self, at: int) -> list[Figure]:
        """The numbers of a list that is written without spaces, or nothing for what is longer than a numeral."""
        token = self._tokens[at]
        out = []
        for found in re.finditer(r"\d+", self._digits(at)):
            start, end = token.start + found.start(), token.start + found.end()
            out.append(Figure(start, end, self._text[start:end], Decimal(found.group()), "number", certain=False))
        return out

    def _finish(self, amount: Amount, first: int, unit: str) -> tuple[list[Figure], int]:
        """The figure of a number with what follows it: an ordinal’s ending, a month, a century, a scale, a unit."""
        value, after, readings = amount.value, amount.next, amount.readings
        whole = amount.raw.isdigit() and amount.factor == 1
        kind: Kind = "money" if unit else "number"
        if unit == "percent":
            kind = "percent"
        if whole and not unit:
            after, kind = self._ordinal_end(after)
            decade = self._decade(amount, first, after)
            if decade is not None:
                return decade
            if kind == "number" and self._is(after, "'") and self._touching(after) and self._touching(after + 1):
                after += self._language == "tr" and 2
        elif amount.factor == 1 and not unit and not amount.raw:
            longer = self._ordinal_word(amount)
            if longer is not None:
                value, after = longer
                return [self._make(first, after, value, "ordinal", certain=False, spelt=True)], after
        if unit and amount.factor == 1 and self._is(after, "m", "b", "t") and self._touching(after):
            value *= {"m": 10**6, "b": 10**9, "t": 10**12}[self._tokens[after].key]
            after += 1
        if not unit and value % 1 == 0:
            dated = self._before_month_or_century(amount, first, after)
            if dated is not None:
                return dated
        spelt = not amount.raw
        if not unit:
            counted = self._unit(after)
            if counted is not None:
                unit, after = counted
                kind = {"percent": "percent", "money": "money"}.get(units()[unit].dimension, "quantity")  # type: ignore[assignment]
        elif kind == "money":
            again = self._unit(after)
            if again is not None and units()[again[0]].dimension == "money":
                after = again[1]
        certain = amount.certain and not self._of_two_units(unit, first, after)
        if whole and len(amount.raw) == 4 and FIRST_YEAR <= value <= LAST_YEAR and unit in {"", "year"}:
            kind, unit = "year", ""
        if spelt and self._hit(after, "joint") is not None and kind == "quantity":
            half = self._hit(after + 1, "fraction")
            if half is not None and half[1].value == "1/2":
                readings = (*readings, value + Decimal("0.5"))
        made = self._make(first, after, value, kind, unit, certain=certain, readings=readings, spelt=spelt)
        if kind == "year" and self._is(after, "-", "–", "/") and self._touching(after) and self._touching(after + 1):
            short = self._digits(after + 1)
            if len(short) == 2 and short.isdigit() and not self._is(after + 2, "-", "/"):
                last = value // 100 * 100 + int(short)
                end = self._make(after + 1, after + 2, last, "year", readings=(Decimal(short),))
                return [made, end], after + 2
        return [made], after

    def _of_two_units(self, unit: str, first: int, after: int) -> bool:
        """“Six foot five”: neither number says the length alone."""
        if unit in {"foot", "stone"}:
            second = after + self._is(after, "-", ",")
            return self._digits(second) != "" or self._hit(second, "number") is not None
        return self._is(first - 1, "-") and self._is(first - 2, "foot", "stone", "ft")

    def _from_words(self, at: int, unit: str, first: int) -> tuple[list[Figure], int] | None:
        """A number in words, an ordinal or a fraction."""
        fraction = self._hit(at, "fraction")
        ordinal = self._hit(at, "ordinal")
        article = self._hit(at, "maybe")
        half = self._hit(at + article[0], "fraction") if article is not None and article[1].value == "1" else None
        scaled = None if half is None or article is None else self._half_a_million(at + article[0], half)
        if scaled is not None:
            return self._finish(scaled, first, unit)
        amount = self._amount(at)
        if amount is not None and (ordinal is None or ordinal[0] < amount.next - at):
            part = self._part_of(amount)
            if part is not None:
                return [part], at + self._length(at, part)
            return self._finish(amount, first, unit)
        if fraction is not None:
            scaled = self._half_a_million(at, fraction)
            if scaled is not None:
                return self._finish(scaled, first, unit)
        if ordinal is not None:
            if self._language == "en" and amount is None and self._is(at, "second", "seconds"):
                return [self._make(at, at + 1, Decimal(2), "ordinal", certain=False, spelt=True)], at + 1
            after = at + ordinal[0]
            value = Decimal(ordinal[1].value)
            century = self._hit(after, "century")
            kind: Kind = "ordinal" if century is None else "century"
            after += 0 if century is None else century[0]
            made = self._make(at, after, value, kind, certain=False, readings=((value - 1) * 100,), spelt=True)
            return [made if century is not None else replace(made, readings=())], after
        if fraction is not None:
            share = fraction_value(fraction[1].value)
            return [self._make(at, at + fraction[0], share, "fraction", certain=False, spelt=True)], at + fraction[0]
        return None

    def _length(self, at: int, figure: Figure) -> int:
        length = 1
        while at + length < len(self._tokens) and self._tokens[at + length].start < figure.end:
            length += 1
        return length

    def _ranged(self, found: Sequence[Figure]) -> Iterator[Figure]:
        """The figures, the first of “2 to 3 million dollars” and “14–16 September” with what only the second has."""
        out = list(found)
        for at in range(len(out) - 1, 0, -1):
            one, other = out[at - 1], out[at]
            if one.kind == "date" and other.kind == "number" and other.value <= 31 and self._range(one, other):
                out[at] = replace(other, kind="date", unit=one.unit)
            elif one.kind in {"number", "ordinal"} and one.unit == "" and self._range(one, other):
                out[at - 1] = self._alike(one, other)
        yield from out

    def _range(self, one: Figure, other: Figure) -> bool:
        between = self._text[one.end : other.start].strip()
        if len(between) > 12 or one.end > other.start:
            return False
        if between in {"-", "–", "—", "~", "～", "/", "−"}:
            return True
        keys = tuple(token.key for token in tokens(between))
        return any(tuple(token.key for token in tokens(form)) == keys for form in range_words(self._language))

    def _alike(self, one: Figure, other: Figure) -> Figure:
        if other.kind == "date":
            return replace(one, kind="date", unit=other.unit) if one.value <= 31 else one
        if other.kind not in {"percent", "money", "quantity"} and other.value < 1000:
            return one
        listed_only = "," in self._text[one.end : other.start]
        unit = other.unit if other.kind in {"percent", "money", "quantity"} else ""
        kind = other.kind if unit else one.kind
        for scale in (Decimal(10**12), Decimal(10**9), Decimal(10**6), Decimal(1000)):
            if other.value >= scale and one.value < 1000 and not other.text[:1].isalpha() and not listed_only:
                if re.search(r"[^\W\d]", other.text) is None:
                    break
                return replace(one, kind=kind, unit=unit, value=one.value * scale, readings=(*one.readings, one.value))
        return replace(one, kind=kind, unit=unit)


def _bound(value: str) -> Bound:
    return value  # type: ignore[return-value]
