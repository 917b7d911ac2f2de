"""What is known of a document before the checks look at it: words, parse and surprisal, each made once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mtcheck.alignment.memory import MemoryMatch
from mtcheck.alignment.model import Parallel
from mtcheck.corpora.glossary import Glossary
from mtcheck.corpora.phrases import PhraseMatch, find_phrases
from mtcheck.document.model import Document, Segment
from mtcheck.mentions import Mentions, find_mentions
from mtcheck.models.readings import Estimate, Fluency, Token, WordSurprisal, WordTag
from mtcheck.pivot import Pivot, probable_pivot

if TYPE_CHECKING:
    from mtcheck.doubts import Doubt

_WORD = re.compile(r"[^\W_]+(?:[’'\-][^\W_]+)*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters and digits, inner apostrophes and hyphens included; offsets are into the document's text."""

    start: int
    end: int
    text: str

    @property
    def lower(self) -> str:
        """The word as it is compared: see `plain`."""
        return plain(self.text)


def plain(text: str) -> str:
    """Words in lower case, with straight apostrophes, for comparison."""
    return text.lower().replace("’", "'")


@dataclass(frozen=True)
class Analysis:
    """A document with the evidence that the checks share.

    ``parses`` and ``surprisals`` have one entry a segment, or are None where no model was asked for (``--fast``).
    ``tags``, what the error tagger says of each white-space separated word, and ``doubts``, the stretches that it holds
    to be wrong, are None too where no rule wants them.
    ``vocabulary`` holds the house's own words, in lower case. ``gain`` says by how many bits the language model would
    rather have a replacement (third) than what stands between two offsets; None without models. ``glossary`` holds the
    house's terms, ``given_pivot`` the pivot language where it is known. ``source`` and ``original`` are the other texts
    of the story, aligned with it, where they were given; ``original_surprisals`` are those of the original’s own
    segments, ``estimates`` what quality estimation says of each segment, ``memory`` the nearest unit of the house’s
    translation memory for each, or nothing.
    """

    document: Document
    parses: tuple[tuple[Token, ...], ...] | None = None
    surprisals: tuple[tuple[WordSurprisal, ...], ...] | None = None
    tags: tuple[tuple[WordTag, ...], ...] | None = None
    doubts: tuple[Doubt, ...] | None = None
    fluency: tuple[Fluency | None, ...] | None = None
    vocabulary: frozenset[str] = frozenset()
    gain: Callable[[int, int, str], float] | None = None
    glossary: Glossary = field(default_factory=Glossary)
    given_pivot: str | None = None
    source: Parallel | None = None
    original: Parallel | None = None
    original_surprisals: tuple[tuple[WordSurprisal, ...], ...] | None = None
    estimates: tuple[Estimate | None, ...] | None = None
    memory: tuple[MemoryMatch | None, ...] = ()

    def parallels(self) -> tuple[Parallel, ...]:
        """The other texts of the story, the English original first."""
        return tuple(one for one in (self.original, self.source) if one is not None)

    @property
    def text(self) -> str:
        """The document's text."""
        return self.document.text

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The document's segments."""
        return self.document.segments

    @cached_property
    def words(self) -> tuple[tuple[Word, ...], ...]:
        """The words of each segment, in order."""
        return tuple(
            tuple(Word(m.start(), m.end(), m.group()) for m in _WORD.finditer(self.text, s.start, s.end))
            for s in self.segments
        )

    @cached_property
    def mentions(self) -> Mentions:
        """The people, countries and offices that the story names."""
        return find_mentions(self.text, self.segments)

    @cached_property
    def phrases(self) -> tuple[tuple[PhraseMatch, ...], ...]:
        """The machine forms of other languages' phrases in each segment, whether meant so or not."""
        return tuple(tuple(find_phrases(self.text, s.start, s.end)) for s in self.segments)

    @cached_property
    def pivot(self) -> Pivot | None:
        """The language of the translation: the one given, else the source’s, else the one that left the most traces."""
        if self.given_pivot is not None:
            return Pivot(self.given_pivot, 1.0)
        if self.source is not None and self.source.language != "und":
            return Pivot(self.source.language, 1.0)
        return probable_pivot(self.text, self.mentions, self.phrases)

    @cached_property
    def paragraphs(self) -> tuple[tuple[Segment, ...], ...]:
        """The segments, grouped by the paragraph they stand in."""
        groups: dict[int, list[Segment]] = {}
        for segment in self.segments:
            groups.setdefault(segment.paragraph, []).append(segment)
        return tuple(tuple(group) for group in groups.values())

    def found_in_paragraphs(self, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
        """Where a pattern is found, in order, never across the end of a paragraph."""
        return [
            found.span()
            for paragraph in self.paragraphs
            for found in pattern.finditer(self.text, paragraph[0].start, paragraph[-1].end)
        ]
