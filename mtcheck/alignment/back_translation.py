"""Back-translation: the copy into the pivot language, where its literal phrases are at home, and into English again.

A phrase that was taken over word for word goes back into the pivot without loss, and shows there what the source
probably said. What does not come back as it was is where the two translations disagree (the round-trip quality
estimation of Moon et al. 2020): evidence to weigh with other evidence, since a good paraphrase does not come back
either.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING

from mtcheck.alignment.model import Bead, Parallel, WordLink
from mtcheck.corpora.inflection import same_word
from mtcheck.corpora.table import rows
from mtcheck.document.model import Document, Segment

if TYPE_CHECKING:
    from mtcheck.models.translator import Translator

LinkWords = Callable[[Document, Document, Sequence[Bead]], tuple[tuple[WordLink, ...], ...]]
"""From two documents and their beads to the links of the words in each bead."""

_WORD = re.compile(r"[^\W_]+(?:[’'\-][^\W_]+)*")
_MOST_WORDS = 500
_GONE = 1.0
_REPLACED = 0.7
_FUNCTION_WORD = 0.3
"""Articles and prepositions come and go in any translation."""


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """A text in English, what it is in the pivot language, and in English again (None where nothing translates back).

    ``pivot`` and ``english`` are "" of a blank text.
    """

    text: str
    pivot: str
    english: str | None


def back_translate(
    texts: Sequence[str], to_pivot: Translator, to_english: Translator | None = None
) -> tuple[RoundTrip, ...]:
    """Each text into the pivot language and, where a translator is given, back.

    Raises ValueError where the translators do not lead from English and back, ModelError where one fails.
    """
    if to_pivot.source != "en" or (to_english is not None and to_english.target != "en"):
        raise ValueError("back-translation leads from English into a pivot language and back")
    if to_english is not None and to_english.source != to_pivot.target:
        raise ValueError(f"into {to_pivot.target} and back from {to_english.source}")
    pivots = to_pivot.translate(texts)
    again: Sequence[str | None] = [None] * len(texts) if to_english is None else to_english.translate(pivots)
    return tuple(RoundTrip(*one) for one in zip(texts, pivots, again, strict=True))


def disagreement(copy: str, again: str) -> tuple[float, ...]:
    """For each word of the copy (runs of letters and digits) how much its round trip speaks against it, 0–1.

    0 for a word that came back, in whatever form and place; the most for one that left nothing in its place. All 0
    where either text has more than `_MOST_WORDS` words, which no sentence has.
    """
    ours = [_plain(word) for word in _WORD.findall(copy)]
    theirs = [_plain(word) for word in _WORD.findall(again)]
    out = [0.0] * len(ours)
    if max(len(ours), len(theirs)) > _MOST_WORDS:
        return tuple(out)
    gaps = []
    left = Counter[str]()
    for kind, start, end, other_start, other_end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            gaps.append((start, end, other_end > other_start))
            left.update(theirs[other_start:other_end])
    for start, end, replaced in gaps:
        for at in range(start, end):
            found = next((word for word in sorted(left) if same_word(ours[at], word)), None)
            if found is None:
                plain = ours[at].partition("'")[0] in _function_words()
                out[at] = _FUNCTION_WORD if plain else _REPLACED if replaced else _GONE
            else:
                left -= Counter([found])
    return tuple(out)


def beside(document: Document, trips: Sequence[RoundTrip], language: str, link_words: LinkWords) -> Parallel:
    """The copy beside its back-translation, so that `Parallel.counterpart` gives the pivot’s words for a flagged span.

    ``trips`` holds one round trip a segment; raises ValueError where it does not.
    """
    if len(trips) != len(document.segments):
        raise ValueError(f"{len(document.segments)} segments and {len(trips)} round trips")
    segments: list[Segment] = []
    start = 0
    for own, trip in zip(document.segments, trips, strict=True):
        segments.append(Segment(own.index, start, start + len(trip.pivot), trip.pivot, own.paragraph, own.role))
        start += len(trip.pivot) + 1
    pivot = Document(document.path, "\n".join(trip.pivot for trip in trips), tuple(segments))
    beads = tuple(Bead((one.index,), (one.index,), 1.0) for one in segments)
    return Parallel("source", language, document, pivot, beads, link_words(document, pivot, beads))


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


@cache
def _function_words() -> frozenset[str]:
    listed = (row["words"] for row in rows("function_words") if row["language"] == "en")
    return frozenset(word for words in listed for word in words.split())
