"""A copy laid beside another text of the same story: segments first, then the words inside each bead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mtcheck.alignment.model import SAME_STORY, Bead, Embed, Kind, OtherStoryError, Parallel, WordLink, similarity
from mtcheck.alignment.segments import align
from mtcheck.alignment.words import link, words_of
from mtcheck.document.model import Document, Segment, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WordStates = Callable[[Sequence[Sequence[str]]], "list[NDArray[np.float32]]"]
"""One vector a word of each sentence."""


def lay_beside(
    copy: Document, other: Document, kind: Kind, language: str, embed: Embed, word_states: WordStates
) -> Parallel:
    """The copy aligned with the other text; raises OtherStoryError where they have too little in common."""
    beads = align([s.text for s in copy.segments], [s.text for s in other.segments], embed)
    shared = similarity(beads, copy, other)
    if shared < SAME_STORY:
        raise OtherStoryError(
            f"{other.path}: is not the {kind} of {copy.path}: too little of the two aligns ({shared:.2f} of 1)"
        )
    return Parallel(kind, language, copy, other, beads, link_words(copy, other, beads, word_states))


def link_words(
    left: Document, right: Document, beads: Sequence[Bead], word_states: WordStates
) -> tuple[tuple[WordLink, ...], ...]:
    """The word links of each bead, ordered by the left span; none where a side is empty."""
    full = [bead for bead in beads if bead.left and bead.right]
    spans = [
        (_word_spans([left.segments[i] for i in bead.left]), _word_spans([right.segments[i] for i in bead.right]))
        for bead in full
    ]
    texts = [
        [document.text[span.start : span.end] for span in own]
        for pair in spans
        for document, own in zip((left, right), pair, strict=True)
    ]
    states = word_states(texts)
    made: dict[Bead, tuple[WordLink, ...]] = {}
    for at, (bead, (ours, theirs)) in enumerate(zip(full, spans, strict=True)):
        found = link(texts[2 * at], texts[2 * at + 1], states[2 * at], states[2 * at + 1])
        made[bead] = tuple(sorted(WordLink(ours[i], theirs[j], score) for i, j, score in found))
    return tuple(made.get(bead, ()) for bead in beads)


def _word_spans(segments: Sequence[Segment]) -> list[Span]:
    return [
        Span(segment.start + start, segment.start + end)
        for segment in segments
        for start, end in words_of(segment.text)
    ]
