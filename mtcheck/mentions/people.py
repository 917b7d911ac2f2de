"""People named in a story: known ones in any spelling, near misses of them, and later mentions by surname."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from mtcheck.corpora.frequency import zipf
from mtcheck.corpora.people import (
    SURNAME_FIRST,
    Person,
    foreign_spellings,
    given_names,
    people,
    people_index,
    right_family_names,
    right_to_agencies,
    surnames,
)
from mtcheck.corpora.phrase_index import NameToken, last_key

How = Literal["right", "pivot", "near", "swapped", "declined", "surname"]

_WITHIN = re.compile(r"[ \u00a0\-‑]|\. ")
_DECLINED = ("ovi", "owi", "ego", "emu", "ogo", "omu", "iem", "em", "om", "ym", "im", "ом", "a", "u", "y", "ie", "e")
_NO_DECLENSION = frozenset("cn kr kp jp vn".split())
UNKNOWN = 1.5
"""Zipf frequency in English news and books below which a word is nobody's common name."""
_TOP = frozenset({"head-of-state", "head-of-government"})
"""Offices whose holders news copy calls by surname alone."""
_HEADLINES = _TOP | {"foreign-minister"}
"""Offices whose holders are in the news so much that a near miss of the name is them."""
_LONG = 5
_LONGER = 8


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A person's name in a story: tokens ``first`` to ``last`` (exclusive) of a segment.

    ``right`` is the name as English copy would have it at this place. ``languages`` are those that spell it as the
    story does. ``sure`` is False where a near miss needs support from what stands around it.
    """

    first: int
    last: int
    start: int
    end: int
    person: Person
    how: How
    right: str
    languages: tuple[str, ...] = ()
    sure: bool = True


def find_people(text: str, tokens: Sequence[list[NameToken]]) -> tuple[list[PersonMention], ...]:
    """The people named in each segment, in order."""
    found = tuple(list(_full_names(text, own)) for own in tokens)
    met: dict[str, list[Person]] = {}
    for mention in (m for own in found for m in own):
        if mention.person not in met.setdefault(mention.person.surname, []):
            met[mention.person.surname].append(mention.person)
    for own, there in zip(tokens, found, strict=True):
        taken = {i for m in there for i in range(m.first, m.last)}
        for at, token in enumerate(own):
            if at in taken or not token.capital:
                continue
            if token.key in met and len(met[token.key]) == 1:
                person = met[token.key][0]
                there.append(_mention(own, at, at + 1, person, "surname", token.text))
            elif (foreign := _foreign_surname(token.key, met)) is not None:
                person, languages = foreign
                there.append(_mention(own, at, at + 1, person, "pivot", _family_name(person), languages))
        there.sort(key=lambda m: m.start)
    return found


def _full_names(text: str, tokens: list[NameToken]) -> list[PersonMention]:
    index = people_index()
    plain = [t.key for t in tokens]
    out: list[PersonMention] = []
    at = 0
    while at < len(tokens):
        if not tokens[at].capital:
            # “al-Sisi”, “de Mistura”: names that start small are found by what stands before them.
            at += 1
            continue
        length, spellings = index.longest(plain, at)
        if length and _one_name(text, tokens, at, at + length):
            right = [s for s in spellings if s.right]
            best = (right or list(spellings))[0]
            person = people()[best.person]
            how: How = "right" if right else "pivot"
            languages = tuple(dict.fromkeys(code for s in spellings for code in s.languages))
            out.append(_mention(tokens, at, at + length, person, how, best.text if right else person.name, languages))
            at += length
            continue
        other = _altered(text, tokens, at) if at + 1 < len(tokens) and tokens[at + 1].capital else None
        if other is not None:
            out.append(other)
            at = other.last
            continue
        at += 1
    return out


def _altered(text: str, tokens: list[NameToken], at: int) -> PersonMention | None:
    """A name of two words (in the wrong order, also three) that is a known one turned round, declined or misspelt."""
    if at + 2 < len(tokens) and _one_name(text, tokens, at, at + 3):
        three = [s for s in people_index().get((tokens[at + 2].key, tokens[at].key, tokens[at + 1].key)) if s.right]
        if three and people()[three[0].person].country in _NO_DECLENSION:
            return _mention(tokens, at, at + 3, people()[three[0].person], "swapped", three[0].text)
    if not _one_name(text, tokens, at, at + 2) or tokens[at].possessive:
        return None
    if at + 2 < len(tokens) and tokens[at + 2].capital and _one_name(text, tokens, at + 1, at + 3):
        return None
    if at and tokens[at - 1].capital and _one_name(text, tokens, at - 1, at + 1) and len(tokens[at - 1].key) < 3:
        return None
    one, two = tokens[at].key, tokens[at + 1].key
    swapped = [s for s in people_index().get((two, one)) if s.right]
    if swapped:
        return _mention(tokens, at, at + 2, people()[swapped[0].person], "swapped", swapped[0].text)
    for given in (one, *_undeclined(one)):
        for surname in _undeclined(two):
            for person in surnames().get(surname, ()):
                if person.given == given and person.country not in _NO_DECLENSION and zipf(two) < _KNOWN:
                    return _mention(tokens, at, at + 2, person, "declined", person.name)
    return _misspelt(tokens, at, one, two)


_KNOWN = 2.5


def _misspelt(tokens: list[NameToken], at: int, one: str, two: str) -> PersonMention | None:
    if right_to_agencies((one, two)):
        return None
    near: list[tuple[int, bool, str, Person]] = []
    for person in given_names().get(one, ()):
        if len(person.surname) < _LONG or two[0] != person.surname[0] or two in surnames():
            continue
        far = distance(two, person.surname)
        if far == 1 or (far == 2 and len(person.surname) >= _LONGER):
            if _gender_pair(two, person.surname):
                continue
            sure = zipf(two) < UNKNOWN or (_famous(person) and zipf(two) < zipf(person.surname) - 1)
            near.append((far, sure, person.id, person))
    for person in surnames().get(two, ()):
        if len(person.given) < _LONG or one[0] != person.given[0] or one in given_names():
            continue
        if distance(one, person.given) == 1 and not _gender_pair(one, person.given):
            unknown = zipf(one) < UNKNOWN and zipf(two) < _KNOWN + 1
            near.append((1, unknown or (_famous(person) and len(surnames()[two]) < 3), person.id, person))
    for person in surnames().get(one, ()):
        # “Xi Jingping”: the given name comes last.
        if person.country in SURNAME_FIRST and len(person.given) >= _LONG and distance(two, person.given) == 1:
            near.append((1, zipf(two) < UNKNOWN, person.id, person))
    if not near or len({n[2] for n in near}) > 1:
        return None
    _, sure, _, person = near[0]
    return _mention(tokens, at, at + 2, person, "near", person.name, sure=sure)


def _famous(person: Person) -> bool:
    return any(held.kind in _HEADLINES for held in person.offices)


def _foreign_surname(family: str, met: dict[str, list[Person]]) -> tuple[Person, tuple[str, ...]] | None:
    """Whose surname this is as other languages spell it, a person’s met in the story or a ruler’s, and which do so.

    None where it may be two people’s, unless just one of them is met.
    """
    if len(family) < _LONG or family in surnames() or family in right_family_names():
        return None
    found: dict[str, tuple[str, ...]] = {}
    for spelling in foreign_spellings(family):
        found[spelling.person] = (*found.get(spelling.person, ()), *spelling.languages)
    here = [p for p in found if people()[p] in met.get(people()[p].surname, ())]
    rulers = [p for p in found if any(held.kind in _TOP for held in people()[p].offices)]
    them = here or rulers
    if len(them) != 1 or zipf(family) >= UNKNOWN + 2 * bool(here):
        return None
    return people()[them[0]], tuple(dict.fromkeys(found[them[0]]))


def _family_name(person: Person) -> str:
    words = person.name.split()
    return words[0] if person.given and person.surname != last_key(words[-1]) else words[-1]


def _mention(
    tokens: list[NameToken],
    first: int,
    last: int,
    person: Person,
    how: How,
    right: str,
    languages: tuple[str, ...] = (),
    *,
    sure: bool = True,
) -> PersonMention:
    return PersonMention(first, last, tokens[first].start, tokens[last - 1].end, person, how, right, languages, sure)


def _one_name(text: str, tokens: list[NameToken], first: int, last: int) -> bool:
    """Whether only spaces, hyphens and the stops of initials stand between the tokens, and the last is a name's."""
    for one, other in zip(tokens[first : last - 1], tokens[first + 1 : last], strict=True):
        gap = text[one.end : other.start]
        if one.possessive or not _WITHIN.fullmatch(gap) or (gap == ". " and len(one.text) > 2):
            return False
    return tokens[last - 1].capital


def _undeclined(word: str) -> list[str]:
    return [word.removesuffix(end) for end in _DECLINED if word.endswith(end) and len(word) - len(end) >= 4]


def _gender_pair(one: str, other: str) -> bool:
    """Whether two names differ as a man’s and a woman’s of one family may, or as a plural."""
    short, long = sorted((one, other), key=len)
    return (
        (long.removeprefix(short) in {"a", "s", "e"})
        or {short[-2:], long[-2:]} == {"ki", "ka"}
        or ({short[-1], long[-1]} == {"y", "a"})
    )


@lru_cache(20_000)
def distance(one: str, other: str) -> int:
    """Edit distance with exchanged neighbours (Damerau 1964, optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]
