"""Triage: which of the findings reach the report, one flag per error, in a stable order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Flag, Suggestion
from mtcheck.corpora.glossary import Glossary


def triage(flags: Iterable[Flag], *, min_confidence: float = 0.0) -> tuple[Flag, ...]:
    """The flags at or above ``min_confidence``, without those that another flag makes needless, in report order.

    Of two flags on the very same span, or of two of one category that overlap, the surer one stays; where both are
    equally sure, the shorter span, then the lower code. A flag of another category that only overlaps stays too: it
    says something else.
    """
    kept: list[Flag] = []
    sure = sorted(
        (flag for flag in flags if flag.confidence >= min_confidence),
        key=lambda f: (-f.confidence, f.end - f.start, f.start, f.code),
    )
    for flag in sure:
        if not any(_same_error(flag, other) for other in kept):
            kept.append(flag)
    return tuple(sorted(kept, key=lambda f: (f.start, f.end, f.code)))


def house_style(flags: Iterable[Flag], analysis: Analysis) -> Iterator[Flag]:
    """The flags that do not go against the house's glossary, their suggestions in its words.

    A flag is dropped where a term of the house covers half of it or more: the house's word wins.
    """
    if not analysis.glossary.terms:
        yield from flags
        return
    spans = list(_house_spans(analysis))
    for flag in flags:
        half = (flag.end - flag.start) / 2
        if flag.code != "HSE001" and any(min(flag.end, e) - max(flag.start, s) >= half for s, e in spans):
            continue
        yield replace(flag, suggestions=tuple(_in_house_words(s, analysis.glossary) for s in flag.suggestions))


def _house_spans(analysis: Analysis) -> Iterator[tuple[int, int]]:
    wanted = analysis.glossary.wanted()
    for tokens in analysis.mentions.tokens:
        own = [t for t in tokens if t.key != "the"]
        plain = [t.key for t in own]
        for at in range(len(own)):
            length, _ = wanted.longest(plain, at)
            if length:
                yield own[at].start, own[at + length - 1].end


def _in_house_words(suggestion: Suggestion, glossary: Glossary) -> Suggestion:
    text = suggestion.text
    for term in glossary.terms:
        for wording in term.avoid:
            text = re.sub(rf"(?<!\w){re.escape(wording)}(?!\w)", term.text.replace("\\", r"\\"), text)
    return suggestion if text == suggestion.text else replace(suggestion, text=text)


def _same_error(one: Flag, other: Flag) -> bool:
    if one.start >= other.end or other.start >= one.end:
        return False
    return one.category is other.category or (one.start, one.end) == (other.start, other.end)


def selector(select: Iterable[str], ignore: Iterable[str]) -> Callable[[str, str, str], bool]:
    """A test of (code, name, category) against what is selected and ignored; an empty selection takes all.

    Each word is a code ("DUP001"), the beginning of one ("DUP"), a rule's name or a category.
    """
    chosen, left_out = tuple(select), tuple(ignore)

    def named(words: tuple[str, ...], code: str, name: str, category: str) -> bool:
        return any(code.startswith(word.upper()) or word.lower() in {name, category} for word in words)

    def wanted(code: str, name: str, category: str) -> bool:
        return (not chosen or named(chosen, code, name, category)) and not named(left_out, code, name, category)

    return wanted
