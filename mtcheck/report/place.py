"""Where a flag stands in the file: what tools that annotate files want to know."""

from __future__ import annotations

import os
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from mtcheck.document.model import Document
from mtcheck.flag import Flag


@dataclass(frozen=True, slots=True)
class Position:
    """A 1-based line and column; ``column`` counts code points, ``byte_column`` bytes of UTF-8."""

    line: int
    column: int
    byte_column: int


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the decoded file, ``end`` being the position just behind it."""

    start: Position
    end: Position


class Places:
    """The regions of one document's flags; lines end as `Document.position` has it, with LF, CR or CR LF."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._decoded = document.decoded
        self._line_starts = document.line_starts

    def region(self, flag: Flag) -> Region:
        """Where the flag's words stand in the file."""
        span = self._document.file_span(flag.start, flag.end)
        return Region(self._position(span.start), self._position(span.end))

    def words(self, flag: Flag) -> str:
        """The flagged words as the file spells them, with the mark-up among them."""
        span = self._document.file_span(flag.start, flag.end)
        return self._decoded[span.start : span.end]

    def _position(self, offset: int) -> Position:
        line = bisect_right(self._line_starts, offset)
        start = self._line_starts[line - 1]
        before = self._decoded[start:offset].encode("utf-8", "surrogatepass")
        return Position(line, offset - start + 1, len(before) + 1)


def title(document: Document) -> str:
    """The story's path, with the item where the file holds several stories."""
    path = relative(document.path)
    return f"{path} [{document.item}]" if document.item else path


def relative(path: str) -> str:
    """The path with forward slashes, relative to the current folder where it lies in there."""
    given = Path(path)
    if given.is_absolute():
        here = Path(os.path.abspath(os.curdir))
        return given.relative_to(here).as_posix() if given.is_relative_to(here) else given.as_posix()
    return Path(os.path.normpath(path)).as_posix()
