"""How long a story may be, so that a file that is none is refused before any work is done on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtcheck.document.errors import UnreadableError

if TYPE_CHECKING:
    from mtcheck.document.model import Document

MOST_CHARACTERS = 1_000_000
"""Code points of a story's text; the longest that are written have half as many."""

MOST_WORDS = 100_000
"""Words of a story; beyond that it is not one, and reading it would take many minutes."""


def bounded(document: Document) -> Document:
    """The document, unless it has more words than any story; raises UnreadableError."""
    if document.words > MOST_WORDS:
        raise UnreadableError(f"{document.path}: {document.words:,} words; a story has at most {MOST_WORDS:,}")
    return document


def require_story_length(path: str, characters: int) -> None:
    """Raise UnreadableError where a text, or what is known of it so far, is longer than any story."""
    if characters > MOST_CHARACTERS:
        raise UnreadableError(f"{path}: more than {MOST_CHARACTERS:,} characters of text, which no story has")
