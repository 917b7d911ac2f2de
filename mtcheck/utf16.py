"""Offsets in UTF-16 code units, in which Java, JavaScript and LanguageTool's clients count."""

from __future__ import annotations

import re
from bisect import bisect_left

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Utf16:
    """The code-unit offsets of one text; a character beyond U+FFFF takes two units, any other one."""

    def __init__(self, text: str) -> None:
        self._astral = [found.start() for found in _ASTRAL.finditer(text)]

    def units(self, offset: int) -> int:
        """The offset in UTF-16 code units of a code-point offset."""
        return offset + bisect_left(self._astral, offset)


def without_lone_surrogates(text: str) -> str:
    """The text with halves of pairs made whole, and each half that stands alone replaced by U+FFFD.

    Neither changes an offset in UTF-16 code units; JSON may hold such halves, and UTF-8 may not.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
