"""Hedges of other languages that English takes for something else: the conditional of what is only alleged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtcheck.analysis import Analysis
from mtcheck.checks.calque import phrase_findings
from mtcheck.checks.rule import Finding, rule
from mtcheck.corpora.inflection import is_participle
from mtcheck.corpora.languages import LANGUAGES
from mtcheck.document.model import Role
from mtcheck.flag import Category, Severity

_TONGUES = frozenset({"ca", "es", "fr", "it", "pt", "ro"})
"""Languages whose news says by a conditional that it does not vouch for what it says."""
_LEAST_PIVOT = 0.5
_ADVERB = r"(?: (?:then|also|later|already|first|even|thus|subsequently))?"
_WOULD_HAVE = re.compile(rf"\bwould{_ADVERB} have{_ADVERB} (?:been )?(?P<participle>[a-z]+)\b")
_ALLEGED = re.compile(
    r"\b(?:police|polic(?:e)?m[ae]n|officers?|investigat\w+|prosecut\w+|inquiry|judge|judicial|suspects?|suspected|"
    r"accused|charged|indicted|arrest\w*|detained|custody|victims?|attack\w*|shot|shooting|gunm[ae]n|stabbed|weapons?|"
    r"knife|killed|murder\w*|homicide|autopsy|crimes?|criminal|rape\w*|robber\w*|theft|fraud|bribe\w*|corruption|"
    r"launder\w*|embezzl\w*|smuggl\w*|hostages?|kidnap\w*|driver|according to)\b",
    re.IGNORECASE,
)
"""Words of a sentence about what somebody is held to have done."""
_REAL = re.compile(
    r"\b(?:if|unless|otherwise|without|had|were|but for|that would|which would|who would|said|says|told|thought|"
    r"wish\w*|believe[sd]?|wonder\w*|expect\w*|hope[ds]?|else|never|could|might|even though|anyone|anybody|no one|"
    r"nobody|nothing|normally|usually|ideally|better|rather|I|we|you)\b|n['’]t\b|\bnot\b",
    re.IGNORECASE,
)
"""Words beside which a conditional is one, or is somebody’s speech."""


@rule(
    "CAL005",
    "hearsay-conditional",
    category=Category.MEANING,
    severity=Severity.MAJOR,
    confidence=0.75,
    mqm="Accuracy > Mistranslation",
)
def hearsay_conditional(analysis: Analysis) -> Iterator[Finding]:
    """A conditional that meant “reportedly”.

    Why: French, Spanish, Portuguese and Romanian news mark what is only alleged by a conditional; English takes it
    for a real one, and the hedge, which matters in law, is lost.

    Example: According to police the suspect would have fled to Spain.
    Better: According to police the suspect is believed to have fled to Spain.
    """
    yield from phrase_findings(analysis, {"hearsay"})
    pivot = analysis.pivot
    if pivot is None or pivot.language not in _TONGUES or pivot.confidence < _LEAST_PIVOT:
        return
    for segment in analysis.segments:
        found = _WOULD_HAVE.search(segment.text)
        if found is None or segment.role is Role.NAVIGATION or not is_participle(found["participle"]):
            continue
        if _ALLEGED.search(segment.text) and not _REAL.search(segment.text):
            better = found.group().replace("would", "is believed to", 1)
            yield Finding(
                segment.start + found.start(),
                segment.start + found.end(),
                f"Is this only alleged? Then “{better}”: {LANGUAGES[pivot.language]} hedges by the conditional.",
                confidence=0.7,
            )
