"""House style: wordings that the newsroom’s own glossary will not have."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Category, Finding, ProbableSource, Severity, Suggestion, rule
from mtcheck.document.model import Role


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
    for segment, tokens in zip(analysis.segments, analysis.mentions.tokens, strict=True):
        if segment.role is Role.NAVIGATION:
            continue
        own = [t for t in tokens if t.key != "the"]
        plain = [t.key for t in own]
        at = 0
        while at < len(own):
            length, terms = avoided.longest(plain, at)
            if length:
                start, end = own[at].start, own[at + length - 1].end
                term = terms[0]
                note = f" {term.note}" if term.note else ""
                source = ProbableSource(term.language, term.source, term.text, "memory") if term.source else None
                message = f"The house writes “{term.text}”.{note}"
                yield Finding(start, end, message, (Suggestion(term.text, 0.95, safe=True),), probable_source=source)
            at += max(1, length)
