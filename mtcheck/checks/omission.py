"""What another text of the story says and the copy leaves out: a sentence, or a part of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median

from mtcheck.alignment.model import Parallel
from mtcheck.analysis import Analysis
from mtcheck.checks.number import compared_beads, opposite
from mtcheck.checks.rule import Finding, rule
from mtcheck.document.model import Document, Role, Span
from mtcheck.flag import Category, ProbableSource, Severity

_MQM = "Accuracy > Omission"
_FEWEST_WORDS = 5
"""Words of a sentence below which it is a by-line, a caption or a cry."""
_FEWEST_CHARACTERS = 25
_RUN = 3
"""Content words in a row without a partner from which a part is left out."""
_CONTENT = 5
"""Letters from which a word is taken for one that carries meaning."""
_SHORT = 0.75
"""Share of the usual length below which a sentence has lost something."""
_LINKED = 0.5
"""Share of the words of a sentence that must have partners for those without to tell anything."""
_UNSPACED = frozenset({"zh", "ja", "th", "km", "lo", "my"})
_QUOTED = 160
"""Characters of the other text that a message quotes."""
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_SENTENCE = re.compile(r"[.!?…。！？؟।][\"”’»)』」]*\s*\Z")


@rule(
    "OMI001",
    "sentence-left-out",
    category=Category.OMISSION,
    severity=Severity.MAJOR,
    confidence=0.7,
    mqm=_MQM,
    needs={"source", "original"},
)
def sentence_left_out(analysis: Analysis) -> Iterator[Finding]:
    """A sentence of the source, or of the original, that the copy has not; it stands at the word before the gap.

    Why: translation in pieces loses one at the seams; of the English original the foreign newsroom cuts some itself.

    Source: Incendiul a izbucnit noaptea. Nimeni nu a fost rănit. Cauza nu se cunoaște.
    Copy: The fire broke out at night. The cause is not known.
    Better: The fire broke out at night. Nobody was hurt. The cause is not known.
    """
    for parallel in analysis.parallels():
        for gap in _gaps(parallel):
            where = _before(parallel, gap[0])
            if where is None:
                continue
            missing = " ".join(parallel.text_of(parallel.beads[at].right) for at in gap)
            lead = "A sentence" if len(gap) == 1 else f"{len(gap)} sentences"
            message = f"{lead} of the {parallel.kind} left out after this: “{shortened(missing)}”"
            own = parallel.kind == "original"
            yield Finding(
                where.start,
                where.end,
                message,
                severity=Severity.MINOR if own else None,
                confidence=0.5 if own else None,
                probable_source=source_of(parallel, missing),
            )


@rule(
    "OMI002",
    "part-left-out",
    category=Category.OMISSION,
    severity=Severity.MAJOR,
    confidence=0.65,
    mqm=_MQM,
    needs={"source", "original"},
)
def part_left_out(analysis: Analysis) -> Iterator[Finding]:
    """A run of words of the source, or of the original, that nothing in a copy’s sentence, too short, goes back to.

    Why: long sentences lose a clause between two commas.

    Source: Primarul, care fusese avertizat de trei ori, a refuzat să evacueze satul.
    Copy: The mayor refused to evacuate the village.
    Better: The mayor, who had been warned three times, refused to evacuate the village.
    """
    for parallel in analysis.parallels():
        if parallel.language in _UNSPACED:
            continue
        usual = _usual_length(parallel)
        for bead in compared_beads(parallel):
            if _length_ratio(parallel, bead) >= _SHORT * usual:
                continue
            for run in _unlinked_runs(parallel, bead):
                text = parallel.document.text[run.start : run.end]
                where = opposite(parallel, bead, Span(max(0, run.start - 1), run.start))
                message = f"The {parallel.kind} also has here: “{shortened(text)}”"
                yield Finding(where.start, where.end, message, probable_source=source_of(parallel, text))


def is_sentence(document: Document, index: int) -> bool:
    """Whether a segment is a sentence of the body, and no by-line, caption or heading."""
    segment = document.segments[index]
    if segment.role is not Role.BODY or _SENTENCE.search(segment.text) is None:
        return False
    return len(segment.text) >= _FEWEST_CHARACTERS and (
        len(segment.text.split()) >= _FEWEST_WORDS or not segment.text.isascii()
    )


def shortened(text: str) -> str:
    """A text in one line, cut at a word where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else line[:_QUOTED].rsplit(" ", 1)[0] + " …"


def source_of(parallel: Parallel, text: str) -> ProbableSource:
    """A wording of the other text as the probable source."""
    line = " ".join(text.split())
    if parallel.kind == "original":
        return ProbableSource("", "", line, "original")
    return ProbableSource(parallel.language, line, "", "source")


def _gaps(parallel: Parallel) -> Iterator[list[int]]:
    """Runs of beads whose sentences the copy has not; a document’s first and last sentence are often page furniture."""
    count = len(parallel.beads)
    missing = [
        not bead.left and bool(bead.right) and all(is_sentence(parallel.document, i) for i in bead.right)
        for bead in parallel.beads
    ]
    for is_gap, run in groupby(range(count), key=lambda at: missing[at]):
        beads = list(run)
        if is_gap and beads[0] > 0 and beads[-1] < count - 1:
            yield beads


def _before(parallel: Parallel, bead: int) -> Span | None:
    """The last word of the copy’s nearest segment before a bead."""
    for at in range(bead - 1, -1, -1):
        if parallel.beads[at].left:
            segment = parallel.copy.segments[parallel.beads[at].left[-1]]
            words = list(_WORD.finditer(segment.text))
            if segment.role is Role.NAVIGATION or not words:
                return None
            return Span(segment.start + words[-1].start(), segment.start + words[-1].end())
    return None


def _length_ratio(parallel: Parallel, bead: int) -> float:
    ours = sum(len(parallel.copy.segments[i].text) for i in parallel.beads[bead].left)
    theirs = sum(len(parallel.document.segments[i].text) for i in parallel.beads[bead].right)
    return ours / max(1, theirs)


def _usual_length(parallel: Parallel) -> float:
    """How long the copy’s sentences are for one character of the other text, in the middle of the story."""
    ratios = [_length_ratio(parallel, bead) for bead in compared_beads(parallel)]
    return median(ratios) if ratios else 1.0


def _unlinked_runs(parallel: Parallel, bead: int) -> Iterator[Span]:
    """Runs of words without a partner in the copy that hold several words which carry meaning."""
    linked = {link.right.start for link in parallel.links[bead]}
    words = [
        Span(segment.start + found.start(), segment.start + found.end())
        for segment in (parallel.document.segments[i] for i in parallel.beads[bead].right)
        for found in _WORD.finditer(segment.text)
    ]
    held = [any(word.start <= start < word.end for start in _within(linked, word)) for word in words]
    if not words or sum(held) < _LINKED * len(words):
        return
    for is_held, run in groupby(range(len(words)), key=lambda at: held[at]):
        own = [words[at] for at in run]
        if not is_held and sum(word.end - word.start >= _CONTENT for word in own) >= _RUN:
            yield Span(own[0].start, own[-1].end)


def _within(starts: set[int], word: Span) -> Sequence[int]:
    return [at for at in range(word.start, word.end) if at in starts]
