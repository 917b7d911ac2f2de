"""Duplication: words, phrases and sentences that stand twice."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, rule
from mtcheck.document.model import Role
from mtcheck.flag import Category, Severity, Suggestion

_MQM = "Linguistic conventions > Duplication"
_TWICE_RIGHT = frozenset(
    ("had that very no yes so bye ha hey oh now far many long really blah knock hear go is her there").split()
)
_GAP = re.compile(r"[ \u00a0]+[\"“]?")
_JOINING = frozenset(
    "a after also an and as at but by for from in nor of on or than that the then to which with".split()
)
"""What may stand between the two: after any other word the phrase has a new object, as speakers have it on purpose."""
_RHETORIC = frozenset({"and", "after", "by", "to", "for", "on"})
_LONGEST_PHRASE = 12
_MAY_REPEAT = frozenset({Role.NAVIGATION, Role.CAPTION})
_FEWEST_SENTENCE = 7
_ALIKE = 0.88
_STANDS_AGAIN = 400
"""Segments back that a sentence is compared with; a story of more is bounded by it."""
_COMPARED = 40
"""Sentences of nearly the same words whose order is compared too."""
_LONGEST_COMPARED = 200
"""Words of a sentence that may be nearly, not wholly, like another."""


@rule("DUP001", "word-twice", category=Category.DUPLICATION, severity=Severity.MINOR, confidence=0.9, mqm=_MQM)
def word_twice(analysis: Analysis) -> Iterator[Finding]:
    """The same word twice running.

    Why: two words of the source became one in English, or a quotation starts with the word before it.

    Example: The minister said he will will resign.
    Better: The minister said he will resign.
    """
    for words in analysis.words:
        for first, second in itertools.pairwise(words):
            gap = analysis.text[first.end : second.start]
            if (
                first.lower == second.lower
                and first.lower.isalpha()
                and first.text.islower()
                and second.text.islower()
                and len(first.text) > 1
                and first.lower not in _TWICE_RIGHT
                and _GAP.fullmatch(gap)
            ):
                once = (Suggestion(first.text, 0.9),) if gap.isspace() else ()
                yield Finding(first.start, second.end, f"“{first.text}” stands twice.", once)


@rule("DUP002", "phrase-twice", category=Category.DUPLICATION, severity=Severity.MAJOR, confidence=0.85, mqm=_MQM)
def phrase_twice(analysis: Analysis) -> Iterator[Finding]:
    """A phrase that is repeated within a few words.

    Why: two different words of the source were given the same translation, or a line was decoded twice.

    Example: They discussed the deployment of new troops or the deployment of new troops in the north.
    Better: They discussed the deployment or the withdrawal of new troops in the north.
    """
    for words in analysis.words:
        folded = [word.lower for word in words]
        at = 0
        while at < len(words):
            found = _repeated(folded, at)
            if found is None:
                at += 1
                continue
            size, again = found
            start, end = words[at].start, words[again + size - 1].end
            phrase = analysis.text[words[at].start : words[at + size - 1].end]
            yield Finding(start, end, f"“{phrase}” stands twice.")
            at = again + size


@rule("DUP003", "sentence-twice", category=Category.DUPLICATION, severity=Severity.MAJOR, confidence=0.85, mqm=_MQM)
def sentence_twice(analysis: Analysis) -> Iterator[Finding]:
    """A sentence that stands in the story already, word for word or nearly so.

    Why: the page shows the standfirst again as the lead, or a pulled-out quotation beside its paragraph.

    Example: The two ministers will meet in the capital on Monday. The two ministers will meet in the capital Monday.
    Better: The two ministers will meet in the capital on Monday.
    """
    seen: list[tuple[frozenset[str], list[str]]] = []
    for segment, words in zip(analysis.segments, analysis.words, strict=True):
        folded = [word.lower for word in words]
        if len(folded) < _FEWEST_SENTENCE or segment.role in _MAY_REPEAT:
            continue
        known = frozenset(folded)
        near = (
            other
            for earlier, other in seen[-_STANDS_AGAIN:]
            if len(known & earlier) >= _ALIKE * max(len(known), len(earlier)) - 1
        )
        for other in itertools.islice(near, _COMPARED):
            if _alike(folded, other):
                yield Finding(
                    segment.start, segment.end, "The story has this sentence already.", (Suggestion("", 0.7),)
                )
                break
        seen.append((known, folded))


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    if one == other:
        return True
    short = max(len(one), len(other)) <= _LONGEST_COMPARED
    return short and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _repeated(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The length of the phrase at ``at`` that is repeated, and the index of its repetition."""
    for size in range(_LONGEST_PHRASE, 2, -1):
        for gap in (0, 1) if size >= 4 else (0,):
            again = at + size + gap
            if again + size > len(words) or words[again] != words[at]:
                continue
            phrase = words[at : at + size]
            if phrase != words[again : again + size] or len(set(phrase)) < 3:
                continue
            if any(word.isdigit() for word in phrase):
                continue
            if gap == 0 or words[again - 1] in (_JOINING if size >= 5 else _JOINING - _RHETORIC):
                return size, again
    return None
