"""How groups are named to readers."""

from __future__ import annotations

from mtcheck.batch.summary import By
from mtcheck.corpora.languages import LANGUAGES

_UNKNOWN: dict[By, str] = {"site": "site unknown", "day": "day unknown", "pivot": "no pivot found", "category": "none"}


def label(name: str, by: By) -> str:
    """A group's name: the language of a pivot, a category in words, what is not known by saying so."""
    if not name:
        return _UNKNOWN[by]
    if by == "pivot":
        return LANGUAGES.get(name, name)
    return name.replace("_", " ") if by == "category" else name


def noun(count: int, one: str, several: str = "") -> str:
    """A count with its noun: "1 story", "2,000 stories"."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"
