"""Idioms, calques, false friends and stock phrases of other languages, word for word in English."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, likeliest, rule
from mtcheck.corpora.languages import LANGUAGES
from mtcheck.corpora.phrases import PhraseMatch
from mtcheck.document.model import Role
from mtcheck.flag import Category, ProbableSource, Severity, Suggestion

_MQM = "Accuracy > Mistranslation > Overly literal"
_CONFIDENCE = {"no": 0.85, "seldom": 0.75, "possible": 0.7}
_GAIN = 4.0
"""Bits by which the language model must rather have the English phrase, where the words are often meant."""


@rule("CAL001", "literal-idiom", category=Category.CALQUE, severity=Severity.MAJOR, confidence=0.8, mqm=_MQM)
def literal_idiom(analysis: Analysis) -> Iterator[Finding]:
    """An idiom of another language, its words translated one by one.

    Why: machines know the words of “subir la apuesta” better than the whole.

    Example: With this move Moscow puts the dots on the i.
    Better: With this move Moscow makes itself clear.
    """
    yield from phrase_findings(analysis, {"idiom"})


@rule("CAL002", "calque", category=Category.CALQUE, severity=Severity.MINOR, confidence=0.8, mqm=_MQM)
def calque(analysis: Analysis) -> Iterator[Finding]:
    """A fixed expression of another language in English words.

    Why: collocations differ from one language to the next, and are translated as if they did not.

    Example: The minister made a call to calm.
    Better: The minister called for calm.
    """
    yield from phrase_findings(analysis, {"calque", "collocation", "habit", "connective"})


@rule("CAL003", "legal-calque", category=Category.CALQUE, severity=Severity.MAJOR, confidence=0.8, mqm=_MQM)
def legal_calque(analysis: Analysis) -> Iterator[Finding]:
    """A term of courts and police under the name that it has in another law.

    Why: legal systems name the same things apart, and the words are translated instead of the things.

    Example: He was sent to preventive prison.
    Better: He was remanded in custody.
    """
    yield from phrase_findings(analysis, {"legal"})


@rule("CAL004", "verb-of-saying", category=Category.ATTRIBUTION, severity=Severity.MINOR, confidence=0.75, mqm=_MQM)
def verb_of_saying(analysis: Analysis) -> Iterator[Finding]:
    """A verb of saying that the other language’s press has and the English one has not.

    Why: Romance and Slavic news vary the verb in each sentence; English says “said”.

    Example: The minister transmitted that the hearing is closed.
    Better: The minister said the hearing was closed.
    """
    yield from phrase_findings(analysis, {"reporting"})


@rule(
    "WRD001",
    "false-friend",
    category=Category.WRONG_WORD,
    severity=Severity.MAJOR,
    confidence=0.8,
    mqm="Accuracy > Mistranslation > False friend",
)
def false_friend(analysis: Analysis) -> Iterator[Finding]:
    """A word that looks like the other language’s and means something else.

    Why: “actual” is not “current”, “eventual” is not “possible”.

    Example: The actual president of the club resigned on Monday.
    Better: The current president of the club resigned on Monday.
    """
    yield from phrase_findings(analysis, {"false-friend"})


def phrase_findings(analysis: Analysis, kinds: set[str]) -> Iterator[Finding]:
    """A finding for each machine form of phrases of these kinds that is meant as one."""
    for segment, matches in zip(analysis.segments, analysis.phrases, strict=True):
        if segment.role is Role.NAVIGATION:
            continue
        for match in matches:
            if match.phrase.kind in kinds and _meant(analysis, match):
                yield _finding(analysis, match)


def _meant(analysis: Analysis, match: PhraseMatch) -> bool:
    """Whether the words are the calque and not, for once, meant as they stand."""
    phrase = match.phrase
    if phrase.literal != "possible":
        return True
    return analysis.gain is not None and analysis.gain(match.start, match.end, match.english) >= _GAIN


def _finding(analysis: Analysis, match: PhraseMatch) -> Finding:
    phrase = match.phrase
    language = likeliest(analysis, [code for code, _ in phrase.sources])
    wording = next(text for code, text in phrase.sources if code == language)
    lead = "English has it as in" if phrase.kind == "habit" else "Probably"
    others = "".join(f" or “{other}”" for other in phrase.english[1:])
    return Finding(
        match.start,
        match.end,
        f"{lead} “{match.english}”{others} ({LANGUAGES[language]} “{wording}”).",
        tuple(Suggestion(text, 0.7) for text in match.agreeing if phrase.kind != "habit"),
        severity=Severity(phrase.severity),
        confidence=_CONFIDENCE[phrase.literal],
        probable_source=ProbableSource(language, wording, phrase.english[0], "corpus"),
    )
