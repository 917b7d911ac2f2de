"""Markdown: paragraphs and headings, without their marks, front matter, code and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtcheck.document.extent import require_story_length
from mtcheck.document.extraction import Extraction
from mtcheck.document.model import Document, Role, line_starts

_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n.*?^\1[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_MARKS = 2
"""How many times as long as its text a file may be, by its marks and its links."""
_PLAIN = frozenset({"text", "code_inline", "text_special"})


def read(path: str, decoded: str, language: str = "en") -> Document:
    """The document of a decoded Markdown file (CommonMark); raises UnreadableError."""
    from markdown_it import MarkdownIt

    require_story_length(path, len(decoded) // _MARKS)
    front = _FRONT_MATTER.match(decoded)
    # Blanked, not cut, so that line numbers and offsets stay those of the file.
    source = decoded if front is None else re.sub(r"[^\r\n]", " ", front.group()) + decoded[front.end() :]
    lines = [*line_starts(source), len(source)]
    extraction = Extraction(path)
    heading = False
    for token in MarkdownIt("commonmark").parse(source):
        if token.type in {"heading_open", "heading_close"}:
            heading = token.type == "heading_open"
        if token.type != "inline" or token.map is None:
            continue
        at = lines[token.map[0]]
        end = lines[min(token.map[1], len(lines) - 1)]
        for child in token.children or ():
            if child.type in {"softbreak", "hardbreak"}:
                extraction.add(" ", at)
            elif child.type == "link_close" and (target := source.find("](", at, end)) >= 0:
                # Past the address, so that the words after the link are not looked for inside it.
                at = max(at, source.find(")", target, end) + 1)
            elif child.type in _PLAIN and child.content:
                for text, start, length in _located(source, child.content, child.markup, at, end):
                    extraction.add(text, start, None if length == len(text) else length)
                    at = start + length
        extraction.end_block(Role.HEADLINE if heading else None)
    return extraction.document(decoded, "markdown", language)


def _located(source: str, text: str, markup: str, at: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The pieces of an inline text with where the file spells them and in how many characters."""
    spelled = markup if markup.startswith(("&", "\\")) else text
    found = source.find(spelled, at, end)
    if found >= 0:
        yield text, found, len(spelled)
        return
    # A text that the parser joined over an escape: character by character.
    for character in text:
        found = source.find(character, at, end)
        if found < 0:
            continue
        yield character, found, 1
        at = found + 1
