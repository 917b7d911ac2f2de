"""People in the news: how English spells them, how other languages do, and the offices they have held."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from mtcheck.corpora.phrase_index import PhraseIndex, first_key, keys, last_key
from mtcheck.corpora.transliteration import PIVOTS, transliterate
from mtcheck.tables import listed, rows

_OFFICE = re.compile(r"(?:([a-z0-9-]+):)?([a-z-]+)(?: (\d{4})(-)?(\d{4})?)?")
SURNAME_FIRST = frozenset("cn kr kp tw hk mo vn kh".split())
"""Countries whose people are named surname first."""


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
    """A person of public life; ``written`` is the table's field of offices, read when they are asked for."""

    id: str
    name: str
    country: str
    gender: str
    written: str

    @property
    def offices(self) -> tuple[Held, ...]:
        """The offices that the person holds or has held; raises ValueError for a field that is not of their form."""
        return _held(self.country, self.written)

    @property
    def surname(self) -> str:
        """The name by which news copy calls the person at later mention, as a plain key."""
        parts = keys(self.name)
        return parts[0] if self.country in SURNAME_FIRST else parts[-1]

    @property
    def given(self) -> str:
        """The first of the other names, as a plain key; "" where there is but one name."""
        parts = keys(self.name)
        if len(parts) < 2:
            return ""
        return parts[1] if self.country in SURNAME_FIRST else parts[0]


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
    return {
        row["id"]: Person(row["id"], row["name"], row["country"], row["gender"], row["offices"])
        for row in rows("people")
    }


@lru_cache(4096)
def _held(home: str, written: str) -> tuple[Held, ...]:
    out = []
    for office in listed(written):
        found = _OFFICE.fullmatch(office)
        if found is None:
            raise ValueError(f"people.tsv: “{office}” is not an office")
        country, kind, first, dash, last = found.groups()
        start = int(first) if first else None
        stop = int(last) if last else (start if first and not dash else None)
        out.append(Held(country or home, kind, start, stop))
    return tuple(out)


@cache
def people_index() -> PhraseIndex[Spelling]:
    """Every spelling of every full name; where a spelling is right for anyone, it is right."""
    index: PhraseIndex[Spelling] = PhraseIndex(_kept)
    for row in rows("people"):
        for name in (row["name"], *listed(row["also"])):
            index.add(name, Spelling(row["id"], (), name))
    for spelling in _foreign_spellings():
        index.add(spelling.text, spelling)
    return index


def foreign_spellings(family: str) -> list[Spelling]:
    """The foreign spellings, right for nobody, that have the family name with this key."""
    return [s for s in _by_family().get(family, ()) if s in people_index().get(keys(s.text))]


def _kept(tokens: tuple[str, ...], spellings: list[Spelling]) -> list[Spelling]:
    """The right spellings where there are any, else the foreign ones if English agencies would not write so too."""
    right = [s for s in spellings if s.right]
    if right:
        return right
    return spellings if len(tokens) > 1 and _english(tokens) not in _agency_forms(cyrillic=False) else []


@cache
def _foreign_spellings() -> tuple[Spelling, ...]:
    """The spellings that other languages are listed with, and those that follow from a Cyrillic name by rule."""
    out = []
    for row in rows("people"):
        for spelling in listed(row["spellings"]):
            languages, _, name = spelling.partition(":")
            out.append(Spelling(row["id"], tuple(languages.split()), name))
        if _is_cyrillic(row["native"]):
            made: dict[str, list[str]] = {}
            for language in PIVOTS:
                name = " ".join([transliterate(word, language) for word in row["native"].split()])
                made.setdefault(name, []).append(language)
            out.extend(Spelling(row["id"], tuple(languages_of), name) for name, languages_of in made.items())
    return tuple(out)


@cache
def _by_family() -> dict[str, list[Spelling]]:
    out: dict[str, list[Spelling]] = {}
    for spelling in _foreign_spellings():
        first = first_key(spelling.text)
        family = first if people()[spelling.person].surname == first else last_key(spelling.text)
        out.setdefault(family, []).append(spelling)
    return out


@cache
def right_family_names() -> frozenset[str]:
    """The last word of every right spelling, as a plain key: “Sissi” is the Associated Press’s as well as French."""
    return frozenset(last_key(name) for row in rows("people") for name in (row["name"], *listed(row["also"])))


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


def right_to_agencies(tokens: tuple[str, ...]) -> bool:
    """Whether these keys are a Cyrillic name but for how agencies write its endings (Arseny, Arseniy)."""
    return _english(tokens) in _agency_forms(cyrillic=True)


@cache
def _agency_forms(*, cyrillic: bool) -> frozenset[tuple[str, ...]]:
    """Every right name, or every one of a person with a Cyrillic name, in the one form of its variants."""
    return frozenset(
        _english(keys(name))
        for row in rows("people")
        if _is_cyrillic(row["native"]) or not cyrillic
        for name in (row["name"], *listed(row["also"]))
    )


def _is_cyrillic(name: str) -> bool:
    return "\u0400" <= name[:1] <= "\u04ff"


def _english(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """One form for the ways in which English agencies write the same Slavic name (Sergei, Sergey; -sky, -skyy)."""
    return tuple([_one_form(token) for token in tokens])


@cache
def _one_form(token: str) -> str:
    for pattern, put in _ENDINGS:
        token = pattern.sub(put, token)
    return token
