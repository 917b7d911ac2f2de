"""Words that say something else than the original: what the way through the other language changed."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from mtcheck.alignment.model import Bead, Parallel
from mtcheck.alignment.rewording import SMALL, Rewording, key_of, rewordings
from mtcheck.analysis import Analysis
from mtcheck.checks.replacement import keeps_marks, removable
from mtcheck.checks.rule import Finding, rule
from mtcheck.confidence import logistic, logit
from mtcheck.corpora.inflection import same_word
from mtcheck.document.model import Document, Role, Span
from mtcheck.flag import Category, ProbableSource, Severity, Suggestion
from mtcheck.models.readings import WordSurprisal
from mtcheck.stretch import bare_word, is_content

_POOR = 0.4
"""Score of a bead below which the two sides are too far apart to be compared word by word."""
_GRAVE = 0.5
"""How likely the error tagger must hold an error to be more than minor."""
_CLOSES = re.compile(r"[\"'”’]?[,;:.!?)]")
_CLOSED = re.compile(r"[,;:.!?)][\"'”’]?\s*\Z")
_BEFORE_SMALL = re.compile(r"\s(\w+)(?=\s)")
_STEM = 4
"""Letters from which a word is looked for in the original’s sentence in another form."""
_LINE = 60
"""Code points of a flag; a longer one is cut into phrases."""
_LONGEST = 12
"""Words of a stretch, on either side; beyond that the whole sentence was recast."""


@dataclass(frozen=True)
class Difference:
    """A rewording with what speaks for and against its being an error.

    ``wrong`` is the highest probability, 0–1, that quality estimation gives a word of it beside the original, ``gap``
    the same for something left out; ``doubt`` the highest that the error tagger, who has not seen the original, gives
    one, and ``grave`` how likely it holds that to be more than minor. ``excess`` are the bits that the stretch takes
    more than the original’s words do; ``stranger`` tells whether it holds a name that stands nowhere in the original.
    Where the copy has no words, ``span`` is the word behind the gap with ``behind``, else the one before it. Where the
    original has none, ``elsewhere`` is a word of its sentence that is one of the copy’s in another form, or empty.
    ``whole`` tells whether one can stand in the other’s place: both lie in one sentence and keep its marks in pairs.
    """

    span: Span
    copy_words: tuple[str, ...]
    original_words: tuple[str, ...]
    wrong: float
    gap: float
    doubt: float
    grave: float
    excess: float
    stranger: bool
    behind: bool = False
    elsewhere: str = ""
    whole: bool = True

    @cached_property
    def features(self) -> tuple[float, ...]:
        """What the confidence is worked out from: see `WEIGHTS`."""
        ours, theirs = self.copy_words, self.original_words
        content = [w for w in ours if w.lower() not in SMALL]
        lost = [w for w in theirs if w.lower() not in SMALL]
        names, their_names = ([w for w in side if w[:1].isupper()] for side in (content, lost))
        return (
            1.0,
            logit(self.wrong),
            logit(self.gap),
            max(-15.0, min(15.0, self.excess)) / 5,
            math.log1p(len(content)),
            math.log1p(len(lost)),
            float(not content),
            float(not lost),
            float(any(c.isdigit() for w in (*ours, *theirs) for c in w)),
            float(bool(names) and bool(their_names)),
            float(self.stranger),
            float(_genders(ours) != _genders(theirs)),
            logit(self.doubt),
        )


_GENDERS = {
    "he": "m", "his": "m", "him": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f", "it": "n",
    "its": "n", "itself": "n", "they": "p", "their": "p", "them": "p", "which": "n", "who": "p",
}  # fmt: skip


def _genders(words: Sequence[str]) -> set[str]:
    """Of whom the pronouns among the words speak; nobody where there are none."""
    return {_GENDERS[w] for w in (word.lower().strip(".,;:") for word in words) if w in _GENDERS}


WEIGHTS = (1.97, 0.11, 0.27, 0.32, -0.22, 1.11, -0.39, 0.42, 0.30, 0.35, 0.48, 0.57, 0.63)
"""Of a logistic regression on the features, fitted by `scripts/fit_confidence.py`."""
BAR = 0.25
"""Confidence from which a difference is flagged."""


def differences(analysis: Analysis) -> Iterator[Difference]:
    """Every stretch that differs from the original, in the copy’s order; none without original and models."""
    original = analysis.original
    if original is None or analysis.estimates is None or analysis.surprisals is None or analysis.tags is None:
        return
    ours = _Bits(analysis.surprisals)
    theirs = _Bits(analysis.original_surprisals or ())
    known = frozenset(key_of(word) for word in original.document.text.split())
    for bead in original.beads:
        if bead.score < _POOR or not bead.left or not bead.right:
            continue
        left = [analysis.segments[i] for i in bead.left]
        right = [original.document.segments[i] for i in bead.right]
        if any(segment.role is Role.NAVIGATION for segment in left):
            continue
        for found in rewordings(
            analysis.text,
            Span(left[0].start, left[-1].end),
            original.document.text,
            Span(right[0].start, right[-1].end),
        ):
            made = _difference(analysis, original, found, ours, theirs, known)
            yield made if made.original_words else replace(made, elsewhere=_elsewhere(made, original, bead))


def _difference(
    analysis: Analysis, original: Parallel, found: Rewording, ours: _Bits, theirs: _Bits, known: frozenset[str]
) -> Difference:
    closed = _CLOSED.search(analysis.text, max(0, found.copy.start - 5), found.copy.start) is not None
    closing = closed and _CLOSES.match(original.document.text, found.original.end) is not None
    words = ours.words_in(found.copy, closing=closing)
    span = found.copy if found.copy.start < found.copy.end else Span(words[0].start, words[0].end)
    wrong, gap = _estimated(analysis, words)
    doubt, grave = _doubted(analysis, words)
    copy = analysis.text[found.copy.start : found.copy.end].split()
    text = original.document.text[found.original.start : found.original.end].split()
    excess = ours.with_next(found.copy) - theirs.with_next(found.original)
    segment = analysis.document.segment_at(span.start)
    opening = segment is not None and analysis.segments[segment].start == span.start
    stranger = any(word[:1].isupper() and key_of(word) not in known for word in copy[opening:])
    behind = not copy and words[0].start >= found.copy.start
    whole = _in_one(analysis.document, span) and _in_one(original.document, found.original)
    whole = whole and keeps_marks(
        analysis.text[span.start : span.end], original.document.text[found.original.start : found.original.end]
    )
    return Difference(
        span, tuple(copy), tuple(text), wrong, gap, doubt, grave, excess, stranger, behind=behind, whole=whole
    )


def _in_one(document: Document, span: Span) -> bool:
    """Whether the span lies in one segment."""
    return span.start == span.end or document.segment_at(span.start) == document.segment_at(span.end - 1)


def _elsewhere(difference: Difference, original: Parallel, bead: Bead) -> str:
    """The first word of the original’s side of a bead that is one of the difference’s words, in whatever form."""
    ours = [word for word in map(_bare, difference.copy_words) if len(word) >= _STEM and is_content(word)]
    theirs = map(_bare, original.text_of(bead.right).split())
    return next((one for one in theirs if any(same_word(word.lower(), one.lower()) for word in ours)), "")


def _bare(word: str) -> str:
    return bare_word(word).removesuffix("'s").removesuffix("’s")


class _Bits:
    """Surprisals of a whole text, by place."""

    def __init__(self, surprisals: Sequence[Sequence[WordSurprisal]]) -> None:
        self._words = [word for words in surprisals for word in words]
        self._starts = [word.start for word in self._words]

    def words_in(self, span: Span, *, closing: bool) -> list[WordSurprisal]:
        """The words that the span touches; of an empty one the word that begins there, but not if ``closing``.

        Then, and where none begins there, as at the end of a sentence, it is the one before.
        """
        first, last = self._touched(span.start, max(span.end, span.start + 1))
        if span.start < span.end or (first < last and (first == 0 or not closing)):
            return self._words[first:last]
        return self._words[max(0, first - 1) : max(1, first)]

    def with_next(self, span: Span) -> float:
        """Bits of the words of the span and of the one after it, which tells whether they lead on to it."""
        first, last = self._touched(span.start, span.end)
        return sum(word.bits for word in self._words[first : last + 1])

    def _touched(self, start: int, end: int) -> tuple[int, int]:
        """The first word that ends after ``start``, and the first that starts at ``end`` or later."""
        last = bisect_left(self._starts, end)
        first = last
        while first > 0 and self._words[first - 1].end > start:
            first -= 1
        return first, last


def _estimated(analysis: Analysis, words: Sequence[WordSurprisal]) -> tuple[float, float]:
    """The highest probabilities of an error in the words and of a gap before or after one of them."""
    assert analysis.estimates is not None  # noqa: S101
    segment, places = _places(analysis, words)
    estimate = None if segment is None else analysis.estimates[segment]
    if estimate is None:
        return 0.0, 0.0
    return (
        max((estimate.words[i] for i in places), default=0.0),
        max((estimate.gaps[i + step] for i in places for step in (0, 1)), default=0.0),
    )


def _doubted(analysis: Analysis, words: Sequence[WordSurprisal]) -> tuple[float, float]:
    """The error tagger's highest probabilities, in the words, of an error and of one that is more than minor."""
    assert analysis.tags is not None  # noqa: S101
    segment, places = _places(analysis, words)
    tags = [] if segment is None else [analysis.tags[segment][i] for i in places]
    return max((tag.wrong for tag in tags), default=0.0), max((tag.grave for tag in tags), default=0.0)


def _places(analysis: Analysis, words: Sequence[WordSurprisal]) -> tuple[int | None, list[int]]:
    """The segment of the words, and their numbers in it."""
    assert analysis.surprisals is not None  # noqa: S101
    segment = analysis.document.segment_at(words[0].start)
    own = () if segment is None else analysis.surprisals[segment]
    return segment, [i for i, word in enumerate(own) if words[0].start <= word.start <= words[-1].start]


@rule(
    "WRD002",
    "other-than-the-original",
    category=Category.WRONG_WORD,
    severity=Severity.MINOR,
    confidence=0.7,
    mqm="Accuracy > Mistranslation",
    needs={"tags", "original"},
)
def other_than_the_original(analysis: Analysis) -> Iterator[Finding]:
    """Words that the original has otherwise, and that say something else or say it badly.

    Why: what went into another language and came back has been chosen twice by someone who did not see the first text.
    Honest paraphrase is left alone as far as quality estimation can tell it.

    Original: Lawyers for the company said the suit had no merit.
    Copy: Lawyers for the company said the costume had no merit.
    """
    for difference in differences(analysis):
        sure = logistic(WEIGHTS, difference.features)
        if sure < BAR or max(len(difference.copy_words), len(difference.original_words)) > _LONGEST:
            continue
        if _abbreviates(difference.copy_words, difference.original_words):
            continue
        for part in _phrases(analysis.text, difference.span):
            yield _finding(analysis, difference, part, sure)


def _abbreviates(copy: Sequence[str], original: Sequence[str]) -> bool:
    """Whether one side is the acronym of the other, an article aside: the UN, the United Nations."""

    def letters(words: Sequence[str]) -> str:
        return "".join(w[0].upper() for w in words if w.lower() not in SMALL)

    def acronym(words: Sequence[str]) -> str:
        bare = [w.strip(".,;:'’\"()").replace(".", "") for w in words if w.lower() not in SMALL]
        return bare[0] if len(bare) == 1 and bare[0].isupper() and len(bare[0]) > 1 else ""

    return any(acronym(one) and acronym(one) == letters(other) for one, other in ((copy, original), (original, copy)))


def _phrases(text: str, span: Span) -> Iterator[Span]:
    """The span, or where it is longer than a line, its halves, cut before a small word near the middle."""
    cuts = [m.start() for m in _BEFORE_SMALL.finditer(text, span.start, span.end) if m.group(1).lower() in SMALL]
    middle = (span.start + span.end) // 2
    cut = min(cuts, key=lambda at: abs(at - middle), default=None)
    if span.end - span.start <= _LINE or cut is None:
        yield span
        return
    yield from _phrases(text, Span(span.start, span.start + len(text[span.start : cut].rstrip())))
    yield from _phrases(text, Span(cut + 1, span.end))


def _finding(analysis: Analysis, difference: Difference, span: Span, sure: float) -> Finding:
    theirs = " ".join(difference.original_words)
    if not difference.copy_words:
        message = f"The original has “{theirs}” {'before' if difference.behind else 'after'} this."
    elif theirs:
        message = f"The original has “{theirs}”."
    elif difference.elsewhere:
        message = f"The original has “{difference.elsewhere}” elsewhere in the sentence, and nothing here."
    else:
        message = "The original has nothing of this."
    offered = difference.copy_words and difference.whole and span == difference.span
    if not theirs:
        offered = offered and not difference.elsewhere and removable(analysis, span)
    suggestions = (Suggestion(theirs, sure),) if offered else ()
    return Finding(
        span.start,
        span.end,
        message,
        suggestions,
        severity=Severity.MAJOR if difference.grave > _GRAVE else Severity.MINOR,
        confidence=sure,
        probable_source=ProbableSource("", "", theirs, "original") if theirs else None,
    )
