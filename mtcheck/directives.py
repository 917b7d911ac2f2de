"""What a story's comments say to mtcheck, and for which stretch of the file each holds."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mtcheck.checks import RULES
from mtcheck.config import names_a_rule
from mtcheck.document.comments import Comment, comments
from mtcheck.document.model import Document, Span

KINDS = ("ignore", "ignore-next", "ignore-start", "ignore-end", "ignore-file")
_SAID = re.compile(r"(?P<kind>[\w-]+)\s*(?P<rules>[\w\s,-]*?)\s*(?:(?:--|[—–:]).*)?", re.DOTALL)
_MOST = 1_000
"""Comments of one story that are obeyed."""
_LONGEST = 1_000
"""Characters of a comment, its reason included."""
_INLINE = re.compile(
    r"(?:\s|</?(?:a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|font|i|ins|kbd|lang|mark|q|s|samp|small|span|strike|strong|"
    r"sub|sup|time|tt|u|var|wbr)\b[^<>]*>)*+"
)
_SAME_LINE = re.compile(r"[^\r\n]*+")


@dataclass(frozen=True, slots=True)
class Directive:
    """Rules not to be reported in ``[start, end)``, code points of the decoded file.

    ``rules`` are codes, beginnings of codes, rule names, categories, or ``all``. ``place`` is where the comment itself
    stands, ``where`` its path and 1-based line.
    """

    kind: str
    rules: tuple[str, ...]
    start: int
    end: int
    place: int
    where: str


@dataclass(frozen=True, slots=True)
class Directives:
    """The directives of a story, and what is wrong with its comments: an offset into the file and a line each."""

    directives: tuple[Directive, ...] = ()
    complaints: tuple[tuple[int, str], ...] = ()


def directives(document: Document) -> Directives:
    """Read the story's comments.

    ``ignore`` holds for the paragraph that it stands in, and between two for the one that follows; ``ignore-next`` for
    the one that follows; ``ignore-start`` up to the ``ignore-end`` of the same rules (without any: of all that are
    open), or to the end of the story; ``ignore-file`` for the whole of it.
    """
    found = comments(document)
    return _Reading(document, found).done() if found else Directives()


class _Reading:
    """One pass over the comments, with the stretches that are open."""

    def __init__(self, document: Document, found: Sequence[Comment]) -> None:
        self._document = document
        self._source = document.source_text or ""
        self._comments = found
        self._paragraphs = _paragraphs(document)
        self._starts = [span.start for span in self._paragraphs]
        self._line_starts = document.line_starts
        self._open: dict[str, Directive] = {}
        self._directives: list[Directive] = []
        self._complaints: list[tuple[int, str]] = []

    def done(self) -> Directives:
        """What all the comments say."""
        for comment in self._comments[:_MOST]:
            self._read(comment)
        if len(self._comments) > _MOST:
            self._complain(self._comments[_MOST], f"more than {_MOST:,} comments; from here on they are not obeyed")
        for rule, one in self._open.items():
            self._directives.append(one)
            self._complaints.append((one.place, f"{one.where}: “mtcheck: ignore-start {rule}” is never ended"))
        return Directives(
            tuple(sorted(self._directives, key=lambda one: (one.place, one.rules))), tuple(sorted(self._complaints))
        )

    def _read(self, comment: Comment) -> None:
        said = _SAID.fullmatch(comment.said) if len(comment.said) <= _LONGEST else None
        kind = said["kind"].lower() if said else ""
        if said is None or kind not in KINDS:
            near = difflib.get_close_matches(kind or comment.said[:20], KINDS, 1, 0.5)
            hint = f" (did you mean “{near[0]}”?)" if near else ""
            self._complain(comment, f"“mtcheck: {_clipped(comment.said)}” is not understood{hint}")
            return
        rules = tuple(dict.fromkeys(said["rules"].replace(",", " ").split()))
        known = tuple(_spelled(rule) for rule in rules if rule.lower() == "all" or names_a_rule(rule))
        for rule in rules:
            if _spelled(rule) not in known:
                near = difflib.get_close_matches(rule.upper(), list(RULES), 1, 0.5)
                hint = f" (did you mean “{near[0]}”?)" if near else ""
                self._complain(comment, f"no rule, code or category is called “{_clipped(rule)}”{hint}")
        if kind == "ignore-end":
            self._end(comment, known, of_all=not rules)
        elif not rules:
            self._complain(comment, f"“mtcheck: {kind}” names no rule; “all” stands for every one")
        elif known:
            self._begin(comment, kind, known)

    def _begin(self, comment: Comment, kind: str, rules: tuple[str, ...]) -> None:
        where = f"{self._document.path}:{self._line(comment)}"
        whole = Directive(kind, rules, 0, len(self._source) + 1, comment.start, where)
        if kind == "ignore-start":
            for rule in rules:
                self._open.setdefault(rule, replace(whole, rules=(rule,), start=comment.end))
            return
        span = Span(whole.start, whole.end) if kind == "ignore-file" else self._paragraph(comment, kind)
        if span.start == span.end and self._document.format == "markdown":
            place = "above its own, or at the end of its last line" if kind == "ignore" else "above its own"
            what = f"suppresses nothing: no paragraph follows; it belongs {place}"
            self._complain(comment, f"“mtcheck: {kind} {', '.join(rules)}” {what}")
            return
        self._directives.append(replace(whole, start=span.start, end=span.end))

    def _end(self, comment: Comment, rules: tuple[str, ...], *, of_all: bool) -> None:
        ended = [rule for rule in list(self._open) if of_all or rule in rules]
        self._directives += [replace(self._open.pop(rule), end=comment.start) for rule in ended]
        missing = [rule for rule in rules if rule not in ended]
        if missing or (of_all and not ended):
            what = f" {', '.join(missing)}" if missing else ""
            self._complain(comment, f"“mtcheck: ignore-end{what}” ends nothing")

    def _paragraph(self, comment: Comment, kind: str) -> Span:
        """The paragraph that an ``ignore`` or ``ignore-next`` means; an empty span where there is none."""
        after = bisect_left(self._starts, comment.start)
        if kind == "ignore" and after and self._belongs(self._paragraphs[after - 1], comment):
            return self._paragraphs[after - 1]
        return self._paragraphs[after] if after < len(self._paragraphs) else Span(comment.end, comment.end)

    def _belongs(self, paragraph: Span, comment: Comment) -> bool:
        """Whether the comment stands in the paragraph, or behind its last word."""
        if comment.start < paragraph.end:
            return True
        between = _SAME_LINE if self._document.format == "markdown" else _INLINE
        return between.fullmatch(self._source, paragraph.end, comment.start) is not None

    def _line(self, comment: Comment) -> int:
        return bisect_left(self._line_starts, comment.start + 1)

    def _complain(self, comment: Comment, what: str) -> None:
        self._complaints.append((comment.start, f"{self._document.path}:{self._line(comment)}: {what}"))


def _paragraphs(document: Document) -> list[Span]:
    """Where the paragraphs stand in the file, in its order."""
    out: dict[int, Span] = {}
    for segment in document.segments:
        own = document.file_span(segment.start, segment.end)
        met = out.get(segment.paragraph, own)
        out[segment.paragraph] = Span(min(met.start, own.start), max(met.end, own.end))
    return sorted(out.values())


def _spelled(rule: str) -> str:
    return "all" if rule.lower() == "all" else rule


def _clipped(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:39]}…"
