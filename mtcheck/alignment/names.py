"""Names across spellings and scripts: which name of the copy is not the one that the other text has in its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from mtcheck.alignment.model import Parallel
from mtcheck.corpora.countries import country_index
from mtcheck.corpora.frequency import zipf
from mtcheck.corpora.organisations import organisation_index
from mtcheck.corpora.people import Person, people, people_index
from mtcheck.corpora.phrase_index import NameToken, key, name_tokens
from mtcheck.document.model import Document, Role, Span
from mtcheck.mentions.people import distance
from mtcheck.tables import rows

Kind = Literal["misspelt", "another-person"]

_BARS = 0.5
"""Similarity of a bead below which its names are not compared."""
_LEAST = 5
"""Letters of a name below which two that differ by one may well be two names."""
_LONG = 7
"""Letters of a name from which two may differ and be one."""
_COMMON = 2.5
"""Zipf frequency from which an English word is no misspelling of a name."""
_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў",
        "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch  y  e yu ya yo i yi ye g u".split(" "),
        strict=True,
    )
)
_GREEK = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f kh ps o".split(), strict=True)
)
_LETTERS = str.maketrans(_CYRILLIC | _GREEK | {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "e"})
_SOUNDS = (
    (re.compile(r"th"), "t"),
    (re.compile(r"[ct]?s[chjz]h?(?:ts?[cs][hj]|cz)?|[cz][hjz]|ts|[cghjkqsxz]"), "k"),
    (re.compile(r"n?[dt]"), "t"),
    (re.compile(r"ph|m[bp]|[bfpuvw]"), "v"),
    (re.compile(r"[aeioy]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip
"""What spellings of one name have in common: hissing and throaty consonants are one, lips another, vowels go."""


@dataclass(frozen=True, slots=True)
class NameChange:
    """A name of the copy that the other text has not, where it has ``other`` instead.

    ``copy`` is a span into the copy’s text, ``english`` how English spells the other name, "" where that is not known.
    """

    copy: Span
    other: str
    english: str
    kind: Kind


@lru_cache(50_000)
def skeleton(name: str) -> str:
    """The consonants of a name by classes of sound, whatever its script, spelling and vowels."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in spread if not unicodedata.combining(c)).translate(_LETTERS)
    for pattern, put in _SOUNDS:
        plain = pattern.sub(put, plain)
    return plain


def changed_names(parallel: Parallel) -> Iterator[NameChange]:
    """The names that the copy has otherwise than the other text, in the copy’s order.

    A name counts only where neither the other text’s bead nor the beads beside it have it. Exonyms (London, Londra)
    are no changes: a copy’s name is one only where it is no English word, and places and bodies are left out.
    """
    views = [_View(parallel, at) for at in range(len(parallel.beads))]
    everywhere = _Everywhere(parallel)
    for at, bead in enumerate(parallel.beads):
        if not bead.left or not bead.right or bead.score < _BARS or not views[at].is_copy:
            continue
        near = views[max(0, at - 1) : at + 2]
        changed = list(_other_people(views[at], near, everywhere))
        taken = {change.copy for change in changed}
        for change in _misspelt(views[at], near, everywhere, english=parallel.kind == "original"):
            if not any(one.start < change.copy.end and change.copy.start < one.end for one in taken):
                changed.append(change)
        yield from sorted(changed, key=lambda change: change.copy)


class _Everywhere:
    """The name keys of the two texts as wholes."""

    def __init__(self, parallel: Parallel) -> None:
        self.copy = frozenset(token.key for token in name_tokens(parallel.copy.text))
        self.other = frozenset(token.key for token in name_tokens(parallel.document.text))
        self.people = frozenset(person.id for _, person in _people(parallel.document, range(_count(parallel.document))))
        self.copy_people = frozenset(person.id for _, person in _people(parallel.copy, range(_count(parallel.copy))))


def _count(document: Document) -> int:
    return len(document.segments)


class _View:
    """The names of the two sides of a bead."""

    def __init__(self, parallel: Parallel, at: int) -> None:
        bead = parallel.beads[at]
        roles = {parallel.copy.segments[i].role for i in bead.left}
        self.is_copy = Role.NAVIGATION not in roles
        self.mine = _names(parallel.copy, bead.left)
        self.theirs = _names(parallel.document, bead.right)
        self.my_people = _people(parallel.copy, bead.left)
        self.their_people = _people(parallel.document, bead.right)


def _names(document: Document, indices: Sequence[int]) -> list[tuple[NameToken, Span]]:
    """The capitalised words of segments; the first word of a segment only where another capital follows it."""
    out = []
    for index in indices:
        segment = document.segments[index]
        words = name_tokens(document.text, segment.start, segment.end)
        for at, word in enumerate(words):
            follows = at + 1 < len(words) and words[at + 1].capital and words[at + 1].start == word.end + 1
            if word.capital and (at or follows) and word.text.replace("-", "").isalpha() and not word.text.isupper():
                out.append((word, Span(word.start, word.end)))
    return out


def _people(document: Document, indices: Sequence[int]) -> list[tuple[Span, Person]]:
    """The people known by the full names in segments, in any spelling of the tables."""
    out = []
    for index in indices:
        segment = document.segments[index]
        words = name_tokens(document.text, segment.start, segment.end)
        plain = [word.key for word in words]
        at = 0
        while at < len(words):
            length, found = people_index().longest(plain, at) if words[at].capital else (0, ())
            ids = {spelling.person for spelling in found}
            if length > 1 and len(ids) == 1:
                out.append((Span(words[at].start, words[at + length - 1].end), people()[ids.pop()]))
            elif not length and words[at].capital and at + 1 < len(words):
                native = _natives().get((skeleton(words[at].text), skeleton(words[at + 1].text)))
                if native is not None and not words[at].text.isascii():
                    out.append((Span(words[at].start, words[at + 1].end), people()[native]))
            at += max(1, length)
    return out


@cache
def _natives() -> dict[tuple[str, str], str]:
    """People by the skeletons of the two words of their names in their own script; none where two people share them."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows("people"):
        words = row["native"].split()
        if len(words) == 2:
            found.setdefault((skeleton(words[0]), skeleton(words[1])), []).append(row["id"])
    return {pair: ids[0] for pair, ids in found.items() if len(ids) == 1}


def _other_people(view: _View, near: Sequence[_View], everywhere: _Everywhere) -> Iterator[NameChange]:
    """A known person in the place of another: each is named on one side of the bead and nowhere on the other."""
    mine = [(span, p) for span, p in view.my_people if p.id not in everywhere.people and not _named(p, near, "theirs")]
    theirs = [p for _, p in view.their_people if p.id not in everywhere.copy_people and not _named(p, near, "mine")]
    if len(mine) == 1 and len({p.id for p in theirs}) == 1:
        yield NameChange(mine[0][0], theirs[0].name, theirs[0].name, "another-person")


def _named(person: Person, near: Sequence[_View], side: Literal["mine", "theirs"]) -> bool:
    """Whether a word that sounds like the person’s surname stands on a side of the beads."""
    surname = skeleton(person.surname)
    words = [word for view in near for word, _ in (view.mine if side == "mine" else view.theirs)]
    return any(_alike(surname, skeleton(word.text)) for word in words)


def _alike(one: str, two: str) -> bool:
    """Whether two skeletons may be of one name, declined or not."""
    short, long = sorted((one, two), key=len)
    return bool(short) and long.startswith(short) and len(long) - len(short) <= 3


def _misspelt(view: _View, near: Sequence[_View], everywhere: _Everywhere, *, english: bool) -> Iterator[NameChange]:
    theirs = [word for one in near for word, _ in one.theirs]
    beside = [word for one in ([view] if english else near) for word, _ in one.mine]
    for word, span in view.mine:
        if not _may_be_misspelt(word, everywhere) or _has(word, theirs, english=english):
            continue
        likely = [
            other
            for other, _ in view.theirs
            if _near(word, other, english=english) and not _has(other, beside, english=english)
        ]
        if len({other.key for other in likely}) != 1:
            continue
        right = likely[0].text
        yield NameChange(span, right, right if english else "", "misspelt")


def _may_be_misspelt(word: NameToken, everywhere: _Everywhere) -> bool:
    if len(word.key) < _LEAST or word.key in everywhere.other or zipf(word.key) >= _COMMON:
        return False
    return not country_index().get((word.key,)) and not any(
        name.right for name in organisation_index().get((word.key,))
    )


def _has(word: NameToken, others: Sequence[NameToken], *, english: bool) -> bool:
    """Whether the other side has the name: by its letters in English, by its sound in another language."""
    if english:
        return any(other.key == word.key or _plural(other.key, word.key) for other in others)
    own = skeleton(word.text)
    return any(_alike(own, skeleton(o.text)) or _alike(own, skeleton(o.text.removesuffix("s"))) for o in others)


def _plural(one: str, two: str) -> bool:
    short, long = sorted((one, two), key=len)
    return long.startswith(short) and long[len(short) :] in {"s", "es", "n", "an", "ian", "i", "ns", "ans"}


def _near(word: NameToken, other: NameToken, *, english: bool) -> bool:
    """Whether one may be the other misspelt."""
    if english:
        if len(other.key) < _LEAST or word.key[0] != other.key[0]:
            return False
        return distance(word.key, other.key) <= (2 if len(other.key) >= _LONG else 1)
    one, two = skeleton(word.text), skeleton(other.text)
    if min(len(one), len(two)) < 4 or one[0] != two[0]:
        return False
    far = distance(key(word.text), key(other.text)) if other.text.isascii() else 2
    return far == 1 or (far == 2 and len(one) == len(two) and distance(one, two) == 1)
