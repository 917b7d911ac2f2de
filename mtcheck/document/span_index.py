"""Spans found by where they lie in a text."""

from __future__ import annotations

from collections import defaultdict

_PART = 256
"""Code points of a text whose spans are looked at together."""


class SpanIndex:
    """The numbers of spans by the parts of the text that they touch, so that a span is held only against those near."""

    def __init__(self) -> None:
        self._numbers: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, start: int, end: int, number: int) -> None:
        """Put a span in under its number."""
        for part in _parts(start, end):
            self._numbers[part].append(number)

    def near(self, start: int, end: int) -> list[int]:
        """The numbers of all spans that overlap this one, and of some that do not, in order."""
        return sorted({number for part in _parts(start, end) for number in self._numbers.get(part, ())})


def _parts(start: int, end: int) -> range:
    return range(start // _PART, end // _PART + 1)
