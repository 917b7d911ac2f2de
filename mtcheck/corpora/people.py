"""People in the news: how English spells them, how other languages do, and the offices they have held."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from mtcheck.corpora.phrase_index import PhraseIndex, keys
from mtcheck.corpora.table import listed, rows
from mtcheck.corpora.transliteration import PIVOTS, transliterate

_OFFICE = re.compile(r"(?:([a-z0-9-]+):)?([a-z-]+)(?: (\d{4})(-)?(\d{4})?)?")
_SURNAME_FIRST = frozenset("cn kr kp tw hk mo vn kh".split())


@dataclass(frozen=True, slots=True)
class Held:
    """An office that a person holds or held; a year is None where it is not known or not over."""

    country: str
    kind: str
    first: int | None
    last: int | None

    @property
    def current(self) -> bool:
        """Whether no end is known."""
        return self.first is not None and self.last is None


@dataclass(frozen=True, slots=True)
class Person:
    """A person of public life."""

    id: str
    name: str
    country: str
    gender: str
    offices: tuple[Held, ...]

    @property
    def surname(self) -> str:
        """The name by which news copy calls the person at later mention, as a plain key."""
        parts = keys(self.name)
        return parts[0] if self.country in _SURNAME_FIRST else parts[-1]

    @property
    def given(self) -> str:
        """The first of the other names, as a plain key; "" where there is but one name."""
        parts = keys(self.name)
        if len(parts) < 2:
            return ""
        return parts[1] if self.country in _SURNAME_FIRST else parts[0]


@dataclass(frozen=True, slots=True)
class Spelling:
    """A way to write a person's name: right in English, or of some other languages."""

    person: str
    languages: tuple[str, ...]
    text: str

    @property
    def right(self) -> bool:
        """Whether English copy may have it."""
        return not self.languages


@cache
def people() -> dict[str, Person]:
    """Every person by id."""
    out = {}
    for row in rows("people"):
        held = []
        for office in listed(row["offices"]):
            found = _OFFICE.fullmatch(office)
            if found is None:
                raise ValueError(f"people.tsv: {row['id']}: “{office}” is not an office")
            country, kind, first, dash, last = found.groups()
            start = int(first) if first else None
            stop = int(last) if last else (start if first and not dash else None)
            held.append(Held(country or row["country"], kind, start, stop))
        out[row["id"]] = Person(row["id"], row["name"], row["country"], row["gender"], tuple(held))
    return out


@cache
def people_index() -> PhraseIndex[Spelling]:
    """Every spelling of every full name; where a spelling is right for anyone, it is right."""
    index: PhraseIndex[Spelling] = PhraseIndex()
    right: set[tuple[str, ...]] = set()
    variants: set[tuple[str, ...]] = set()
    for row in rows("people"):
        for name in (row["name"], *listed(row["also"])):
            index.add(name, Spelling(row["id"], (), name))
            right.add(keys(name))
            variants.add(_english(keys(name)))

    def foreign(person: str, languages: tuple[str, ...], name: str) -> None:
        tokens = keys(name)
        if len(tokens) > 1 and tokens not in right and _english(tokens) not in variants:
            index.add(name, Spelling(person, languages, name))

    for row in rows("people"):
        for spelling in listed(row["spellings"]):
            languages, _, name = spelling.partition(":")
            foreign(row["id"], tuple(languages.split()), name)
        if row["native"] and row["native"][0].isalpha() and "\u0400" <= row["native"][0] <= "\u04ff":
            made: dict[str, list[str]] = {}
            for language in PIVOTS:
                name = " ".join(transliterate(word, language) for word in row["native"].split())
                made.setdefault(name, []).append(language)
            for name, languages_of in made.items():
                foreign(row["id"], tuple(languages_of), name)
    return index


@cache
def surnames() -> dict[str, tuple[Person, ...]]:
    """People by surname."""
    out: dict[str, list[Person]] = {}
    for person in people().values():
        out.setdefault(person.surname, []).append(person)
    return {surname: tuple(them) for surname, them in out.items()}


@cache
def given_names() -> dict[str, tuple[Person, ...]]:
    """People by first name."""
    out: dict[str, list[Person]] = {}
    for person in people().values():
        out.setdefault(person.given, []).append(person)
    return {given: tuple(them) for given, them in out.items()}


_ENDINGS = ((re.compile(r"(?:iy|yy|yi|ii|y|i)$"), "y"), (re.compile(r"(?:iya|ya|ia|ja)$"), "ia"),
            (re.compile(r"^ye"), "e"), (re.compile(r"ks"), "x"))  # fmt: skip


@cache
def _english(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """One form for the ways in which English agencies write the same Slavic name (Sergei, Sergey; -sky, -skyy)."""
    out = []
    for token in tokens:
        for pattern, put in _ENDINGS:
            token = pattern.sub(put, token)
        out.append(token)
    return tuple(out)
