"""Punctuation and quotation marks that another language, or a translator's tokens, left in the copy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, rule
from mtcheck.flag import Category, Severity, Suggestion

_MQM = "Linguistic conventions > Punctuation"
# Words are bounded, since a run of hyphens or apostrophes is tried from each of them.
_DOUBLED = re.compile(r"\b([\w’'-]{1,60}+)(?<!\.)(\.\.|,,|;;|\?\.|,\.|\.,(?=\s[A-Z]))(?![.\w])")
_ABBREVIATION_END = re.compile(r"(?:\b[A-Za-z]|\b(?:Inc|Corp|Co|Ltd|Jr|Sr|etc|vs|St|Dr|No))$")
_SPACED = re.compile(r"\b([\w’']{1,60}+)[ \u00a0]++([,;!?]|\.(?![.\d\w]|[ \u00a0]\.)|:(?![)(]))(?=\s|$)")
_ABBREVIATION = re.compile(r"\b(?:U\. (?:S|N|K)\.|D\. C\.|[ap]\. m\.)")
_CAN_NOT = re.compile(r"\b([Cc])an not\b(?!(?: only| just| simply| merely)\b)(?: \w+)?")
_FOREIGN = re.compile(r"„[^„“”\n]{1,300}[“”\"]|«[^«»\n]{1,300}»")
_CLOSING_AS_OPENING = re.compile(r"[\w,.] “(?=[,.;](?:\s|$))|[\w,.!?]“(?=\s|$)")
_SINGLE_OPEN = re.compile(r"(?<=[\w,:] )['‘][A-Z][a-z]+(?= [a-z])")
_SINGLE_CLOSE = re.compile(r"(?<![a-z])[a-z]++[,.]['’](?=\s|$)")


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


@rule(
    "PUN009",
    "unbalanced-quotation",
    category=Category.PUNCTUATION,
    severity=Severity.MINOR,
    confidence=0.8,
    mqm=_MQM,
)
def unbalanced_quotation(analysis: Analysis) -> Iterator[Finding]:
    """A quotation that is opened and never closed, or closed and never opened.

    Why: the mark was lost, or stood in another paragraph. A quotation that runs on into the next paragraph, which
    opens with a mark of its own, is right.

    Example: The mayor said “We will rebuild the bridge, and went home.
    Better: The mayor said “We will rebuild the bridge”, and went home.
    """
    text = analysis.text
    paragraphs = analysis.paragraphs
    for index, paragraph in enumerate(paragraphs):
        start, end = paragraph[0].start, paragraph[-1].end
        following = text[paragraphs[index + 1][0].start] if index + 1 < len(paragraphs) else ""
        opened: int | None = None
        for at in range(start, end):
            if text[at] == "“":
                if opened is not None:
                    break
                opened = at
            elif text[at] == "”":
                if opened is None:
                    break
                opened = None
        else:
            if opened is not None and following not in {"“", "”"} and '"' not in text[start:end]:
                word = re.compile(r"“\s*\S+").match(text, opened, end)
                yield Finding(opened, word.end() if word else opened + 1, "This quotation is never closed.")


@rule(
    "PUN010",
    "single-quotation-marks",
    category=Category.PUNCTUATION,
    severity=Severity.MINOR,
    confidence=0.75,
    mqm=_MQM,
)
def single_quotation_marks(analysis: Analysis) -> Iterator[Finding]:
    """A sentence in single quotation marks in a story that uses double ones.

    Why: the translator writes whatever mark it saw most, sentence by sentence.

    Example: “It was late,” she said. “We left.” A pilot said 'The crew was paralyzed,' and left.
    Better: “It was late,” she said. “We left.” A pilot said “The crew was paralyzed,” and left.
    """
    text = analysis.text
    doubles = sum(text.count(mark) for mark in '“”"')
    for segment in analysis.segments:
        if any(mark in segment.text for mark in '“”"'):
            continue
        opening = _SINGLE_OPEN.search(text, segment.start, segment.end)
        closing = _SINGLE_CLOSE.search(text, opening.end(), segment.end) if opening else None
        if doubles >= 4 and opening and closing:
            for found in (opening, closing):
                yield Finding(found.start(), found.end(), "Single quotation marks; the story uses double ones.")
