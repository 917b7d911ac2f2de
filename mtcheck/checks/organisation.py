"""Organisations, treaties, places and terms under names that English does not have for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mtcheck.analysis import Analysis
from mtcheck.checks.office_verdict import named_countries, office_findings
from mtcheck.checks.rule import Finding, rule
from mtcheck.corpora.frequency import zipf
from mtcheck.corpora.organisations import (
    Organisation,
    bag,
    by_acronym,
    by_bag,
    organisation_index,
    organisations,
    right_sequences,
)
from mtcheck.corpora.phrase_index import NameToken, keys
from mtcheck.document.model import Role
from mtcheck.flag import Category, ProbableSource, Severity, Suggestion

_MQM = "Accuracy > Mistranslation > Entity"
_TERMS = frozenset({"legal", "military"})
_ACRONYM = re.compile(r"\s\(([A-Z][A-Za-z.&-]{1,9})\)")
_INSIDE = re.compile(r"[ \u00a0\-‑–]+(?:the )?|[’']s? |\.? |, ")
_JOINTS = frozenset("of for the and on in to against with de".split())
_GENERAL = frozenset(
    "nation intern organi party democr commit counci instit center servic office court union associ federa agency "
    "depart minist treaty republ people europe americ social popula libera worker front moveme develo securi "
    "defens".split()
)
"""Stems that are in too many names to tell one from another."""
_ENGLISH = frozenset("us gb au ca".split())
_LEAST_RARE = 3.5
_LONGEST = 40
"""Words that the name of an organisation has at most."""


@rule("ORG001", "translated-name", category=Category.ORGANISATION, severity=Severity.MAJOR, confidence=0.88, mqm=_MQM)
def translated_name(analysis: Analysis) -> Iterator[Finding]:
    """A body, treaty, place or term that went through another language word by word.

    Why: official names are not translated back to what they were, but to what their words say.

    Example: The International Organization of Labour met in Geneva.
    Better: The International Labour Organization met in Geneva.
    """
    for text, tokens in _bodies(analysis):
        plain = [t.key for t in tokens]
        at = 0
        while at < len(tokens):
            length, names = organisation_index().longest(plain, at)
            if not length or not _joined(text, tokens, at, at + length):
                at += 1
                continue
            own = names[0].organisation
            first, last = tokens[at], tokens[at + length - 1]
            city = own.kind == "place" and _within_name(text, tokens, at, at + length)
            if own.kind == "committee" and not _most_named(analysis, own.country):
                at += length
                continue
            if not names[0].right and not city and (own.kind in _TERMS or _named(tokens[at : at + length])):
                written = text[first.start : last.end]
                put = own.name
                if own.kind in _TERMS:
                    put = _like(written, own.name)
                message = f"English calls this “{own.name}”."
                yield Finding(
                    first.start, last.end, message, (Suggestion(put, 0.85, safe=own.kind == "place"),),
                    probable_source=ProbableSource("", "", own.name, "corpus"),
                )  # fmt: skip
            at += length


@rule("ORG002", "wrong-expansion", category=Category.ORGANISATION, severity=Severity.MAJOR, confidence=0.88, mqm=_MQM)
def wrong_expansion(analysis: Analysis) -> Iterator[Finding]:
    """A name that is not what the acronym after it stands for.

    Why: the acronym came through untouched, the name was translated twice.

    Example: It left the Interim Nuclear Forces (INF) agreement.
    Better: It left the Intermediate-Range Nuclear Forces (INF) Treaty.
    """
    for text, tokens in _bodies(analysis):
        for found in _ACRONYM.finditer(text, tokens[0].start if tokens else 0, tokens[-1].end + 1 if tokens else 0):
            them = [own for own, languages in by_acronym().get(found.group(1).replace(".", ""), ()) if not languages]
            run = _name_before(text, tokens, found.start())
            if not them or len(run) < 2:
                continue
            own = _meant(run, them)
            if own is None:
                continue
            start = run[0].start
            after = re.match(
                r"\s(?:agreement|accord|treaty|pact|party|organi[sz]ation)\b",
                text[found.end() : found.end() + 20],
                re.I,
            )
            end = found.end() + (
                after.end() if after and after.group().strip().lower() in own.name.lower() + " agreement" else 0
            )
            name, _, kind = own.name.rpartition(" ")
            put = f"{own.name} ({own.acronym})"
            if own.kind == "treaty" and name and kind in {"Treaty", "Agreement", "Pact", "Accord"}:
                put = f"{name} ({own.acronym}) {kind}"
            message = f"{own.acronym} stands for {own.name}."
            yield Finding(
                start,
                end,
                message,
                (Suggestion(put, 0.85),),
                probable_source=ProbableSource("", "", own.name, "corpus"),
            )


@rule(
    "ORG003",
    "acronym-of-another-language",
    category=Category.ORGANISATION,
    severity=Severity.MINOR,
    confidence=0.88,
    mqm=_MQM,
)
def foreign_acronym(analysis: Analysis) -> Iterator[Finding]:
    """An organisation’s English name with the acronym of another language.

    Why: machines translate the name and keep the acronym.

    Example: The World Health Organization (OMS) warned of a new wave.
    Better: The World Health Organization (WHO) warned of a new wave.
    """
    for text, tokens in _bodies(analysis):
        for found in _ACRONYM.finditer(text, tokens[0].start if tokens else 0, tokens[-1].end + 1 if tokens else 0):
            run = _name_before(text, tokens, found.start())
            named = [n.organisation for n in _all_names(run)]
            for own, languages in by_acronym().get(found.group(1), ()):
                if languages and own in named and own.acronym:
                    source = ProbableSource(languages[0], found.group(1), own.acronym, "corpus")
                    message = f"The English acronym is {own.acronym}."
                    put = (Suggestion(own.acronym, 0.95, safe=True),)
                    yield Finding(found.start(1), found.end(1), message, put, probable_source=source)
                    break


@rule("ORG004", "reordered-name", category=Category.ORGANISATION, severity=Severity.MAJOR, confidence=0.8, mqm=_MQM)
def reordered_name(analysis: Analysis) -> Iterator[Finding]:
    """The words of a known name in another order, or with a synonym in place of one.

    Why: a name is taken apart by one language and put together by the other.

    Example: She works at the New U.S. Defense Center.
    Better: She works at the Center for a New American Security.
    """
    for text, tokens in _bodies(analysis):
        at = 0
        while at < len(tokens):
            run = _capital_run(text, tokens, at)
            if len(run) < 2:
                at += 1
                continue
            for first, last in _pieces(len(run)):
                own = _reordered(run[first:last], whole=(first == 0) + (last == len(run)))
                if own is not None:
                    start, end = run[first].start, run[last - 1].end
                    message = f"Probably {own.name}."
                    yield Finding(
                        start, end, message, (Suggestion(own.name, 0.8),),
                        probable_source=ProbableSource("", "", own.name, "corpus"),
                    )  # fmt: skip
                    break
            at += len(run)


@rule(
    "ORG005",
    "ministry-of-another-country",
    category=Category.ORGANISATION,
    severity=Severity.MAJOR,
    confidence=0.88,
    mqm=_MQM,
)
def ministry_of_another_country(analysis: Analysis) -> Iterator[Finding]:
    """A ministry under a name that the country does not have for it.

    Why: “Ministerul de Externe” is a foreign ministry everywhere but in Washington.

    Example: The U.S. Foreign Ministry declined to comment.
    Better: The U.S. State Department declined to comment.
    """
    yield from office_findings(analysis, "ministry")


def _bodies(analysis: Analysis) -> Iterator[tuple[str, list[NameToken]]]:
    for segment, tokens in zip(analysis.segments, analysis.mentions.tokens, strict=True):
        if segment.role is not Role.NAVIGATION and tokens:
            yield analysis.text, [t for t in tokens if t.key != "the"]


def _most_named(analysis: Analysis, country: str) -> bool:
    """Whether no other country is named more often in the story, and this one is."""
    named = named_countries(analysis)
    return country in named and named[country] == max(named.values())


def _joined(text: str, tokens: Sequence[NameToken], first: int, last: int) -> bool:
    return all(
        _INSIDE.fullmatch(text[a.end : b.start])
        for a, b in zip(tokens[first : last - 1], tokens[first + 1 : last], strict=True)
    )


def _named(tokens: Sequence[NameToken]) -> bool:
    """Whether the words that carry meaning have capitals, as a name’s do."""
    return all(t.capital for t in tokens if t.key not in _JOINTS)


def _within_name(text: str, tokens: Sequence[NameToken], first: int, last: int) -> bool:
    """Whether another capitalised word stands right beside, as in a person’s or a club’s name."""
    before = first > 1 and tokens[first - 1].capital and text[tokens[first - 1].end : tokens[first].start] == " "
    after = last < len(tokens) and tokens[last].capital and text[tokens[last - 1].end : tokens[last].start] == " "
    return before or after


def _like(written: str, name: str) -> str:
    return name[:1].upper() + name[1:] if written[:1].isupper() else name


def _name_before(text: str, tokens: Sequence[NameToken], end: int) -> list[NameToken]:
    """The capitalised words, with their joints, that end at an offset."""
    run: list[NameToken] = []
    for token in reversed(tokens):
        if token.end > end:
            continue
        after = run[-1].start if run else end
        if (run and not _INSIDE.fullmatch(text[token.end : after])) or (
            not run and token.end != end and text[token.end : end].strip()
        ):
            break
        if not token.capital and token.key not in _JOINTS:
            break
        run.append(token)
    while run and not run[-1].capital:
        run.pop()
    return run[::-1]


def _all_names(run: Sequence[NameToken]) -> list:  # type: ignore[type-arg]
    """What the run, or its end, is the right name of."""
    plain = [t.key for t in run]
    for first in range(len(plain)):
        names = organisation_index().get(tuple(plain[first:]))
        if names:
            return list(names)
    return []


def _meant(run: list[NameToken], them: list[Organisation]) -> Organisation | None:
    """The organisation whose name the run garbles, where one is near enough; None where the run may be right."""
    if any(n.right for n in _all_names(run)):
        return None
    if len(run) > 2 and any(n.right for n in _all_names(run[1:])):
        return None
    words = tuple(t.key for t in run)
    ours = bag(words)
    best: tuple[float, Organisation] | None = None
    for own in them:
        theirs = bag(keys(own.name))
        name = keys(own.name)
        if any(words == name[at : at + len(words)] for at in range(len(name))):
            return None
        if tuple(w[:6] for w in words[-len(keys(own.name)) :]) == tuple(w[:6] for w in keys(own.name)):
            return None
        shared = ours & theirs
        if not shared - _GENERAL and len(shared) < 3:
            continue
        share = len(shared) / min(len(ours), len(theirs))
        if share >= 0.6 and (best is None or share > best[0]):
            best = (share, own)
    return best[1] if best is not None else None


def _pieces(words: int) -> Iterator[tuple[int, int]]:
    """The pieces of a run of words that begin or end with it, the longest first; none longer than a name."""
    yield from ((0, last) for last in range(min(words, _LONGEST), 1, -1))
    yield from ((first, words) for first in range(max(1, words - _LONGEST), words - 1))


def _capital_run(text: str, tokens: Sequence[NameToken], at: int) -> list[NameToken]:
    if not tokens[at].capital:
        return []
    run = [tokens[at]]
    for index in range(at + 1, len(tokens)):
        token = tokens[index]
        gap = text[run[-1].end : token.start]
        if not _INSIDE.fullmatch(gap) or gap == ", " or not (token.capital or token.key in _JOINTS | {"a"}):
            break
        run.append(token)
    while not run[-1].capital:
        run.pop()
    return run


def _reordered(run: Sequence[NameToken], whole: int) -> Organisation | None:
    """The organisation whose words the run has, all of them, though not as English has them."""
    if not run[0].capital or not run[-1].capital:
        return None
    words = tuple(t.key for t in run)
    ours = bag(words)
    them = by_bag().get(ours)
    if them is None or len(ours) < 2:
        return None
    if whole == 2 and len(words) == 2 and not organisation_index().get(words):
        # “Assembly National”: noun and adjective as French or Spanish has them.
        turned = [own for own in them if keys(own.name) == words[::-1]]
        if turned:
            return turned[0]
    if len(them) > 1:
        return None
    if whole == 2 and len(ours) > 2 and words[1:2] == ("of",) and keys(them[0].name) == (*words[2:], words[0]):
        # “Agency of National Security”: what an English-speaking country named needs no “of”.
        return them[0] if them[0].country in _ENGLISH else None
    rare = any(zipf(w) < _LEAST_RARE for w in words if w[:6] not in _GENERAL)
    if (len(ours) < 4 and not rare) or whole < 1:
        return None
    if any(n.right for first in range(len(words)) for n in organisation_index().longest(words, first)[1]):
        return None
    stems = tuple(w[:6] for w in words)
    if words and (stems in right_sequences() or organisation_index().get(words)):
        return None
    own = organisations()[them[0].id]
    content = tuple(w[:6] for w in words if w not in _JOINTS | {"a"})
    theirs = tuple(w[:6] for w in keys(own.name) if w not in _JOINTS | {"a"})
    if content == theirs or content in _turned(own.name):
        return None
    return own


def _turned(name: str) -> list[tuple[str, ...]]:
    """What “Directorate of Religious Affairs” may be called as well: “Religious Affairs Directorate”."""
    plain = keys(name)
    out = []
    for at, word in enumerate(plain):
        if word in _JOINTS:
            turned = (*plain[at + 1 :], *plain[:at])
            out.append(tuple(w[:6] for w in turned if w not in _JOINTS | {"a"}))
    return out
