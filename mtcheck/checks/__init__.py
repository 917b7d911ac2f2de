"""The checks, one module a family; importing this package registers every rule."""

from mtcheck.checks import (
    attribution,
    calque,
    casing,
    debris,
    duplication,
    garbled,
    glued,
    house,
    memory,
    name,
    organisation,
    punctuation,
    title,
    untranslated,
)
from mtcheck.checks.rule import registered

__all__ = ["RULES"]

_FAMILIES = (
    attribution,
    calque,
    casing,
    debris,
    duplication,
    garbled,
    glued,
    house,
    memory,
    name,
    organisation,
    punctuation,
    title,
    untranslated,
)
RULES = registered()
"""Every rule by its code, in code order."""
