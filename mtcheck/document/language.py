"""What language a text is in, by its script and its function words; enough to refuse what is not English."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

from mtcheck.corpora.table import rows
from mtcheck.document.model import Document
from mtcheck.document.reading import UnreadableError

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """The language that a text seems to be in, by its English name, and how sure that is, 0–1."""

    language: str
    confidence: float


def judge(text: str) -> Verdict:
    """The likeliest language of the text; English with confidence 0 where there is nothing to go by."""
    script = _script(text)
    if script is not None:
        return script
    words = Counter(match.group().lower() for _, match in zip(range(_MOST_WORDS), _WORD.finditer(text), strict=False))
    total = words.total()
    if not total:
        return Verdict("English", 0.0)
    counted = {name: sum(words[word] for word in listed) for name, listed in _function_words().items()}
    best = max((name for name in counted if name != "English"), key=lambda name: counted[name])
    # “a” and “in” are words of many languages; only what the other language lacks speaks for English.
    english = sum(words[word] for word in _function_words()["English"] - _function_words()[best])
    if counted[best] > _CLEARLY * english and english < _ENGLISH_SHARE * total:
        return Verdict(best, min(1.0, counted[best] / total))
    return Verdict("English", english / total)


def require_english(document: Document) -> None:
    """Raise UnreadableError where the story has enough words to tell and is clearly not in English."""
    letters = sum(character.isalpha() for character in document.text[:_MOST_WORDS])
    if document.words < _FEWEST_WORDS and letters < 5 * _FEWEST_WORDS:
        return
    verdict = judge(document.text)
    if verdict.language != "English":
        raise UnreadableError(f"{document.path}: looks like {verdict.language}, not English")


def _script(text: str) -> Verdict | None:
    """The verdict by script, where most letters are not Latin."""
    letters = [c for c in text[: 8 * _MOST_WORDS] if c.isalpha()]
    foreign = Counter(unicodedata.name(c, "?").split(" ", 1)[0].split("-", 1)[0] for c in letters if ord(c) > 0x36F)
    if not letters or not foreign:
        return None
    name, count = foreign.most_common(1)[0]
    share = foreign.total() / len(letters)
    if share <= 0.5 or name == "LATIN" or count < 0.3 * len(letters):
        return None
    return Verdict(_SCRIPTS.get(name, f"a language in {name.title()} script"), share)


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {row["name"]: frozenset(row["words"].split()) for row in rows("function_words")}
