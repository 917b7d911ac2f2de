"""Whom and what a story names: people, countries and offices, found once for all checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtcheck.corpora.phrase_index import NameToken, name_tokens
from mtcheck.document.model import Segment
from mtcheck.mentions.offices import OfficeMention, find_offices
from mtcheck.mentions.people import PersonMention, find_people

__all__ = ["Mentions", "OfficeMention", "PersonMention", "find_mentions"]


@dataclass(frozen=True)
class Mentions:
    """What is named, by segment; ``tokens`` are the words it was found in."""

    tokens: tuple[list[NameToken], ...]
    people: tuple[list[PersonMention], ...]
    offices: tuple[list[OfficeMention], ...]


def find_mentions(text: str, segments: Sequence[Segment]) -> Mentions:
    """Find the people, then the offices they are given."""
    tokens = tuple(name_tokens(text, s.start, s.end) for s in segments)
    people = find_people(text, tokens)
    offices = tuple(find_offices(text, own, them) for own, them in zip(tokens, people, strict=True))
    return Mentions(tokens, people, offices)
