"""What alignment finds: beads of segments, links of words, and the copy beside another text of the same story."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from mtcheck.document.model import Document, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]
"""From texts to unit vectors, (texts, width)."""
SAME_STORY = 0.45
"""Mean similarity, over the words of the shorter text, under which two texts are not the same story."""


class OtherStoryError(Exception):
    """The two texts do not tell the same story; the message says so in one line."""


@dataclass(frozen=True, slots=True)
class Bead:
    """Segments ``left`` of one text that say what segments ``right`` of the other say; either may be empty.

    Both hold ascending indices. ``score`` is the similarity, 0–1; 0 where a side is empty.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    score: float


@dataclass(frozen=True, slots=True, order=True)
class WordLink:
    """A word of the copy and the word of the other text that it was made from; spans into the two texts."""

    left: Span
    right: Span
    score: float


Kind = Literal["source", "original"]


@dataclass(frozen=True)
class Parallel:
    """Another text of the same story, aligned with the copy.

    ``kind`` says whether it is the foreign-language source or the English original, ``language`` is its ISO 639-1
    code. ``beads`` cover every segment of both, the copy's on the left, in the copy's order. ``links`` has one entry a
    bead, each ordered by the left span.
    """

    kind: Kind
    language: str
    copy: Document
    document: Document
    beads: tuple[Bead, ...]
    links: tuple[tuple[WordLink, ...], ...]

    @cached_property
    def bead_of(self) -> dict[int, int]:
        """The index of the bead that holds each segment of the copy."""
        return {segment: at for at, bead in enumerate(self.beads) for segment in bead.left}

    def bead_at(self, offset: int) -> int | None:
        """The index of the bead whose copy side holds the offset; None where no segment does."""
        segment = self.copy.segment_at(offset)
        return None if segment is None else self.bead_of.get(segment)

    def counterpart(self, start: int, end: int) -> Span | None:
        """The words of the other text, from the first to the last, that the copy's ``[start, end)`` is linked to.

        Stray links, which would stretch the answer over words that are linked elsewhere, are left out. None where no
        word of the span is linked.
        """
        at = self.bead_at(start)
        if at is None:
            return None
        own = [link for link in self.links[at] if link.left.start < end and start < link.left.end]
        if not own:
            return None
        spans = sorted({link.right for link in own})
        others = sorted({link.right for link in self.links[at]} - set(spans))
        return _densest(spans, others)

    def text_of(self, indices: Sequence[int]) -> str:
        """The text of segments of the other document, with a space between them."""
        return " ".join(self.document.segments[i].text for i in indices)


def similarity(beads: Sequence[Bead], left: Document, right: Document) -> float:
    """How much two texts have in common, 0–1: the mean score of the beads, by the words of the shorter text."""
    sides = (
        [(sum(len(left.segments[i].text) for i in bead.left), bead.score) for bead in beads],
        [(sum(len(right.segments[i].text) for i in bead.right), bead.score) for bead in beads],
    )
    weighed = min(sides, key=lambda side: sum(size for size, _ in side))
    total = sum(size for size, _ in weighed)
    return sum(size * score for size, score in weighed) / total if total else 0.0


def _densest(spans: Sequence[Span], others: Sequence[Span]) -> Span:
    """The longest run of spans, ascending, between which no more words stand that are linked elsewhere than in it."""
    starts = [span.start for span in others]
    runs: list[list[Span]] = [[spans[0]]]
    for span in spans[1:]:
        between = bisect_right(starts, span.start) - bisect_right(starts, runs[-1][-1].start)
        if between > 1:
            runs.append([])
        runs[-1].append(span)
    best = max(runs, key=lambda run: (len(run), -run[0].start))
    return Span(best[0].start, max(span.end for span in best))
