"""Figures that another text of the story has otherwise: altered, without their “about”, lost, or from nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mtcheck.alignment.figures import Change, Figure, Reason, compare, figures, knows, supported
from mtcheck.alignment.model import Parallel
from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, rule
from mtcheck.document.model import Document, Role, Span
from mtcheck.flag import Category, ProbableSource, Severity, Suggestion

_MQM = "Accuracy > Mistranslation > Number"
_BARS = 0.5
"""Similarity of a bead below which its contents are not compared."""
_BEADS = 2_000
"""Beads up to which a figure is looked for in the whole of the other text."""
_AROUND = 45
"""Characters beside a figure in which the copy may have kept its “about”."""
_BOUNDED = re.compile(
    r"\b(?:about|around|some|nearly|almost|over|more|than|less|least|most|up to|rough\w*|approx\w*|estimat\w*|"
    r"exceed\w*|topp\w*|close|under|below|above|circa|or so|plus|fewer|well|just|maximum|minimum|limit|within|"
    r"as many|as much|excess|short of|upwards?|dozens?|hundreds|thousands|between|from)\b|[+~<>≈±]",
    re.IGNORECASE,
)
_WORDS = {
    "about": "about", "almost": "almost", "over": "more than", "under": "less than", "least": "at least",
    "most": "up to",
}  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WHY: dict[Reason, str] = {
    "scale": "a factor of ten, a thousand or a million is lost or added",
    "separator": "a decimal sign and a thousands sign are mixed up",
    "transposed": "two digits are exchanged",
    "day-and-month": "day and month are exchanged",
    "unit": "the unit is another",
    "currency": "the currency is another",
    "digit": "one digit is another",
}


@dataclass(frozen=True, slots=True)
class _Found:
    """A change in one bead of one text, with all figures of that text and of the copy."""

    parallel: Parallel
    bead: int
    change: Change


@rule(
    "NUM001",
    "altered-figure",
    category=Category.NUMBER,
    severity=Severity.MAJOR,
    confidence=0.85,
    mqm=_MQM,
    needs={"source", "original"},
)
def altered_figure(analysis: Analysis) -> Iterator[Finding]:
    """A figure that is another in the source or in the original.

    Why: decimal commas become points, thousand-millions become billions or millions, digits and dates are mixed up.

    Source: Pagubele trec de 1.200 de lei.
    Copy: The damage exceeds 1.2 lei.
    Better: The damage exceeds 1,200 lei.
    """
    for found in _changes(analysis, "altered"):
        copy, other = _both(found.change)
        text = _said(found.parallel, other)
        why = _WHY.get(found.change.reason, "")
        message = f"The {found.parallel.kind} has “{text}”{': ' + why if why else ''}."
        grave = found.change.reason in {"scale", "separator"}
        yield Finding(
            copy.start,
            copy.end,
            message,
            _instead(found.parallel, copy, other),
            severity=Severity.CRITICAL if grave else None,
            confidence=0.9 if grave else None,
            probable_source=_source(found.parallel, text, text if found.parallel.kind == "original" else ""),
        )


@rule(
    "NUM002",
    "figure-bound-lost",
    category=Category.NUMBER,
    severity=Severity.MINOR,
    confidence=0.7,
    mqm=_MQM,
    needs={"source", "original"},
)
def figure_bound_lost(analysis: Analysis) -> Iterator[Finding]:
    """A figure without the “about” or “more than” that it has in the source or the original, or with the opposite.

    Why: small words before numbers are skipped, and “at most” and “at least” are taken for each other.

    Source: Au venit aproape 500 de oameni.
    Copy: 500 people came.
    Better: Almost 500 people came.
    """
    for found in _changes(analysis, "bound"):
        copy, other = _both(found.change)
        around = (
            analysis.text[max(0, copy.start - _AROUND) : copy.start]
            + " "
            + analysis.text[copy.end : copy.end + _AROUND].split(".")[0]
        )
        if not copy.bound and _BOUNDED.search(around):
            continue
        word = _WORDS[other.bound]
        text = _said(found.parallel, _with_bound(found.parallel, other))
        what = f"has “{_WORDS[copy.bound]}” instead" if copy.bound else f"loses “{word}”"
        yield Finding(
            copy.start,
            copy.end,
            f"The {found.parallel.kind} has “{text}”; the copy {what}.",
            () if copy.bound else (Suggestion(f"{word} {copy.text}", 0.7),),
            severity=Severity.MAJOR if copy.bound else None,
            probable_source=_source(found.parallel, text, f"{word} {copy.text}"),
        )


@rule(
    "NUM003",
    "figure-not-in-source",
    category=Category.NUMBER,
    severity=Severity.MAJOR,
    confidence=0.7,
    mqm=_MQM,
    needs={"source", "original"},
)
def figure_not_in_source(analysis: Analysis) -> Iterator[Finding]:
    """A figure that no sentence of the source, or of the original, has.

    Why: a translation that loses its thread makes figures up, or takes them from a picture’s caption.

    Source: Mai mulți pompieri au fost trimiși acolo.
    Copy: A total of 45 firefighters were sent there.
    Better: Several firefighters were sent there.
    """
    for found in _changes(analysis, "added"):
        copy = found.change.copy
        if copy is not None:
            bead = found.parallel.beads[found.bead]
            text = found.parallel.text_of(bead.right)
            yield Finding(
                copy.start,
                copy.end,
                f"The {found.parallel.kind} has no such figure.",
                probable_source=_source(found.parallel, text, ""),
            )


@rule(
    "NUM004",
    "figure-lost",
    category=Category.NUMBER,
    severity=Severity.MINOR,
    confidence=0.65,
    mqm=_MQM,
    needs={"source", "original"},
)
def figure_lost(analysis: Analysis) -> Iterator[Finding]:
    """A figure of the source, or of the original, that the copy has nowhere; it stands at the words beside it.

    Why: a clause is dropped, or a figure is taken for a footnote.

    Source: Cei 45 de pompieri au plecat la 14:30.
    Copy: The 45 firefighters left.
    Better: The 45 firefighters left at 2:30 p.m.
    """
    for found in _changes(analysis, "lost"):
        other = found.change.other
        if other is not None:
            where = opposite(found.parallel, found.bead, Span(other.start, other.end))
            text = _said(found.parallel, other)
            message = f"The {found.parallel.kind} has “{text}”, which the copy leaves out."
            english = text if found.parallel.kind == "original" else ""
            yield Finding(where.start, where.end, message, probable_source=_source(found.parallel, text, english))


def compared_beads(parallel: Parallel) -> Iterator[int]:
    """The indices of the beads whose contents can be compared: two full sides that say the same, off the navigation."""
    for at, bead in enumerate(parallel.beads):
        if not bead.left or not bead.right or bead.score < _BARS:
            continue
        roles = {parallel.copy.segments[i].role for i in bead.left}
        roles |= {parallel.document.segments[i].role for i in bead.right}
        if Role.NAVIGATION not in roles:
            yield at


def opposite(parallel: Parallel, bead: int, span: Span) -> Span:
    """The word of the copy that stands across from a span of the other text: the nearest linked one, else by share."""
    links = parallel.links[bead]
    if links:
        nearest = min(links, key=lambda link: (_gap(link.right, span), link.left))
        return nearest.left
    left = [parallel.copy.segments[i] for i in parallel.beads[bead].left]
    right = [parallel.document.segments[i] for i in parallel.beads[bead].right]
    share = (span.start - right[0].start) / max(1, right[-1].end - right[0].start)
    words = [
        Span(segment.start + found.start(), segment.start + found.end())
        for segment in left
        for found in re.finditer(r"[^\W_]+(?:[’'-][^\W_]+)*", segment.text)
    ]
    return words[min(len(words) - 1, int(share * len(words)))] if words else Span(left[0].start, left[0].end)


def _gap(one: Span, other: Span) -> int:
    return max(0, one.start - other.end, other.start - one.end)


def _both(change: Change) -> tuple[Figure, Figure]:
    if change.copy is None or change.other is None:
        raise ValueError(f"a change of kind {change.kind} has one side only")
    return change.copy, change.other


def _changes(analysis: Analysis, kind: str) -> Iterator[_Found]:
    """The changes of a kind against each text, the original first; what it tells of a place is not told again."""
    told: set[tuple[int, int]] = set()
    for parallel in analysis.parallels():
        if not knows(parallel.language):
            continue
        mine = {at: _figures(parallel.copy, parallel.beads[at].left, "en") for at in range(len(parallel.beads))}
        theirs = {
            at: _figures(parallel.document, parallel.beads[at].right, parallel.language)
            for at in range(len(parallel.beads))
        }
        for at in compared_beads(parallel):
            for change in compare(mine[at], theirs[at]):
                if change.kind != kind or _elsewhere(change, at, mine, theirs):
                    continue
                place = change.copy or change.other
                where = (at, 0) if place is None else (place.start, place.end)
                if change.copy is None or where not in told:
                    told.add(where)
                    yield _Found(parallel, at, change)


def _elsewhere(
    change: Change, at: int, mine: dict[int, tuple[Figure, ...]], theirs: dict[int, tuple[Figure, ...]]
) -> bool:
    """Whether the figure stands in another sentence: beside this one where it is altered, anywhere where it is not."""
    if change.kind == "bound":
        return False
    beads: Sequence[int] = tuple(theirs) if change.kind != "altered" and len(theirs) <= _BEADS else (at - 1, at + 1)
    copied = change.copy is not None and any(supported(change.copy, theirs.get(b, ())) for b in beads)
    kept = change.other is not None and any(supported(change.other, mine.get(b, ())) for b in beads)
    return copied or kept


def _figures(document: Document, indices: Sequence[int], language: str) -> tuple[Figure, ...]:
    """The figures of segments, with offsets into the document’s text."""
    out = []
    for index in indices:
        segment = document.segments[index]
        for figure in figures(segment.text, language):
            out.append(replace(figure, start=figure.start + segment.start, end=figure.end + segment.start))
    return tuple(out)


def _said(parallel: Parallel, figure: Figure) -> str:
    return " ".join(parallel.document.text[figure.start : figure.end].split())


def _with_bound(parallel: Parallel, figure: Figure) -> Figure:
    """The figure with the words just before it, which bound it."""
    before = parallel.document.text[: figure.start]
    start = figure.start
    for _ in range(2):
        found = re.search(r"[^\W\d_]+\W{0,2}\Z", before[max(0, start - 30) : start])
        if found is None:
            break
        start = max(0, start - 30) + found.start()
    return replace(figure, start=start)


def _instead(parallel: Parallel, copy: Figure, other: Figure) -> tuple[Suggestion, ...]:
    """The figure that should stand there: the original’s own words, plain digits in English form, or a weekday."""
    if parallel.kind == "original":
        same = copy.kind == other.kind and copy.spelt == other.spelt and copy.unit == other.unit
        return (Suggestion(" ".join(other.text.split()), 0.9, safe=same),)
    if copy.kind == other.kind == "weekday" and copy.text.endswith("day"):
        return (Suggestion(_DAYS[int(other.value) - 1], 0.8),)
    if other.kind in {"number", "year"} and not re.search(r"[^\W\d]", copy.text):
        value = other.value.normalize()
        return (Suggestion(f"{value:f}" if other.kind == "year" else f"{value:,f}", 0.8),)
    return ()


def _source(parallel: Parallel, text: str, english: str) -> ProbableSource:
    if parallel.kind == "original":
        return ProbableSource("", "", english or text, "original")
    return ProbableSource(parallel.language, text, english, "source")
