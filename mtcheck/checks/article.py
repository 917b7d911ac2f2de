"""Articles that English wants and the other language has not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtcheck.analysis import Analysis, Token
from mtcheck.checks.rule import Category, Finding, Severity, Suggestion, rule
from mtcheck.document.model import Role

_WITH_THE = frozenset(
    """
    AU BBC CDC CIA CIS DRC EAEU ECB ECHR EEC EPA EU FAA FBI FDA FSB GDR GRU IAEA ICC ICJ ICRC IDF ILO IMF IOC IOM IPCC
    IRA IRS KGB NBA NFL NHL NHS NSA NSC OAS OECD OPCW OSCE PLO SEC SPD TUC UAE UK UN UNHCR USA USSR WHO WTO WWF
    """.split()
)
"""Names of bodies and states that are spelt out letter by letter and go with “the”; NATO or UNICEF do not."""


@rule(
    "AGR005",
    "acronym-without-article",
    category=Category.AGREEMENT,
    severity=Severity.MINOR,
    confidence=0.75,
    mqm="Linguistic conventions > Grammar",
    needs="parse",
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
