"""A number that grows word by word: “two”, “two hundred”, “two hundred and six”, “two hundred and six thousand”."""

from __future__ import annotations

from decimal import Decimal

from mtcheck.alignment.figures.lexicon import DENSE

_MOST = 10**18
"""What no figure of a story exceeds."""
_DOZEN = 12


class NumberInWords:
    """What the words so far amount to; a word that does not go on with them is refused, and changes nothing."""

    def __init__(self, language: str, numeral: Decimal | None = None) -> None:
        """Begin with a numeral in digits, which takes scales after it and no number words, or with nothing."""
        self.room = Decimal("Infinity") if numeral is None else Decimal(0)
        """Below what the next number word must be to be added."""
        self.factor = Decimal(1)
        """What all of it was scaled by."""
        self.certain = True
        self.bare = False
        """Whether it is a scale alone: “thousand”."""
        self._language = language
        self._scaled: list[Decimal] = []
        self._pending = numeral
        """What a scale may still multiply."""
        self._last = Decimal(0) if numeral is None else numeral

    @property
    def begun(self) -> bool:
        """Whether there is a number at all."""
        return self._pending is not None or bool(self._scaled)

    @property
    def ends_scaled(self) -> bool:
        """Whether its last word is a large scale, so that “and a half” is half of that."""
        return self._pending is None and bool(self._scaled)

    @property
    def value(self) -> Decimal:
        """What the words say so far."""
        return sum(self._scaled, Decimal(0)) + (self._pending or Decimal(0))

    def plus(self, value: Decimal, *, certain: bool) -> bool:
        """Go on with a number word, and say whether it does go on; ``certain`` tells whether it surely is one."""
        if not self.begun:
            self._pending, self.certain = value, certain
        elif 0 < value < self.room:
            self._pending = (self._pending or Decimal(0)) + value
        elif self._pending and self._language == "ar" and 0 < self._last < 10 and value in range(10, 100, 10):
            # Arabic has the ones before the tens.
            self._pending += value
            value = Decimal(1)
        else:
            return False
        self.bare, self._last, self.room = False, value, room_after(value, self._language)
        return True

    def times(self, size: Decimal) -> bool:
        """Go on with a scale, and say whether it does go on."""
        small = size <= 100 or (self._language in DENSE and size <= 1000)
        if not (self._times_small(size) if small else self._times_large(size)):
            return False
        self.room, self._last, self.certain = (size if size != _DOZEN else Decimal(0)), Decimal(0), True
        return True

    def _times_small(self, size: Decimal) -> bool:
        """A dozen or a hundred multiplies what stands right before it."""
        if self._pending is None:
            if self._scaled and size >= self.room:
                return False
            self._pending, self.bare = size, True
        elif self._language in DENSE:
            self._pending += (self._last or 1) * size - self._last
        elif self._pending < 100:
            self._pending *= size
            self.factor *= size
        else:
            return False
        return True

    def _times_large(self, size: Decimal) -> bool:
        """A thousand or a million multiplies all before it that is less: “two hundred thousand million”."""
        first, whole = len(self._scaled), self._pending or Decimal(0)
        while first and self._scaled[first - 1] < size:
            first -= 1
            whole += self._scaled[first]
        if not whole:
            if self.begun:
                return False
            whole, self.bare = Decimal(1), True
        if whole * size > _MOST:
            return False
        self._scaled[first:] = [whole * size]
        self._pending = None
        self.factor *= size
        return True


def room_after(value: Decimal, language: str) -> Decimal:
    """Below what a number word must be to be added to the one before it."""
    rest = value % 100
    if value >= 100 and rest == 0:
        return Decimal(100)
    if language == "fr" and rest in (60, 80):
        return Decimal(20)
    if (rest >= 20 or language in {"fr", "tr", "hu"}) and rest % 10 == 0 and rest:
        return Decimal(10)
    return Decimal(0)
