"""Meaning turned round on the way: a “not” lost, a rise for a fall, hearsay made fact, the doer made the victim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mtcheck.alignment.model import Parallel, WordLink
from mtcheck.alignment.polarity import Kind, Polarity, Turn, languages, polarity, turns
from mtcheck.analysis import Analysis
from mtcheck.checks.number import compared_beads, opposite
from mtcheck.checks.rule import Finding, rule
from mtcheck.corpora.inflection import inflected
from mtcheck.document.model import Document, Span
from mtcheck.flag import Category, ProbableSource, Severity
from mtcheck.models.readings import Token
from mtcheck.stretch import is_content

_MQM = "Accuracy > Mistranslation"
_SURE = 0.5
"""Score of a word link from which it says which word is meant."""
_CLAUSE = 4
"""Words of the other text that are quoted on each side of the one in question."""
_PASSIVE = re.compile(r"\b(?:by|was|were|been|being|is|are|be|who|whom|which|that)\b", re.IGNORECASE)


@rule(
    "MEA001",
    "negation-lost-or-added",
    category=Category.MEANING,
    severity=Severity.CRITICAL,
    confidence=0.75,
    mqm=_MQM,
    needs={"source", "original"},
)
def negation_lost_or_added(analysis: Analysis) -> Iterator[Finding]:
    """A “not” that the source, or the original, has and the copy has not, or the other way about.

    Why: negations of one short word (“nu”, “ne … pas”, “не”) are skipped, and the sentence says the opposite.

    Source: Ministrul nu va demisiona.
    Copy: The minister will resign.
    Better: The minister will not resign.
    """
    for parallel, bead, turn in _turns(analysis, ("negation-lost", "negation-added")):
        if turn.other is not None:
            where = opposite(parallel, bead, _after(parallel, turn.other))
            said = _clause(parallel.document.text, turn.other)
            message = f"The {parallel.kind} denies this (“{said}”); the copy does not."
        elif turn.copy is not None:
            where = turn.copy
            said = parallel.text_of(parallel.beads[bead].right)
            message = f"Nothing in the {parallel.kind} denies this."
        else:
            continue
        linked = bool(parallel.links[bead])
        yield Finding(
            where.start, where.end, message, confidence=0.8 if linked else 0.7, probable_source=_source(parallel, said)
        )


@rule(
    "MEA002",
    "direction-reversed",
    category=Category.MEANING,
    severity=Severity.CRITICAL,
    confidence=0.75,
    mqm=_MQM,
    needs={"source", "original"},
)
def direction_reversed(analysis: Analysis) -> Iterator[Finding]:
    """A word of direction (rise, win, buy, before) in the place of its opposite.

    Why: prefixes and little words tell “after” from “before” and “import” from “export”.

    Source: Las exportaciones de trigo bajaron en mayo.
    Copy: Wheat exports rose in May.
    Better: Wheat exports fell in May.
    """
    for parallel, bead, turn in _turns(analysis, ("direction-reversed",)):
        if turn.copy is None or turn.other is None or not _linked(parallel, bead, turn):
            continue
        said = _clause(parallel.document.text, turn.other)
        word = parallel.document.text[turn.other.start : turn.other.end]
        yield Finding(
            turn.copy.start,
            turn.copy.end,
            f"The {parallel.kind} says the opposite: “{word}” (“{said}”).",
            probable_source=_source(parallel, said),
        )


@rule(
    "MEA003",
    "hedge-lost",
    category=Category.MEANING,
    severity=Severity.MAJOR,
    confidence=0.7,
    mqm=_MQM,
    needs={"source", "original"},
)
def hedge_lost(analysis: Analysis) -> Iterator[Finding]:
    """What the source, or the original, only reports or puts under a condition, told as a fact.

    Why: hearsay is marked by a verb form (“aurait fui”, “soll geflohen sein”) or by one adverb, which gets lost.

    Source: Le suspect aurait quitté le pays dimanche.
    Copy: The suspect left the country on Sunday.
    Better: The suspect reportedly left the country on Sunday.
    """
    for parallel, bead, turn in _turns(analysis, ("hedge-lost", "condition-lost")):
        if turn.other is None:
            continue
        where = _with_meaning(analysis, opposite(parallel, bead, _after(parallel, turn.other)))
        said = _clause(parallel.document.text, turn.other)
        what = "only reports this" if turn.kind == "hedge-lost" else "puts this under a condition"
        message = f"The {parallel.kind} {what} (“{said}”); the copy states it as a fact."
        yield Finding(where.start, where.end, message, probable_source=_source(parallel, said))


@rule(
    "MEA004",
    "agent-and-patient-exchanged",
    category=Category.MEANING,
    severity=Severity.CRITICAL,
    confidence=0.75,
    mqm=_MQM,
    needs={"parse", "original"},
)
def agent_and_patient_exchanged(analysis: Analysis) -> Iterator[Finding]:
    """Who does it and who suffers it, the other way round than in the English original.

    Why: languages that mark the object by case or a preposition put it first; word for word it becomes the subject.

    Original: The striker thanked the goalkeeper.
    Copy: The goalkeeper thanked the striker.
    Better: The striker thanked the goalkeeper.
    """
    parallel = analysis.original
    if parallel is None or analysis.parses is None:
        return
    for bead in compared_beads(parallel):
        links = [link for link in parallel.links[bead] if link.score >= _SURE]
        for segment in parallel.beads[bead].left:
            for verb, subject, patient in _clauses(analysis.parses[segment]):
                if _exchanged(parallel.document, links, verb, subject, patient):
                    said = parallel.text_of(parallel.beads[bead].right)
                    start, end = sorted((subject, patient), key=lambda token: token.start)
                    yield Finding(
                        start.start,
                        end.end,
                        f"The original has it the other way round: “{said}”",
                        probable_source=_source(parallel, said),
                    )


def _turns(analysis: Analysis, kinds: Sequence[Kind]) -> Iterator[tuple[Parallel, int, Turn]]:
    """The turns of some kinds against each text, the original first; one sentence is told of once."""
    told: set[int] = set()
    for parallel in analysis.parallels():
        if parallel.language not in languages():
            continue
        for bead in compared_beads(parallel):
            mine = [_polarity(parallel.copy, i, "en") for i in parallel.beads[bead].left]
            theirs = [_polarity(parallel.document, i, parallel.language) for i in parallel.beads[bead].right]
            for turn in turns(_joined(mine), _joined(theirs), parallel.language):
                first = parallel.beads[bead].left[0]
                if turn.kind in kinds and first not in told:
                    told.add(first)
                    yield parallel, bead, turn


def _polarity(document: Document, index: int, language: str) -> Polarity:
    """The marks of a segment, with offsets into the document’s text."""
    segment = document.segments[index]
    made = polarity(segment.text, language)

    def moved(spans: Sequence[Span]) -> tuple[Span, ...]:
        return tuple(Span(span.start + segment.start, span.end + segment.start) for span in spans)

    return replace(
        made,
        nots=moved(made.nots),
        denying=moved(made.denying),
        hedges=moved(made.hedges),
        ifs=moved(made.ifs),
        directions=tuple((pair, side, moved([span])[0]) for pair, side, span in made.directions),
    )


def _joined(parts: Sequence[Polarity]) -> Polarity:
    return Polarity(
        tuple(span for part in parts for span in part.nots),
        tuple(span for part in parts for span in part.denying),
        tuple(span for part in parts for span in part.hedges),
        any(part.soft for part in parts),
        tuple(span for part in parts for span in part.ifs),
        any(part.soft_ifs for part in parts),
        tuple(one for part in parts for one in part.directions),
        frozenset(one for part in parts for one in part.leanings),
        any(part.question for part in parts),
    )


def _linked(parallel: Parallel, bead: int, turn: Turn) -> bool:
    """Whether nothing links either word to something else; where nothing is linked the sentence must speak alone."""
    if turn.copy is None or turn.other is None:
        return False
    ours = [link for link in parallel.links[bead] if _overlap(link.left, turn.copy)]
    theirs = [link for link in parallel.links[bead] if _overlap(link.right, turn.other)]
    if not ours and not theirs:
        return True
    return any(_overlap(link.right, turn.other) for link in ours)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _after(parallel: Parallel, span: Span) -> Span:
    """The word that follows a span in the other text, which a negation or an auxiliary belongs to."""
    found = re.compile(r"\w+").search(parallel.document.text, span.end, span.end + 40)
    return span if found is None else Span(found.start(), found.end())


def _with_meaning(analysis: Analysis, word: Span) -> Span:
    """The word, or if it only joins others the nearest verb of its sentence, or else the nearest word of weight."""
    text = analysis.text
    at = analysis.document.segment_at(word.start)
    if at is None or is_content(text[word.start : word.end]):
        return word
    parsed = () if analysis.parses is None else analysis.parses[at]
    verbs = [Span(token.start, token.end) for token in parsed if token.pos == "VERB"]
    others = [Span(one.start, one.end) for one in analysis.words[at] if is_content(one.text)]
    return min(verbs or others, key=lambda one: abs(one.start - word.start), default=word)


def _clause(text: str, span: Span) -> str:
    """The span with a few words on both sides."""
    before = text[max(0, span.start - 60) : span.start].split()[-_CLAUSE:]
    after = text[span.end : span.end + 60].split()[:_CLAUSE]
    return " ".join([*before, text[span.start : span.end], *after])


def _clauses(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token, Token]]:
    """Each verb with a subject and an object that are nouns: verb, subject, object."""
    for at, verb in enumerate(tokens):
        if verb.pos != "VERB":
            continue
        own = [token for token in tokens if token.head < len(tokens) and tokens[token.head] is tokens[at]]
        subjects = [t for t in own if t.dep == "nsubj" and t.pos in {"NOUN", "PROPN"}]
        objects = [t for t in own if t.dep in {"dobj", "obj"} and t.pos in {"NOUN", "PROPN"}]
        if len(subjects) == 1 and len(objects) == 1:
            yield verb, subjects[0], objects[0]


def _exchanged(document: Document, links: Sequence[WordLink], verb: Token, subject: Token, patient: Token) -> bool:
    """Whether the original has the same verb with the linked words on the other sides of it, and in the active."""
    where = [_right(links, token) for token in (verb, subject, patient)]
    if any(span is None for span in where):
        return False
    verb_at, doer_at, patient_at = (span for span in where if span is not None)
    if document.text[verb_at.start : verb_at.end].lower() not in inflected(verb.lemma):
        return False
    if not patient_at.start < verb_at.start < doer_at.start:
        return False
    between = document.text[patient_at.end : doer_at.start]
    return _PASSIVE.search(between) is None and not re.search(r"[,;:“”\".]", between)


def _right(links: Sequence[WordLink], token: Token) -> Span | None:
    found = [link.right for link in links if link.left.start < token.end and token.start < link.left.end]
    return found[0] if len(found) == 1 else None


def _source(parallel: Parallel, text: str) -> ProbableSource:
    if parallel.kind == "original":
        return ProbableSource("", "", text, "original")
    return ProbableSource(parallel.language, text, "", "source")
