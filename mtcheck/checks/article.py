"""Articles: those that the other language has not, and “a” and “an” before the wrong sound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, rule
from mtcheck.corpora.frequency import zipf
from mtcheck.document.model import Role
from mtcheck.flag import Category, Severity, Suggestion
from mtcheck.models.readings import Token

_WITH_THE = frozenset(
    """
    AU BBC CDC CIA CIS DRC EAEU ECB ECHR EEC EPA EU FAA FBI FDA FSB GDR GRU IAEA ICC ICJ ICRC IDF ILO IMF IOC IOM IPCC
    IRA IRS KGB NBA NFL NHL NHS NSA NSC OAS OECD OPCW OSCE PLO SEC SPD TUC UAE UK UN UNHCR USA USSR WHO WTO WWF
    """.split()
)
"""Names of bodies and states that are spelt out letter by letter and go with “the”; NATO or UNICEF do not."""

_ARTICLE = r"(?<![\w’'.-])"
_QUOTED = r"[ \u00a0][\"“‘']?"
_A_BEFORE_VOWEL = re.compile(
    rf"{_ARTICLE}(?P<article>a){_QUOTED}(?P<word>(?:(?!eu|ew|one|once|oui)[aeio]|un(?!i|ani))[a-z]{{2,}})(?!\w)"
)
_AN_BEFORE_CONSONANT = re.compile(
    rf"{_ARTICLE}(?P<article>[Aa]n){_QUOTED}(?P<word>(?![aeiouh])[a-z]{{3,}}|(?:uni(?:[tvqf]|on)|unanim|us[aeiu]|eu)[a-z]*)(?!\w)"
)
"""“An” before h is left alone: “an historic” is somebody's English."""
_KNOWN = 2.5
"""Zipf frequency from which the word after the article is surely English."""


@rule(
    "AGR005",
    "acronym-without-article",
    category=Category.AGREEMENT,
    severity=Severity.MINOR,
    confidence=0.75,
    mqm="Linguistic conventions > Grammar",
    needs={"parse"},
)
def acronym_without_article(analysis: Analysis) -> Iterator[Finding]:
    """An acronym after a preposition without the article that it goes with.

    Why: Slavic and other languages have no articles, and the Romance ones leave them out in titles.

    Example: She is the ambassador to OSCE, and was a member of EU for a year.
    Better: She is the ambassador to the OSCE, and was a member of the EU for a year.
    """
    assert analysis.parses is not None  # noqa: S101 - the rule runs only where there is a parse
    for segment, tokens in zip(analysis.segments, analysis.parses, strict=True):
        if segment.role is not Role.BODY:
            continue
        for at in range(1, len(tokens)):
            acronym, lead = tokens[at], tokens[at - 1]
            if acronym.text in _WITH_THE and lead.dep == "prep" and lead.text.islower() and _stands_alone(tokens, at):
                yield Finding(
                    lead.start,
                    acronym.end,
                    f"“{acronym.text}” goes with “the”.",
                    (Suggestion(f"{lead.text} the {acronym.text}", 0.75),),
                )


def _stands_alone(tokens: Sequence[Token], at: int) -> bool:
    """Whether it is the object of the preposition before it, and no part of a longer name or compound."""
    acronym = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if acronym.dep != "pobj" or acronym.head != at - 1:
        return False
    if after is None or after.pos in {"ADP", "VERB", "AUX", "ADV", "SCONJ"}:
        return True
    return after.text in {",", ".", ";", "and", "or", "but", "”", '"', "to", "which", "that"}


@rule(
    "AGR007",
    "a-or-an",
    category=Category.AGREEMENT,
    severity=Severity.MINOR,
    confidence=0.9,
    mqm="Linguistic conventions > Grammar",
)
def a_or_an(analysis: Analysis) -> Iterator[Finding]:
    """“A” before a vowel, or “an” before a consonant.

    Why: the article was chosen for a word that the translator then put elsewhere, or left in quotation marks.

    Example: The line runs on an “just-in-time” basis, which is a expensive habit.
    Better: The line runs on a “just-in-time” basis, which is an expensive habit.
    """
    for pattern, other in ((_A_BEFORE_VOWEL, "an"), (_AN_BEFORE_CONSONANT, "a")):
        for found in pattern.finditer(analysis.text):
            if zipf(found["word"]) >= _KNOWN:
                article = other.capitalize() if found["article"] == "An" else other
                fixed = article + found.group()[len(found["article"]) :]
                yield Finding(
                    found.start(),
                    found.end(),
                    f"“{article}” before “{found['word']}”.",
                    (Suggestion(fixed, 0.95, safe=True),),
                )
