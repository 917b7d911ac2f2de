"""Bodies, treaties, media, places and terms: what English calls them and what machines make of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from mtcheck.corpora.phrase_index import PhraseIndex, keys
from mtcheck.tables import listed, rows

_SAME = (
    "america american us united-states", "defense security", "center centre", "organization agency",
    "treaty agreement accord pact",
    "committee commission council", "party", "department ministry", "federal", "national", "international world global",
    "institute institution", "office bureau", "court tribunal", "union", "association federation league", "force army",
    "research study studies", "foreign external", "justice", "european europe", "fund foundation", "service",
)  # fmt: skip
_ONE = {word: words.split()[0] for words in _SAME for word in words.split()}
_SMALL = frozenset("a an of the for and on in to at de la le les del da do du des und der s".split())
_STEM = 6


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body, party, company, medium, treaty, place or term, by its English name."""

    id: str
    kind: str
    name: str
    acronym: str
    country: str


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """One way to name an organisation; one that is not ``right`` is a literal translation that English never has."""

    organisation: Organisation
    right: bool


@cache
def organisations() -> dict[str, Organisation]:
    """Every organisation by id."""
    return {
        row["id"]: Organisation(row["id"], row["kind"], row["name"], row["acronym"], row["country"])
        for row in rows("organisations")
    }


@cache
def organisation_index() -> PhraseIndex[OrganisationName]:
    """Organisations by every name, right or literal; a name that is right for any of them is right.

    Of legal and military terms no single word is a literal form: too many of them are words of English law too.
    """
    index: PhraseIndex[OrganisationName] = PhraseIndex(lambda _, names: [n for n in names if n.right] or names)
    for row in rows("organisations"):
        own = OrganisationName(organisations()[row["id"]], True)
        for name in (row["name"], *listed(row["also"])):
            index.add(name, own)
    for row in rows("organisations"):
        own = OrganisationName(organisations()[row["id"]], False)
        term = row["kind"] in {"legal", "military"}
        for name in listed(row["literal"]):
            if not (term and len(keys(name)) < 2):
                index.add(name, own)
    return index


@cache
def by_acronym() -> dict[str, tuple[tuple[Organisation, tuple[str, ...]], ...]]:
    """Organisations by acronym, English and foreign, with the foreign one’s languages (none for the English one)."""
    out: dict[str, list[tuple[Organisation, tuple[str, ...]]]] = {}
    for row in rows("organisations"):
        own = organisations()[row["id"]]
        if own.acronym:
            out.setdefault(own.acronym, []).append((own, ()))
        for foreign in listed(row["acronyms"]):
            languages, _, acronym = foreign.partition(":")
            if acronym != own.acronym:
                out.setdefault(acronym, []).append((own, tuple(languages.split())))
    return {acronym: tuple(them) for acronym, them in out.items()}


def bag(tokens: tuple[str, ...]) -> frozenset[str]:
    """The words of a name that carry meaning, crudely stemmed, near synonyms made one, in no order."""
    return frozenset(_ONE.get(t, t)[:_STEM] for t in tokens if t not in _SMALL)


@cache
def by_bag() -> dict[frozenset[str], tuple[Organisation, ...]]:
    """Organisations by the bag of their names."""
    out: dict[frozenset[str], list[Organisation]] = {}
    for row in rows("organisations"):
        if row["kind"] in {"place", "legal", "military"}:
            continue
        own = organisations()[row["id"]]
        for name in (row["name"], *listed(row["also"])):
            there = out.setdefault(bag(keys(name)), [])
            if own not in there:
                there.append(own)
    return {words: tuple(them) for words, them in out.items()}


@cache
def right_sequences() -> frozenset[tuple[str, ...]]:
    """Every right name as stemmed words in order, for “World Health Organizations” and the like."""
    return frozenset(
        tuple(t[:_STEM] for t in keys(name))
        for row in rows("organisations")
        for name in (row["name"], *listed(row["also"]))
    )
