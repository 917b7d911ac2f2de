"""The checks, one module a family; importing this package registers every rule."""

from mtcheck.checks import attribution, casing, debris, duplication, garbled, glued, punctuation, untranslated
from mtcheck.checks.rule import registered

__all__ = ["RULES"]

_FAMILIES = (attribution, casing, debris, duplication, garbled, glued, punctuation, untranslated)
RULES = registered()
"""Every rule by its code, in code order."""
