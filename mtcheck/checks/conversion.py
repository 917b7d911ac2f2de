"""A quantity and its conversion in brackets, checked by arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from mtcheck.alignment.figures import Figure, figures, units
from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, rule
from mtcheck.flag import Category, Severity, Suggestion

_MAYBE = re.compile(r"\d[^()\n]{0,40}\(|\b[a-z]+ [a-z]+ \((?=[^()\n]{0,24}\d)")
"""What stands in a sentence that is worth reading for figures."""
_BETWEEN = re.compile(
    r"\s*(?:\w+\s)?\((?:or|about|around|some|nearly|almost|over|just|under|more than|less than|roughly|approx\w*|\s)*",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?:\s(?:per hour|an hour|high|long|wide|deep|tall|away))?\s?[);,]")
_LONGEST = 2_000
"""Code points of a segment that is read."""
_CLOSE = Decimal("0.1")
"""The share by which a conversion may miss, whatever its rounding."""
_WILD = Decimal("0.5")
"""The share from which it is a major error."""
_SCALES = {"celsius", "fahrenheit"}


@rule(
    "NUM005",
    "conversion-that-fails",
    category=Category.NUMBER,
    severity=Severity.MINOR,
    confidence=0.8,
    mqm="Accuracy > Mistranslation > Number",
)
def conversion_that_fails(analysis: Analysis) -> Iterator[Finding]:
    """A quantity whose conversion in brackets is another quantity.

    Why: a figure is altered on the way, or a unit is translated and its figure is not.

    Example: The road is closed for 300 kilometers (300 miles).
    Better: The road is closed for 300 kilometers (190 miles).
    """
    for segment in analysis.segments:
        if not _MAYBE.search(segment.text):
            continue
        text = segment.text[:_LONGEST]
        for one, other in pairwise(figures(text, "en")):
            if not _BETWEEN.fullmatch(text, one.end, other.start) or not _AFTER.match(text, other.end):
                continue
            right = _converted(one, other.unit)
            if right is None or _agree(one, other):
                continue
            wild = abs(right - other.value) > _WILD * max(abs(right), abs(other.value))
            wording = _with_value(other, right)
            yield Finding(
                segment.start + one.start,
                segment.start + other.end,
                f"{one.text} would be about {wording}, not {other.text}.",
                (Suggestion(f"{text[one.start : other.start]}{wording}", 0.5),),
                severity=Severity.MAJOR if wild else None,
            )


def _converted(figure: Figure, unit: str) -> Decimal | None:
    """The figure's value in another unit; None where the two measure different things, or are the same unit."""
    if figure.unit == unit:
        return None
    if {figure.unit, unit} == _SCALES:
        return figure.value * 9 / 5 + 32 if unit == "fahrenheit" else (figure.value - 32) * 5 / 9
    one, other = units().get(figure.unit), units().get(unit)
    if one is None or other is None or one.dimension != other.dimension or not one.factor or not other.factor:
        return None
    return figure.value * one.factor / other.factor


def _agree(one: Figure, other: Figure) -> bool:
    """Whether the two may be one quantity, each as exact as its last digit that is not nought."""
    if {one.unit, other.unit} == _SCALES:
        warm, cold = (one, other) if one.unit == "fahrenheit" else (other, one)
        # A difference of degrees converts without the 32.
        return any(abs(warm.value - (cold.value * 9 / 5 + zero)) <= 3 for zero in (32, 0))
    factor = units()[one.unit].factor / units()[other.unit].factor
    low, high = ((one.value + sign * _slack(one)) * factor for sign in (-1, 1))
    least, most = (other.value + sign * _slack(other) for sign in (-1, 1))
    near = abs(one.value * factor - other.value) <= _CLOSE * max(abs(one.value * factor), abs(other.value))
    return near or (low <= most and least <= high)


def _slack(figure: Figure) -> Decimal:
    """How far the true value may lie from the one written: half a step of its last digit, and a tenth at the most."""
    digits = figure.value.normalize().as_tuple()
    step = Decimal(1).scaleb(int(digits.exponent)) / 2
    return min(step, abs(figure.value) / 10) if abs(figure.value) >= 10 else step


def _with_value(figure: Figure, value: Decimal) -> str:
    """The figure's words with another value, to two digits, or to three beyond a hundred."""
    places = 2 - value.adjusted() if abs(value) >= 100 else 1 - value.adjusted()
    unit = f" {figure.text.split()[-1]}" if figure.spelt else figure.text.lstrip("0123456789.,")
    return f"{round(value, places):,f}{unit}"
