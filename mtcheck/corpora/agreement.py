"""The form that a replacement takes from what it replaces and from the words before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from mtcheck.corpora.inflection import Form, form_of, inflected, is_participle, is_past, put_in_form, with_s

Before = Literal["auxiliary", "have", "be", "singular", "plural", ""]
"""What stands before a verb: a word that wants its base form, one that wants a participle, or its subject’s number."""

_TOKENS = re.compile(r"[\w’'-]+|[^\w\s]")
_AUXILIARIES = frozenset(
    "to will would can could may might must shall should do does did cannot let let's help helped".split()
)
_HAVE = frozenset("have has had having".split())
_BE = frozenset("be is am are was were been being".split())
_ADVERBS = frozenset("also then now later already still not never just ever again even soon often always".split())
_SINGULARS = frozenset("he she it".split())
_PLURALS = frozenset("they we you".split())
_PLURAL_NOUNS = frozenset("people men women children police".split())
_DETERMINERS = frozenset(
    "the a an this that these those his her its their our my your no some two three four five six seven eight nine "
    "ten several many both".split()
)
_BEGINS = frozenset("that when because while where but if said says after before as since and".split())
"""Words after which a clause begins."""
_NO_SUBJECT = frozenset(
    "and or of in on at to for from with by about who which whose what there than between over under near against "
    "one none each i".split()
)
_WORDS_OF_SUBJECT = 4
_ARTICLE = re.compile(r"\b([Aa]n?)\s$")
_VOWEL_SOUND = re.compile(
    r"(?i:(?!eu|one\b|once\b|unan|uni(?![mn])|us[eu])[aeiou]|hour|heir|honest|honou?r)|[FHLMNRSX](?=[A-Z])"
)


def form_in(words: Sequence[str], written: str) -> Form:
    """The form in which one of a pattern’s words is written; a word that ends in ``+`` stands for all its forms."""
    first = written.lower().split()[0]
    for word in words:
        if word.endswith("+") and first in inflected(word[:-1]):
            return inflected(word[:-1])[first]
    for word in words:
        if word != first and first in inflected(word):
            return inflected(word)[first]
    return form_of(first)


def is_plural_in(words: Sequence[str], written: str) -> bool | None:
    """Whether a noun is written in the plural; None where the pattern’s words are not in both numbers."""
    singulars = [w.removesuffix("+") for w in words if w.endswith("+") or with_s(w) in words or _plural(w) in words]
    if not singulars:
        return None
    return any(written.lower() in (with_s(one), _plural(one)) for one in singulars)


def plural(word: str) -> str:
    """The plural of a noun; one that is plural as it stands, or that has none, stays."""
    return word if re.search(r"[^su]s$", word) else _plural(word) or with_s(word)


def verb_like(verb: str, written: str, form: Form, before: str) -> str:
    """A verb in base form, put in the form of another, which is so written and follows on the text ``before``.

    Empty where the form cannot be known: “put” may be the past, and “be” has a past and a present for each number.
    """
    written = written.lower().split()[0]
    what = _before(before)
    if what in ("have", "be") and form in ("base", "past") and is_participle(written):
        form = "participle"
    elif form == "base" and is_past(written) and what != "auxiliary":
        if what != "singular":
            return ""
        form = "past"
    if verb != "be":
        return put_in_form(verb, form)
    if written in _BE:
        return written
    if form == "base":
        return {"auxiliary": "be", "plural": "are"}.get(what, "")
    if form == "past":
        return {"singular": "was", "plural": "were"}.get(what, "")
    return put_in_form("be", form)


def fits_article(before: str, english: str) -> bool:
    """Whether a replacement can follow on a text that may end in “a” or “an”."""
    article = _ARTICLE.search(before)
    return article is None or (article[1].lower() == "an") == bool(_VOWEL_SOUND.match(english))


def _plural(word: str) -> str:
    made = [form for form, kind in inflected(word).items() if kind == "s"]
    return made[-1] if len(made) > 1 else ""


def _before(text: str) -> Before:
    written = _TOKENS.findall(text[-120:])
    tokens = [token.lower() for token in written]
    while tokens and (tokens[-1] in _ADVERBS or tokens[-1].endswith("ly")):
        tokens.pop()
    if not tokens:
        return ""
    last = re.sub(r"n['’]t$|^ca(?=n['’]t$)", "", tokens[-1])
    if last in _AUXILIARIES or re.search(r"['’]ll$", last):
        return "auxiliary"
    if last in _HAVE or re.search(r"['’]ve$", last):
        return "have"
    if last in _BE:
        return "be"
    if last in _SINGULARS:
        return "singular"
    if last in _PLURALS:
        return "plural"
    return _number(tokens, written[len(tokens) - 1][0].isupper())


def _number(tokens: list[str], capital: bool) -> Before:
    """The number of a subject that ends a text and is but a noun, with what stands before a noun."""
    noun = tokens[-1]
    if not noun.isalpha() or noun in _NO_SUBJECT | _DETERMINERS | _BEGINS:
        return ""
    for at in range(2, _WORDS_OF_SUBJECT + 2):
        word = tokens[-at] if at <= len(tokens) else ""
        if word in _DETERMINERS:
            word = tokens[-at - 1] if at < len(tokens) else ""
            if word in _NO_SUBJECT:
                return ""
            break
        if not word or word in _BEGINS or not word[0].isalnum():
            break
        if word in _NO_SUBJECT:
            return ""
    else:
        return ""
    if noun in _PLURAL_NOUNS:
        return "plural"
    if not noun.endswith("s") or re.search(r"(?:ss|us|is)$", noun):
        return "singular"
    # Names end in -s too.
    return "" if capital else "plural"
