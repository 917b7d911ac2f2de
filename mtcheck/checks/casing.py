"""Casing: capitals that a lost link, quotation or sentence end left in mid-sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, rule
from mtcheck.corpora.frequency import zipf
from mtcheck.document.model import Role
from mtcheck.flag import Category, Severity, Suggestion

_MQM = "Linguistic conventions > Capitalization"
_FUNCTION = (
    "The|In|On|At|Of|And|But|For|With|From|To|By|That|This|These|Those|He|She|They|It|His|Her|Their|Its|Is|Are|Was|"
    "Were|Has|Have|Had|Will|Would|Which|Who|When|While|Because"
)
_MID = re.compile(rf"\b([A-Za-z][\w’']{{0,60}}+)[ \u00a0]((?:{_FUNCTION}))[ \u00a0]([a-z]\w*)")
_SMALL_WORD = re.compile(rf"({_FUNCTION}) (?=([a-z]\w*))")
_THE_NAME = re.compile(r"\b[tT]he [A-Z]\w+")
_ANY_WORD = re.compile(r"\w+")
_AMONG_SMALL = re.compile(r"\b[a-z]+,? ([A-Z][a-z]{4,})(?= [a-z])")
_SAYING_THE = re.compile(r"\b(saying|said|says|that|adding|and|but)[ \u00a0](The)[ \u00a0]([A-Z]\w+)")
_AFTER_QUOTE = re.compile(
    r"(?:[”\"“]\s?,|,[”\"])[ \u00a0](The|A|An|He|She|They|It|His|Her|According|Said)\b(?=[ \u00a0][\w.]+)"
)
_LEAD = re.compile(r"[\w.]+\s?\Z")
_AFTER_COMMA = re.compile(r"\b([a-z]\w+)(,?)[ \u00a0]([A-Z][a-z]{4,})[ \u00a0]((?:of|that|to|in|for|from|on|which)\b)")
_OFFICES = frozenset(
    """
    Board State Professor Minister President Secretary Ministry Department Director Chief Office House University
    Bank Court Council Committee Commission Counsellor Counselor Chairman Chair Governor Mayor Bishop Archbishop
    Prince Princess Duke Duchess Queen Knight Order Parliament Congress Republic Kingdom Union Church College
    School Institute Museum Association Agency Bureau Centre Center Master Bachelor Doctor Dean Head Treaty
    Declaration Bill Charter Constitution Battle Academy Federation Ambassador Leader Speaker Member Members
    Artist Player Person Woman Professors Cardinal Catholic Article Section Chapter Series League Prime Envoy
    Attorney Justice General Kindergarten
    """.split()
)
"""Words that are rightly capitalised before “of” or “for” in names and titles."""
_SMALL_OPENING = re.compile(r"[a-z]{3,}+(?= [a-z])")
_COMPLETE = re.compile(r"[.!?][”\"’']?\s*\Z")
_COMMON = 3.5
"""Zipf frequency of a word that is no brand which starts small."""
_BEFORE_NAME = frozenset(("a an the of in at to by for with from on and or as between de la").split())


@rule("CAS001", "capital-in-mid-sentence", category=Category.CASING, severity=Severity.MINOR, confidence=0.85, mqm=_MQM)
def capital_in_mid_sentence(analysis: Analysis) -> Iterator[Finding]:
    """A small word with a capital in the middle of a sentence.

    Why: it opened a quotation, a link or a sentence whose marks were lost.

    Example: He could agree with the envoys In two areas.
    Better: He could agree with the envoys in two areas.
    """
    small = _small_words(analysis.text)
    the_names = Counter(_THE_NAME.findall(analysis.text))
    for segment in analysis.segments:
        if segment.role is not Role.BODY:
            continue
        for found in _MID.finditer(analysis.text, segment.start, segment.end):
            lead, word, after = found.groups()
            if found.start() == segment.start and lead[0].isupper():
                continue
            if lead[0].isupper() and (word in {"The", "Of", "Is", "It", "Will", "This", "He", "She", "They"}):
                continue
            if _named_elsewhere(small, f"{word} {after}") or _in_quotes(analysis.text, segment.start, found.start(2)):
                continue
            yield Finding(
                found.start(),
                found.end(),
                f"“{word}” has a capital in mid-sentence.",
                (Suggestion(f"{lead} {word.lower()} {after}", 0.85),),
            )
        for found in _SAYING_THE.finditer(analysis.text, segment.start, segment.end):
            name = found.group(3)
            if the_names[f"the {name}"] and the_names[f"The {name}"] and found.group(1)[0].islower():
                yield Finding(
                    found.start(),
                    found.end(),
                    "“The” has a capital in mid-sentence.",
                    (Suggestion(f"{found.group(1)} the {name}", 0.85),),
                )


@rule("CAS002", "capital-after-quotation", category=Category.CASING, severity=Severity.MINOR, confidence=0.85, mqm=_MQM)
def capital_after_quotation(analysis: Analysis) -> Iterator[Finding]:
    """A capital where the sentence goes on after a quotation.

    Why: the translator was given what follows the quotation as a sentence of its own.

    Example: “We are ready to explore this”, The official added.
    Better: “We are ready to explore this,” the official added.
    """
    for found in _AFTER_QUOTE.finditer(analysis.text):
        word = found.group(1)
        lead = _LEAD.search(analysis.text, max(0, found.start() - 30), found.start())
        start = lead.start() if lead else found.start()
        yield Finding(start, found.end(), f"“{word}” goes on with the sentence: lower case.")


@rule(
    "CAS003", "common-word-with-capital", category=Category.CASING, severity=Severity.MINOR, confidence=0.75, mqm=_MQM
)
def common_word_with_capital(analysis: Analysis) -> Iterator[Finding]:
    """A common word with a capital after a comma or a noun, which the story writes with a small letter elsewhere.

    Why: a link or a list item began there, or the two halves of the sentence were joined.

    Example: The sides made demands. They want guarantees, Demands that the other side rejects.
    Better: The sides made demands. They want guarantees, demands that the other side rejects.
    """
    words = frozenset(_ANY_WORD.findall(analysis.text))
    among_small = Counter(_AMONG_SMALL.findall(analysis.text))
    for segment in analysis.segments:
        if segment.role is not Role.BODY:
            continue
        for found in _AFTER_COMMA.finditer(analysis.text, segment.start, segment.end):
            lead, comma, word, after = found.groups()
            if lead in _BEFORE_NAME or word in _OFFICES or word.lower() not in words:
                continue
            # Twice so among small letters, it is the name of something.
            if among_small[word] > 1:
                continue
            yield Finding(
                found.start(),
                found.end(),
                f"“{word}” has a capital in mid-sentence.",
                (Suggestion(f"{lead}{comma} {word.lower()} {after}", 0.7),),
            )


@rule("CAS004", "small-letter-at-start", category=Category.CASING, severity=Severity.MINOR, confidence=0.8, mqm=_MQM)
def small_letter_at_start(analysis: Analysis) -> Iterator[Finding]:
    """A paragraph that starts with a common word in small letters, after one that is complete.

    Why: a heading, a link or the beginning of the sentence was cut off, or a translated clause became a sentence.

    Example: The square was empty. ¶ riots broke out at night. ¶ Police closed the road.
    Better: The square was empty. ¶ Riots broke out at night. ¶ Police closed the road.
    """
    before = ""
    for paragraph in analysis.paragraphs:
        first, last = paragraph[0], paragraph[-1]
        opening = _SMALL_OPENING.match(first.text)
        bodies = first.role is Role.BODY and all(part.role is not Role.NAVIGATION for part in paragraph)
        if opening and bodies and _COMPLETE.search(before) and _COMPLETE.search(last.text):
            word = opening.group()
            if zipf(word) >= _COMMON:
                yield Finding(
                    first.start,
                    first.start + len(word),
                    "A paragraph starts with a small letter: something may be cut off.",
                    (Suggestion(word.capitalize(), 0.7),),
                )
        before = last.text


def _small_words(text: str) -> list[str]:
    """The small words with a capital before a word without one, each with that word, sorted."""
    return sorted(f"{word} {after}" for word, after in _SMALL_WORD.findall(text))


def _named_elsewhere(small: list[str], phrase: str) -> bool:
    """Whether the story writes the phrase so, or the beginning of another so, more than once: then it is a name."""
    at = bisect_left(small, phrase)
    return at + 1 < len(small) and small[at + 1].startswith(phrase)


def _in_quotes(text: str, start: int, at: int) -> bool:
    before = text[start:at]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1
