"""Plain text: the file is the story."""

from __future__ import annotations

from mtcheck.document.model import Document
from mtcheck.document.segmentation import segment


def read(path: str, decoded: str, language: str = "en") -> Document:
    """The document of a decoded plain-text file; its text is the file, character for character."""
    return Document(path, decoded, segment(decoded, language=language))
