"""English inflection, as far as matching and mending a phrase needs it."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from mtcheck.tables import rows

Form = Literal["base", "s", "past", "participle", "ing"]

_SPELLINGS = (
    ("isation", "ization"),
    ("ise", "ize"),
    ("ising", "izing"),
    ("our", "or"),
    ("lled", "led"),
    ("lling", "ling"),
    ("tre", "ter"),
    ("ogue", "og"),
    ("ence", "ense"),
    ("aem", "em"),
    ("oeu", "eu"),
)
"""British and American."""
_SHORTEST_RESPELT = 5
_SHORT_DOUBLE_L = re.compile(r"[^aeiou]*[aeiou]ll(?:ed|ing)")
_DOUBLES = re.compile(r"^[^aeiou]*[aeiou][bdgmnprt]$|(?:fer|cur|mit|bel|gin|per|get|set|put|tal|lot|plan|trol|nul)$")
_NO_DOUBLE = re.compile(
    r"(?:[wxy]|open|offer|suffer|enter|order|visit|edit|limit|answer|consider|deliver|cover|differ)$"
)


@cache
def _irregular() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {
        row["base"]: (tuple(row["past"].split(" | ")), tuple(row["participle"].split(" | ")))
        for row in rows("irregular_verbs")
    }


@cache
def _participles() -> frozenset[str]:
    return frozenset(form for _, participles in _irregular().values() for form in participles)


@cache
def _pasts() -> frozenset[str]:
    return frozenset(form for pasts, _ in _irregular().values() for form in pasts)


def is_participle(word: str) -> bool:
    """Whether a word in lower case is, or may be, the past participle of a verb."""
    return word.endswith("ed") or word in _participles()


def form_of(word: str) -> Form:
    """The form that a word in lower case has by itself; “base” where nothing shows another."""
    if word in _irregular():
        return "base"
    if word in inflected("be"):
        return inflected("be")[word]
    if word in _pasts() or word.endswith("ed"):
        return "past"
    if word in _participles():
        return "participle"
    if word.endswith("ing"):
        return "ing"
    return "s" if re.search(r"[^siu]s$", word) else "base"


def is_past(word: str) -> bool:
    """Whether a word in lower case is, or may be, the past of a verb."""
    return word.endswith("ed") or word in _pasts()


@cache
def inflected(word: str) -> dict[str, Form]:
    """Every form of a verb or noun, with which it is; “base” is a noun’s singular too, “s” its plural."""
    word = word.lower()
    if word == "be":
        return {
            "be": "base",
            "is": "s",
            "am": "base",
            "are": "base",
            "was": "past",
            "were": "past",
            "been": "participle",
            "being": "ing",
        }
    out: dict[str, Form] = {word: "base"}
    past, participle = _irregular().get(word, ((), ()))
    out.setdefault(with_s(word), "s")
    out.setdefault(_ing(word), "ing")
    for form in past or (_ed(word),):
        out.setdefault(form, "past")
    for form in participle:
        out.setdefault(form, "participle")
    plural = {"man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "life": "lives",
              "leaf": "leaves", "half": "halves", "wife": "wives", "thief": "thieves", "knife": "knives",
              "spokesman": "spokesmen"}.get(word)  # fmt: skip
    if plural:
        out[plural] = "s"
    return out


def put_in_form(word: str, form: Form) -> str:
    """A word in the form of another: “raise” and “past” give “raised”."""
    for made, kind in inflected(word).items():
        if kind == form or (form == "participle" and kind == "past" and "participle" not in inflected(word).values()):
            return made
    return word


def with_s(word: str) -> str:
    """The plural of a noun or the third person of a verb."""
    if word == "have":
        return "has"
    if re.search(r"(?:s|x|z|ch|sh|[^aeiou]o)$", word):
        return word + "es"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + "s"


def _ed(word: str) -> str:
    if word.endswith("e"):
        return word + "d"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ied"
    return (word + word[-1] if _doubles(word) else word) + "ed"


def _ing(word: str) -> str:
    if word.endswith("ie"):
        return word[:-2] + "ying"
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return word[:-1] + "ing"
    return (word + word[-1] if _doubles(word) else word) + "ing"


def _doubles(word: str) -> bool:
    return _DOUBLES.search(word) is not None and _NO_DOUBLE.search(word) is None


@lru_cache(maxsize=1 << 16)
def same_word(left: str, right: str) -> bool:
    """Whether two English words in lower case are one: inflected, derived or spelled otherwise."""
    left, right = american(left), american(right)
    if left == right or right in inflected(left) or left in inflected(right):
        return True
    shared = next(
        (at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
    return shared >= 4 and shared >= 0.6 * max(len(left), len(right))


def american(word: str) -> str:
    """A word in lower case as American English spells it; what is no word otherwise may come of it.

    Short words are left alone, since “our” is not “or”, and so are those of one syllable like “filled”, not “filed”.
    """
    if len(word) < _SHORTEST_RESPELT or _SHORT_DOUBLE_L.fullmatch(word):
        return word
    for british, here in _SPELLINGS:
        word = word.replace(british, here)
    return word
