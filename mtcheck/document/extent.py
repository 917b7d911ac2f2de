"""How long a story may be, so that a file that is none is refused before any work is done on it."""

from __future__ import annotations

from mtcheck.document.errors import UnreadableError

MOST_CHARACTERS = 1_000_000
"""Code points of a story's text; the longest that are written have half as many."""


def require_story_length(path: str, characters: int) -> None:
    """Raise UnreadableError where a text, or what is known of it so far, is longer than any story."""
    if characters > MOST_CHARACTERS:
        raise UnreadableError(f"{path}: more than {MOST_CHARACTERS:,} characters of text, which no story has")
