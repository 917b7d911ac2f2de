"""Triage: which of the findings reach the report, one flag per error, in a stable order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from mtcheck.alignment.rewording import changed_spans
from mtcheck.analysis import Analysis
from mtcheck.checks.learned import quoted
from mtcheck.corpora.glossary import Glossary
from mtcheck.corpora.phrase_index import name_tokens
from mtcheck.document.span_index import SpanIndex
from mtcheck.flag import Flag, Suggestion

LEARNED = "LRN"
"""How the codes of the error tagger's rules begin."""
_HEARD = frozenset({"WRD002"})
"""Rules whose confidence has the error tagger's evidence in it: they compare the copy with its original."""
_COMPARED = 0.3
"""Share of what the error tagger doubts from which such a rule, on one side or both, has said enough of it."""
_EXACT = ("NAM", "NUM", "TTL")
"""How the codes begin of rules that say more exactly than those what is wrong with a word."""
_BETWEEN = ' "“”,'
"""What may stand between two words of one error."""
_LONGEST_JOINED = 40
"""Characters of neighbours made one flag: of longer ones the surest part says more."""


def triage(flags: Iterable[Flag], *, min_confidence: float = 0.0) -> tuple[Flag, ...]:
    """The flags at or above ``min_confidence``, without those that another flag makes needless, in report order.

    Of two flags on the very same span, or of two of one category that overlap, the surer one stays; where both are
    equally sure, the shorter span, then the lower code. A flag of another category that only overlaps stays too: it
    says something else. What the error tagger doubts, and a rule can name, is left to the rule, whose message says
    more; both together are surer than either (a noisy or), unless the rule has heard the tagger already. What such a
    rule has compared with the original is left to a rule that knows what a name, a title or a figure is.
    """
    named: list[Flag] = []
    doubted: list[Flag] = []
    for flag in flags:
        (doubted if flag.code.startswith(LEARNED) else named).append(flag)
    kept: list[Flag] = []
    places = SpanIndex()
    for flag in sorted(_exact(named, min_confidence), key=_surest_first):
        if not any(_same_error(flag, kept[number]) for number in places.near(flag.start, flag.end)):
            places.add(flag.start, flag.end, len(kept))
            kept.append(flag)
    for doubt in sorted(doubted, key=_surest_first):
        same = [number for number in places.near(doubt.start, doubt.end) if _names(kept[number], doubt)]
        for number in (one for one in same if kept[one].code not in _HEARD):
            both = 1 - (1 - kept[number].confidence) * (1 - doubt.confidence)
            kept[number] = replace(kept[number], confidence=round(both, 3))
        compared = (kept[n] for n in places.near(doubt.start, doubt.end) if kept[n].code in _HEARD)
        if not same and _covered(doubt, compared) < _COMPARED:
            places.add(doubt.start, doubt.end, len(kept))
            kept.append(doubt)
    sure = (flag for flag in kept if flag.confidence >= min_confidence)
    return tuple(sorted(sure, key=lambda f: (f.start, f.end, f.code)))


def neighbours_joined(flags: Iterable[Flag], text: str) -> tuple[Flag, ...]:
    """The flags, in report order, with what the error tagger doubts word after word made one flag, the surest of them.

    Such neighbours are seldom about two errors, and two flags on two words look like two.
    """
    out: list[Flag] = []
    for flag in flags:
        if out and _touch(out[-1], flag, text):
            surer, start = min(out[-1], flag, key=_surest_first), out[-1].start
            message = surer.message.replace(quoted(text[surer.start : surer.end]), quoted(text[start : flag.end]), 1)
            out[-1] = replace(surer, start=start, end=flag.end, message=message)
        else:
            out.append(flag)
    return tuple(out)


def _touch(one: Flag, other: Flag, text: str) -> bool:
    if not (one.code.startswith(LEARNED) and other.code.startswith(LEARNED)):
        return False
    return other.end - one.start <= _LONGEST_JOINED and not text[one.end : other.start].strip(_BETWEEN)


def beside_original(flags: Iterable[Flag], analysis: Analysis) -> Iterator[Flag]:
    """The flags without those of the error tagger on words that the original has too: they were not mistranslated."""
    original = analysis.original
    if original is None:
        yield from flags
        return
    reworded = [span for span in changed_spans(analysis.text, original) if span.start < span.end]
    for flag in flags:
        if not flag.code.startswith(LEARNED) or any(s.start < flag.end and flag.start < s.end for s in reworded):
            yield flag


def _exact(flags: Sequence[Flag], min_confidence: float) -> Iterator[Flag]:
    """The flags without those on differences from the original that lie inside a surer kind of flag."""
    places = SpanIndex()
    exact = [flag for flag in flags if flag.code.startswith(_EXACT) and flag.confidence >= min_confidence]
    for number, flag in enumerate(exact):
        places.add(flag.start, flag.end, number)
    for flag in flags:
        near = (exact[number] for number in places.near(flag.start, flag.end))
        if flag.code not in _HEARD or not any(one.start <= flag.start and flag.end <= one.end for one in near):
            yield flag


def _covered(doubt: Flag, flags: Iterable[Flag]) -> float:
    """The share of a flag, 0–1, that others lie on; they must not overlap each other."""
    return sum(max(0, min(f.end, doubt.end) - max(f.start, doubt.start)) for f in flags) / (doubt.end - doubt.start)


def _surest_first(flag: Flag) -> tuple[float, int, int, str]:
    return (-flag.confidence, flag.end - flag.start, flag.start, flag.code)


def _names(flag: Flag, doubt: Flag) -> bool:
    """Whether a flag already says what the error tagger only doubts."""
    both = min(flag.end, doubt.end) - max(flag.start, doubt.start)
    return both > 0 and (flag.category is doubt.category or 2 * both >= doubt.end - doubt.start)


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
    wanted = analysis.glossary.wanted
    for tokens in analysis.mentions.tokens:
        own = [t for t in tokens if t.key != "the"]
        plain = [t.key for t in own]
        for at in range(len(own)):
            length, _ = wanted.longest(plain, at)
            if length:
                yield own[at].start, own[at + length - 1].end


def _in_house_words(suggestion: Suggestion, glossary: Glossary) -> Suggestion:
    """The suggestion with the house's words in place of those that it avoids, outside of the house's own terms."""
    text = suggestion.text
    own = [t for t in name_tokens(text) if t.key != "the"]
    plain = [t.key for t in own]
    out, at, done = "", 0, 0
    while at < len(own):
        avoided, terms = glossary.avoided.longest(plain, at)
        wanted, spelled = glossary.wanted.longest(plain, at)
        length = max(1, avoided, wanted)
        start, end = own[at].start, own[at + length - 1].end
        words = text[start:end]
        known = ((term, term.wording_of(words)) for term in (spelled if wanted >= avoided else terms))
        better = next((term.instead_of(words, wording) for term, wording in known if wording is not None), None)
        if better is not None:
            out += text[done:start] + better
            done = end
        at += length
    return replace(suggestion, text=out + text[done:]) if out else suggestion


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
