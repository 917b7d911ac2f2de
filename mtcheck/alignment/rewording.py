"""Where the copy says it otherwise than the English original: the stretches of a bead that share no word with it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtcheck.corpora.inflection import american, same_word
from mtcheck.document.model import Span

if TYPE_CHECKING:
    from mtcheck.alignment.model import Parallel

_WORD = re.compile(r"[^\W_]+(?:[’'.\-][^\W_]+)*|[%$€£]")
_LONG_S = 5
_MOST_WORDS = 800
"""Words of a side that are compared at most; the time grows with their square, to a third of a second."""
_MARKS = "\"'“”‘’«»„()[]{}.,;:!?…–—-"
_PARTS = re.compile(r"[^\W_]+(?:[’'.][^\W_]+)*")
_SAME = {
    "although": "though", "sen": "senator", "rep": "representative", "gov": "governor", "prof": "professor",
    "dr": "doctor", "gen": "general", "col": "colonel", "capt": "captain", "lt": "lieutenant", "sgt": "sergeant",
    "rev": "reverend", "dept": "department", "govt": "government", "st": "saint", "mt": "mount",
}  # fmt: skip
"""Titles and a few words more that are written in two ways."""
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe"})
SMALL = frozenset(
    (
        "a an the of to in on at for by with from and or but as that this it its is are was were be been has have had "
        "he she they his her their him them who which what will would can could not no than then there so if into over "
        "about after before up out also"
    ).split()
)
"""Words that join others; a stretch of these alone is hardly ever what an editor marks."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """A stretch of the copy, and what the original has in its place; either may be empty (start equals end)."""

    copy: Span
    original: Span


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    key: str


def rewordings(copy: str, copy_at: Span, original: str, original_at: Span) -> Iterator[Rewording]:
    """The stretches in which ``copy[copy_at]`` differs from ``original[original_at]``, in order.

    Words count as the same without regard to case, ending and spelling. Words that only moved within the bead, or are
    written with a hyphen or in one, are no difference. Offsets are into the two texts. None of a pair of more than
    `_MOST_WORDS` words a side, which are no sentences.
    """
    ours, theirs = _words(copy, copy_at), _words(original, original_at)
    if max(len(ours), len(theirs)) > _MOST_WORDS:
        return
    matcher = difflib.SequenceMatcher(None, [w.key for w in ours], [w.key for w in theirs], autojunk=False)
    moved = _moved(matcher.get_opcodes(), ours, theirs)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        place = _span(theirs, c, d, original_at)
        fresh = [i for i in range(a, b) if i not in moved]
        if fresh and alike(copy[ours[fresh[0]].start : ours[fresh[-1]].end], original[place.start : place.end]):
            continue
        if not fresh:
            gone = [j for j in range(c, d) if theirs[j].key not in {w.key for w in ours}]
            if gone and a == b:
                yield Rewording(_gap(ours, a, copy_at), place)
            continue
        yield Rewording(Span(ours[fresh[0]].start, ours[fresh[-1]].end), place)


def changed_spans(copy: str, parallel: Parallel) -> Iterator[Span]:
    """Where the copy’s words differ from those of the text beside it, bead by bead; whole segments that have none."""
    for bead in parallel.beads:
        if not bead.left:
            continue
        left = [parallel.copy.segments[i] for i in bead.left]
        own = Span(left[0].start, left[-1].end)
        if not bead.right:
            yield own
            continue
        right = [parallel.document.segments[i] for i in bead.right]
        other = Span(right[0].start, right[-1].end)
        for found in rewordings(copy, own, parallel.document.text, other):
            yield found.copy


def _moved(
    opcodes: Sequence[tuple[str, int, int, int, int]], ours: Sequence[_Word], theirs: Sequence[_Word]
) -> set[int]:
    """Indices of words of the copy that the original has elsewhere, where it lacks a partner too."""
    lonely = Counter(theirs[j].key for kind, _, _, c, d in opcodes if kind != "equal" for j in range(c, d))
    alone = [i for kind, a, b, _, _ in opcodes if kind != "equal" for i in range(a, b)]
    out: set[int] = set()
    # Small words stand everywhere: they moved only where a word beside them did.
    for small in (False, True):
        for i in alone:
            if (ours[i].key in SMALL) is small and lonely[ours[i].key] > 0 and (not small or {i - 1, i + 1} & out):
                lonely[ours[i].key] -= 1
                out.add(i)
    return out


def _words(text: str, at: Span) -> list[_Word]:
    return [_Word(m.start(), m.end(), key_of(m.group())) for m in _WORD.finditer(text, at.start, at.end)]


def key_of(word: str) -> str:
    """The word in lower case, without marks around it and a common ending: “houses,” and “house” are the same."""
    key = american(_plain(word).strip(_MARKS).removesuffix("'s"))
    key = _SAME.get(key, key)
    if len(key) < _LONG_S or not key.isalpha():
        return key
    for ending in ("ing", "ed", "es", "ly", "s", "d", "e"):
        if key.endswith(ending) and len(key) - len(ending) >= 3:
            return key[: -len(ending)]
    return key


def alike(copy: str, original: str) -> bool:
    """Whether two stretches differ only in hyphens, marks and spelling, or as “national” and “nation’s” do."""
    ours, theirs = ([_plain(part) for part in _PARTS.findall(side)] for side in (copy, original))
    if len(ours) == len(theirs) and all(map(_one_part, ours, theirs)):
        return True
    return "".join(map(american, ours)) == "".join(map(american, theirs))


def _one_part(one: str, other: str) -> bool:
    if key_of(one) == key_of(other):
        return True
    owned = one.endswith("'s") is not other.endswith("'s")
    return owned and same_word(one.removesuffix("'s"), other.removesuffix("'s"))


def _plain(text: str) -> str:
    """The text in lower case, with straight apostrophes and without accents; “ü” is “ue”."""
    lower = text.lower().replace("’", "'")
    if lower.isascii():
        return lower
    parted = unicodedata.normalize("NFD", unicodedata.normalize("NFC", lower).translate(_LETTERS))
    return "".join(c for c in parted if not unicodedata.combining(c))


def _span(words: Sequence[_Word], first: int, last: int, whole: Span) -> Span:
    if first < last:
        return Span(words[first].start, words[last - 1].end)
    return _gap(words, first, whole)


def _gap(words: Sequence[_Word], at: int, whole: Span) -> Span:
    """The empty span before a word."""
    place = words[at].start if at < len(words) else whole.end
    return Span(place, place)
