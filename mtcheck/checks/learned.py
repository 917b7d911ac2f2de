"""What reads well and is wrong: words that the error tagger, a model trained on re-translated copy, would mark.

One rule a kind of error; the stretches and their confidence come from `mtcheck.doubts`. The kind is the likeliest only:
grammar and pronouns are often taken for a clause that does not hold together.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, rule
from mtcheck.flag import Category, Severity

_CONFIDENCE = 0.6
_GRAVE = 0.5
"""Probability of more than a minor error from which it is called a major one."""
_LONGEST_QUOTED = 60
"""Characters of a flag that its message repeats."""


def _of_kind(analysis: Analysis, kind: str, message: str) -> Iterator[Finding]:
    """Findings for the doubts of a kind; ``message`` says what is wrong with ``{words}``."""
    for doubt in analysis.doubts or ():
        if doubt.kind == kind:
            yield Finding(
                doubt.span.start,
                doubt.span.end,
                message.format(words=quoted(analysis.text[doubt.span.start : doubt.span.end])),
                severity=Severity.MAJOR if doubt.grave > _GRAVE else Severity.MINOR,
                confidence=round(doubt.confidence, 3),
            )


def quoted(text: str) -> str:
    """The words of a flag as its message has them, cut where they are many."""
    words = " ".join(text.split())
    return f"“{words}”" if len(words) <= _LONGEST_QUOTED else f"“{words[:_LONGEST_QUOTED].rsplit(' ', 1)[0]} …”"


@rule(
    "LRN001",
    "doubtful-word",
    category=Category.WRONG_WORD,
    severity=Severity.MINOR,
    confidence=_CONFIDENCE,
    mqm="Accuracy > Mistranslation",
    needs={"tags"},
)
def doubtful_word(analysis: Analysis) -> Iterator[Finding]:
    """A word that an editor would query: it says something else than the sentence needs.

    Why: a word of the other language has several senses, and the machine took the one that does not belong here. The
    sentence stays fluent, so that only its meaning tells.

    Example: Teachers were prevented late on Monday evening, which has put in anger many.
    Better: Teachers were told late on Monday evening, which has angered many.
    """
    yield from _of_kind(analysis, "wrong_word", "{words} hardly says what was meant: check the word.")


@rule(
    "LRN002",
    "doubtful-collocation",
    category=Category.CALQUE,
    severity=Severity.MINOR,
    confidence=_CONFIDENCE,
    mqm="Linguistic conventions > Unidiomatic style",
    needs={"tags"},
)
def doubtful_collocation(analysis: Analysis) -> Iterator[Finding]:
    """Words that no English journalist would put together: another language’s phrase, word for word.

    Why: each word is right by itself, and together they are what Romanian or Portuguese says, not English.

    Example: A man of 40 years was taken under eye after being seen his image on station cameras.
    Better: A 40-year-old man was taken into custody after he was spotted on station cameras.
    """
    yield from _of_kind(analysis, "calque", "{words} is not how English puts this: it reads word for word.")


@rule(
    "LRN003",
    "doubtful-grammar",
    category=Category.AGREEMENT,
    severity=Severity.MINOR,
    confidence=_CONFIDENCE,
    mqm="Linguistic conventions > Grammar",
    needs={"tags"},
)
def doubtful_grammar(analysis: Analysis) -> Iterator[Finding]:
    """An article, a preposition, a tense or a number that does not fit.

    Why: languages disagree on these small words, and a tenth of what is wrong in re-translated copy is of this kind.

    Example: The talks was held on last Tuesday in the Brussels, and the ministers was agree on most of points.
    Better: The talks were held last Tuesday in Brussels, and the ministers agreed on most points.
    """
    yield from _of_kind(analysis, "agreement", "{words}: check article, preposition, tense or number.")


@rule(
    "LRN004",
    "doubtful-pronoun",
    category=Category.PRONOUN,
    severity=Severity.MINOR,
    confidence=_CONFIDENCE,
    mqm="Accuracy > Mistranslation",
    needs={"tags"},
)
def doubtful_pronoun(analysis: Analysis) -> Iterator[Finding]:
    """He for she, it for he, which for who: a pronoun that does not fit whom it speaks of.

    Why: many languages leave the subject out or give things a gender, and the machine has to guess.

    Example: The woman, who did not want to be named, said that it lost his house. She told that it cried.
    Better: The woman, who did not want to be named, said that she had lost her house. She said that she had cried.
    """
    yield from _of_kind(analysis, "pronoun", "{words}: check whom or what the pronoun stands for.")


@rule(
    "LRN005",
    "doubtful-clause",
    category=Category.GARBLED,
    severity=Severity.MINOR,
    confidence=_CONFIDENCE,
    mqm="Linguistic conventions > Unintelligible",
    needs={"tags"},
)
def doubtful_clause(analysis: Analysis) -> Iterator[Finding]:
    """A clause that does not hold together, or words that are no English.

    Why: where the machine loses the thread of a long sentence, words stand side by side that do not belong together.

    Example: The council rejected the draft of renamed the assembly to parliament of not.
    Better: The council rejected the plan to rename the assembly.
    """
    yield from _of_kind(analysis, "garbled", "{words} does not hold together.")


@rule(
    "LRN006",
    "doubtful-title",
    category=Category.TITLE,
    severity=Severity.MINOR,
    confidence=_CONFIDENCE,
    mqm="Accuracy > Mistranslation",
    needs={"tags"},
)
def doubtful_title(analysis: Analysis) -> Iterator[Finding]:
    """An office, a body or a name as another language has it.

    Why: offices and institutions are translated piece by piece on the way back, and names keep the pivot’s spelling.

    Example: In the opinion of the bank of issue, lifting the caps would add half a point to inflation.
    Better: In the central bank's view, lifting the caps would add half a point to inflation.
    """
    yield from _of_kind(analysis, "title", "{words}: check the title, body or name against the source.")


@rule(
    "LRN007",
    "doubtful-marks",
    category=Category.PUNCTUATION,
    severity=Severity.MINOR,
    confidence=_CONFIDENCE,
    mqm="Linguistic conventions > Punctuation",
    needs={"tags"},
)
def doubtful_marks(analysis: Analysis) -> Iterator[Finding]:
    """Punctuation, quotation marks or attribution that came through two languages.

    Why: other languages set quotations off otherwise, and verbs of saying are left standing without their speaker.

    Example: Most of the passengers had jumped from window or balconies, he expressed.
    Better: Most of the passengers had jumped from windows or balconies, he said.
    """
    yield from _of_kind(analysis, "punctuation", "{words}: check the punctuation and who is speaking.")
