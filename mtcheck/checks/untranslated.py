"""Untranslated: acronyms, calendar words and other words that stayed in the language of the pivot."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from mtcheck.analysis import Analysis, Word
from mtcheck.checks.rule import Finding, rule
from mtcheck.corpora.frequency import zipf
from mtcheck.corpora.languages import LANGUAGES
from mtcheck.document.model import Role
from mtcheck.flag import Category, ProbableSource, Severity, Suggestion
from mtcheck.tables import rows

_MQM = "Accuracy > Untranslated"
_GLOSS = re.compile(r"[”\"’]?(?:\s*[(\[=]|,? or |, (?:an?|the|meaning|which|literally) )")
_NAMED = re.compile(r"\b(?:called|named|dubbed|termed|kind of|known as|word|so-called)\s+(?:the |an? )?\Z")
_DATE_BEFORE = re.compile(r"(?:\d{1,2}(?:st|nd|rd|th|\.)?|\bon|\bin|\bsince|\buntil) \Z|\d (?:de|of) \Z")
_NAME_AFTER = re.compile(r" [A-ZÀ-Ý]\w")
_DAY_BEFORE = re.compile(r"\d(?: de| of|\.)? \Z")
_BARE_DAY_BEFORE = re.compile(r"(?<!\d)\d{1,2} \Z")
_DATE_AFTER = re.compile(r",? (?:de )?\d{1,4}\b")
_PIVOTS = {"es": "Spanish", "pt": "Portuguese", "fr": "French", "it": "Italian", "ro": "Romanian", "de": "German",
           "nl": "Dutch", "pl": "Polish", "tr": "Turkish", "ru": "Russian", "uk": "Ukrainian", "cs": "Czech",
           "hu": "Hungarian", "sv": "Swedish"}  # fmt: skip
_LATIN = ("es", "pt", "fr", "it", "ro", "de", "nl", "pl", "tr")
# How common words are, on the Zipf scale: below the first a word is unknown to English, from the second on it is
# common in a language, and from the third on it may go on with a phrase that a common one began.
_UNKNOWN = 1.2
_COMMON = 4.0
_BESIDE = 3.0
_SHORTEST = 4
_PIECE = 3
"""Letters up to which a word may be the joint of a title, as “a” and “de” are in “Volver a empezar”."""
_ENGLISH_PIECES = frozenset("the in for of and was has is to on at by as or its his her are had were".split())
_FOREIGNER = 1.0
"""How much commoner (Zipf) a word is in the other language than in English where it goes on with a foreign phrase."""
_TITLE_WORDS = 8
_STUCK = "_*@#/'’(["
_QUOTED = re.compile(r"“[^“”]*|«[^«»]*|„[^„“”]*|\"[^\"]*\"|(?<!\w)[‘'][^‘’']*")
"""A quotation; one that is not closed goes to the end of its paragraph, unless its mark is the straight double one."""

_PREFIXES = (("in", ("un", "dis")), ("im", ("un",)), ("ir", ("un",)), ("des", ("dis", "de", "un")),
             ("est", ("st",)), ("esp", ("sp",)), ("esc", ("sc",)))  # fmt: skip
_ENDINGS = (
    (("ización", "ização", "izzazione", "izare", "isation"), ("ization",)),
    (("ción", "cion", "ção", "zione", "ție", "ţie", "cja"), ("tion",)),
    (("sión", "são", "sione"), ("sion",)),
    (("dad", "dade", "tate", "tad", "tà", "té"), ("ty",)),
    (("amente", "emente"), ("ly", "ely")),
    (("mente",), ("ly",)),
    (("encia", "ência", "enza", "ență", "enţă"), ("ence", "ency")),
    (("ancia", "ância", "anza", "anță", "anţă"), ("ance", "ancy")),
    (("ismo",), ("ism",)),
    (("ista",), ("ist",)),
    (("ico", "ica", "ique", "isch"), ("ic", "ical")),
    (("ivo", "iva"), ("ive",)),
    (("oso", "osa"), ("ous",)),
    (("ario", "ário", "aria", "ária"), ("ary",)),
    (("logía", "logia", "logie"), ("logy",)),
    (("tionary", "sionary"), ("tion", "sion")),
    (("ível", "ibile"), ("ible",)),
    (("ável", "abile", "abil"), ("able",)),
)
"""Regular ways from a Romance form, or half of one, to the English word."""
# The same for half-translated words: unknown to English below the first, and what may be meant is English from the
# second on, or, where it only negates otherwise ("insatisfied"), from the third.
_HALF_UNKNOWN = 1.0
_KNOWN = 3.0
_KNOWN_NEGATION = 1.5
_SHORTEST_HALF = 7


@cache
def _acronyms() -> tuple[re.Pattern[str], dict[str, dict[str, str]]]:
    table = {row["acronym"]: row for row in rows("foreign_acronyms")}
    every = "|".join(re.escape(a) for a in sorted(table, key=len, reverse=True))
    return re.compile(rf"(?<![\w.&/’'-])(?<!\d )(?:{every})(?![\w&/-])"), table


@cache
def _calendar() -> tuple[re.Pattern[str], dict[str, dict[str, str]]]:
    table = {row["word"]: row for row in rows("calendar_words")}
    every = "|".join(re.escape(w) for w in sorted(table, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{every})(?![\w-])", re.IGNORECASE), table


@cache
def _loanwords() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("loanwords"))


@rule("UNT001", "foreign-acronym", category=Category.UNTRANSLATED, severity=Severity.MINOR, confidence=0.9, mqm=_MQM)
def foreign_acronym(analysis: Analysis) -> Iterator[Finding]:
    """An acronym of another language for which English has its own.

    Why: translators take acronyms for names and leave them alone. One that the story explains in brackets is the
    writer's choice, and one that has a meaning of its own in English needs the English name in the same story.

    Example: The ONU will send observers to the border.
    Better: The UN will send observers to the border.
    """
    pattern, table = _acronyms()
    known: dict[str, tuple[bool, bool]] = {}
    for segment, words in zip(analysis.segments, analysis.words, strict=True):
        if segment.role is Role.NAVIGATION or segment.text.isupper():
            continue
        for found in pattern.finditer(analysis.text, segment.start, segment.end):
            row = table[found.group()]
            clear = not row["near"]
            if found.group() not in known:
                known[found.group()] = (_explained(analysis.text, found.group()), _mentions(analysis.text, row))
            explained, mentioned = known[found.group()]
            if explained or found.group().lower() in analysis.vocabulary:
                continue
            if not clear and not mentioned and not _near(segment.text, row["near"]):
                continue
            if _in_foreign_phrase(words, found.start(), found.end(), row["languages"].split()):
                continue
            named = _NAME_AFTER.match(analysis.text, found.end()) is not None
            sure = clear and not named
            languages = [_PIVOTS[code] for code in row["languages"].split() if code in _PIVOTS]
            yield Finding(
                found.start(),
                found.end(),
                f"“{found.group()}” is {_either(languages)} for {row['name']}, in English {row['english']}.",
                (Suggestion(row["english"], 0.95 if sure else 0.8, safe=sure),),
                confidence=None if sure else 0.75,
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
        lead = max(0, found.start() - 12)
        dated = _DATE_BEFORE.search(analysis.text, lead, found.start()) or _DATE_AFTER.match(analysis.text, found.end())
        if _NAME_AFTER.match(analysis.text, found.end()):
            continue
        numbered = _DAY_BEFORE.search(analysis.text, lead, found.start())
        if not dated or (row["alone"] == "no" and not numbered):
            continue
        # "12 de mayo" needs more than the month changed.
        safe = _BARE_DAY_BEFORE.search(analysis.text, lead, found.start()) is not None
        message = f"“{found.group()}” is {row['english']}."
        yield Finding(found.start(), found.end(), message, (Suggestion(row["english"], 0.95, safe=safe),))


@rule("UNT003", "foreign-word", category=Category.UNTRANSLATED, severity=Severity.MAJOR, confidence=0.8, mqm=_MQM)
def foreign_word(analysis: Analysis) -> Iterator[Finding]:
    """A word or a phrase that is common in another language, or stands in the source, and is unknown to English.

    Why: a word that the translator's vocabulary lacks is copied, and a long sentence may be left half done. Titles,
    quoted words and words that the story explains are left alone.

    Example: The workers of the fábrica went on strike.
    Better: The workers of the factory went on strike.
    """
    quotations = analysis.found_in_paragraphs(_QUOTED)
    for segment, words in enumerate(analysis.words):
        done = 0
        for index, word in enumerate(words):
            if index < done or not _candidate(analysis, word, _UNKNOWN):
                continue
            phrase = _phrase(analysis.text, words, index, done)
            source = _copied(analysis, segment, word)
            if phrase is None and source is None:
                continue
            first, last, language = phrase or (index, index, "")
            done = last + 1
            if not _translatable(analysis, words, first, last, quotations, bracketed=source is not None):
                continue
            start, end = words[first].start, words[last].end
            english = _exchanged(word.lower) if first == last else None
            tongue = LANGUAGES.get(source.language, "foreign") if source is not None else _PIVOTS[language]
            yield Finding(
                start,
                end,
                f"“{analysis.text[start:end]}” is {tongue}, left untranslated.",
                (Suggestion(english, 0.8),) if english else (),
                confidence=0.95 if source is not None else None if first == last else 0.9,
                probable_source=source,
            )


def _copied(analysis: Analysis, segment: int, word: Word) -> ProbableSource | None:
    """The word as the source has it, where it stands letter for letter in the sentence across, and in no original."""
    source = analysis.source
    at = None if source is None else source.bead_of.get(segment)
    if source is None or at is None:
        return None
    alone = re.compile(rf"(?<![\w’'-]){re.escape(word.text)}(?![\w-])")
    english = analysis.original is not None and alone.search(analysis.original.document.text)
    if english or not alone.search(source.text_of(source.beads[at].right)):
        return None
    return ProbableSource(source.language, word.text, "", "source")


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
    quotations = analysis.found_in_paragraphs(_QUOTED)
    for words in analysis.words:
        for index, word in enumerate(words):
            if len(word.text) < _SHORTEST_HALF or not _candidate(analysis, word, _HALF_UNKNOWN):
                continue
            if _common_abroad(word.lower) or not _translatable(analysis, words, index, index, quotations):
                continue
            made = _exchanged(word.lower)
            if made is not None:
                message = f"“{word.text}” is hardly English; “{made}” may be meant."
                yield Finding(word.start, word.end, message, (Suggestion(made, 0.85),))


def _explained(text: str, acronym: str) -> bool:
    """Whether the story puts the acronym in brackets or quotation marks, or something in brackets after it."""
    return re.search(rf"[(“\"«]{re.escape(acronym)}[)”\"»,]|(?<!\w){re.escape(acronym)}\s*[(\[=]", text) is not None


def _near(sentence: str, words: str) -> bool:
    return not set(words.split()).isdisjoint(re.findall(r"\w+|%", sentence))


def _mentions(text: str, row: dict[str, str]) -> bool:
    return re.search(rf"\b{re.escape(row['english'])}\b|(?i:{re.escape(row['name'])})", text) is not None


def _in_foreign_phrase(words: tuple[Word, ...], start: int, end: int, languages: list[str]) -> bool:
    """Whether a word beside the span is of the same language, as in a title or a sentence left in it."""
    at = bisect_right(words, start, key=lambda w: w.start) - 1
    beside = [w for w in words[max(0, at - 1) : at + 3] if w.end == start - 1 or w.start == end + 1]
    return any(_belongs(word, code) for word in beside for code in languages)


def _candidate(analysis: Analysis, word: Word, known: float) -> bool:
    """Whether a word is long enough, in small letters and unknown to English and to the house."""
    return (
        len(word.text) >= _SHORTEST
        and word.text.isalpha()
        and word.text.islower()
        and word.lower not in analysis.vocabulary
        and word.lower not in _loanwords()
        and zipf(word.lower) < known
    )


def _phrase(text: str, words: tuple[Word, ...], index: int, floor: int) -> tuple[int, int, str] | None:
    """The longest run of words of one language around a word that is common in it, and the language.

    The run does not go back beyond ``floor``. None where the word is common in no language.
    """
    runs = []
    for code in _LATIN:
        frequency = zipf(words[index].lower, code)
        if frequency < _COMMON:
            continue
        first = last = index
        while first > floor and _goes_on(text, words[first - 1], words[first]) and _belongs(words[first - 1], code):
            first -= 1
        while last + 1 < len(words) and _goes_on(text, words[last], words[last + 1]):
            if not _belongs(words[last + 1], code):
                break
            last += 1
        runs.append((last - first, frequency, code, first, last))
    if not runs:
        return None
    _, _, code, first, last = max(runs)
    return first, last, code


def _goes_on(text: str, one: Word, other: Word) -> bool:
    return text[one.end : other.start] in {" ", "\u00a0"}


def _belongs(word: Word, language: str) -> bool:
    """Whether a word in small letters is known in the language and much commoner there than in English."""
    if not word.text.islower() or language not in _LATIN:
        return False
    there = zipf(word.lower, language)
    return there >= _BESIDE and there - zipf(word.lower) >= _FOREIGNER


def _translatable(
    analysis: Analysis,
    words: tuple[Word, ...],
    first: int,
    last: int,
    quotations: Sequence[tuple[int, int]],
    *,
    bracketed: bool = False,
) -> bool:
    """Whether words stand in running text: not in a title, a quotation of a few words, italics or before a gloss.

    Nor in brackets, unless they may be ``bracketed``.
    """
    text = analysis.text
    start, end = words[first].start, words[last].end
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    if (
        any(c in _STUCK and not (bracketed and c in "([") for c in around)
        or _GLOSS.match(text, end)
        or _NAMED.search(text, max(0, start - 20), start)
    ):
        return False
    if _beside_name(text, words, first, -1) or _beside_name(text, words, last, 1):
        return False
    at = bisect_right(quotations, (start, start)) - 1
    if at < 0 or quotations[at][1] < end:
        return True
    return first == last and len(text[slice(*quotations[at])].split()) > _TITLE_WORDS


def _beside_name(text: str, words: tuple[Word, ...], index: int, step: int) -> bool:
    """Whether the next word on one side, or the one beyond it if it is a short foreign one, has a capital.

    The capital of a sentence's first word counts only where the word is not English.
    """
    here = words[index]
    for at in (index + step, index + 2 * step):
        if not 0 <= at < len(words):
            return False
        word = words[at]
        left, right = (word, here) if step < 0 else (here, word)
        if not _goes_on(text, left, right):
            return False
        if word.text[0].isupper() and word.text != "I":
            return at > 0 or zipf(word.lower) < _COMMON
        if len(word.text) > _PIECE or word.lower in _ENGLISH_PIECES:
            return False
        here = word
    return False


def _exchanged(word: str) -> str | None:
    """The common English word that a regular exchange of prefix, ending or both makes of a word, if any."""
    for stem, floor in ((word, _KNOWN), *((s, _KNOWN_NEGATION) for s in _with_prefix(word))):
        if stem != word and zipf(stem) >= floor:
            return stem
        for made in _with_ending(stem):
            if zipf(made) >= _KNOWN:
                return made
    return None


def _with_prefix(word: str) -> Iterator[str]:
    for prefix, others in _PREFIXES:
        if word.startswith(prefix):
            yield from (other + word.removeprefix(prefix) for other in others)


def _with_ending(word: str) -> Iterator[str]:
    for endings, others in _ENDINGS:
        for ending in endings:
            if word.endswith(ending):
                yield from (word.removesuffix(ending) + other for other in others)


def _common_abroad(word: str) -> bool:
    return any(zipf(word, code) >= _COMMON for code in _LATIN)


def _either(languages: list[str]) -> str:
    if len(languages) < 2:
        return "".join(languages) or "foreign"
    return f"{', '.join(languages[:-1])} or {languages[-1]}"
