"""Units and currencies, from ``corpora/unit_words.tsv``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from mtcheck.tables import rows


@dataclass(frozen=True, slots=True)
class Unit:
    """What figures are counted in; ``factor`` is how many of the dimension’s base unit it is, 0 where there is none."""

    name: str
    dimension: str
    factor: Decimal


@cache
def units() -> dict[str, Unit]:
    """Every unit and currency by its name."""
    return {r["unit"]: Unit(r["unit"], r["dimension"], Decimal(r["factor"] or 0)) for r in rows("unit_words")}
