"""Source and original beside the story: which of their sentences go with which paragraph, and which words are lit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtcheck.alignment.model import Parallel
from mtcheck.corpora.languages import LANGUAGES
from mtcheck.document.model import Document, Span
from mtcheck.flag import Flag
from mtcheck.report.html.marking import Marked, Piece, cut

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class OtherSentence:
    """A sentence of the other text; ``pair`` is its bead, ``alone`` says that the copy has nothing of it.

    ``pieces`` cut it where the words begin and end that a flag's words were made from; their numbers are the flags'.
    """

    text: str
    pair: str
    alone: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """Another text: ``key`` is a letter that begins its pairs; ``paragraphs`` are its sentences by the copy's."""

    key: str
    kind: str
    language: str
    language_name: str
    path: str
    pair_of: dict[int, str]
    paragraphs: dict[int, tuple[OtherSentence, ...]]


def side(key: str, parallel: Parallel, flags: Sequence[Flag]) -> Side:
    """A parallel, laid out by the paragraphs of the copy; what has no partner follows what stands before it."""
    document = parallel.document
    marked = Marked(parallel.counterpart(flag.start, flag.end) or Span(-1, -1) for flag in flags)
    paragraphs: dict[int, list[OtherSentence]] = {}
    paragraph = parallel.copy.segments[0].paragraph if parallel.copy.segments else 0
    for at, bead in enumerate(parallel.beads):
        if bead.left:
            paragraph = parallel.copy.segments[bead.left[0]].paragraph
        own = paragraphs.setdefault(paragraph, [])
        own += [_sentence(document, index, f"{key}{at}", not bead.left, marked) for index in bead.right]
    return Side(
        key,
        parallel.kind,
        parallel.language,
        language_name(parallel.language),
        document.path,
        {segment: f"{key}{at}" for segment, at in parallel.bead_of.items()},
        {number: tuple(sentences) for number, sentences in paragraphs.items()},
    )


def language_name(code: str) -> str:
    """The English name of a language by its ISO 639-1 code; "" where it is not known."""
    return "English" if code == ENGLISH else LANGUAGES.get(code, "")


def _sentence(document: Document, index: int, pair: str, alone: bool, marked: Marked) -> OtherSentence:
    segment = document.segments[index]
    return OtherSentence(document.text, pair, alone, tuple(cut(segment.start, segment.end, marked)))
