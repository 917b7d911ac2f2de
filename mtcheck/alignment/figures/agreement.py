"""Whether two figures say the same: by value, by honest conversion, or rounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from mtcheck.alignment.figures.model import Figure
from mtcheck.alignment.figures.unit import Unit, units

_IMPERIAL = frozenset({"inch", "foot", "yard", "mile", "pound", "acre", "fahrenheit", "ounce", "gallon", "stone"})
_ROUNDED = Decimal("0.06")
_SHARED = Decimal("0.012")
_ONE_UNIT = (frozenset({"pound", "pound-sterling", "lira"}), frozenset({"acre", "hectare"}), frozenset({"yen", "yuan"}))
_GROUPS = {
    "percent": "percent", "money": "money", "time": "time", "date": "calendar", "month": "calendar", "year": "year",
    "decade": "year", "century": "year", "fraction": "fraction", "ordinal": "ordinal", "weekday": "weekday",
}  # fmt: skip


def supported(figure: Figure, by: Sequence[Figure]) -> bool:
    """Whether any of the figures says the same."""
    return any(agree(figure, one) or agree(one, figure) for one in by)


def agree(one: Figure, two: Figure) -> bool:
    """Whether two figures say the same, or may."""
    if {one.kind, two.kind} == {"date", "month"}:
        return one.unit == two.unit
    if "weekday" in {one.kind, two.kind} and one.kind != two.kind:
        return False
    if _clash(one, two):
        return False
    if set(one.values) & set(two.values):
        return True
    return _share_alike(one, two) or converted(one, two) or _rounded(one, two)


def group(figure: Figure) -> str:
    """The sort of a figure; only one of the same sort is taken for its altered form."""
    return _GROUPS.get(figure.kind, "count")


def _clash(one: Figure, two: Figure) -> bool:
    """Whether the units of two figures cannot be the same, whatever their values."""
    if one.kind == two.kind == "date":
        return one.unit != two.unit
    if not one.unit or not two.unit or one.unit == two.unit or {one.unit, two.unit} in _ONE_UNIT:
        return False
    mine, theirs = units().get(one.unit), units().get(two.unit)
    if mine is None or theirs is None or mine.dimension != theirs.dimension:
        return False
    return not converted(one, two)


def _share_alike(one: Figure, two: Figure) -> bool:
    shares = [f.value / 100 if f.kind == "percent" else f.value for f in (one, two)]
    if {one.kind, two.kind} <= {"percent", "fraction"} or "fraction" in {one.kind, two.kind}:
        return abs(shares[0] - shares[1]) <= _SHARED
    return False


def converted(one: Figure, two: Figure) -> bool:
    """Whether one is the other in another unit, rounded as one does; a bare number may be in any metric unit."""
    mine, theirs = units().get(one.unit), units().get(two.unit)
    if mine is None or theirs is None:
        known, bare = (mine, two) if theirs is None else (theirs, one)
        if known is None or known.name not in _IMPERIAL or bare.unit:
            return False
        return any(converted(replace(bare, unit=u.name), one if bare is two else two) for u in _metric(known))
    if mine.dimension == theirs.dimension == "temperature":
        return _as_warm(one, two)
    if mine.dimension != theirs.dimension or mine is theirs:
        return False
    if not mine.factor or not theirs.factor:
        return False
    return _near(one.value * mine.factor / theirs.factor, two.value) or _near(
        two.value * theirs.factor / mine.factor, one.value
    )


@cache
def _metric(imperial: Unit) -> tuple[Unit, ...]:
    return tuple(u for u in units().values() if u.dimension == imperial.dimension and u.name not in _IMPERIAL)


def _as_warm(one: Figure, two: Figure) -> bool:
    """Whether two temperatures, or two differences of temperature, are one in two scales."""
    if one.unit == two.unit != "degree":
        return False
    if any(abs(a - b) <= Decimal("1.5") for a in _celsius(one) for b in _celsius(two)):
        return True
    small, large = sorted((one.value, two.value))
    return "degree" in {one.unit, two.unit} and abs(large * 5 / 9 - small) <= Decimal("1.6")


def _celsius(figure: Figure) -> tuple[Decimal, ...]:
    from_fahrenheit = (figure.value - 32) * 5 / 9
    if figure.unit == "celsius":
        return (figure.value,)
    return (from_fahrenheit,) if figure.unit == "fahrenheit" else (figure.value, from_fahrenheit)


def _near(exact: Decimal, said: Decimal) -> bool:
    """Whether a converted value is what is said, to within six in a hundred or the last digit that is said."""
    last = Decimal(1).scaleb(int(said.normalize().as_tuple().exponent)) if said else Decimal(0)
    return abs(exact - said) <= max(_ROUNDED * abs(exact), last * Decimal("0.65") if last < said else last / 2)


def _rounded(one: Figure, two: Figure) -> bool:
    """Whether one is the other, of a thousand or more, rounded to two digits or more."""
    small, large = sorted((one, two), key=lambda f: len(significant(f.value)))
    if min(one.value, two.value) < 1000 or "year" in {group(one), group(two)} or small.value == large.value:
        return False
    digits, more = significant(small.value), significant(large.value)
    if len(digits) < 2 or len(digits) == len(more) or abs(small.value / large.value - 1) > Decimal("0.05"):
        return False
    return abs(Decimal(more[: len(digits)] + "." + more[len(digits) :]) - Decimal(digits)) <= Decimal("0.5")


def significant(value: Decimal) -> str:
    """The digits of a value without zeros at either end."""
    return "".join(map(str, value.normalize().as_tuple().digits)).strip("0")
