"""The names of elements in the XML files that translators exchange: XLIFF, TMX and TBX."""

from __future__ import annotations

INLINE_CODES = frozenset("bpt ept ph it ut x bx ex sub sc ec".split())
"""Inline elements whose content is mark-up of the original format, not text."""


def local_name(element: object) -> str:
    """The name of an element of lxml without its namespace, "" of a comment, an instruction or an entity."""
    tag = getattr(element, "tag", "")
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
