"""One story as its part of the page shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.document.model import Document, Role, Segment, Span
from mtcheck.flag import Flag, Severity
from mtcheck.report.html.advice import Advice, advise, counts
from mtcheck.report.html.beside import Side, language_name, side
from mtcheck.report.html.marking import Marked, Piece, cut
from mtcheck.report.html.strip import Strip, strip
from mtcheck.report.model import DocumentReport

_TITLE = 120


@dataclass(frozen=True, slots=True)
class Note:
    """A flag with its number, from 1 in the order of the story, and what is said of where it was made from."""

    number: int
    flag: Flag
    words: str
    line: int
    language: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence, or the text between two; ``index`` and ``fluency`` are None where there is none."""

    index: int | None
    fluency: float | None
    pairs: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the copy; ``number`` is that of its segments."""

    number: int
    role: Role
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that the page says of one story; ``key`` begins all its identifiers in the page."""

    key: str
    title: str
    report: DocumentReport
    advice: Advice
    counts: dict[Severity, int]
    categories: tuple[tuple[str, int], ...]
    notes: tuple[Note, ...]
    paragraphs: tuple[Paragraph, ...]
    sides: tuple[Side, ...]
    strip: Strip
    pivot: str

    @property
    def document(self) -> Document:
        """The story's document."""
        return self.report.document

    def worst(self, indices: tuple[int, ...]) -> Severity:
        """The worst severity among the flags of these indices."""
        return max((self.report.flags[i].severity for i in indices), key=lambda severity: severity.weight)

    def text_of(self, index: int) -> str:
        """A sentence of the story."""
        return self.document.segments[index].text


def story(key: str, report: DocumentReport) -> Story:
    """Lay out one story."""
    # The original is what an English desk can read, so it comes first.
    ordered = sorted(report.parallels, key=lambda parallel: parallel.kind)
    sides = tuple(side(letter, one, report.flags) for letter, one in zip("ab", ordered, strict=False))
    kinds = Counter(str(flag.category) for flag in report.flags)
    return Story(
        key=key,
        title=title(report.document),
        report=report,
        advice=advise(report),
        counts=counts(report),
        categories=tuple(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        notes=tuple(_note(report.document, number, flag) for number, flag in enumerate(report.flags, 1)),
        paragraphs=tuple(_paragraphs(report, sides)),
        sides=sides,
        strip=strip(report),
        pivot="" if report.pivot is None else language_name(report.pivot.language) or report.pivot.language,
    )


def title(document: Document) -> str:
    """The story's headline, or how it begins; its path where it has no text."""
    first = next((s for s in document.segments if s.role is Role.HEADLINE), None)
    chosen = document.segments[:1]
    if first is not None:
        chosen = tuple(s for s in document.segments if s.paragraph == first.paragraph)
    text = " ".join(" ".join(s.text for s in chosen).split())
    if not text:
        return document.path
    return text if len(text) <= _TITLE else text[:_TITLE].rpartition(" ")[0] + " …"


def _note(document: Document, number: int, flag: Flag) -> Note:
    language = "" if flag.probable_source is None else language_name(flag.probable_source.language)
    return Note(number, flag, document.text[flag.start : flag.end], document.position(flag.start)[0], language)


def _paragraphs(report: DocumentReport, sides: tuple[Side, ...]) -> Iterator[Paragraph]:
    """The blocks of the copy; together their stretches hold every character of the text once."""
    document = report.document
    marked = Marked(Span(flag.start, flag.end) for flag in report.flags)
    blocks: dict[int, list[Segment]] = {}
    for segment in document.segments:
        blocks.setdefault(segment.paragraph, []).append(segment)
    # One more than there are characters: a place behind the last, for what is missing there.
    whole = len(document.text) + 1
    if not blocks:
        yield Paragraph(0, Role.BODY, (Stretch(None, None, "", tuple(cut(0, whole, marked))),))
        return
    begin = 0
    starts = [own[0].start for own in blocks.values()][1:]
    ends = [*starts, whole]
    for (number, own), end in zip(blocks.items(), ends, strict=True):
        yield Paragraph(number, own[0].role, tuple(_stretches(report, begin, end, own, marked, sides)))
        begin = end


def _stretches(
    report: DocumentReport, begin: int, end: int, own: list[Segment], marked: Marked, sides: tuple[Side, ...]
) -> Iterator[Stretch]:
    at = begin
    for segment in own:
        if at < segment.start:
            yield Stretch(None, None, "", tuple(cut(at, segment.start, marked)))
        pairs = " ".join(one.pair_of[segment.index] for one in sides if segment.index in one.pair_of)
        fluency = report.segments[segment.index].fluency if segment.index < len(report.segments) else None
        yield Stretch(segment.index, fluency, pairs, tuple(cut(segment.start, segment.end, marked)))
        at = segment.end
    if at < end:
        yield Stretch(None, None, "", tuple(cut(at, end, marked)))
