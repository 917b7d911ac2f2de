"""Text cut at the ends of the spans that lie over it, so that overlapping ones can be marked."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mtcheck.document.model import Span
from mtcheck.document.span_index import SpanIndex

_JOINERS = "\u200c\u200d"
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co"))


@dataclass(frozen=True, slots=True)
class Piece:
    """``text[start:end]`` with the indices of the spans that cover it, ``first`` and ``last`` those of the spans that
    begin and end there; a piece without length stands for a span without length.
    """

    start: int
    end: int
    covers: tuple[int, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]


class Marked:
    """Spans of a text, told by their indices, and found by where they lie."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = tuple(spans)
        self._places = SpanIndex()
        for index, span in enumerate(self.spans):
            self._places.add(span.start, span.end, index)

    def over(self, start: int, end: int) -> list[int]:
        """The spans that lie over ``[start, end)``, in part at least."""
        return [index for index in self._places.near(start, end) if _overlaps(self.spans[index], start, end)]


def cut(start: int, end: int, marked: Marked) -> list[Piece]:
    """The pieces of ``[start, end)``, in order and without gaps, of spans that may overlap and reach beyond it.

    Every span that begins in the range is the ``first`` of one piece, which is where its button goes. A span without
    length stands in front of what begins where it stands, in a piece without length.
    """
    spans, inside = marked.spans, marked.over(start, end)
    cuts = sorted({start, end} | {min(max(at, start), end) for i in inside for at in (spans[i].start, spans[i].end)})
    full: dict[int, list[int]] = {at: [] for at in cuts}
    empty: dict[int, list[int]] = {at: [] for at in cuts}
    for i in inside:
        low, high = max(spans[i].start, start), min(spans[i].end, end)
        if low >= high:
            empty[low].append(i)
            continue
        for at in cuts[bisect_left(cuts, low) : bisect_left(cuts, high)]:
            full[at].append(i)
    out = []
    for left, right in zip(cuts, [*cuts[1:], end], strict=True):
        if empty[left]:
            own = tuple(empty[left])
            out.append(Piece(left, left, own, own, own))
        if left < right:
            own = tuple(full[left])
            begin = tuple(i for i in own if spans[i].start == left)
            close = tuple(i for i in own if spans[i].end == right)
            out.append(Piece(left, right, own, begin, close))
    return out


def _overlaps(span: Span, start: int, end: int) -> bool:
    return start <= span.start < end if span.start == span.end else span.start < end and span.end > start


@dataclass(frozen=True, slots=True)
class Run:
    """Characters to show as they are, or, where ``hidden``, the name of one that would not be seen."""

    text: str
    hidden: bool = False


def runs(text: str) -> Iterator[Run]:
    """The text with control, direction, tag and private characters and lone surrogates named: "U+202E".

    Joiners between two letters beyond ASCII stay, as emoji and several scripts need them there.
    """
    begin = 0
    for at, char in enumerate(text):
        if not _is_hidden(text, at, char):
            continue
        if begin < at:
            yield Run(text[begin:at])
        yield Run(f"U+{ord(char):04X}", hidden=True)
        begin = at + 1
    if begin < len(text):
        yield Run(text[begin:])


def plain(text: str) -> str:
    """The text for an attribute: on one line, hidden characters written as "<U+202E>"."""
    return "".join(f"<{run.text}>" if run.hidden else " ".join(run.text.split("\n")) for run in runs(text))


def _is_hidden(text: str, at: int, char: str) -> bool:
    if char < "\x7f":
        return char < " " and char not in "\t\n\r\f"
    if char in _JOINERS:
        return not (_beyond_ascii(text[at - 1 : at]) and _beyond_ascii(text[at + 1 : at + 2]))
    return unicodedata.category(char) in _HIDDEN


def _beyond_ascii(char: str) -> bool:
    return char > "\x7f"
