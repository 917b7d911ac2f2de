"""Untranslated: acronyms, calendar words and other words that stayed in the language of the pivot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from mtcheck.analysis import Analysis, Word
from mtcheck.checks.rule import Category, Finding, ProbableSource, Severity, Suggestion, rule
from mtcheck.corpora.table import rows
from mtcheck.document.model import Role

_MQM = "Accuracy > Untranslated"
_GLOSS = re.compile(r"\s*[(\[=]")
_DATE_BEFORE = re.compile(r"(?:\d{1,2}(?:st|nd|rd|th|\.)?|\bon|\bin|\bsince|\buntil) \Z|\d (?:de|of) \Z")
_NAME_AFTER = re.compile(r" [A-ZÀ-Ý]\w")
_DAY_BEFORE = re.compile(r"\d(?: de| of|\.)? \Z")
_DATE_AFTER = re.compile(r",? (?:de )?\d{1,4}\b")
_PIVOTS = {"es": "Spanish", "pt": "Portuguese", "fr": "French", "it": "Italian", "ro": "Romanian", "de": "German",
           "nl": "Dutch", "pl": "Polish", "tr": "Turkish", "ru": "Russian", "uk": "Ukrainian", "cs": "Czech",
           "hu": "Hungarian", "sv": "Swedish"}  # fmt: skip
_LATIN = ("es", "pt", "fr", "it", "ro", "de", "nl", "pl")
_UNKNOWN = 1.2
_COMMON = 4.0
_SHORTEST = 4
_QUOTES = "\"“”„«»'‘’("
_EXCHANGES = (
    (re.compile(r"^in(?=satisf|justif|existent)"), "un"),
    (re.compile(r"^des(?=militar|stabil|central|colon)"), "de"),
    (re.compile(r"^in(?=constitution)"), "un"),
    (re.compile(r"(?:ción|ção|zione|ţie|ție)$"), "tion"),
    (re.compile(r"(?<=[ai])(?:dad|dade|tate)$"), "ty"),
    (re.compile(r"(?<=[aiy])l?mente$"), "lly"),
    (re.compile(r"ización$|ização$|izzazione$"), "ization"),
)
"""Regular ways from a Romance form, or half of one, to the English word; only a common English word is suggested."""


@cache
def _acronyms() -> tuple[re.Pattern[str], dict[str, dict[str, str]]]:
    table = {row["acronym"]: row for row in rows("foreign_acronyms")}
    every = "|".join(re.escape(a) for a in sorted(table, key=len, reverse=True))
    return re.compile(rf"(?<![\w.&/-])(?:{every})(?![\w&/-])"), table


@cache
def _calendar() -> tuple[re.Pattern[str], dict[str, dict[str, str]]]:
    table = {row["word"]: row for row in rows("calendar_words")}
    every = "|".join(re.escape(w) for w in sorted(table, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{every})(?![\w-])", re.IGNORECASE), table


@rule("UNT001", "foreign-acronym", category=Category.UNTRANSLATED, severity=Severity.MINOR, confidence=0.9, mqm=_MQM)
def foreign_acronym(analysis: Analysis) -> Iterator[Finding]:
    """An acronym of another language for which English has its own.

    Why: translators take acronyms for names and leave them alone.

    Example: The ONU will send observers to the border.
    Better: The UN will send observers to the border.
    """
    pattern, table = _acronyms()
    for segment in analysis.segments:
        if segment.role is Role.NAVIGATION or segment.text.isupper():
            continue
        for found in pattern.finditer(analysis.text, segment.start, segment.end):
            row = table[found.group()]
            if found.group().lower() in analysis.vocabulary or _GLOSS.match(analysis.text, found.end()):
                continue
            if analysis.text[max(0, found.start() - 1) : found.start()] == "(":
                continue
            languages = [_PIVOTS[code] for code in row["languages"].split() if code in _PIVOTS]
            yield Finding(
                found.start(),
                found.end(),
                f"“{found.group()}” is {_either(languages)} for {row['name']}, in English {row['english']}.",
                (Suggestion(row["english"], 0.95, safe=True),),
                probable_source=ProbableSource(row["languages"].split()[0], found.group(), row["english"], "corpus"),
            )


@rule(
    "UNT002",
    "foreign-month-or-day",
    category=Category.UNTRANSLATED,
    severity=Severity.MINOR,
    confidence=0.9,
    mqm=_MQM,
)
def foreign_month_or_day(analysis: Analysis) -> Iterator[Finding]:
    """A month or a day of the week in another language.

    Why: in a dateline or a table the word has no sentence around it, and is passed through.

    Example: The vote was held on 12 octombrie in the capital.
    Better: The vote was held on 12 October in the capital.
    """
    pattern, table = _calendar()
    for found in pattern.finditer(analysis.text):
        row = table[found.group().lower()]
        dated = _DATE_BEFORE.search(analysis.text, max(0, found.start() - 12), found.start()) or _DATE_AFTER.match(
            analysis.text, found.end()
        )
        if _NAME_AFTER.match(analysis.text, found.end()):
            continue
        numbered = _DAY_BEFORE.search(analysis.text, max(0, found.start() - 12), found.start())
        if not dated or (row["alone"] == "no" and not numbered):
            continue
        yield Finding(
            found.start(), found.end(), f"“{found.group()}” is {row['english']}.", (Suggestion(row["english"], 0.95),)
        )


@rule("UNT003", "foreign-word", category=Category.UNTRANSLATED, severity=Severity.MAJOR, confidence=0.8, mqm=_MQM)
def foreign_word(analysis: Analysis) -> Iterator[Finding]:
    """A word that is common in another language and unknown to English.

    Why: a word that the translator's vocabulary lacks is copied.

    Example: The workers of the fábrica went on strike.
    Better: The workers of the factory went on strike.
    """
    for words in analysis.words:
        for index, word in enumerate(words):
            if not _candidate(analysis, words, index):
                continue
            language = _language(word.lower)
            if language is not None:
                yield Finding(word.start, word.end, f"“{word.text}” is {_PIVOTS[language]}, left untranslated.")


@rule(
    "UNT004",
    "half-translated-word",
    category=Category.UNTRANSLATED,
    severity=Severity.MAJOR,
    confidence=0.8,
    mqm=_MQM,
)
def half_translated_word(analysis: Analysis) -> Iterator[Finding]:
    """A word put together from an English and a foreign part.

    Why: the translator works on pieces of words, and translated only one.

    Example: Voters are insatisfied with the coalition.
    Better: Voters are unsatisfied with the coalition.
    """
    for words in analysis.words:
        for index, word in enumerate(words):
            if not _candidate(analysis, words, index) or _language(word.lower) is not None:
                continue
            for pattern, english in _EXCHANGES:
                made = pattern.sub(english, word.lower)
                if made != word.lower and _frequency(made, "en") > 1.5:
                    yield Finding(word.start, word.end, f"“{word.text}” is no English word.", (Suggestion(made, 0.85),))
                    break


def _candidate(analysis: Analysis, words: tuple[Word, ...], index: int) -> bool:
    """Whether a word is in running text, in small letters, not quoted, not part of a name, and unknown to English."""
    word = words[index]
    text = analysis.text
    if len(word.text) < _SHORTEST or not word.text.isalpha() or not word.text.islower():
        return False
    if word.lower in analysis.vocabulary or _frequency(word.lower, "en") >= _UNKNOWN:
        return False
    around = text[max(0, word.start - 1) : word.start] + text[word.end : word.end + 1]
    neighbours = [words[i].text for i in (index - 1, index + 1) if 0 <= i < len(words)]
    named = any(n[0].isupper() for n in neighbours if n is not words[0].text)
    return (
        not named and not any(c in _QUOTES + "_*@#/." and c != "." for c in around) and not _GLOSS.match(text, word.end)
    )


def _language(word: str) -> str | None:
    best = max(_LATIN, key=lambda code: (_frequency(word, code), code))
    return best if _frequency(word, best) >= _COMMON else None


@cache
def _frequency(word: str, language: str) -> float:
    """How common a word is, on the Zipf scale (van Heuven et al. 2014): log10 of occurrences in a billion words."""
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, language))


def _either(languages: list[str]) -> str:
    if len(languages) < 2:
        return "".join(languages) or "foreign"
    return f"{', '.join(languages[:-1])} or {languages[-1]}"
