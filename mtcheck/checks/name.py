"""Names: known people as another language spells them, misspelt, turned round, declined, or of the wrong gender."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, combinations

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, likeliest, rule
from mtcheck.checks.speaker import wrong_pronouns
from mtcheck.corpora.frequency import zipf
from mtcheck.corpora.languages import LANGUAGES
from mtcheck.corpora.people import Person, surnames
from mtcheck.corpora.phrase_index import NameToken
from mtcheck.document.model import Role
from mtcheck.flag import Category, ProbableSource, Severity, Suggestion
from mtcheck.mentions import PersonMention
from mtcheck.mentions.people import distance

_MQM = "Accuracy > Mistranslation > Entity"
_LEAST = 6
"""Letters of a name below which two that differ by one letter may well be two names."""
_LONGEST = 40
"""Letters of a name, at most."""
_MOST_ALIKE = 50
"""Words that are the same but for one letter in one place; of more, none is held for another's misspelling."""
_RARE = 1.5
"""Zipf frequency below which a name is not a common one in English."""


@rule("NAM001", "pivot-spelling", category=Category.NAME, severity=Severity.MAJOR, confidence=0.9, mqm=_MQM)
def pivot_spelling(analysis: Analysis) -> Iterator[Finding]:
    """A known person’s name as another language spells it.

    Why: names written in other alphabets are spelt anew by each language, and the translation keeps that spelling.

    Example: Serghei Lavrov and Volodimir Zelenski did not meet.
    Better: Sergei Lavrov and Volodymyr Zelenskyy did not meet.
    """
    for mention in _people(analysis):
        if mention.how == "pivot":
            language = likeliest(analysis, mention.languages)
            text = analysis.text[mention.start : mention.end]
            source = ProbableSource(language, text, mention.right, "corpus")
            message = f"English spells this name “{mention.right}”; “{text}” is {LANGUAGES[language]}."
            yield _finding(mention, message, 0.9, safe=len(text.split()) > 1, source=source)


@rule("NAM002", "misspelt-name", category=Category.NAME, severity=Severity.MAJOR, confidence=0.82, mqm=_MQM)
def misspelt_name(analysis: Analysis) -> Iterator[Finding]:
    """A name that is a letter or two away from that of a known person.

    Why: a name goes through two alphabets and two languages, and loses a letter.

    Example: Moscow sent Deputy Foreign Minister Sergei Rybkov.
    Better: Moscow sent Deputy Foreign Minister Sergei Ryabkov.
    """
    for segment, own, offices in zip(
        analysis.segments, analysis.mentions.people, analysis.mentions.offices, strict=True
    ):
        if segment.role is Role.NAVIGATION:
            continue
        for mention in own:
            supported = any(o.person is not None and o.person.start == mention.start for o in offices)
            if mention.how == "near" and (mention.sure or supported):
                known = _known_for(mention.person)
                message = f"Probably {mention.right} ({known})." if known else f"Probably {mention.right}."
                yield _finding(mention, message, 0.85 if mention.sure and supported else 0.75, safe=False)


@rule("NAM003", "two-spellings", category=Category.NAME, severity=Severity.MAJOR, confidence=0.75, mqm=_MQM)
def two_spellings(analysis: Analysis) -> Iterator[Finding]:
    """One person’s name spelt in two ways in one story.

    Why: each sentence is translated by itself.

    Example: Colonel Ivan Dobrescov spoke first. Dobrescov was calm. Later Ivan Dobreskov left.
    Better: Colonel Ivan Dobrescov spoke first. Dobrescov was calm. Later Ivan Dobrescov left.
    """
    seen: dict[str, list[tuple[NameToken, str]]] = {}
    for tokens in analysis.mentions.tokens:
        for at, token in enumerate(tokens):
            if (
                token.capital
                and _LEAST <= len(token.key) <= _LONGEST
                and token.text.isalpha()
                and not token.text.isupper()
            ):
                given = tokens[at - 1] if at and tokens[at - 1].capital else None
                close = given is not None and analysis.text[given.end : token.start] == " "
                seen.setdefault(token.key, []).append((token, given.key if close and given is not None else ""))
    rare = [k for k in seen if zipf(k) < _RARE]
    known = sorted((m.start, m.end) for m in _people(analysis) if m.how != "surname")
    for one, other in _letter_apart(rare):
        if _may_both_be(one, other):
            continue
        firsts, seconds = ({g for _, g in seen[k] if g} for k in (one, other))
        if not firsts & seconds and ((firsts and seconds) or not firsts | seconds):
            continue
        if one in surnames() and other in surnames():
            continue
        wrong, right = _which(one, other, seen)
        for token, _ in seen[wrong]:
            at = bisect_right(known, (token.start, len(analysis.text))) - 1
            if at >= 0 and token.start < known[at][1]:
                continue
            spelt = seen[right][0][0].text
            message = f"Also spelt “{spelt}” in this story."
            yield Finding(token.start, token.end, message, (Suggestion(spelt, 0.7),))


@rule("NAM004", "swapped-name", category=Category.NAME, severity=Severity.MINOR, confidence=0.88, mqm=_MQM)
def swapped_name(analysis: Analysis) -> Iterator[Finding]:
    """A known name with its parts in the other order.

    Why: Hungarian puts the family name first, and so do forms and lists; Chinese and Korean names are turned round.

    Example: Hungary’s Orban Viktor met Jinping Xi.
    Better: Hungary’s Viktor Orban met Xi Jinping.
    """
    for mention in _people(analysis):
        if mention.how == "swapped":
            yield _finding(mention, f"English has this name as “{mention.right}”.", 0.88, safe=True)


@rule("NAM005", "declined-name", category=Category.NAME, severity=Severity.MAJOR, confidence=0.85, mqm=_MQM)
def declined_name(analysis: Analysis) -> Iterator[Finding]:
    """A known name with the case ending of another language.

    Why: Slavic and other languages decline names, and the translation keeps the ending.

    Example: The letter was for Vladimira Putina himself.
    Better: The letter was for Vladimir Putin himself.
    """
    for mention in _people(analysis):
        if mention.how == "declined":
            yield _finding(mention, f"“{mention.right}”, with an ending of another language.", 0.85, safe=False)


@rule("NAM006", "wrong-pronoun", category=Category.PRONOUN, severity=Severity.MAJOR, confidence=0.75, mqm=_MQM)
def wrong_pronoun(analysis: Analysis) -> Iterator[Finding]:
    """“He said” of a known woman, or “she said” of a known man.

    Why: many languages leave the pronoun out, and the translation has to guess.

    Example: Ursula von der Leyen spoke in Brussels. “We are ready,” he said.
    Better: Ursula von der Leyen spoke in Brussels. “We are ready,” she said.
    """
    for pronoun in wrong_pronouns(analysis):
        person = pronoun.speaker.person
        message = f"{person.name} is {'a woman' if person.gender == 'f' else 'a man'}."
        yield Finding(pronoun.start, pronoun.end, message, (Suggestion(pronoun.right, 0.75),))


def _people(analysis: Analysis) -> Iterator[PersonMention]:
    for segment, own in zip(analysis.segments, analysis.mentions.people, strict=True):
        if segment.role is not Role.NAVIGATION:
            yield from own


def _finding(
    mention: PersonMention, message: str, confidence: float, *, safe: bool, source: ProbableSource | None = None
) -> Finding:
    suggestion = Suggestion(mention.right, confidence, safe=safe)
    return Finding(mention.start, mention.end, message, (suggestion,), confidence=confidence, probable_source=source)


def _known_for(person: Person) -> str:
    from mtcheck.corpora.countries import countries
    from mtcheck.corpora.offices import title_of

    for held in sorted(person.offices, key=lambda h: not h.current):
        title = title_of(held.country, held.kind)
        country = countries().get(held.country)
        if title and country:
            return f"{country.possessive} {title}" if held.current else f"once {country.possessive} {title}"
    return ""


def _letter_apart(words: Iterable[str]) -> list[tuple[str, str]]:
    """The pairs of words with the same first letter that are one edit apart, in order.

    Such words are the same once a letter is left out of one, or of each (Mor and Fraenkel 1982).
    """
    left: dict[str, list[str]] = {}
    for word in sorted(words):
        for variant in {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))}:
            left.setdefault(variant, []).append(word)
    alike = (combinations(them, 2) for them in left.values() if 1 < len(them) <= _MOST_ALIKE)
    return sorted({pair for pair in chain.from_iterable(alike) if distance(*pair) == 1})


def _may_both_be(one: str, other: str) -> bool:
    """Whether two spellings are forms of two names: a man’s and a woman’s, a plural, an adjective."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and long[len(short) :] in {"a", "s", "n", "e", "i", "o"}:
        return long[-1] != long[-2]
    return one[:-1] == other[:-1]


def _which(one: str, other: str, seen: dict[str, list[tuple[NameToken, str]]]) -> tuple[str, str]:
    """The spelling that is probably wrong, then the right one."""
    for wrong, right in ((one, other), (other, one)):
        if right in surnames() and wrong not in surnames():
            return wrong, right
    counts = Counter({k: len(seen[k]) for k in (one, other)})
    if counts[one] != counts[other]:
        wrong, right = sorted((one, other), key=lambda k: counts[k])
        return wrong, right
    first, second = sorted((one, other), key=lambda k: seen[k][0][0].start)
    return second, first
