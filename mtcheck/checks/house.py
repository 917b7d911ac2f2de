"""House style: wordings that the newsroom’s own glossary will not have."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, rule
from mtcheck.document.model import Role
from mtcheck.flag import Category, ProbableSource, Severity, Suggestion

_CHUNK = re.compile(r"\S+")
_ADDRESS = re.compile(r"://|[@#]\w|\bwww\.|\w\.[a-z]{2,}\b(?!\.\w)")
"""By what a run without blanks is known for an address: of a page, of a mailbox, of an account, or a hashtag."""
_QUOTED = re.compile(r"“[^“”]*|«[^«»]*|„[^„“”]*|\"[^\"]*\"?|(?<!\w)[‘'][^‘’']*")
"""What is open at the end of its paragraph counts as quoted up to there."""


@rule(
    "HSE001",
    "house-term",
    category=Category.WRONG_WORD,
    severity=Severity.MAJOR,
    confidence=0.95,
    mqm="Terminology > Wrong term",
    needs={"glossary"},
)
def house_term(analysis: Analysis) -> Iterator[Finding]:
    """A wording that the house’s glossary avoids; silent without a glossary.

    Why: names and terms come back in another form than the house has agreed on.
    """
    avoided = analysis.glossary.avoided
    addresses, quotations = _addresses(analysis.text), analysis.found_in_paragraphs(_QUOTED)
    for segment, tokens in zip(analysis.segments, analysis.mentions.tokens, strict=True):
        if segment.role is Role.NAVIGATION:
            continue
        own = [t for t in tokens if t.key != "the"]
        plain = [t.key for t in own]
        at = 0
        while at < len(own):
            length, terms = avoided.longest(plain, at)
            start, end = own[at].start, own[at + max(1, length) - 1].end
            words = analysis.text[start:end]
            known = ((term, term.wording_of(words)) for term in (terms if length else ()))
            term, wording = next(((term, wording) for term, wording in known if wording is not None), (None, ""))
            if term is not None and not _within(addresses, start):
                note = f" {term.note}" if term.note else ""
                source = ProbableSource(term.language, term.source, term.text, "memory") if term.source else None
                message = f"The house writes “{term.text}”.{note}"
                # A title or the words of another are not the house's to change unseen.
                suggestion = Suggestion(term.instead_of(words, wording), 0.95, safe=not _within(quotations, start))
                yield Finding(start, end, message, (suggestion,), probable_source=source)
            at += max(1, length)


def _addresses(text: str) -> list[tuple[int, int]]:
    """The runs without blanks that are addresses, in order."""
    return [found.span() for found in _CHUNK.finditer(text) if _ADDRESS.search(found.group())]


def _within(stretches: list[tuple[int, int]], offset: int) -> bool:
    at = bisect_right(stretches, offset, key=lambda stretch: stretch[0]) - 1
    return at >= 0 and offset < stretches[at][1]
