"""Putting suggestions into a story: those that are safe, or all, and never a character that no flag covers."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mtcheck.document.model import Document, Span
from mtcheck.document.spelling import replacement
from mtcheck.flag import Flag, Suggestion
from mtcheck.report.model import DocumentReport

_ROUNDS = 8
"""Times that a fixed story is checked again, since one fix may bring another error to light."""
_BLANK_AROUND = re.compile(r"[ \t]*")
_LINE_ENDS = re.compile(r"(?:\r\n|\r|\n){0,2}")


@dataclass(frozen=True, slots=True)
class Fix:
    """A suggestion that can be written: ``file_text`` over the ``span`` of the decoded file."""

    flag: Flag
    suggestion: Suggestion
    span: Span
    file_text: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A story after fixing: the decoded file's text, the report on it, and the fixes that were made, round by round."""

    text: str
    report: DocumentReport
    fixes: tuple[Fix, ...]


def fixes_of(report: DocumentReport, *, unsafe: bool = False) -> tuple[Fix, ...]:
    """What can be written into the story’s file, in its order; no two fixes touch.

    A flag’s first suggestion counts, if it is safe, or whatever it is with ``unsafe``. Of two that overlap the safe
    one, then the surer one, then the shorter one is taken.
    """
    document = report.document
    wanted = [
        fix
        for flag in report.flags
        for suggestion in flag.suggestions[:1]
        if (suggestion.safe or unsafe) and (fix := _fix(document, flag, suggestion)) is not None
    ]
    wanted.sort(key=lambda f: (not f.suggestion.safe, -f.flag.confidence, f.span.end - f.span.start, f.span))
    kept: list[Fix] = []
    for fix in wanted:
        # None of those kept touch, so that only the two between which this one would stand can touch it.
        at = bisect_left(kept, fix.span, key=lambda f: f.span)
        beside = kept[max(0, at - 1) : at + 1]
        if all(fix.span.end < other.span.start or other.span.end < fix.span.start for other in beside):
            kept.insert(at, fix)
    return tuple(kept)


def applied(document: Document, fixes: Iterable[Fix]) -> str:
    """The decoded file with the fixes written into it."""
    text = document.decoded
    out, at = [], 0
    for fix in sorted(fixes, key=lambda f: f.span):
        out += [text[at : fix.span.start], fix.file_text]
        at = fix.span.end
    return "".join([*out, text[at:]])


def fixed(report: DocumentReport, check: Callable[[str], DocumentReport], *, unsafe: bool = False) -> Fixed:
    """The story fixed until nothing is left to fix, `_ROUNDS` times at most; one that is all debris stays.

    ``check`` reports on the decoded file's text. Where suggestions take turns, so that a text comes back, the first in
    the alphabet of those that they go through is kept: it is the same wherever the round is entered.
    """
    made: list[Fix] = []
    states = [Fixed(report.document.decoded, report, ())]
    for _ in range(_ROUNDS):
        fixes = fixes_of(report, unsafe=unsafe)
        new = applied(report.document, fixes)
        met = [state.text for state in states]
        if new in met:
            return min(states[met.index(new) :], key=lambda state: state.text)
        if not any(character.isalpha() for character in new):
            break
        made += fixes
        report = check(new)
        states.append(Fixed(new, report, tuple(made)))
    return states[-1]


def difference(path: str, before: str, after: str) -> str:
    """A unified diff of a story's file, with a line end after its last line; empty where nothing changed."""
    lines = difflib.unified_diff(_lines(before), _lines(after), fromfile=path, tofile=path)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """The lines with their ends, as `patch` counts them: a line ends with LF alone."""
    return [line for line in re.split(r"(?<=\n)", text) if line]


def summary(fixes: Sequence[Fix]) -> str:
    """How many fixes were made, and of which rules, in one line."""
    codes = sorted({fix.flag.code for fix in fixes})
    return f"{len(fixes)} fixed ({', '.join(codes)})" if fixes else "nothing to fix"


def _fix(document: Document, flag: Flag, suggestion: Suggestion) -> Fix | None:
    text = replacement(document, flag.start, flag.end, suggestion.text)
    if text is None or (document.source_text is None and document.format != "text"):
        return None
    span = document.file_span(flag.start, flag.end)
    whole = document.decoded
    if not text and document.source_text is None:
        span = _with_blanks(whole, span)
    return None if whole[span.start : span.end] == text else Fix(flag, suggestion, span, text)


def _with_blanks(text: str, span: Span) -> Span:
    """The span of what is taken out, with the line end or the blank that would be left over."""
    start, end = span.start, span.end
    first = _BLANK_AROUND.match(text, end)
    after = first.end() if first is not None else end
    opens = start == 0 or text[start - 1] in "\r\n"
    closes = after == len(text) or text[after] in "\r\n"
    if opens and closes:
        found = _LINE_ENDS.match(text, after)
        return Span(start, found.end() if found is not None else after)
    if opens:
        return Span(start, after)
    if text[start - 1] in " \t" and (after > end or closes):
        return Span(start - 1, end)
    return span
