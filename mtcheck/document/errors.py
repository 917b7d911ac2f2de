"""What a reader says of a file that holds no story."""

from __future__ import annotations


class UnreadableError(Exception):
    """There is no story to check; the message says what and where in one line."""
