"""A field's value as it reads, with the place in the file of each of its characters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that the file spells in ``file_length`` code points from ``file_start``.

    Where both are equally long the file holds the very text; otherwise it spells it otherwise (``&amp;``).
    """

    text: str
    file_start: int
    file_length: int

    @property
    def verbatim(self) -> bool:
        """Whether each character stands in the file as it reads."""
        return len(self.text) == self.file_length


class Located:
    """The value of a field, put together from its pieces in order."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._pieces = [piece for piece in pieces if piece.text]
        self._starts: list[int] = []
        at = 0
        for piece in self._pieces:
            self._starts.append(at)
            at += len(piece.text)
        self.text = "".join(piece.text for piece in self._pieces)

    def between(self, start: int, end: int) -> Iterator[tuple[int, Piece]]:
        """The pieces of ``text[start:end]``, each with its offset into ``text``; one spelled otherwise stays whole."""
        for index in range(max(0, bisect_right(self._starts, start) - 1), len(self._pieces)):
            at, piece = self._starts[index], self._pieces[index]
            if at >= end:
                return
            if piece.verbatim:
                left, right = max(start, at) - at, min(end - at, len(piece.text))
                if right > left:
                    yield at + left, Piece(piece.text[left:right], piece.file_start + left, right - left)
            elif at + len(piece.text) > start:
                yield at, piece

    def file_range(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]``, which is not empty, begins and ends in the file."""
        pieces = [piece for _, piece in self.between(start, end)]
        return pieces[0].file_start, pieces[-1].file_start + pieces[-1].file_length
