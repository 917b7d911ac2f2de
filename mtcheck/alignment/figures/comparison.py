"""What became of the figures of one text in another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from mtcheck.alignment.figures.agreement import agree, converted, group, significant
from mtcheck.alignment.figures.model import Figure

Reason = Literal["scale", "separator", "transposed", "day-and-month", "unit", "currency", "digit", "value", "bound", ""]
_MOST_PAIRS = 40_000
"""Pairs of figures of two texts beyond which they are no sentences, and are not compared."""
_SMALL = 12
"""Up to here a bare number is left out, or put for “both” and the like, by any good translator."""
_UPWARD, _DOWNWARD = frozenset({"over", "least"}), frozenset({"under", "almost", "most"})
_BESIDE = 40
"""Characters within which a sum or a measure is a conversion of another."""
_RANK: tuple[Reason, ...] = ("separator", "scale", "day-and-month", "currency", "unit", "transposed", "digit", "value")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a figure: “altered” (both sides stand), “bound” lost or turned, “lost” from the copy, or “added”.

    ``reason`` is the likeliest way in which it was altered.
    """

    kind: Literal["altered", "bound", "lost", "added"]
    copy: Figure | None
    other: Figure | None
    reason: Reason = ""


def compare(copy: Sequence[Figure], other: Sequence[Figure]) -> tuple[Change, ...]:
    """What changed from the figures of another text to those of the copy, in the copy’s order, losses last.

    Figures are paired one to one by value first, then by honest conversion (units, rounding, 50 % for half). One that
    is left on a side is borne out by any figure of the other that says the same. Only what is left then, and is
    certain, is a change.
    """
    if len(copy) * len(other) > _MOST_PAIRS:
        return ()
    pairs = _paired(copy, other)
    changes = [c for one, two in pairs for c in _bound_change(copy[one], other[two])]
    mine, theirs = {one for one, _ in pairs}, {two for _, two in pairs}
    left = [f for i, f in enumerate(copy) if i not in mine and not _borne_out(f, other, [copy[m] for m in mine])]
    right = [f for i, f in enumerate(other) if i not in theirs and not _borne_out(f, copy, [other[t] for t in theirs])]
    for one, two, reason in _altered(left, right):
        left.remove(one)
        right.remove(two)
        changes.append(Change("altered", one, two, reason))
    changes.extend(Change("added", f, None) for f in left if _weighty(f))
    changes.sort(key=lambda change: change.copy.start if change.copy is not None else 0)
    changes.extend(Change("lost", None, f) for f in right if _weighty(f))
    return tuple(changes)


def _borne_out(figure: Figure, other: Sequence[Figure], own: Sequence[Figure]) -> bool:
    """Whether the other text says the same, or the figure is a conversion that stands beside one that it has."""
    if any(agree(figure, one) or _group_of(figure, one) or _group_of(one, figure) for one in other):
        return True
    beside = (one for one in own if one.start - _BESIDE <= figure.end and figure.start <= one.end + _BESIDE)
    return any(
        converted(figure, one) or (figure.kind == one.kind == "money" and figure.unit != one.unit) for one in beside
    )


def _group_of(one: Figure, two: Figure) -> bool:
    """Whether one is a group of digits of the other, as telephone numbers have them."""
    return re.fullmatch(r"\d+(?:\s\d{3})+", two.text) is not None and one.text in two.text.split()


def _paired(copy: Sequence[Figure], other: Sequence[Figure]) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    mine, theirs = set(range(len(copy))), set(range(len(other)))
    for same in (_same, agree):
        for one in sorted(mine):
            two = next((i for i in sorted(theirs) if same(copy[one], other[i])), None)
            if two is not None:
                pairs.append((one, two))
                theirs.discard(two)
                mine.discard(one)
    return pairs


def _same(one: Figure, two: Figure) -> bool:
    return one.value == two.value and group(one) == group(two) and one.unit == two.unit


def _bound_change(one: Figure, two: Figure) -> list[Change]:
    turned = (one.bound in _UPWARD and two.bound in _DOWNWARD) or (one.bound in _DOWNWARD and two.bound in _UPWARD)
    lost = not one.bound and two.bound in {"about", "almost", "over", "under", "least"}
    plain = one.certain and two.certain and one.value == two.value and one.value > 1
    return [Change("bound", one, two, "bound")] if plain and (turned or lost) else []


def _weighty(figure: Figure) -> bool:
    if not figure.certain or figure.kind in {"month", "ordinal", "fraction", "century", "decade", "score", "weekday"}:
        return False
    return figure.value > _SMALL or figure.kind in {"percent", "money", "date", "time"}


def _altered(left: Sequence[Figure], right: Sequence[Figure]) -> list[tuple[Figure, Figure, Reason]]:
    """The pairs, of those left on both sides, of which one was probably made from the other."""
    ranked = []
    for i, one in enumerate(left):
        for j, two in enumerate(right):
            if group(one) != group(two) or not (one.certain or two.certain) or not _both_count(one, two):
                continue
            reason = _reason(one, two)
            apart = abs(i / len(left) - j / len(right))
            ranked.append((_RANK.index(reason), apart, i, j, reason))
    out: list[tuple[Figure, Figure, Reason]] = []
    taken: set[tuple[str, int]] = set()
    for _, _, i, j, reason in sorted(ranked):
        if ("left", i) not in taken and ("right", j) not in taken:
            taken |= {("left", i), ("right", j)}
            out.append((left[i], right[j], reason))
    return out


def _both_count(one: Figure, two: Figure) -> bool:
    """Whether both are certain; of ordinals and weekdays one that is often none will do against another."""
    if one.kind == two.kind == "ordinal":
        return one.spelt == two.spelt and one.value != two.value
    if one.kind == two.kind == "weekday":
        return one.certain or two.certain
    if one.kind == "money" and one.unit != two.unit and one.value != two.value:
        return False
    return one.certain and two.certain


def _reason(one: Figure, two: Figure) -> Reason:
    if one.kind == two.kind == "date" and one.value == Decimal(two.unit) and two.value == Decimal(one.unit):
        return "day-and-month"
    if one.value == two.value:
        return "currency" if one.kind == "money" else "unit"
    mine, theirs = (significant(f.value) for f in (one, two))
    if mine == theirs and mine:
        return "separator" if re.search(r"\d[.,]\d{3}", one.text) and one.value * 1000 == two.value else "scale"
    plain = [str(f.value) for f in (one, two)]
    if len(plain[0]) == len(plain[1]) > 1:
        apart = [i for i, (a, b) in enumerate(zip(*plain, strict=True)) if a != b]
        if len(apart) == 2 and apart[1] - apart[0] == 1 and sorted(mine) == sorted(theirs):
            return "transposed"
        if len(apart) == 1:
            return "digit"
    return "value"
