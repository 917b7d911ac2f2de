"""The reference desk of offices: what each country calls them, and what machines make of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from mtcheck.corpora.phrase_index import PhraseIndex
from mtcheck.tables import listed, rows

Standing = Literal["title", "also", "wrong", "generic"]


@dataclass(frozen=True, slots=True)
class OfficeClass:
    """A kind of office that many countries have under many names."""

    id: str
    name: str
    unique: bool
    closed: bool

    @property
    def deputy_of(self) -> str | None:
        """The class that this one is the deputy of."""
        return self.id.removeprefix("deputy-") if self.id.startswith("deputy-") else None


@dataclass(frozen=True, slots=True)
class Office:
    """An office of one country; ``title`` is "" where it has none such and ``instead`` is the class meant.

    ``strict`` says that the generic name is wrong there, ``above_ministers`` that it is wrong of the office's holder:
    a minister is one of the juniors.
    """

    country: str
    kind: str
    title: str
    strict: bool
    instead: str
    above_ministers: bool = False


@dataclass(frozen=True, slots=True)
class Sense:
    """One reading of a title: in which country (None: in any) it is which kind of office, and whether rightly."""

    country: str | None
    kind: str
    standing: Standing


@cache
def office_classes() -> dict[str, OfficeClass]:
    """Every kind of office by its id."""
    return {
        row["id"]: OfficeClass(row["id"], row["name"], row["unique"] == "yes", row["closed"] == "yes")
        for row in rows("office_classes")
    }


@cache
def offices() -> dict[tuple[str, str], Office]:
    """Every office by country and kind."""
    out = {}
    for row in _office_rows():
        country, kind = row["id"].split(".", 1)
        there = row["title"] != "-"
        instead = "" if there else row["strict"].removeprefix("=")
        above = row["strict"] == "holder"
        strict = bool(row["strict"]) and not above
        out[country, kind] = Office(country, kind, row["title"] if there else "", strict, instead, above)
    return out


@cache
def office_index() -> PhraseIndex[Sense]:
    """The readings of every title."""
    index: PhraseIndex[Sense] = PhraseIndex()
    for row in rows("office_classes"):
        generic = Sense(None, row["id"], "generic")
        for name in (row["name"], *listed(row["also"])):
            index.add(name, generic)
    for row in _office_rows():
        country, kind = row["id"].split(".", 1)
        if row["title"] != "-":
            index.add(row["title"], Sense(country, kind, "title"))
        also, wrong = Sense(country, kind, "also"), Sense(country, kind, "wrong")
        for name in listed(row["also"]):
            index.add(name, also)
        for name in listed(row["wrong"]):
            index.add(name, wrong)
    return index


def _office_rows() -> tuple[dict[str, str], ...]:
    return (*rows("offices"), *rows("ministries"))


def title_of(country: str, kind: str) -> str | None:
    """What English calls an office of a country; the generic name where the table has no row, None if unknown."""
    seen = set()
    while (office := offices().get((country, kind))) is not None and not office.title:
        seen.add(kind)
        kind = office.instead
        if kind in seen:
            return None
    if office is not None:
        return office.title
    known = office_classes().get(kind)
    return known.name if known is not None else None


def wording(kind: str, language: str) -> str:
    """What the news of a language calls a kind of office; "" where the table does not say."""
    for row in rows("office_wordings"):
        if row["id"] == kind:
            return dict(item.split(":", 1) for item in listed(row["wordings"])).get(language, "")
    return ""
