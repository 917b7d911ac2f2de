"""Plain text: the file is the story."""

from __future__ import annotations

from mtcheck.document.extent import require_story_length
from mtcheck.document.model import Document
from mtcheck.document.segmentation import segment


def read(path: str, decoded: str, language: str = "en") -> Document:
    """The document of a decoded plain-text file; its text is the file, character for character.

    Raises UnreadableError where that is longer than any story.
    """
    require_story_length(path, len(decoded))
    return Document(path, decoded, segment(decoded, language=language))
