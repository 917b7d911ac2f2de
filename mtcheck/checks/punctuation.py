"""Punctuation and quotation marks that another language, or a translator's tokens, left in the copy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Category, Finding, Severity, Suggestion, rule

_MQM = "Linguistic conventions > Punctuation"
_DOUBLED = re.compile(r"\b([\w’'-]+)(?<!\.)(\.\.|,,|;;|\?\.|,\.|\.,(?=\s[A-Z]))(?![.\w])")
_ABBREVIATION_END = re.compile(r"(?:\b[A-Za-z]|\b(?:Inc|Corp|Co|Ltd|Jr|Sr|etc|vs|St|Dr|No))$")
_SPACED = re.compile(r"\b([\w’']+)[ \u00a0]+([,;!?]|\.(?![.\d\w]|[ \u00a0]\.)|:(?![)(]))(?=\s|$)")
_ABBREVIATION = re.compile(r"\b(?:U\. (?:S|N|K)\.|D\. C\.|[ap]\. m\.)")
_CAN_NOT = re.compile(r"\b([Cc])an not\b(?!(?: only| just| simply| merely)\b)(?: \w+)?")
_FOREIGN = re.compile(r"„[^„“”\n]{1,300}[“”\"]|«[^«»\n]{1,300}»")
_CLOSING_AS_OPENING = re.compile(r"[\w,.] “(?=[,.;](?:\s|$))|[\w,.!?]“(?=\s|$)")


@rule("PUN001", "doubled-mark", category=Category.PUNCTUATION, severity=Severity.MINOR, confidence=0.9, mqm=_MQM)
def doubled_mark(analysis: Analysis) -> Iterator[Finding]:
    """Two punctuation marks where one belongs.

    Why: source and translation each brought their full stop, or a clause between the marks was lost.

    Example: Troops were sent to both countries..
    Better: Troops were sent to both countries.
    """
    for found in _DOUBLED.finditer(analysis.text):
        word, marks = found.groups()
        if marks[0] == "." and (_ABBREVIATION_END.search(word) or marks == ".,"):
            continue
        yield Finding(
            found.start(), found.end(), f"“{marks}” where one mark belongs.", (Suggestion(word + marks[0], 0.9),)
        )


@rule("PUN002", "space-before-mark", category=Category.PUNCTUATION, severity=Severity.MINOR, confidence=0.9, mqm=_MQM)
def space_before_mark(analysis: Analysis) -> Iterator[Finding]:
    """A space before a comma, stop, colon, question or exclamation mark.

    Why: French sets one before some marks, and translators that work on tokens leave one anywhere.

    Example: The minister left early , sources said.
    Better: The minister left early, sources said.
    """
    for found in _SPACED.finditer(analysis.text):
        word, mark = found.groups()
        yield Finding(
            found.start(),
            found.end(),
            f"No space belongs before “{mark}”.",
            (Suggestion(word + mark, 0.95, safe=True),),
        )


@rule(
    "PUN003", "spaced-abbreviation", category=Category.PUNCTUATION, severity=Severity.MINOR, confidence=0.95, mqm=_MQM
)
def spaced_abbreviation(analysis: Analysis) -> Iterator[Finding]:
    """A space inside an abbreviation that English sets solid.

    Why: the translator takes each stop for the end of a token.

    Example: The U. S. delegation arrived on Monday.
    Better: The U.S. delegation arrived on Monday.
    """
    for found in _ABBREVIATION.finditer(analysis.text):
        solid = found.group().replace(" ", "")
        yield Finding(
            found.start(),
            found.end(),
            f"English writes “{solid}” without a space.",
            (Suggestion(solid, 0.98, safe=True),),
        )


@rule("PUN004", "can-not", category=Category.PUNCTUATION, severity=Severity.MINOR, confidence=0.75, mqm=_MQM)
def can_not(analysis: Analysis) -> Iterator[Finding]:
    """“Can not” in two words, which edited copy writes in one.

    Why: the languages of the pivot negate with a word of its own.

    Example: The court can not decide before March.
    Better: The court cannot decide before March.
    """
    for found in _CAN_NOT.finditer(analysis.text):
        fixed = f"{found.group(1)}annot" + found.group()[7:]
        yield Finding(found.start(), found.end(), "English writes “cannot”.", (Suggestion(fixed, 0.95, safe=True),))


@rule(
    "PUN005",
    "foreign-quotation-marks",
    category=Category.PUNCTUATION,
    severity=Severity.MINOR,
    confidence=0.85,
    mqm=_MQM,
)
def foreign_quotation_marks(analysis: Analysis) -> Iterator[Finding]:
    """Quotation marks of another language.

    Why: the marks „…” and «…» pass through translation untouched.

    Example: He called the plan „a mistake” on Tuesday.
    Better: He called the plan “a mistake” on Tuesday.
    """
    for found in _FOREIGN.finditer(analysis.text):
        inner = found.group()[1:-1].strip()
        yield Finding(
            found.start(), found.end(), "Quotation marks of another language.", (Suggestion(f"“{inner}”", 0.9),)
        )


@rule(
    "PUN006",
    "displaced-quotation-mark",
    category=Category.PUNCTUATION,
    severity=Severity.MINOR,
    confidence=0.85,
    mqm=_MQM,
)
def displaced_quotation_mark(analysis: Analysis) -> Iterator[Finding]:
    """An opening quotation mark where the quotation closes.

    Why: the mark was moved across the comma or the space at the attribution.

    Example: “We will not leave the territory of other parties “, the official added.
    Better: “We will not leave the territory of other parties”, the official added.
    """
    for found in _CLOSING_AS_OPENING.finditer(analysis.text):
        yield Finding(found.start(), found.end(), "The quotation closes here, with an opening mark.")
