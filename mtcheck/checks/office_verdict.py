"""The reference desk's verdict on an office as a story names it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding
from mtcheck.corpora.countries import countries, country_index
from mtcheck.corpora.offices import Sense, office_classes, office_index, offices, title_of, wording
from mtcheck.corpora.organisations import organisation_index
from mtcheck.corpora.people import Held, Person
from mtcheck.corpora.phrase_index import NameToken, key, keys
from mtcheck.document.model import Role
from mtcheck.flag import ProbableSource, Suggestion
from mtcheck.mentions import OfficeMention

_RIGHT = frozenset({"title", "also"})
_ANYWHERE = frozenset(
    "leader ruler chief head commander director chairman chairwoman chair general lawmaker deputy minister envoy "
    "official secretary judge marshal representative member senator premier governor prefect commissioner strongman "
    "prince pope cardinal archbishop".split()
)
"""Words that say no more than that somebody has an office; no country has them for itself."""
_HEADS = frozenset(
    "minister secretary chancellor president premier attorney treasurer speaker ministry department office".split()
)
"""Nouns that make an office of a title even in small letters."""
_BODY = frozenset(
    "bank agency service bureau authority council commission committee department office court front party "
    "organisation organization assembly house force forces guard guards senate command parliament ministry".split()
)
"""Nouns that make a name of the words before them."""
_RANK = frozenset(
    "governor deputy vice managing executive general president chairman chairwoman chairperson chair head chief "
    "director director-general speaker commander secretary secretary-general member judge spokesperson".split()
)
"""Words that are no part of the name of the body whose officer they make."""
_NAMES = frozenset(
    "Exchequer Treasury Europe Eurogroup Riksbank Nitijela Bangko Sentral Pilipinas Negara Al-Maghrib Ulu-o-Tokelau "
    "Kremlin White House Street".split()
)
"""Words of titles that are names wherever they stand."""
_NOBODY_ELSES = frozenset({"State Department", "Department of State", "Home Office"})
"""Ministries that only one country has, whatever the tables say of the others."""
_MINISTER_OF = re.compile(r"(?:minister|secretary) (?:of|for) (?:the )?(?P<field>.+)", re.I)
_NO_JUNIORS = frozenset({"finance-minister", "foreign-minister", "interior-minister"})
"""Offices whose juniors are called by the department: “Treasury minister”, “Home Office minister”."""
_ONE_OF_THEM = frozenset("president chairman chairwoman".split())
"""Words for the one head of a body."""
_RULERS = frozenset({"monarch", "military-ruler", "supreme-leader"})
_LOOSE = {
    # Offices that copy may rightly confound, or whose holders have both.
    "head-of-state": {"monarch", "military-ruler", "supreme-leader", "president-of-body", "speaker-lower",
                      "speaker-upper", "commission-president",
                      "council-president", "parliament-president", "regional-head",
                      "chief-justice", "party-leader", "constitutional-court-head", "chair"},
    "monarch": {"head-of-state", "royal", "crown-prince"},
    "head-of-government": {"regional-head", "military-ruler"},
    "chief-of-defence": {"army-chief", "commander", "presidency-chief", "navy-chief", "air-force-chief", "soldier"},
    "speaker-lower": {"speaker-upper", "parliament-president", "deputy-speaker"},
    "speaker-upper": {"speaker-lower", "parliament-president"},
    "prosecutor-general": {"justice-minister", "attorney-general", "regional-head", "lawyer", "judge"},
    "justice-minister": {"prosecutor-general", "attorney-general"},
    "secretary-general": {"party-leader", "presidency-chief"},
    "security-council-secretary": {"national-security-adviser"},
    "national-security-adviser": {"security-council-secretary", "presidential-aide"},
    "finance-minister": {"economy-minister"},
    "economy-minister": {"finance-minister", "trade-minister"},
    "central-bank-governor": {"regional-head", "president-of-body"},
    "deputy-foreign-minister": {"junior-minister", "europe-minister"},
    "deputy-finance-minister": {"junior-minister"},
    "deputy-defence-minister": {"junior-minister"},
    "deputy-interior-minister": {"junior-minister"},
    "deputy-justice-minister": {"junior-minister", "deputy-prosecutor-general"},
}  # fmt: skip


Error = Literal["another-country", "translated", "not-held", "person-of-another-country", "ministry"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a title: the kind of error, a message, and the title that was probably meant."""

    error: Error
    message: str
    title: str | None
    kind: str
    confidence: float


def office_mentions(analysis: Analysis) -> Iterator[OfficeMention]:
    """The offices that the story names outside the page's navigation."""
    for segment, mentions in zip(analysis.segments, analysis.mentions.offices, strict=True):
        if segment.role is not Role.NAVIGATION:
            yield from mentions


def office_findings(analysis: Analysis, error: Error) -> Iterator[Finding]:
    """Every office of a story with one kind of error, and the title that was probably meant."""
    named = named_countries(analysis)
    for mention in office_mentions(analysis):
        verdict = judge(mention, named)
        if verdict is None or verdict.error != error:
            continue
        suggestions: tuple[Suggestion, ...] = ()
        source = None
        start, end = mention.start, mention.end
        if verdict.title is not None:
            put = _suggested(verdict.title, verdict.kind, mention)
            suggestions = (Suggestion(put, verdict.confidence),)
            start, end = _with_what_it_says(analysis, mention, verdict.title)
            if error == "person-of-another-country" and mention.person is not None and mention.country is not None:
                beside = _country_before(analysis, mention, {mention.country})
                if beside is not None:
                    start = beside
                    home = countries()[mention.person.person.country].possessive
                    suggestions = (Suggestion(f"{home} {put}", verdict.confidence),)
            language = analysis.pivot.language if analysis.pivot is not None else ""
            source = ProbableSource(language, wording(verdict.kind, language), verdict.title, "corpus")
        yield Finding(start, end, verdict.message, suggestions, confidence=verdict.confidence, probable_source=source)


def _with_what_it_says(analysis: Analysis, mention: OfficeMention, title: str) -> tuple[int, int]:
    """From where to where the title in the story stands, with the country beside it that the other title names too."""
    said = set(_countries_in([key(word) for word in title.split()]))
    tokens = _tokens(analysis, mention)
    start, end = mention.start, mention.end
    beside = _country_before(analysis, mention, said)
    if beside is not None:
        start = beside
    if end == tokens[mention.last - 1].end:
        after = [t for t in tokens[mention.last :][:6] if t.key != "the"]
        if after and after[0].key == "of" and analysis.text[end : after[0].start].isspace():
            length, ids = (
                country_index(capitals=False).longest([t.key for t in after], 1) if len(after) > 1 else (0, ())
            )
            if said.intersection(ids):
                end = after[length].end
    return start, end


def _country_before(analysis: Analysis, mention: OfficeMention, named: Set[str]) -> int | None:
    """Where the name or adjective of one of some countries stands, if it stands right before the title."""
    tokens = _tokens(analysis, mention)
    for first in range(max(0, mention.first - 4), mention.first):
        own = tokens[first : mention.first]
        if named.isdisjoint(country_index(capitals=False).get(tuple(t.key for t in own))):
            continue
        if analysis.text[own[-1].end : mention.start] in {" ", "'s ", "’s "}:
            return own[0].start
    return None


def _tokens(analysis: Analysis, mention: OfficeMention) -> Sequence[NameToken]:
    return analysis.mentions.tokens[analysis.document.segment_at(mention.start) or 0]


def _countries_in(plain: Sequence[str]) -> Iterator[str]:
    """The ids of the countries and bodies that these keys name."""
    for at in range(len(plain)):
        yield from country_index(capitals=False).longest(plain, at)[1]


def _suggested(title: str, kind: str, mention: OfficeMention) -> str:
    """A title as it goes in place of the one in the story, and the name after that, where the mention has it."""
    name = ""
    if mention.end != mention.start + len(mention.text):
        name = f" {mention.person.right if mention.person is not None else mention.name}"
    if title.endswith("."):
        # “Rep.” stands before a name only, and always with its capital.
        return title + name if name else office_classes()[kind].name
    asis = mention.text[:1].isupper() or kind.endswith("-ministry")
    return (title if asis else lowered(title)) + name


@cache
def lowered(title: str) -> str:
    """A title as it stands away from a name: ranks and fields in small letters, names of bodies and countries not."""
    words = title.split()
    proper = set(_within_bodies(words)) if words[:2] != ["Central", "Bank"] or "of" in words else set()
    plain = [key(word) for word in words]
    at = 0
    while at < len(words):
        taken, _ = country_index().longest(plain, at)
        length, names = organisation_index().longest(plain, at)
        if length > 1 and names[0].right and names[0].organisation.kind not in {"legal", "military"}:
            taken = max(taken, length)
        proper.update(range(at, at + taken))
        at += max(1, taken)
    return " ".join(w if at in proper or not _common(w) else w.lower() for at, w in enumerate(words))


def _common(word: str) -> bool:
    """Whether a word of a title loses its capital away from a name: “Secretary-General” does, “MI5” does not."""
    parts = word.removesuffix("'s").split("-")
    return word not in _NAMES and all(part.istitle() or part.islower() for part in parts)


def _within_bodies(words: Sequence[str]) -> Iterator[int]:
    """Which words of a title are in a body’s name, as those of “National Bank of Angola” are in its governor’s."""
    first = 0
    for at, word in enumerate(words):
        if word.islower() and word != "and":
            first = at + 1
        elif word.lower() in _BODY and at >= first:
            last = at + 1
            if words[last : last + 1] in (["of"], ["for"]):
                last = next((i for i in range(last, len(words)) if words[i].lower() in _RANK), len(words))
            yield from range(first, last)
            first = last


def judge(mention: OfficeMention, named: dict[str, int]) -> Verdict | None:
    """What is wrong with an office as the story has it; ``named`` counts the countries that the story names."""
    verdict = _judged(mention, named)
    if verdict is not None and all(s.kind.endswith("-ministry") for s in mention.senses):
        return replace(verdict, error="ministry")
    return verdict


def _judged(mention: OfficeMention, named: dict[str, int]) -> Verdict | None:
    if mention.body or mention.not_yet or _somebodys_deputy(mention):
        return None
    person = mention.person.person if mention.person is not None else None
    if person is not None and (mention.person is None or mention.person.sure or mention.person.how == "near"):
        return _judge_person(mention, person)
    if mention.country is not None:
        return _judge_country(mention, mention.country)
    return _judge_alone(mention, named)


def _somebodys_deputy(mention: OfficeMention) -> bool:
    """Whether “deputy” alone, with a name, is the deputy of whoever was named before and no member of a parliament."""
    if mention.text.lower() != "deputy" or not mention.name or mention.country == "eu":
        return False
    held = {h.kind for h in mention.person.person.offices} if mention.person is not None else set()
    return "legislator-lower" not in held or any(kind.startswith("deputy-") for kind in held)


def _judge_person(mention: OfficeMention, person: Person) -> Verdict | None:
    homes = {person.country, *(h.country for h in person.offices)}
    country = mention.country
    if country is not None and country not in homes:
        if _related(country, homes):
            return None
        kinds = _right_kinds(mention, country) or _right_kinds(mention, person.country)
        closed = [k for k in kinds if _closed(k)]
        held = [h for h in person.offices if _counts(h.kind, set(closed))]
        if not closed or not held or not mention.directly:
            return None
        own = countries().get(held[0].country)
        if own is None:
            return None
        title = title_of(held[0].country, held[0].kind)
        message = f"{person.name} is {_article(own.demonym or own.possessive)}."
        return Verdict("person-of-another-country", message, title, held[0].kind, 0.85)
    at = [country] if country is not None else sorted(homes, key=lambda c: (c != person.country, c))
    kinds = {k for c in at for k in _right_kinds(mention, c)}
    if (
        country is None
        and not kinds
        and held_kind(person, "regional-head")
        and any(_right_in_part(sense, homes) for sense in mention.senses)
    ):
        return None
    if kinds:
        beside = country is not None
        if any(_counts(h.kind, kinds, strictly=beside) for h in person.offices if h.country in at or country is None):
            return None
        called = [s for s in mention.senses if s.standing == "wrong" and s.country in at and held_kind(person, s.kind)]
        if called and called[0].country is not None:
            title = title_of(called[0].country, called[0].kind)
            message = f"{person.name} is {lowered(title or '')} in English, whatever the office is called at home."
            return Verdict("translated", message, title, called[0].kind, 0.85)
        if not all(_closed(k) for k in kinds) and not _above(mention, person, kinds):
            return None
        if not any(h.kind in office_classes() for h in person.offices):
            return None
        best = _nearest(person, kinds)
        if best is None:
            return None
        title = title_of(best.country, best.kind)
        if title is None or title.lower() == mention.text.lower():
            return None
        message = f"{person.name} is not known to have been {lowered(mention.text)}, but {lowered(title)}."
        return Verdict("not-held", message, title, best.kind, 0.85 if person.country == best.country else 0.8)
    for where in at:
        verdict = _judge_country(mention, where, person)
        if verdict is not None:
            return verdict
    return None


def _judge_country(mention: OfficeMention, country: str, person: Person | None = None) -> Verdict | None:
    """What is wrong with a title that is said of a country; None where nothing is known to be."""
    own = countries().get(country)
    if own is None or _right_kinds(mention, country) or _right_kinds(mention, country.split("-")[0]):
        return None
    here = [s for s in mention.senses if s.country == country and s.standing == "wrong"]
    if here and not any(s.standing == "title" for s in mention.senses):
        kind = _best_kind([s.kind for s in here], person)
        title = _as_secretary(mention.text, country, kind) or title_of(country, kind)
        message = f"The English name of this {own.possessive} office is “{title}”."
        return Verdict("translated", message, title, kind, 0.88)
    whole = mention.text in _NOBODY_ELSES
    kinds = [s.kind for s in here] or [s.kind for s in mention.senses if s.standing in {"generic", "title", "also"}]
    kinds = [k for k in kinds if (country, k) in offices() or k.startswith("deputy-") or whole]
    if not here:
        kinds = [k for k in kinds if _closed(k) or k.endswith("-ministry")]
    if not kinds or not any(key[0] == country for key in offices()):
        return None
    if mention.text.lower() in _ANYWHERE or (not here and mention.text.isupper()):
        return None
    words = {w.lower() for w in mention.text.replace("-", " ").split()}
    if not mention.text[:1].isupper() and (not words & _HEADS or (person is None and mention.country is None)):
        return None
    monarchy = (country, "head-of-state") in offices() and offices()[country, "head-of-state"].strict
    if "head-of-state" in kinds and monarchy and "president" in words and (country, "head-of-government") in offices():
        kinds = ["head-of-government"]
    lent = {s.kind for s in mention.senses if s.standing == "title"}
    kind = _best_kind(sorted(kinds, key=lambda k: k not in lent), person)
    if person is not None and not any(_counts(h.kind, {kind}) for h in person.offices):
        best = _nearest(person, {kind})
        title = title_of(best.country, best.kind) if best is not None else title_of(country, kind)
    else:
        title = title_of(country, kind)
    if _calls_down(mention, country, kind):
        title = _as_secretary(mention.text, country, kind) or title
        message = f"The English name of this {own.possessive} office is “{title}”."
        return Verdict("translated", message, title, kind, 0.75)
    if title is None or title.lower() == mention.text.lower():
        return None
    titles = [s for s in mention.senses if s.standing == "title" and s.country is not None]
    whose = next((s.country for s in sorted(titles, key=lambda s: s.kind != kind)), None)
    lender = countries().get(whose) if whose else None
    who = (
        f"{person.name} is {_article(own.demonym or own.possessive)}"
        if person is not None
        else f"no {own.possessive} office has this name"
    )
    generic = any(s.standing == "generic" for s in mention.senses)
    what = "" if generic or lender is None else f"{mention.text} is {_article(lender.possessive)} office; "
    message = f"{what}{who}: “{title}” is probably meant."
    return Verdict("another-country", message[0].upper() + message[1:], title, kind, 0.92)


def _judge_alone(mention: OfficeMention, named: dict[str, int]) -> Verdict | None:
    """A translated title with no country beside it, where the story names the one country that has it."""
    if any(s.standing != "wrong" and (s.country is None or s.country in named) for s in mention.senses):
        return None
    here = {s.country: s.kind for s in mention.senses if s.standing == "wrong" and s.country is not None}
    both = [c for c in here if named.get(c, 0) >= 2 or (len(here) == 1 and _names_its_body(mention, c))]
    single = mention.last - mention.first < 2
    if len(both) != 1 or single or (mention.name and mention.person is None):
        return None
    if offices()[both[0], here[both[0]]].above_ministers:
        return None
    title = title_of(both[0], here[both[0]])
    return Verdict(
        "translated",
        f"The English name of this {countries()[both[0]].possessive} office is “{title}”.",
        title,
        here[both[0]],
        0.75,
    )


def _names_its_body(mention: OfficeMention, country: str) -> bool:
    """Whether a title says itself whose it is: “president of the Bank of England”.

    Only of a body with one president or chairman: of directors, governors and secretaries it may have many.
    """
    plain = keys(mention.text)
    if plain[0] not in _ONE_OF_THEM:
        return False
    found = (organisation_index().longest(plain, at) for at in range(len(plain)))
    return any(length > 1 and names[0].right and names[0].organisation.country == country for length, names in found)


def _right_kinds(mention: OfficeMention, country: str) -> set[str]:
    """The kinds of office that the title rightly names in a country."""
    out = {
        s.kind
        for s in mention.senses
        if s.country == country and s.standing in _RIGHT and not _calls_down(mention, country, s.kind)
    }
    denied = {s.kind for s in mention.senses if s.country == country and s.standing == "wrong"}
    sense_words = mention.text.lower().split()
    for sense in mention.senses:
        if sense.country is None and sense.kind not in denied:
            own = offices().get((country, sense.kind))
            deputy = office_classes()[sense.kind].deputy_of if sense.kind in office_classes() else None
            chief = offices().get((country, deputy)) if deputy else None
            if (own is None and chief is not None and chief.strict) or _calls_down(mention, country, sense.kind):
                continue
            if own is None or not own.strict:
                out.add(sense.kind)
        if "minister" in sense_words and sense.kind not in denied and sense.standing in _RIGHT and sense.country:
            # Ministries are cut as each government likes: “Minister of Economy and Finance” is at home anywhere.
            own = offices().get((country, sense.kind))
            if sense.kind.endswith("-minister") and (own is None or not (own.strict or own.above_ministers)):
                out.add(sense.kind)
    return out


def _calls_down(mention: OfficeMention, country: str, kind: str) -> bool:
    """Whether a title makes a minister of the known holder of an office that is above ministers.

    Not “finance minister Rachel Reeves” in small letters: agencies explain a chancellor so. Nor of one who has been a
    junior: “Justice Minister Dominic Raab” may be of that time.
    """
    own = offices().get((country, kind))
    if own is None or not own.above_ministers or mention.person is None or not mention.person.sure:
        return False
    person = mention.person.person
    if not any((h.country, h.kind) == (country, kind) for h in person.offices):
        return False
    plain = mention.text.lower()
    if not mention.text.endswith(" Minister") and (
        not plain.startswith(("minister of ", "minister for ")) or plain.startswith("minister of state")
    ):
        return False
    return kind in _NO_JUNIORS or not (held_kind(person, "junior-minister") or held_kind(person, f"deputy-{kind}"))


def _as_secretary(written: str, country: str, kind: str) -> str | None:
    """“Business Secretary” for “Business Minister” or “Secretary for Business”, where the office is so called."""
    found = _MINISTER_OF.fullmatch(written)
    field = found.group("field") if found is not None else re.sub(r" minister$", "", written, flags=re.I)
    put = f"{field} Secretary"
    named = any(s.country == country and s.kind == kind and s.standing in _RIGHT for s in office_index().get(keys(put)))
    return put[:1].upper() + put[1:] if named else None


def _counts(held: str, kinds: set[str], *, strictly: bool = False) -> bool:
    """Whether an office held is one of those kinds, or one that is rightly called so.

    Strictly, where the title is said of a country, “president” is not one of a party or a parliament, and neither
    “president” nor “prime minister” is one of a region.
    """
    if held in kinds:
        return True
    if strictly and "head-of-state" in kinds:
        return held in _RULERS
    if strictly and "head-of-government" in kinds:
        return held == "military-ruler"
    return any(held in _LOOSE.get(k, ()) for k in kinds)


def _above(mention: OfficeMention, person: Person, kinds: set[str]) -> bool:
    """Whether a junior rank, “secretary of state”, is given to a foreign minister who never had one.

    Many governments have secretaries of state; of a foreign minister the words are Washington’s.
    """
    if kinds != {"junior-minister"} or not mention.text.lower().endswith("secretary of state"):
        return False
    held = {h.kind for h in person.offices}
    return "foreign-minister" in held and not any(k == "junior-minister" or k.startswith("deputy-") for k in held)


def _right_in_part(sense: Sense, homes: set[str]) -> bool:
    """Whether a title is right in a state or region of one of those countries: “Bavarian Premier”."""
    whole, _, part = (sense.country or "").partition("-")
    return bool(part) and whole in homes and sense.standing in _RIGHT


def _closed(kind: str) -> bool:
    """Whether the tables are complete for a kind of office."""
    return kind in office_classes() and office_classes()[kind].closed


def held_kind(person: Person, kind: str) -> bool:
    """Whether the person held an office of just this kind."""
    return any(held.kind == kind for held in person.offices)


def _best_kind(kinds: Sequence[str], person: Person | None) -> str:
    if person is not None:
        for kind in kinds:
            if held_kind(person, kind):
                return kind
    return kinds[0]


_RANKED = ("head-of-state", "head-of-government", "vice-president", "deputy-head-of-government", "foreign-minister")


def _nearest(person: Person, kinds: set[str]) -> Held | None:
    """The office a person held that is probably meant: of the same field, else held now, else the highest."""
    known = [h for h in person.offices if title_of(h.country, h.kind) is not None]
    if not known:
        return None
    fields = {k.removeprefix("deputy-") for k in kinds}

    def order(held: Held) -> tuple[bool, bool, int, int]:
        rank = _RANKED.index(held.kind) if held.kind in _RANKED else len(_RANKED)
        return (held.kind.removeprefix("deputy-") not in fields, not held.current, rank, -(held.first or 0))

    return min(known, key=order)


def _related(country: str, homes: set[str]) -> bool:
    """Whether one is a part of the other, or a body, whose people have a country of their own too."""
    if any(h.split("-")[0] == country.split("-")[0] for h in homes):
        return True
    return len(country) != 2 or country in {"eu", "un"}


def named_countries(analysis: Analysis) -> dict[str, int]:
    """How often the story names each country, or one of its people."""
    out: dict[str, int] = {}
    for tokens in analysis.mentions.tokens:
        plain = [t.key for t in tokens]
        at = 0
        while at < len(tokens):
            length, ids = country_index().longest(plain, at) if tokens[at].capital else (0, ())
            if ids:
                out[ids[0]] = out.get(ids[0], 0) + 1
            at += max(1, length)
    for mention in (m for own in analysis.mentions.people for m in own):
        out[mention.person.country] = out.get(mention.person.country, 0) + 1
    return out


def _article(words: str) -> str:
    return ("an " if words[:1].lower() in "aeio" else "a ") + words
