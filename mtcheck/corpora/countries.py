"""Countries and international bodies: their names, adjectives, and what stands for them in news copy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from mtcheck.corpora.phrase_index import PhraseIndex
from mtcheck.tables import listed, rows


@dataclass(frozen=True, slots=True)
class Country:
    """A country, region or body; ``id`` is the ISO 3166 code in lower case, or the body's short name."""

    id: str
    name: str
    adjective: str
    demonym: str

    @property
    def possessive(self) -> str:
        """What goes before an office: “Russian”, or “NATO” where there is no adjective."""
        return self.adjective or self.name


@cache
def countries() -> dict[str, Country]:
    """Every country by its id."""
    out = {}
    for row in rows("countries"):
        adjectives, demonyms = listed(row["adjectives"]), listed(row["demonyms"])
        out[row["id"]] = Country(
            row["id"], row["name"], adjectives[0] if adjectives else "", demonyms[-1] if demonyms else ""
        )
    return out


@cache
def country_index(*, capitals: bool = True) -> PhraseIndex[str]:
    """Ids by the names, adjectives, capitals and houses of government that stand for them, states before regions.

    Without ``capitals`` the cities and houses are left out: the mayor of Rome is no officer of Italy.
    """
    index: PhraseIndex[str] = PhraseIndex()
    for row in sorted(rows("countries"), key=lambda row: len(row["id"]) != 2):
        for column in ("name", "also", "adjectives", "demonyms", *(("capital", "stand_ins") if capitals else ())):
            for name in listed(row[column]):
                index.add(name, row["id"])
    return index
