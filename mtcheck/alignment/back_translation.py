"""Back-translation: the copy into the pivot language, where its literal phrases are at home.

A phrase that was taken over word for word goes back into the pivot without loss, and shows there what the source
probably said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mtcheck.alignment.model import Bead, Parallel, WordLink
from mtcheck.document.model import Document, Segment

if TYPE_CHECKING:
    from mtcheck.models.translator import Translator

LinkWords = Callable[[Document, Document, Sequence[Bead]], tuple[tuple[WordLink, ...], ...]]
"""From two documents and their beads to the links of the words in each bead."""


def back_translate(texts: Sequence[str], to_pivot: Translator) -> list[str]:
    """Each text in the pivot language, "" for a blank one.

    Raises ValueError where the translator does not lead from English, ModelError where it fails.
    """
    if to_pivot.source != "en":
        raise ValueError(f"back-translation leads from English into a pivot language, not from {to_pivot.source}")
    return to_pivot.translate(texts)


def beside(document: Document, pivots: Sequence[str], language: str, link_words: LinkWords) -> Parallel:
    """The copy beside its back-translation, so that `Parallel.counterpart` gives the pivot’s words for a flagged span.

    ``pivots`` holds each segment in the pivot language; raises ValueError where there are not as many.
    """
    if len(pivots) != len(document.segments):
        raise ValueError(f"{len(document.segments)} segments and {len(pivots)} back-translations")
    segments: list[Segment] = []
    start = 0
    for own, text in zip(document.segments, pivots, strict=True):
        segments.append(Segment(own.index, start, start + len(text), text, own.paragraph, own.role))
        start += len(text) + 1
    pivot = Document(document.path, "\n".join(pivots), tuple(segments))
    beads = tuple(Bead((one.index,), (one.index,), 1.0) for one in segments)
    return Parallel("source", language, document, pivot, beads, link_words(document, pivot, beads))
