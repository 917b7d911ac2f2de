"""The checks, one module a family; importing this package registers every rule."""

from mtcheck.checks import (  # noqa: F401 - each registers its rules
    addition,
    article,
    attribution,
    calque,
    casing,
    changed_name,
    complement,
    conversion,
    debris,
    duplication,
    estimated,
    garbled,
    glued,
    hearsay,
    house,
    learned,
    meaning,
    memory,
    name,
    number,
    numeral,
    omission,
    organisation,
    punctuation,
    reworded,
    title,
    untranslated,
)
from mtcheck.checks.rule import registered

__all__ = ["RULES"]

RULES = registered()
"""Every rule by its code, in code order."""
