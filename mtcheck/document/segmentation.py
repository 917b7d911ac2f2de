"""Segmentation of wire copy: paragraphs into sentences, with the full stops of abbreviations seen through."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.document.model import Role, Segment

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")
_STOP = re.compile(r"[.!?…]+[\"”’»“)\]']*(?=\s|$)|[.!?…]+[\"”’»)\]']*(?=[A-Z“\"‘])", re.MULTILINE)
_BEFORE = re.compile(r"[^\s\"“”‘’(\[«»]*$")
_NEXT = re.compile(r"\s*(?:[\"“”‘’'«„(\[–—-]\s?)*")

_TITLES = frozenset(
    (
        "mr mrs ms mx dr prof gen lt col sgt capt cmdr maj adm brig cpl pvt rep reps sen sens gov rev fr hon "
        "messrs mme st ste mt ft pres supt insp det mlle sr dip ing lic"
    ).split()
)
_JOINED = frozenset(
    (
        "jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun no nos "
        "vol pp fig al eg ie e.g i.e vs v cf ca approx art arts sec inc"
    ).split()
)
_ENDING = frozenset(("inc corp ltd co bros jr sr etc u.s u.k u.n e.u d.c a.m p.m ph.d m.d b.a").split())
_MONTHS_AND_NUMBERED = frozenset(("jan feb mar apr jun jul aug sept sep oct nov dec no nos vol pp fig art sec").split())
_HEADLINE_WORDS = 25


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or heading that a reader found: a range of the text and what it is."""

    start: int
    end: int
    role: Role | None = None


def segment(text: str, blocks: Sequence[Block] | None = None) -> tuple[Segment, ...]:
    """Split the text into sentences and headlines, in order, with nothing but white space between them.

    Without ``blocks`` each line that is not empty is a paragraph; a line that follows a full line of hard-wrapped
    text goes on with its paragraph. A short paragraph without a final stop is a headline.
    """
    out: list[Segment] = []
    for paragraph, block in enumerate(_paragraphs(text) if blocks is None else blocks):
        pieces = list(_sentences(text, block.start, block.end))
        role = block.role or _role(text, pieces)
        for start, end in pieces:
            out.append(Segment(len(out), start, end, text[start:end], paragraph, role))
    return tuple(out)


def _paragraphs(text: str) -> Iterator[Block]:
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text) if m.group().strip()]
    wrapped = _hard_wrapped(text, lines)
    start = end = -1
    for here, there in lines:
        blank = end >= 0 and len(text[end:here].replace("\r\n", "\n")) > 1
        if start >= 0 and wrapped and not blank:
            end = there
            continue
        if start >= 0:
            yield Block(start, end)
        start, end = here, there
    if start >= 0:
        yield Block(start, end)


def _hard_wrapped(text: str, lines: Sequence[tuple[int, int]]) -> bool:
    """Whether most lines that are followed at once by another break off in mid-sentence at a like width."""
    inner = [
        text[a:b].rstrip() for (a, b), (c, _) in itertools.pairwise(lines) if len(text[b:c].replace("\r\n", "\n")) == 1
    ]
    if len(inner) < 3:
        return False
    broken = sum(50 <= len(line) <= 100 and line[-1] not in '.!?…"”’' for line in inner)
    return broken > 0.6 * len(inner)


def _role(text: str, pieces: Sequence[tuple[int, int]]) -> Role:
    if len(pieces) > 2 or not pieces:
        return Role.BODY
    last = text[pieces[-1][0] : pieces[-1][1]].rstrip("\"”’»)]'*")
    words = sum(len(text[a:b].split()) for a, b in pieces)
    return Role.HEADLINE if words <= _HEADLINE_WORDS and last and last[-1] not in ".!?…:;," else Role.BODY


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for stop in _STOP.finditer(text, start, end):
        if stop.end() < end and _ends_sentence(text, at, stop.start(), stop.end(), end):
            yield from _trimmed(text, at, stop.end())
            at = stop.end()
    yield from _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    if right > left:
        yield left, right


def _ends_sentence(text: str, start: int, stop: int, after: int, end: int) -> bool:
    mark = text[stop:after]
    lead = _NEXT.match(text, after, end)
    at = lead.end() if lead else after
    following = text[at : at + 1]
    if at >= end:
        return False
    glued = not text[after].isspace()
    before = _BEFORE.search(text, max(start, stop - 40), stop)
    word = before.group().lower() if before else ""
    if glued:
        # "ended.The talks": a lower-case word, the stop, and a capitalised word of two letters or more.
        raw = before.group() if before else ""
        opens = text[after : after + 1].isupper() and text[after + 1 : after + 2].islower()
        return (
            raw[-2:].isalpha()
            and raw[-2:].islower()
            and "." not in raw
            and "/" not in raw
            and (opens or mark[-1] in '"”’')
        )
    if following.islower():
        return False
    if not mark.startswith(".") or mark.startswith(".."):
        return following.isupper() or following.isdigit() or not following.isalnum()
    if mark != ".":
        return True
    bare = word.rstrip(".")
    if bare in _TITLES and bare != "sr":
        return False
    if bare in _MONTHS_AND_NUMBERED:
        return not following.isdigit()
    if bare in _JOINED and bare not in _ENDING:
        return False
    if len(bare) == 1 and bare.isalpha() and bare != "i":
        return _initial_ends(text, start, stop, at, end)
    if bare in _ENDING or re.fullmatch(r"(?:\w\.)+\w", bare):
        return _opens_sentence(text, at, end)
    return True


_OPENERS = frozenset(
    (
        "the a an he she it they we you i his her its their our this that these those there in on at but and "
        "as for from if when while after before since although however meanwhile some many most all both no "
        "not what who how why asked according one two last earlier under with by to so yet still now then"
    ).split()
)


def _opens_sentence(text: str, at: int, end: int) -> bool:
    """Whether the word at ``at`` commonly opens a sentence, so that an abbreviation before it ended one."""
    word = re.compile(r"[\w’']+").match(text, at, end)
    return bool(word) and word.group().lower() in _OPENERS  # type: ignore[union-attr]


def _initial_ends(text: str, start: int, stop: int, at: int, end: int) -> bool:
    """Whether a single letter with a stop ends a sentence: "J. K. Rowling" and "U. S. forces" do not."""
    previous = text[max(start, stop - 4) : stop - 1].rstrip()
    if previous.endswith("."):
        return _opens_sentence(text, at, end)
    return text[stop - 1].islower() and _opens_sentence(text, at, end)
