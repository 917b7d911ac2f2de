"""Segmentation of wire copy: paragraphs into sentences, with the full stops of abbreviations seen through.

English and the other languages part here: English copy is checked, and its rules are tuned to copy that was damaged;
of another language only the source of a story is read, by its stops, its capitals and a table of its abbreviations.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from mtcheck.document.model import Role, Segment
from mtcheck.tables import rows

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")
# A run of marks is tried once, from its beginning, so that hostile runs take linear time.
_STOP = re.compile(r"(?<![.!?…])(?:[.!?…]++[\"”’»“)\]']*(?=\s|$)|[.!?…]++[\"”’»)\]']*(?=[A-Z“\"‘]))", re.MULTILINE)
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
_LONGEST = 4_000
"""Characters of a sentence; one that is longer is none, and is cut, so that no work on it outgrows the story."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or heading that a reader found: a range of the text and what it is."""

    start: int
    end: int
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class _Ends:
    """What a paragraph ends with: ``closers`` may stand after ``marks``; ``line`` ends a line that is whole."""

    marks: str
    closers: str
    line: str


_ENGLISH_ENDS = _Ends(".!?…:;,", "\"”’»)]'*", '.!?…"”’')
_FOREIGN_ENDS = _Ends(
    ".!?…:;,。！？｡．؟۔।॥։：；，、،؛",
    "\"”’»“‘«›‹)]'*」』）】》〉｣",
    '.!?…:;,。！？｡．؟۔।॥։：；，、،؛"”’»“‘«›‹」』）】》〉｣',
)
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_UNSPACED_A_WORD = 2
"""Characters that make a word where none are spaced."""


def segment(text: str, blocks: Sequence[Block] | None = None, language: str = "en") -> tuple[Segment, ...]:
    """Split the text into sentences and headlines, in order, with nothing but white space between them.

    Without ``blocks`` each line that is not empty is a paragraph; a line that follows a full line of hard-wrapped
    text goes on with its paragraph. A short paragraph without a final stop is a headline. What runs on for more than
    4,000 characters is cut at a space, or where there is none, between two characters. ``language`` is the ISO 639-1
    code of the text’s language; one that has no abbreviations in ``corpora/abbreviations.tsv`` is split by its stops
    alone.
    """
    rules = None if language == "en" else _rules(language)
    ends = _ENGLISH_ENDS if rules is None else _FOREIGN_ENDS
    out: list[Segment] = []
    for paragraph, block in enumerate(_paragraphs(text, ends) if blocks is None else blocks):
        if rules is None:
            pieces = list(_sentences(text, block.start, block.end))
        else:
            pieces = list(_foreign_sentences(text, block.start, block.end, rules))
        role = block.role or _role(text, pieces, ends)
        for start, end in itertools.chain.from_iterable(_cut(text, *piece) for piece in pieces):
            out.append(Segment(len(out), start, end, text[start:end], paragraph, role))
    return tuple(out)


def _paragraphs(text: str, ends: _Ends) -> Iterator[Block]:
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text) if m.group().strip()]
    wrapped = _hard_wrapped(text, lines, ends)
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


def _hard_wrapped(text: str, lines: Sequence[tuple[int, int]], ends: _Ends) -> bool:
    """Whether most lines that are followed at once by another break off in mid-sentence at a like width."""
    inner = [
        text[a:b].rstrip() for (a, b), (c, _) in itertools.pairwise(lines) if len(text[b:c].replace("\r\n", "\n")) == 1
    ]
    if len(inner) < 3:
        return False
    broken = sum(50 <= len(line) <= 100 and line[-1] not in ends.line for line in inner)
    return broken > 0.6 * len(inner)


def _role(text: str, pieces: Sequence[tuple[int, int]], ends: _Ends) -> Role:
    if len(pieces) > 2 or not pieces:
        return Role.BODY
    last = text[pieces[-1][0] : pieces[-1][1]].rstrip(ends.closers)
    words = sum(len(text[a:b].split()) for a, b in pieces)
    if ends is _FOREIGN_ENDS:
        words += sum(len(_UNSPACED.findall(text, a, b)) for a, b in pieces) // _UNSPACED_A_WORD
    return Role.HEADLINE if words <= _HEADLINE_WORDS and last and last[-1] not in ends.marks else Role.BODY


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


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence, in pieces of at most `_LONGEST` characters."""
    while end - start > _LONGEST:
        words = text[start : start + _LONGEST].rsplit(maxsplit=1)
        length = len(words[0]) if len(words) == 2 and len(words[0]) >= _LONGEST // 2 else _LONGEST
        yield from _trimmed(text, start, start + length)
        start += length
    yield from _trimmed(text, start, end)


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


_CLOSE = "\"”’»“‘«›‹)\\]'」』）】》〉｣"
_FOREIGN_NEXT = re.compile(r"\s*(?:[\"“”„‚‘’'«»‹›¿¡(\[「『（《〈–—―-]\s?)*")
_FOREIGN_BEFORE = re.compile(r"[^\s\"“”„‚‘’'«»(\[/]*$")
_FOREIGN_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED_STOPS = "。！？｡．"
_SPACED_STOPS = "؟۔।॥։"
_INITIALS = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}")
_ORDINAL = re.compile(r"\d{1,3}|[IVXLC]{2,6}")
_BEFORE_ENGLISH_NAMES = frozenset("mr mrs ms dr st mt".split())
_NAME_PARTICLES = frozenset("a al da das de del den di do dos du el la le les lo ten van von".split())


@dataclass(frozen=True, slots=True)
class _Rules:
    """How a language other than English ends its sentences.

    ``joined``, ``numbered`` and ``ending`` are abbreviations, ``ordinals`` says whether a full stop makes a number an
    ordinal, ``openers`` are function words, which show that a sentence begins where they have a capital.
    """

    stop: re.Pattern[str]
    joined: frozenset[str]
    numbered: frozenset[str]
    ending: frozenset[str]
    ordinals: bool
    openers: frozenset[str]


@cache
def _rules(language: str) -> _Rules:
    own = next((row for row in rows("abbreviations") if row["language"] == language), {})
    openers = (row["words"] for row in rows("function_words") if row["language"] == language)
    marks = f".!?…{_UNSPACED_STOPS}{_SPACED_STOPS}" + (";\u037e" if language == "el" else "")
    joined, numbered, ending = (frozenset(own.get(kind, "").split()) for kind in ("joined", "numbered", "ending"))
    return _Rules(
        # A run of marks is always taken whole, so that hostile runs take linear time; a French guillemet is spaced.
        re.compile(rf"[{marks}]++[{_CLOSE}]*+(?:[ \u00a0\u202f][»›](?=\s|$))?"),
        joined=joined | _BEFORE_ENGLISH_NAMES,
        numbered=numbered,
        ending=ending,
        ordinals=own.get("ordinal") == "yes",
        openers=frozenset(word for words in openers for word in words.split()),
    )


def _foreign_sentences(text: str, start: int, end: int, rules: _Rules) -> Iterator[tuple[int, int]]:
    at = start
    for stop in rules.stop.finditer(text, start, end):
        if stop.end() < end and _ends_foreign_sentence(text, at, stop.start(), stop.end(), end, rules):
            yield from _trimmed(text, at, stop.end())
            at = stop.end()
    yield from _trimmed(text, at, end)


def _ends_foreign_sentence(text: str, start: int, stop: int, after: int, end: int, rules: _Rules) -> bool:
    mark = text[stop:after]
    glued = text[after]
    if mark[0] in _UNSPACED_STOPS or (mark[0] in "!?" and _UNSPACED.match(glued)):
        # A quotation may be followed by the particle that says it is one (Japanese “と”), or by a comma.
        inside = mark[-1] in "」』”" and glued == "と"
        return not (inside or glued in "，、,：:" or (mark == "．" and glued.isdigit()))
    lead = _FOREIGN_NEXT.match(text, after, end)
    at = lead.end() if lead else after
    if at >= end or _is_small(text[at]) or text[at] in ",;:)":
        return False
    before = _FOREIGN_BEFORE.search(text, max(start, stop - 40), stop)
    word = before.group() if before else ""
    if not glued.isspace():
        opens = glued.isupper() and _is_small(text[after + 1 : after + 2])
        plain = word[-2:].isalpha() and word[-2:].islower() and "." not in word
        return (mark[0] in _SPACED_STOPS and glued.isalpha()) or (plain and opens)
    if mark != ".":
        return True
    return _foreign_stop_ends(text, start, stop, at, word, rules)


def _foreign_stop_ends(text: str, start: int, stop: int, at: int, word: str, rules: _Rules) -> bool:
    """Whether a single full stop after ``word``, before what begins at ``at``, ends a sentence."""
    bare = word.lower().rstrip(".")
    found = _FOREIGN_WORD.match(text, at)
    following = found.group().lower() if found else ""
    # “В.” may be the first name of a man and “в” a function word.
    initial_follows = found is not None and len(following) == 1 and text[found.end() : found.end() + 1] == "."
    opens = following in rules.openers and not initial_follows
    if bare in rules.joined or (len(bare) == 1 and _is_letter(bare)):
        # Some abbreviations are words too (“gen”), but none is followed by a function word, unless it is of a name.
        initial = text[max(start, stop - 4) : max(start, stop - 1)].rstrip().endswith(".")
        return opens and following not in _NAME_PARTICLES and "." not in bare and not initial and bare.isalpha()
    if bare in rules.numbered:
        counted = text[max(start, stop - 40) : stop - len(word)].rstrip()[-1:].isdigit()
        return not text[at].isdigit() and (opens or not counted)
    if bare in rules.ending or _INITIALS.fullmatch(bare):
        return opens
    if word.isdigit() and (text[at].isdigit() or (len(word) < 3 and stop - start <= 3)):
        return False
    return opens or not (rules.ordinals and _ORDINAL.fullmatch(word))


def _is_small(character: str) -> bool:
    """Whether the character is a small letter of a script with capitals; Georgian prose has none."""
    return character.islower() and not "\u10d0" <= character <= "\u10ff"


def _is_letter(character: str) -> bool:
    """Whether the character can stand for a name, as syllables and words of one character cannot."""
    return character.lower() != character.upper() or "\u05d0" <= character <= "\u06ff"
