"""What a figure is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal[
    "number", "percent", "money", "quantity", "date", "month", "time", "year", "decade", "century", "ordinal",
    "fraction", "score", "weekday",
]  # fmt: skip
Bound = Literal["", "about", "almost", "over", "under", "least", "most"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: ``text`` is what stands at ``[start, end)`` of the text that was read.

    ``value`` is in plain terms: minutes since midnight for a time, the day for a date (``unit`` is then the number of
    the month), the first year of a decade, the ordinal of a century, 1/3 as 0.3333. ``unit`` names the currency or
    unit. ``readings`` are other values that the same signs may have. ``certain`` is False where the words are often no
    figure at all: such a one may bear another out, and is never missed itself. ``spelt`` tells words from digits.
    """

    start: int
    end: int
    text: str
    value: Decimal
    kind: Kind
    unit: str = ""
    bound: Bound = ""
    certain: bool = True
    readings: tuple[Decimal, ...] = ()
    spelt: bool = False

    @property
    def values(self) -> tuple[Decimal, ...]:
        """The value and its other readings."""
        return (self.value, *self.readings)
