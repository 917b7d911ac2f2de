"""The pivot: the language that a story was probably translated from, read off the traces it left."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from mtcheck.corpora.organisations import by_acronym
from mtcheck.corpora.phrases import PhraseMatch
from mtcheck.mentions import Mentions
from mtcheck.tables import listed, rows

_CAPITALS = re.compile(r"\b[A-ZÀ-Ý]{2,6}\b")
_QUOTATIONS = ((re.compile(r"„[^“”„]{2,200}”"), "ro pl hu nl"), (re.compile(r"„[^“”„]{2,200}“"), "de cs bg sr sk"),
               (re.compile(r"«\s?[^«»]{2,200}»"), "fr es it pt ru uk"))  # fmt: skip
_WEIGHT = {"name": 3.0, "acronym": 3.0, "agency": 2.0, "phrase": 1.0, "quotation": 1.0}
_MOST = 6
"""Traces of one kind that count; a story full of one name is no better evidence than one with a few."""
_SHARPNESS = 0.9


@dataclass(frozen=True, slots=True)
class Pivot:
    """The probable pivot language (ISO 639-1) and how sure that is (0–1)."""

    language: str
    confidence: float


def probable_pivot(text: str, mentions: Mentions, phrases: Sequence[Sequence[PhraseMatch]]) -> Pivot | None:
    """The pivot with the strongest traces; None where there are none, or no language stands out.

    Each trace gives its weight to the languages that leave it, shared among them; the confidence is the winner’s
    share of a softmax over the sums, with one further vote for “none of these”.
    """
    score: dict[str, float] = {}
    counted: Counter[tuple[str, str]] = Counter()
    for kind, languages, what in _traces(text, mentions, phrases):
        counted[kind, what] += 1
        if counted[kind, what] > 1 or sum(1 for k, _ in counted if k == kind) > _MOST:
            continue
        for code in languages:
            score[code] = score.get(code, 0.0) + _WEIGHT[kind] / math.sqrt(len(languages))
    if not score:
        return None
    best = min(score, key=lambda code: (-score[code], code))
    odds = {code: math.exp(_SHARPNESS * value) for code, value in score.items()}
    confidence = odds[best] / (sum(odds.values()) + math.e)
    tied = sum(1 for value in score.values() if value == score[best]) > 1
    return None if tied else Pivot(best, round(confidence, 2))


def _traces(
    text: str, mentions: Mentions, phrases: Sequence[Sequence[PhraseMatch]]
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Kind, languages and wording of each trace."""
    for mention in (m for own in mentions.people for m in own):
        if mention.how == "pivot":
            yield "name", mention.languages, mention.person.id
    for match in (m for own in phrases for m in own):
        if match.phrase.literal != "possible":
            yield "phrase", _distinct(code for code, _ in match.phrase.sources), match.phrase.id
    foreign = {row["acronym"]: tuple(row["languages"].split()) for row in rows("foreign_acronyms")}
    for found in _CAPITALS.finditer(text):
        languages = foreign.get(found.group()) or _languages_of(found.group())
        if languages:
            yield "acronym", languages, found.group()
    for row in rows("pivot_agencies"):
        for name in listed(row["names"]):
            if name in text and name not in _quoted_in_english() and re.search(rf"\b{re.escape(name)}\b", text):
                yield "agency", (row["language"],), name
    for pattern, codes in _QUOTATIONS:
        if pattern.search(text):
            yield "quotation", tuple(codes.split()), pattern.pattern


@cache
def _quoted_in_english() -> frozenset[str]:
    """Papers, broadcasters and sites abroad that English newsrooms quote themselves: “Die Zeit” is no trace of German.

    An agency is one: it is quoted for what the story was taken from.
    """
    return frozenset(row["name"].removeprefix("the ") for row in rows("agencies_and_papers") if row["kind"] != "agency")


def _languages_of(acronym: str) -> tuple[str, ...]:
    known = by_acronym().get(acronym, ())
    if not known or any(not languages for _, languages in known) or len(acronym) < 3:
        return ()
    return _distinct(code for _, languages in known for code in languages)


def _distinct(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
