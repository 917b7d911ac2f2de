"""Phrases that the house puts otherwise, by its translation memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from mtcheck.alignment.memory import MemoryMatch
from mtcheck.analysis import Analysis, Word, plain
from mtcheck.checks.rule import Finding, rule
from mtcheck.corpora.inflection import same_word
from mtcheck.document.model import Role
from mtcheck.flag import Category, ProbableSource, Severity, Suggestion
from mtcheck.tables import rows

_SAME_SOURCE = 0.9
"""Similarity of two foreign sentences that say the same."""
_SAME_TEXT = 0.7
"""Similarity of two English sentences that may say the same."""
_ALIKE = 0.5
"""Part of the words of both sentences that must be the same, so that what differs stands in the same place."""
_LONGEST = 4
"""Words of a phrase on either side."""
_MOST = 3
"""Places where two sentences may differ; where they do in more, one is not the other in better words."""
_GAIN = 4.0
"""Bits by which the language model must rather have the house's phrase, where the source does not vouch for it."""
_VOUCHED_GAIN = 0.0
"""The same where it does: a phrase that was cut amiss out of its sentence does not fit in another."""
_WORD = re.compile(r"[^\W_]+(?:[’'\-][^\W_]+)*")
_BROKEN = re.compile(r"[^\w\s’'\-]|\B[’']|[’']\B")
"""What stands between the words of two phrases, not of one."""
_PRONOUNS = frozenset(
    (
        "i me my mine myself you your yours yourself him himself hers herself itself us ours ourselves them theirs "
        "themselves who whom whose this that these those such any anything anyone some something someone each every "
        "everything everyone other others another no nothing nobody both either neither"
    ).split()
)
_FACTS = frozenset(
    (
        "zero one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion "
        "trillion first second third fourth fifth last next half quarter once twice double triple percent today "
        "yesterday tomorrow morning afternoon evening night week month year weekend up down more less fewer most least "
        "before after since until for against with without over under above below north south east west left right "
        "rise rises rose risen rising fall falls fell fallen falling raise raises raised raising lower lowers lowered "
        "cut cuts cutting increase increases increased increasing decrease decreases decreased grow grew grown growth "
        "drop drops dropped gain gains gained lose loses lost win wins won winning open opens opened close closes "
        "closed start starts started begin began begun end ends ended stop stops stopped continue continues continued "
        "accept accepts accepted reject rejects rejected approve approved deny denies denied confirm confirmed buy "
        "bought sell sold man woman men women boy girl he she his her him yes no not never always only all none some "
        "many few high low old new young big small large good bad better worse best worst early late"
    ).split()
)
"""Words that say what happened, how much or to whom: where they differ, the sentences differ in fact."""


@dataclass(frozen=True, slots=True)
class _Difference:
    """Words ``[start, end)`` of the copy's sentence against ``[house_start, house_end)`` of the house's."""

    start: int
    end: int
    house_start: int
    house_end: int


@rule(
    "MEM001",
    "house-phrasing",
    category=Category.CALQUE,
    severity=Severity.MINOR,
    confidence=0.7,
    mqm="Style > Organizational style",
    needs={"memory"},
)
def house_phrasing(analysis: Analysis) -> Iterator[Finding]:
    """A phrase that the house puts otherwise, by its translation memory; silent without one.

    The memory must hold the same foreign sentence (figures and names aside), or an English sentence so near that only
    a short phrase differs, which the language model must then clearly prefer.

    Why: what comes back from another language says in other words what the house has a phrase for.
    """
    if not analysis.memory:
        return
    for segment, words, match in zip(analysis.segments, analysis.words, analysis.memory, strict=True):
        if match is None or segment.role is Role.NAVIGATION:
            continue
        vouched = match.side == "source" and match.similarity >= _SAME_SOURCE and _same_facts(match)
        if vouched or (match.similarity >= _SAME_TEXT and analysis.gain is not None):
            for finding in _phrases(analysis, words, match):
                if _rather(analysis, finding, vouched):
                    yield finding


def _rather(analysis: Analysis, finding: Finding, vouched: bool) -> bool:
    """Whether the language model, where there is one, would rather have the house's phrase."""
    if analysis.gain is None:
        return vouched
    better = finding.suggestions[0].text
    return analysis.gain(finding.start, finding.end, better) >= (_VOUCHED_GAIN if vouched else _GAIN)


def _same_facts(match: MemoryMatch) -> bool:
    """Whether the two foreign sentences differ in figures and names alone, if at all."""
    return _but_names(match.source, match.unit.language) == _but_names(match.unit.source, match.unit.language)


def _but_names(sentence: str, language: str) -> set[str]:
    """The words of a foreign sentence without figures and names; German writes all nouns as others do names."""
    words = _WORD.findall(sentence)
    return {
        word.lower()
        for at, word in enumerate(words)
        if not word[0].isdigit() and (at == 0 or language == "de" or not word[0].isupper())
    }


def _is_name(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit()


def _phrases(analysis: Analysis, words: Sequence[Word], match: MemoryMatch) -> Iterator[Finding]:
    unit = match.unit
    house = list(_WORD.finditer(unit.target))
    for one in _differences([word.lower for word in words], [plain(word.group()) for word in house]):
        ours = words[one.start : one.end]
        theirs = house[one.house_start : one.house_end]
        better = unit.target[theirs[0].start() : theirs[-1].end()]
        own = analysis.text[ours[0].start : ours[-1].end]
        if _BROKEN.search(better + own) or not _is_phrase([w.text for w in ours], [w.group() for w in theirs], one):
            continue
        if one.start == 0:
            better = better[0].upper() + better[1:]
        elif one.house_start == 0 and not ours[0].text[0].isupper():
            better = better[0].lower() + better[1:]
        pivot = analysis.pivot
        yield Finding(
            ours[0].start,
            ours[-1].end,
            f"The house has put this as “{better}” ({unit.origin}).",
            (Suggestion(better, round(match.similarity, 2)),),
            probable_source=ProbableSource(
                unit.language or (pivot.language if pivot is not None else ""), unit.source, better, "memory"
            ),
        )


def _differences(ours: Sequence[str], house: Sequence[str]) -> Iterator[_Difference]:
    """Where two sentences that are mostly the same put something in other words, none of them left out."""
    if min(len(ours), len(house)) < _ALIKE * max(len(ours), len(house)):
        return
    matcher = SequenceMatcher(None, ours, house, autojunk=False)
    steps = matcher.get_opcodes()
    same = sum(end - start for kind, start, end, _, _ in steps if kind == "equal")
    if same < _ALIKE * max(len(ours), len(house)):
        return
    merged: list[_Difference] = []
    for kind, start, end, house_start, house_end in steps:
        if kind == "equal":
            continue
        one = _Difference(start, end, house_start, house_end)
        if merged and start - merged[-1].end == 1 and ours[start - 1] in _function_words():
            # “made a call for” and “called for a” share an article, not a phrase.
            one = _Difference(merged[-1].start, end, merged[-1].house_start, house_end)
            merged.pop()
        merged.append(one)
    for one in merged if len(merged) <= _MOST else ():
        if 0 < one.end - one.start <= _LONGEST and 0 < one.house_end - one.house_start <= _LONGEST:
            yield one


def _is_phrase(ours: Sequence[str], theirs: Sequence[str], where: _Difference) -> bool:
    """Whether the words differ as phrases do, and not in fact, in form or in spelling alone."""
    sides = []
    for words, first in ((ours, where.start), (theirs, where.house_start)):
        # A capital at the start of a sentence does not make a name, though nobody knows of a word alone.
        if any(_is_name(word) for word in words[1 if first == 0 and len(words) > 1 else 0 :]):
            return False
        own = [plain(word) for word in words]
        # “I’m” is “I am” said faster.
        sides.append([word for word in own if word.partition("'")[0] not in _function_words()])
        if not sides[-1] or _FACTS.intersection(own) or any(any(c.isdigit() for c in word) for word in own):
            return False
    left, right = sides
    # What one side says in so many words more, the other leaves out.
    if abs(len(left) - len(right)) > 1:
        return False
    return not (
        all(any(same_word(a, b) for b in right) for a in left) or all(any(same_word(a, b) for a in left) for b in right)
    )


@cache
def _function_words() -> frozenset[str]:
    listed = (row["words"] for row in rows("function_words") if row["language"] == "en")
    return _PRONOUNS.union(*(words.split() for words in listed))
