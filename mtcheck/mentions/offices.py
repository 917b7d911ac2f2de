"""Offices named in a story: the title, the country it is said of, and the person it is given to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mtcheck.corpora.countries import country_index
from mtcheck.corpora.offices import Sense, office_classes, office_index
from mtcheck.corpora.people import surnames
from mtcheck.corpora.phrase_index import NameToken
from mtcheck.mentions.people import PersonMention

_JOINED = re.compile(r"[\s\-‑–]*(?:[Tt]he\s+)?")
_COMMA = re.compile(r"\s*,\s*(?:(?:who (?:is|was) )?(?:the |a |its |an )?)?")
_FORMER = frozenset(
    "former ex then late onetime ousted deposed exiled retired past previous erstwhile fugitive jailed".split()
)
_PLAIN = frozenset(
    "acting interim incumbent outgoing new current longtime long time serving caretaker embattled veteran newly "
    "elected appointed first second incoming senior top chief powerful influential hawkish right hand visiting "
    "transitional provisional populist conservative liberal socialist centrist leftist rightist nationalist "
    "hardline reformist moderate civilian".split()
)
_NOT_YET = frozenset("elect designate nominee candidate hopeful contender aspirant shadow presumptive would-be".split())
_UNDER = frozenset("deputy vice".split())
_OTHER_RANK = frozenset("assistant associate under undersecretary honorary principal junior".split())
_BEFORE_ONLY = frozenset(
    "on in at but and when while after before under as if for since although though because however then the a an "
    "that with by from to of with into than or nor so yet later earlier meanwhile also now today yesterday instead "
    "still even only both all some many our his her their its this these those "
    "several other another like unlike did does is "
    "was were has had will can could would should asked said says told following during despite whether what who "
    "how why where once until without within".split()
)
FOR_A_WHILE = frozenset("acting interim transitional provisional caretaker".split())
"""Words before a title that leave it the office it is."""
_ARTICLES = frozenset("the a an".split())
_CLOSING = frozenset(",);–—")
_NAME_WORDS = 4
_NAME_GAPS = frozenset({" ", "\u00a0", "-"})
_OPENING = 12
"""Tokens of a sentence within which “After meeting the prime minister, …” may have its comma."""
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_OWN_LAND = frozenset("republic country nation state federation government cabinet union states kingdom".split())
_HOUSES = frozenset("office administration cabinet palace residence staff".split())
_A_PART = re.compile(
    r"(?: [\w-]+){0,3} (?:(?:sub)?committee|delegation|group|panel|faction|task force|branch|mission|representation)\b"
)
"""What makes “the chairman of the European Parliament trade committee” head a part of what the title names."""
_LED_WITHIN = 200
"""Characters before a title in which what leads up to it is looked for."""
_LED = re.compile(
    r"\b(?:represented|led|headed|chaired|fronted|spearheaded) by\s+(?:the\s+|its\s+)?$|\bdelegation,?\s+(?:the\s+)?$"
)


@dataclass(slots=True)
class OfficeMention:
    """A title in a story: tokens ``first`` to ``last`` (exclusive) of a segment, and what belongs to it.

    ``country`` is the one that the words beside the title name, ``through`` how ("adjective", "of", "delegation").
    ``person`` is the known person given the title, ``name`` any person’s name as the story has it, ``span`` the
    title with the name where it stands right before it. ``body`` says that the title is of something that is no
    country (“president of the club”).
    """

    first: int
    last: int
    start: int
    end: int
    text: str
    senses: Sequence[Sense]
    country: str | None = None
    through: str = ""
    person: PersonMention | None = None
    name: str = ""
    directly: bool = False
    former: bool = False
    not_yet: bool = False
    body: bool = False


def find_offices(text: str, tokens: list[NameToken], people: list[PersonMention]) -> list[OfficeMention]:
    """The offices named in one segment, in order."""
    own = [i for i, t in enumerate(tokens) if t.key != "the"]
    plain = [tokens[i].key for i in own]
    starts = {m.first: m for m in people}
    ends = {m.last: m for m in people}
    within = {i for m in people for i in range(m.first, m.last)}
    out: list[OfficeMention] = []
    at = 0
    while at < len(own):
        if own[at] in within:
            at += 1
            continue
        length, senses = office_index().longest(plain, at)
        while length and not _joined(text, tokens, own[at], own[at + length - 1] + 1):
            length -= 1
            senses = office_index().get(tuple(plain[at : at + length])) if length else ()
        while length and not senses:
            length -= 1
            senses = office_index().get(tuple(plain[at : at + length]))
        if not length:
            at += 1
            continue
        if length > 1 and plain[at] in FOR_A_WHILE:
            # Some countries have an office of “interim president”; of any other it is the president for a while.
            senses = [*senses, *office_index().get(tuple(plain[at + 1 : at + length]))]
        first, last = own[at], own[at + length - 1] + 1
        out.append(_complete(text, tokens, first, last, senses, starts, ends))
        at += length
    return out


def _complete(
    text: str,
    tokens: list[NameToken],
    first: int,
    last: int,
    senses: Sequence[Sense],
    starts: dict[int, PersonMention],
    ends: dict[int, PersonMention],
) -> OfficeMention:
    start, end = tokens[first].start, tokens[last - 1].end
    mention = OfficeMention(first, last, start, end, text[start:end], senses)
    left = _left(text, tokens, mention)
    if tokens[last - 1].possessive and last < len(tokens) and (tokens[last].capital or tokens[last].key in _HOUSES):
        mention.body = True
    if last < len(tokens) and tokens[last].key == "administration" and text[end : tokens[last].start] == " ":
        # “the head of the Kremlin administration” is not the head of the Kremlin.
        mention.body = True
    if " of " in mention.text and (tokens[last - 1].possessive or _A_PART.match(text, end)):
        mention.body = True
    right = _of_what(text, tokens, mention)
    if mention.through == "of" and tokens[last - 1].key == "republic":
        # “President of the Republic of Belarus” is the president of that country, by its full name.
        plain = [t.key for t in tokens[mention.first : last] if t.key != "the"]
        mention.senses = office_index().get(tuple(plain[: plain.index("republic") - 1])) or mention.senses
    possessor = left > 0 and tokens[left - 1].key == "of" and not mention.text[0].isupper()
    if not possessor:
        # “the spokesman of the Russian president Dmitry Peskov” may give the name to either.
        _named_after(text, tokens, mention, right, starts)
    if not mention.name:
        _named_before(text, tokens, mention, left, right, ends)
    if mention.country is None:
        _delegation(text, tokens, mention, left)
    return mention


def _left(text: str, tokens: list[NameToken], mention: OfficeMention) -> int:
    """Read what stands right before the title; returns the first token that belongs to it."""
    at = mention.first
    while at > 0:
        one = tokens[at - 1]
        if not _JOINED.fullmatch(text[one.end : tokens[at].start].removeprefix("'s").removeprefix("’s")):
            break
        if one.key in _FORMER:
            mention.former = True
        elif one.key in _NOT_YET:
            mention.not_yet = True
        elif one.key in _UNDER:
            raised = [Sense(s.country, f"deputy-{s.kind}", s.standing) for s in mention.senses]
            mention.senses = [s for s in raised if s.kind in office_classes()]
            mention.first, mention.start = at - 1, one.start
            mention.text = text[mention.start : mention.end]
            if not mention.senses:
                mention.body = True
        elif one.key in _OTHER_RANK:
            mention.body = True
        elif one.key not in _PLAIN and one.key != "the":
            country, taken = _country_ending(text, tokens, at)
            if country is None:
                if one.capital and not (at == 1 and one.key in _BEFORE_ONLY) and one.key not in _DAYS and at - 1 > 0:
                    mention.body = True
                elif one.capital and at == 1 and tokens[mention.first].capital and one.key not in _BEFORE_ONLY:
                    mention.body = not one.key.endswith("ly")
                break
            if mention.country is None:
                mention.country, mention.through = country, "adjective"
            at -= taken
            continue
        at -= 1
    return at


def _country_ending(text: str, tokens: list[NameToken], end: int) -> tuple[str | None, int]:
    """The country whose name or adjective ends right before token ``end``, and of how many tokens it is."""
    for length in (4, 3, 2, 1):
        if end < length:
            continue
        run = tokens[end - length : end]
        ids = country_index(capitals=False).get(tuple(t.key for t in run))
        if ids and run[0].capital and _joined(text, tokens, end - length, end) and _really(run):
            return ids[0], length
    return None, 0


def _country_at(text: str, tokens: list[NameToken], at: int, *, capitals: bool = True) -> tuple[str | None, int]:
    length, ids = country_index(capitals=capitals).longest([t.key for t in tokens], at)
    run = tokens[at : at + length]
    if ids and run[0].capital and _joined(text, tokens, at, at + length) and _really(run):
        return ids[0], length
    return None, 0


def _really(run: Sequence[NameToken]) -> bool:
    """“US” is the country, “us” and “Us” are not."""
    return not (len(run) == 1 and len(run[0].key) <= 3 and run[0].text[1:].islower())


def _of_what(text: str, tokens: list[NameToken], mention: OfficeMention) -> int:
    """Read “of COUNTRY” after the title; returns the token from which a name may follow."""
    at = mention.last
    while at < len(tokens) and tokens[at].key in _NOT_YET and text[tokens[at - 1].end : tokens[at].start] in {" ", "-"}:
        mention.not_yet = True
        at += 1
    while at < len(tokens):
        gap_end = tokens[at].start
        word = tokens[at]
        if word.key not in {"of", "for"} or at + 1 >= len(tokens) or not text[tokens[at - 1].end : gap_end].isspace():
            break
        after = at + 1 + (tokens[at + 1].key == "the")
        if after >= len(tokens):
            break
        country, taken = _country_at(text, tokens, after)
        if country is not None:
            if (
                after + taken < len(tokens)
                and tokens[after + taken].capital
                and _joined(text, tokens, after + taken - 1, after + taken + 1)
                and not tokens[after + taken - 1].possessive
            ):
                # “of Russia Today”, “of France Insoumise”, “for European Affairs”: not the country’s own.
                mention.body = True
                break
            if mention.country is None:
                mention.country, mention.through = country, "of"
            at = after + taken
            continue
        if tokens[after].key in _OWN_LAND:
            at = after + 1
            continue
        mention.body = mention.body or word.key == "of" or tokens[after].capital
        break
    return at


def _named_after(
    text: str, tokens: list[NameToken], mention: OfficeMention, at: int, starts: dict[int, PersonMention]
) -> None:
    if at >= len(tokens) or tokens[at - 1].possessive or mention.body:
        return
    gap = text[tokens[at - 1].end : tokens[at].start]
    directly = gap in {" ", "\u00a0", ' "', " “"} or gap.replace("\n", " ") == " "
    comma = gap == ", "
    if not (directly or comma) or not tokens[at].capital:
        return
    person = starts.get(at) or _by_surname(text, tokens, at, mention)
    end = person.last if person is not None else _capitals(text, tokens, at)
    if person is None and _country_at(text, tokens, at)[0] is not None:
        return
    if comma and not _closed(text, tokens, end, mention):
        return
    mention.person, mention.directly = person, directly
    mention.name = text[tokens[at].start : tokens[end - 1].end]
    if directly and at == mention.last:
        mention.end = tokens[end - 1].end


def _by_surname(text: str, tokens: list[NameToken], at: int, mention: OfficeMention) -> PersonMention | None:
    """A title and a surname that only one known person has; the title must be one that a country has."""
    known = surnames().get(tokens[at].key, ())
    alone = at + 1 >= len(tokens) or not tokens[at + 1].capital or text[tokens[at].end : tokens[at + 1].start] != " "
    if len(known) != 1 or not alone or len(tokens[at].key) < 4:
        return None
    person = known[0]
    if mention.country not in {None, person.country} or not person.given:
        return None
    here = {s.country for s in mention.senses}
    if None not in here and person.country not in here:
        return None
    return PersonMention(at, at + 1, tokens[at].start, tokens[at].end, person, "surname", tokens[at].text, sure=False)


def _capitals(text: str, tokens: list[NameToken], at: int) -> int:
    """The token after the run of capitalised words, initials among them, that starts at ``at``."""
    end = at + 1
    while end < len(tokens) and end - at < _NAME_WORDS and tokens[end].capital and not tokens[end - 1].possessive:
        gap = text[tokens[end - 1].end : tokens[end].start]
        if gap not in _NAME_GAPS and not (gap == ". " and len(tokens[end - 1].text) <= 2):
            break
        end += 1
    return end


def _closed(text: str, tokens: list[NameToken], end: int, mention: OfficeMention) -> bool:
    """Whether a name after “TITLE, ” is set off by a second comma or the end, and not the subject of what follows.

    Early in a sentence it may be that subject (“After meeting the president, …”), or one of a list.
    """
    after = text[tokens[end - 1].end : tokens[end - 1].end + 1]
    early = mention.first < _OPENING
    if early and tokens[0].key in _ARTICLES:
        follows = end < len(tokens) and (tokens[end].capital or tokens[end].key == "and")
        return after in _CLOSING and not follows
    opening = tokens[0].key in _BEFORE_ONLY or tokens[0].key == "speaking"
    return (after in _CLOSING or not after.strip()) and not (opening and early)


def _named_before(
    text: str, tokens: list[NameToken], mention: OfficeMention, left: int, right: int, ends: dict[int, PersonMention]
) -> None:
    at = left - 1 if left and tokens[left - 1].key in {"the", "a", "its"} else left
    person = ends.get(at)
    after = text[tokens[right - 1].end : tokens[right - 1].end + 1]
    if after.strip() and after not in ',.;:)—–-”"':
        return
    if right < len(tokens) and not after.strip() and tokens[right].start - tokens[right - 1].end == 1:
        return
    if at == 0 or tokens[at - 1].possessive or mention.body:
        return
    gap = text[tokens[at - 1].end : tokens[left].start]
    if not _COMMA.fullmatch(gap) and not re.fullmatch(
        r" (?:is|was|as|serves as|served as) (?:the |a )?| \((?:the )?", gap
    ):
        return
    if person is not None:
        mention.person, mention.name = person, text[person.start : person.end]


def _delegation(text: str, tokens: list[NameToken], mention: OfficeMention, left: int) -> None:
    """“The Russian delegation is led by TITLE”, “Moscow will be represented by TITLE”."""
    if not tokens:
        return
    found = _LED.search(text, max(tokens[0].start, tokens[left].start - _LED_WITHIN), tokens[left].start)
    if found is None:
        return
    start = max((i for i in range(left) if text[tokens[i].end : tokens[i + 1].start].strip() in {",", ";"}), default=-1)
    for first in (start + 1, 0):
        for at in range(first, left):
            country, _ = _country_at(text, tokens, at)
            if country is not None:
                mention.country, mention.through = country, "delegation"
                return


def _joined(text: str, tokens: list[NameToken], first: int, last: int) -> bool:
    """Whether nothing but spaces, hyphens, “the” and ’s stands between the tokens."""
    return all(
        _JOINED.fullmatch(text[a.end : b.start].removeprefix("'s").removeprefix("’s").removeprefix("."))
        for a, b in zip(tokens[first : last - 1], tokens[first + 1 : last], strict=True)
    )
