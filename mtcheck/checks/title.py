"""Titles: an office that the country does not have, that the person did not hold, or that its language named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtcheck.analysis import Analysis
from mtcheck.checks.office_verdict import office_findings, office_mentions
from mtcheck.checks.rule import Finding, rule
from mtcheck.corpora.people import Person
from mtcheck.document.model import Role
from mtcheck.flag import Category, Severity, Suggestion
from mtcheck.mentions import OfficeMention
from mtcheck.mentions.offices import FOR_A_WHILE

_MQM = "Accuracy > Mistranslation > Entity"
_SMALL_WORDS = frozenset("of the for and in".split())


@rule(
    "TTL001",
    "office-of-another-country",
    category=Category.TITLE,
    severity=Severity.CRITICAL,
    confidence=0.92,
    mqm=_MQM,
)
def office_of_another_country(analysis: Analysis) -> Iterator[Finding]:
    """A title that the country of the person, or the one named beside it, does not have.

    Why: offices are translated word by word, or through a false friend, and come out as those of another state.

    Example: Russian Deputy Secretary of State Sergei Ryabkov led the delegation.
    Example: U.S. Foreign Minister Antony Blinken landed in Brussels.
    Better: Russian Deputy Foreign Minister Sergei Ryabkov led the delegation.
    """
    yield from office_findings(analysis, "another-country")


@rule("TTL002", "translated-office", category=Category.TITLE, severity=Severity.MAJOR, confidence=0.88, mqm=_MQM)
def translated_office(analysis: Analysis) -> Iterator[Finding]:
    """An office under the name it has in its own language, word for word.

    Why: what Spain calls “presidente del Gobierno” is a prime minister in English.

    Example: The President of the Government of Spain, Pedro Sánchez, welcomed the deal.
    Better: The prime minister of Spain, Pedro Sánchez, welcomed the deal.
    """
    yield from office_findings(analysis, "translated")


@rule("TTL003", "office-not-held", category=Category.TITLE, severity=Severity.CRITICAL, confidence=0.85, mqm=_MQM)
def office_not_held(analysis: Analysis) -> Iterator[Finding]:
    """An office given to a person who is known for others and not for this one.

    Why: ranks and offices are confounded in translation: president, premier, chancellor, minister, deputy.

    Example: French Prime Minister Emmanuel Macron said the talks had failed.
    Better: French President Emmanuel Macron said the talks had failed.
    """
    yield from office_findings(analysis, "not-held")


@rule(
    "TTL004",
    "person-of-another-country",
    category=Category.TITLE,
    severity=Severity.CRITICAL,
    confidence=0.85,
    mqm=_MQM,
)
def person_of_another_country(analysis: Analysis) -> Iterator[Finding]:
    """An office of one country given to a person of another.

    Why: the nationality was lost or moved to the wrong name.

    Example: French Chancellor Olaf Scholz arrived in Paris.
    Better: German Chancellor Olaf Scholz arrived in Paris.
    """
    yield from office_findings(analysis, "person-of-another-country")


@rule("TTL005", "unequal-offices", category=Category.TITLE, severity=Severity.MAJOR, confidence=0.75, mqm=_MQM)
def unequal_offices(analysis: Analysis) -> Iterator[Finding]:
    """One person who is a minister in one sentence and a deputy in another.

    Why: the deputy’s title was shortened, or one of two mentions mistranslated.

    Example: Deputy Health Minister Ana Petrescu spoke first. Later Health Minister Ana Petrescu left.
    Better: Deputy Health Minister Ana Petrescu spoke first. Later Petrescu left.
    """
    met: dict[str, list[tuple[OfficeMention, frozenset[str]]]] = {}
    for mention in office_mentions(analysis):
        if mention.name and not mention.former and not mention.not_yet and not mention.body:
            kinds = frozenset(s.kind for s in mention.senses if s.standing != "wrong")
            met.setdefault(mention.name.split()[-1], []).append((mention, kinds))
    for them in met.values():
        for at, (mention, kinds) in enumerate(them[1:], 1):
            for first, before in them[:at]:
                if len(first.name.split()) > 1 < len(mention.name.split()) and first.name != mention.name:
                    continue
                if _unequal(kinds, before) and not (
                    mention.person and _held_both(mention.person.person, kinds, before)
                ):
                    message = f"{mention.name} is “{first.text}” earlier in the story."
                    yield Finding(mention.start, mention.end, message)
                    break


@rule(
    "TTL006",
    "mixed-case-title",
    category=Category.TITLE,
    severity=Severity.MINOR,
    confidence=0.7,
    mqm="Style > Organizational style",
)
def mixed_case_title(analysis: Analysis) -> Iterator[Finding]:
    """A title before a name, half in capitals and half in small letters.

    Why: the pieces were translated apart; no style book has “foreign Minister Lavrov”.

    Example: The talks with Russian foreign Minister Sergei Lavrov went on.
    Better: The talks with Russian Foreign Minister Sergei Lavrov went on.
    """
    for segment, mentions in zip(analysis.segments, analysis.mentions.offices, strict=True):
        if segment.role is not Role.BODY:
            continue
        for mention in mentions:
            words = re.split(r" of | for ", mention.text)[0].replace("-", " ").split()
            generic = any(s.country is None for s in mention.senses)
            if not mention.directly or not generic or len(words) < 2 or mention.start == segment.start:
                continue
            if words[0].lower() in {"deputy", "vice", "first", "chief", *FOR_A_WHILE} or any(
                w.isupper() for w in words
            ):
                continue
            if len({w[0].isupper() for w in words}) == 2:
                start = mention.start
                whole = " ".join(
                    w if w.lower() in _SMALL_WORDS else w[:1].upper() + w[1:] for w in mention.text.split()
                )
                yield Finding(
                    start,
                    start + len(mention.text),
                    "Half of this title has capitals.",
                    (Suggestion(whole, 0.8, safe=True),),
                )


def _unequal(kinds: frozenset[str], others: frozenset[str]) -> bool:
    if kinds & others:
        return False
    return any(k.removeprefix("deputy-") == o.removeprefix("deputy-") for k in kinds for o in others)


def _held_both(person: Person, kinds: frozenset[str], others: frozenset[str]) -> bool:
    held = {h.kind for h in person.offices}
    return bool(held & kinds) and bool(held & others)
