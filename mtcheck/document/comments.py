"""The comments of a file that mtcheck reads as instructions: ``<!-- mtcheck: … -->`` in Markdown, HTML and XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.document.model import Document, line_starts

_COMMENT = re.compile(
    r"<!--(?!-?>)(?P<comment>.*?)--!?>"
    r"|<(?P<raw>script|style|title|textarea|iframe|noembed|noframes|xmp)(?=[\s/>]).*?(?:</(?P=raw)(?=[\s/>])|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_OURS = re.compile(r"\s*mtcheck\s*:(.*)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Comment:
    """What a comment says after ``mtcheck:``; offsets are code points into the decoded file, marks included."""

    start: int
    end: int
    said: str


def comments(document: Document) -> tuple[Comment, ...]:
    """The comments to mtcheck, in the order of the file.

    None in a format without comments, nor in a file that holds several stories, where a comment belongs to no one
    story. What stands in a block of Markdown code, or in a script of a page, is no comment.
    """
    source = document.source_text
    # A quick look first: most stories have none, and Markdown would be parsed a second time for it.
    if source is None or document.item or "<!--" not in source or "mtcheck" not in source.lower():
        return ()
    found = _in_markdown(source) if document.format == "markdown" else _in_markup(source, 0)
    return tuple(found)


def _in_markup(source: str, start: int) -> Iterator[Comment]:
    closed = source.rfind("-->") + len("-->")
    for match in _COMMENT.finditer(source, 0, max(closed, source.rfind("--!>") + len("--!>"))):
        ours = _OURS.match(match["comment"] or "")
        if ours:
            yield Comment(start + match.start(), start + match.end(), ours[1].strip())


def _in_markdown(source: str) -> Iterator[Comment]:
    from markdown_it import MarkdownIt

    lines = [*line_starts(source), len(source)]
    for token in MarkdownIt("commonmark").parse(source):
        if token.type not in {"html_block", "inline"} or token.map is None:
            continue
        at, end = lines[token.map[0]], lines[min(token.map[1], len(lines) - 1)]
        if token.type == "html_block":
            yield from _in_markup(source[at:end], at)
            continue
        for child in token.children or ():
            place = source.find(child.content, at, end) if child.type == "html_inline" else -1
            if place >= 0:
                at = place + len(child.content)
                yield from _in_markup(child.content, place)
