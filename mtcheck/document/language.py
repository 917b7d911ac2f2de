"""What language a text is in, by its script and its function words; enough to refuse what is not English."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

from mtcheck.document.errors import UnreadableError
from mtcheck.document.model import Document
from mtcheck.tables import rows

_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u0903\u093a-\u094f\u0962\u0963"
    "\u0981-\u0983\u09bc-\u09d7\u0b82\u0bbe-\u0bd7"
)
"""Vowel signs and accents that stand as characters of their own within a word."""
_WORD = re.compile(rf"(?:[^\W\d_]|[{_MARKS}])+(?:[’'-](?:[^\W\d_]|[{_MARKS}])+)*")
_FEWEST_WORDS = 30
_MOST_WORDS = 4_000
_CLEARLY = 2.0
"""Times as many function words of another language as of English."""
_ENGLISH_SHARE = 0.12
"""Share of the words that are English function words below which a text cannot be English prose."""
_SCRIPTS = {
    "CYRILLIC": "a language in Cyrillic script",
    "GREEK": "Greek",
    "ARABIC": "a language in Arabic script",
    "HEBREW": "Hebrew",
    "CJK": "Chinese or Japanese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "DEVANAGARI": "a language in Devanagari script",
    "THAI": "Thai",
    "GEORGIAN": "Georgian",
    "ARMENIAN": "Armenian",
    "BENGALI": "Bengali",
    "TAMIL": "Tamil",
}
_ONE_LANGUAGE = {
    "GREEK": "el",
    "HEBREW": "he",
    "HANGUL": "ko",
    "THAI": "th",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "BENGALI": "bn",
    "TAMIL": "ta",
}
"""Scripts that the press of one language writes."""
_DENSE = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
_LETTERS_A_CHARACTER = 3
"""Latin letters that a Chinese, Japanese or Korean character stands for."""
_KANA = 0.05
"""Share of the characters from which a text in Chinese characters is Japanese."""
_STRANGE_LETTERS = 30.0
"""How fast letters foreign to a language speak against it: 1 % of the text leaves three quarters of the score."""
_FEWEST_HITS = 2
_LEAST_SCORE = 0.03
"""Share of the words that speak for a language below which none is named."""


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language that a text seems to be in, by its English name, and how sure that is, 0–1."""

    language: str
    confidence: float


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the likeliest language, “en” included; None where there is too little to go by.

    The script decides where one language uses it; otherwise the share of the words that are function words of a
    language, each counting less the more languages share it, and less the more letters the language does not write
    (a few stand in foreign names). Languages that `mtcheck.corpora.languages` does not list are told too (“ms”).
    """
    text = unicodedata.normalize("NFC", text[: 8 * _MOST_WORDS]).lower()
    scripts = _scripts(text)
    if not scripts:
        return None
    weights = {name: count * (_LETTERS_A_CHARACTER if name in _DENSE else 1) for name, count in scripts.items()}
    script = max(sorted(weights), key=lambda name: weights[name])
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    if script in {"CJK", "HIRAGANA", "KATAKANA"}:
        kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
        return "ja" if kana > _KANA * (kana + scripts["CJK"]) else "zh"
    words = Counter(match.group() for _, match in zip(range(_MOST_WORDS), _WORD.finditer(text), strict=False))
    letters = Counter(character for character in text if character.isalpha())
    best, top = None, _LEAST_SCORE
    for language in _languages():
        if script in language.scripts:
            hits = sum(words[word] for word in language.words if word in words)
            score = sum(words[word] / _sharers()[word] for word in language.words if word in words) / words.total()
            score *= _fit(letters, language.letters)
            if hits >= _FEWEST_HITS and score > top:
                best, top = language.code, score
    return best


def _fit(letters: Counter[str], own: frozenset[str]) -> float:
    """What letters that the language does not write leave of its score, 0–1; 1 where its letters are not listed."""
    if not own and any(letter > "\u024f" for letter in letters):
        return 1.0
    strange = sum(count for letter, count in letters.items() if letter > "z" and letter not in own)
    return math.exp(-_STRANGE_LETTERS * strange / letters.total())


def guess(text: str) -> LanguageGuess:
    """The likeliest language of the text; English with confidence 0 where there is nothing to go by."""
    script = _script(text)
    if script is not None:
        return script
    words = Counter(match.group().lower() for _, match in zip(range(_MOST_WORDS), _WORD.finditer(text), strict=False))
    total = words.total()
    if not total:
        return LanguageGuess("English", 0.0)
    counted = {name: sum(words[word] for word in listed) for name, listed in _function_words().items()}
    best = max((name for name in counted if name != "English"), key=lambda name: counted[name])
    # “a” and “in” are words of many languages; only what the other language lacks speaks for English.
    english = sum(words[word] for word in _function_words()["English"] - _function_words()[best])
    if counted[best] > _CLEARLY * english and english < _ENGLISH_SHARE * total:
        return LanguageGuess(best, min(1.0, counted[best] / total))
    return LanguageGuess("English", english / total)


def require_english(document: Document) -> None:
    """Raise UnreadableError where the story has enough words to tell and is clearly not in English."""
    scripts = _scripts(document.text[:_MOST_WORDS])
    letters = sum(count * (_LETTERS_A_CHARACTER if name in _DENSE else 1) for name, count in scripts.items())
    if document.words < _FEWEST_WORDS and letters < 5 * _FEWEST_WORDS:
        return
    guessed = guess(document.text)
    if guessed.language != "English":
        raise UnreadableError(f"{document.path}: looks like {guessed.language}, not English")


def _script(text: str) -> LanguageGuess | None:
    """The guess by script, where most letters are not Latin."""
    scripts = _scripts(text[: 8 * _MOST_WORDS])
    foreign = Counter({name: count for name, count in scripts.items() if name != "LATIN"})
    if not foreign:
        return None
    name, count = foreign.most_common(1)[0]
    share = foreign.total() / scripts.total()
    if share <= 0.5 or count < 0.3 * scripts.total():
        return None
    return LanguageGuess(_SCRIPTS.get(name, f"a language in {name.title()} script"), share)


def _scripts(text: str) -> Counter[str]:
    """How many letters of each script the text has, by the first word of their Unicode names."""
    out: Counter[str] = Counter()
    for character, count in Counter(text).items():
        if character.isalpha():
            out[_script_of(character)] += count
    return out


def _script_of(character: str) -> str:
    return unicodedata.name(character, "?").split(" ", 1)[0].split("-", 1)[0]


@dataclass(frozen=True, slots=True)
class _Language:
    code: str
    words: frozenset[str]
    letters: frozenset[str]
    scripts: frozenset[str]


@cache
def _languages() -> tuple[_Language, ...]:
    return tuple(
        _Language(
            row["language"],
            frozenset(words := row["words"].split()),
            frozenset(row["letters"]),
            frozenset(_script_of(word[0]) for word in words),
        )
        for row in rows("function_words")
    )


@cache
def _sharers() -> Counter[str]:
    """How many languages have each function word."""
    return Counter(word for language in _languages() for word in language.words)


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {row["name"]: frozenset(row["words"].split()) for row in rows("function_words")}
