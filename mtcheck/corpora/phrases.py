"""Idioms, calques and false friends: what a language says, what machines make of it, and what English says.

A machine form is written in a small pattern language: ``raise+`` is any form of a verb or noun, ``(a/b)`` one of
several words, ``[the]`` a word that may be missing, ``*`` up to three words, ``ones`` a possessive; anything else is
itself. ``{he/she}`` at the beginning or ``{that}`` at the end must stand there too, but stays. Case does not matter.

The English takes its form from the first word of the pattern: a verb marked with ``+`` (``take+ part``) or, where the
pattern begins with ``raise+``, the first word without a mark. A noun marked with ``(s)`` takes its number from the
first word of the pattern or, where that one has none, from the last. An ellipsis (``call+ … into question``) stands for
the words that ``*`` finds; without a ``*`` such English explains the machine form and cannot stand in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from mtcheck.corpora.agreement import fits_article, form_in, is_plural_in, plural, verb_like
from mtcheck.corpora.inflection import inflected, with_s
from mtcheck.tables import listed, rows

_PIECE = re.compile(r"\[([^\]]+)\]|\(([^)]+)\)(\+?)|(\*)|([^\s\[\]()*]+)")
_AROUND = re.compile(r"(?:\{([^{}]+)\} )?([^{}]+?)(?: \{([^{}]+)\})?")
_AS_CHOICE = str.maketrans("{}", "()")
_MARK = re.compile(r"\+|\(s\)")
_ONES = ("my", "your", "his", "her", "its", "our", "their")
_SPACE = r"[ \u00a0\n]+"
_APOSTROPHE = re.compile(r"['’]")
_TOKENS = re.compile(r"[^\W_]+")
_COMMON = frozenset("the a an of to in on at for by with and or be is are was were it this that as from not have "
                    "has had make take give do get put go come say".split())  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrase:
    """One entry; ``sources`` are (language, wording) pairs, ``english`` the replacements, best first.

    ``marked`` are the same with the marks of what is inflected in them.
    """

    id: str
    kind: str
    sources: tuple[tuple[str, str], ...]
    english: tuple[str, ...]
    marked: tuple[str, ...]
    severity: str
    literal: Literal["no", "seldom", "possible"]
    unless: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A machine form in a text, with the replacement put in its form.

    ``agreeing`` are the replacements that can stand in the place of the machine form, best first: those whose form is
    known.
    """

    start: int
    end: int
    phrase: Phrase
    english: str
    agreeing: tuple[str, ...]


@cache
def phrases() -> dict[str, Phrase]:
    """Every entry by id."""
    out = {}
    for row in rows("phrases"):
        sources = tuple(
            (code, wording)
            for item in listed(row["source"])
            for codes, _, wording in [item.partition(":")]
            for code in codes.split()
        )
        english = listed(row["english"])
        out[row["id"]] = Phrase(
            row["id"],
            row["kind"],
            sources,
            tuple([_MARK.sub("", one) for one in english]),
            english,
            row["severity"],
            row["literal"],  # type: ignore[arg-type]
            tuple(w.lower() for w in listed(row["unless"])),
            tuple(w.lower() for w in listed(row["needs"])),
        )
    return out


@cache
def _by_anchor() -> dict[str, tuple[tuple[str, str], ...]]:
    """(phrase id, pattern) by each form of the pattern’s least common word, without which it cannot match."""
    out: dict[str, list[tuple[str, str]]] = {}
    for row in rows("phrases"):
        for pattern in listed(row["machine"]):
            for form in _anchor(pattern):
                out.setdefault(form, []).append((row["id"], pattern))
    return {form: tuple(them) for form, them in out.items()}


def _anchor(pattern: str) -> tuple[str, ...]:
    every = [word.forms for word in _needed(pattern)]
    return max(every, key=lambda forms: (_COMMON.isdisjoint(forms), min(map(len, forms))), default=())


@dataclass(frozen=True, slots=True)
class _Needed:
    """A word that a pattern cannot do without, by its forms; ``next`` says that it follows on the one before."""

    forms: tuple[str, ...]
    next: bool


@lru_cache(4096)
def _needed(pattern: str) -> tuple[_Needed, ...]:
    out = []
    follows = False
    for optional, choice, _, gap, word in _PIECE.findall(pattern.translate(_AS_CHOICE)):
        if optional or gap:
            follows = False
            continue
        words = choice.split("/") if choice else [word]
        firsts = [_ONES if one == "ones" else _first_parts(one.split()[0]) for one in words]
        if all(firsts):
            out.append(_Needed(tuple([form for forms in firsts for form in forms]), follows))
        follows = all(one.rstrip("+").isalpha() for one in words)
    return tuple(out)


def _stand(needed: tuple[_Needed, ...], tokens: list[str]) -> bool:
    """Whether the words of a pattern stand in a sentence in their order, so that it may match."""
    places = [at for at, token in enumerate(tokens) if token in needed[0].forms]
    for word in needed[1:]:
        if not places:
            break
        if word.next:
            places = [at + 1 for at in places if at + 1 < len(tokens) and tokens[at + 1] in word.forms]
        else:
            places = [at for at in range(places[0] + 1, len(tokens)) if tokens[at] in word.forms]
    return bool(places)


@cache
def _first_parts(word: str) -> tuple[str, ...]:
    """The forms of a pattern’s word, cut as words of a text are; none where it is but a mark."""
    bare = word.rstrip("+").lower()
    forms = tuple(inflected(bare)) if word.endswith("+") else (bare,)
    return tuple([form if form.isalpha() else _TOKENS.findall(form)[0] for form in forms if _TOKENS.search(form)])


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A pattern as a regular expression, whose group ``form`` is the machine form without what only stands around it.

    ``head`` and ``tail`` are the words of which its first and its last one is one; ``gap`` says that the group of this
    name has the words of its only ``*``.
    """

    expression: re.Pattern[str]
    head: tuple[str, ...]
    tail: tuple[str, ...]
    gap: bool


@lru_cache(4096)
def _compiled(pattern: str) -> _Pattern:
    head: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    parts: list[str] = []
    gaps = 0
    around = _AROUND.fullmatch(pattern)
    if around is None:
        raise ValueError(f"braces in the middle of “{pattern}”")
    lead, core, trail = around.groups()
    pieces = _PIECE.findall(core)
    for at, (optional, choice, plus, gap, word) in enumerate(pieces):
        leads = all(o for o, *_ in pieces[:at])
        before = "" if leads or word == "," else _SPACE
        if gap:
            name = "?:" if gaps else "?P<gap>"
            gaps += 1
            parts.append(rf"({name}(?:{before}[\w’'-]+){{0,3}}?)")
            continue
        if optional:
            inner = _one_of(optional)
            parts.append(f"(?:(?:{inner}){_SPACE})?" if leads else f"(?:{_SPACE}(?:{inner}))?")
            continue
        words = [w.strip() + (plus if choice else "") for w in (choice.split("/") if choice else [word])]
        inner = "|".join(map(_word, words))
        name = "?:"
        if at == 0:
            head, name = tuple(words), "?P<head>"
        elif at == len(pieces) - 1:
            tail, name = tuple(words), "?P<tail>"
        parts.append(f"{before}({name}{inner})")
    led = f"(?:{_one_of(lead)}){_SPACE}" if lead else ""
    followed = rf"(?={_SPACE}(?:{_one_of(trail)})\b)" if trail else ""
    expression = re.compile(
        rf"(?<![\w’'-]){led}(?P<form>{''.join(parts)})(?![\w-]|[’'](?:t|re|ll|ve)\b){followed}", re.IGNORECASE
    )
    return _Pattern(expression, head, tail, gaps == 1)


def _one_of(words: str) -> str:
    return "|".join(_word(word) for word in words.split("/"))


def _word(word: str) -> str:
    if word == "ones":
        return "|".join(_ONES)
    bare = word.rstrip("+")
    forms = sorted(inflected(bare.lower()), key=len, reverse=True) if word.endswith("+") else [bare]
    return "|".join(_APOSTROPHE.sub("['’]", re.escape(form).replace(r"\ ", " ")) for form in forms)


def find_phrases(text: str, start: int, end: int) -> Iterator[PhraseMatch]:
    """The machine forms between two offsets of a text, their needs met and nothing that bars them there."""
    tokens = [w.lower() for w in _TOKENS.findall(text, start, end)]
    words = set(tokens)
    tried: set[tuple[str, str]] = set()
    index = _by_anchor()
    for word in sorted(words):
        for entry in index.get(word, ()):
            if entry in tried:
                continue
            tried.add(entry)
            # Nearly all patterns end here, and need not be compiled.
            needed = _needed(entry[1])
            if any(words.isdisjoint(word.forms) for word in needed) or not _stand(needed, tokens):
                continue
            phrase = phrases()[entry[0]]
            pattern = _compiled(entry[1])
            for found in pattern.expression.finditer(text, start, end):
                if phrase.needs and not _has(words, phrase.needs, text[start:end]):
                    continue
                if phrase.unless and _has(words, phrase.unless, text[start:end]):
                    continue
                before = text[start : found.start("form")]
                fitting = [_in_form(one, pattern, found, before) for one in phrase.marked]
                agreeing = tuple([one for one in fitting if one])
                yield PhraseMatch(*found.span("form"), phrase, fitting[0] or phrase.english[0], agreeing)


def _has(words: set[str], wanted: tuple[str, ...], sentence: str) -> bool:
    for one in wanted:
        if " " in one:
            if one in sentence.lower():
                return True
        elif one in words or with_s(one) in words:
            return True
    return False


def _in_form(marked: str, pattern: _Pattern, found: re.Match[str], before: str) -> str:
    """An English replacement with the number, tense and capital of what it replaces; empty where they are not known."""
    if "…" in marked:
        if not pattern.gap:
            return ""
        marked = marked.replace("…", found["gap"])
    words = marked.split()
    if len(pattern.head) == 1 and pattern.head[0].endswith("+") and words[0].isalpha() and not _MARK.search(marked):
        words[0] += "+"
    for at, word in enumerate(words):
        if word.endswith("+"):
            written = found["head"]
            words[at] = verb_like(word[:-1], written, form_in(pattern.head, written), before)
            if not words[at]:
                return ""
        elif word.endswith("(s)"):
            words[at] = plural(word[:-3]) if _is_plural(pattern, found) else word[:-3]
    english = " ".join(words)
    if not fits_article(before, english):
        return ""
    return english[0].upper() + english[1:] if found["form"][0].isupper() else english


def _is_plural(pattern: _Pattern, found: re.Match[str]) -> bool:
    for name, words in (("head", pattern.head), ("tail", pattern.tail)):
        number = is_plural_in(words, found[name]) if words else None
        if number is not None:
            return number
    return False
