"""Triage: which of the findings reach the report, one flag per error, in a stable order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mtcheck.checks.rule import Flag


def triage(flags: Iterable[Flag], *, min_confidence: float = 0.0) -> tuple[Flag, ...]:
    """The flags at or above ``min_confidence``, without those that another flag makes needless, in report order.

    Of two flags on the very same span, or of two of one category that overlap, the surer one stays; where both are
    equally sure, the shorter span, then the lower code. A flag of another category that only overlaps stays too: it
    says something else.
    """
    kept: list[Flag] = []
    sure = sorted(
        (flag for flag in flags if flag.confidence >= min_confidence),
        key=lambda f: (-f.confidence, f.end - f.start, f.start, f.code),
    )
    for flag in sure:
        if not any(_same_error(flag, other) for other in kept):
            kept.append(flag)
    return tuple(sorted(kept, key=lambda f: (f.start, f.end, f.code)))


def _same_error(one: Flag, other: Flag) -> bool:
    if one.start >= other.end or other.start >= one.end:
        return False
    return one.category is other.category or (one.start, one.end) == (other.start, other.end)


def selector(select: Iterable[str], ignore: Iterable[str]) -> Callable[[str, str, str], bool]:
    """A test of (code, name, category) against what is selected and ignored; an empty selection takes all.

    Each word is a code ("DUP001"), the beginning of one ("DUP"), a rule's name or a category.
    """
    chosen, left_out = tuple(select), tuple(ignore)

    def named(words: tuple[str, ...], code: str, name: str, category: str) -> bool:
        return any(code.startswith(word.upper()) or word.lower() in {name, category} for word in words)

    def wanted(code: str, name: str, category: str) -> bool:
        return (not chosen or named(chosen, code, name, category)) and not named(left_out, code, name, category)

    return wanted
