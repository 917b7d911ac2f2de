"""Glued words and sentences: the space that went with a link or a bold run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, rule
from mtcheck.flag import Category, Severity, Suggestion

_MQM = "Linguistic conventions > Whitespace"
_OPENER = "The|He|She|They|This|That|However|There|These|Those|According|In|On|At|But|And|It|We"
_INNER = re.compile(rf"\b([a-z]{{3,}})((?:{_OPENER})(?![a-z]))(?!\.\w)")
_STOP = re.compile(r"\b([a-z]{2,})([.!?])((?:[A-Z][a-z]+)(?=[ ,])(?<!\.Net))")
_QUOTE = re.compile(r"\b(\w+)([:,])([\"“‘']\w)|([a-z])(”|”,)([A-Za-z])")


@rule("GLU001", "glued-sentences", category=Category.GLUED, severity=Severity.MINOR, confidence=0.95, mqm=_MQM)
def glued_sentences(analysis: Analysis) -> Iterator[Finding]:
    """Two sentences stand against one another without stop or space.

    Why: the first ended in a link, a caption or a heading, and whatever closed it was lost with the mark-up.

    Example: Missiles were moved to the regionThe government withdrew last year.
    Better: Missiles were moved to the region. The government withdrew last year.
    """
    for found in _INNER.finditer(analysis.text):
        if found.group().lower() not in analysis.vocabulary:
            left, right = found.groups()
            yield Finding(
                found.start(),
                found.end(),
                f"“{left}” and “{right}” are glued together.",
                (Suggestion(f"{left}. {right}", 0.8),),
            )


@rule("GLU002", "no-space-after-stop", category=Category.GLUED, severity=Severity.MINOR, confidence=0.9, mqm=_MQM)
def no_space_after_stop(analysis: Analysis) -> Iterator[Finding]:
    """No space between a full stop and the next sentence.

    Why: a line break of the page was lost when its text was taken out.

    Example: The meeting ended.The ministers left for home.
    Better: The meeting ended. The ministers left for home.
    """
    for found in _STOP.finditer(analysis.text):
        left, stop, right = found.groups()
        yield Finding(
            found.start(),
            found.end(),
            f"A space is missing after “{left}{stop}”.",
            (Suggestion(f"{left}{stop} {right}", 0.95, safe=True),),
        )


@rule("GLU003", "no-space-at-quotation", category=Category.GLUED, severity=Severity.MINOR, confidence=0.9, mqm=_MQM)
def no_space_at_quotation(analysis: Analysis) -> Iterator[Finding]:
    """No space between a quotation mark and the word or mark outside it.

    Why: translators handle quotation marks as separate tokens and put them back without the space.

    Example: The lawyer said:"We will appeal."
    Better: The lawyer said: "We will appeal."
    """
    text = analysis.text
    quotes, counted = 0, 0
    for found in _QUOTE.finditer(text):
        if found.group(1) is not None:
            word, mark = found.group(1), found.group(2)
            if word.isdigit():
                continue
            start = found.start()
            mark_at = found.start(3)
            line = text.rfind("\n", counted, mark_at) + 1
            quotes = text.count('"', line or counted, mark_at) + (0 if line else quotes)
            counted = mark_at
            closing = found.group(3)[0] == '"' and quotes % 2 == 1
            lead = f"{word}{mark}" + ('"' if closing else "")
            fixed = f"{lead} {found.group(3)[closing:]}"
            yield Finding(
                start, found.end(), f"A space is missing after “{lead}”.", (Suggestion(fixed, 0.95, safe=True),)
            )
        else:
            before, closing, after = found.group(4, 5, 6)
            fix = (Suggestion(f"{before}{closing} {after}", 0.95, safe=True),) if closing == "”," else ()
            yield Finding(found.start(), found.end(), "A space is missing after the quotation.", fix)
