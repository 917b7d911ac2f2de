"""The copy as the rest of the program sees it: a text, its segments, and the way back to the file."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

_LINE_END = re.compile(r"\r\n|\r|\n")


class Role(StrEnum):
    """What a segment is on the page; debris in a body is right in a by-line."""

    HEADLINE = "headline"
    BODY = "body"
    NAVIGATION = "navigation"
    BYLINE = "byline"
    DATELINE = "dateline"
    CAPTION = "caption"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, ``start <= i < end``, into ``Document.text``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or a headline: what alignment and fluency count as one unit.

    ``start`` and ``end`` are code-point offsets into ``Document.text``; ``text`` is exactly that slice.
    ``paragraph`` numbers the block of lines that the segment stands in, from 0.
    """

    index: int
    start: int
    end: int
    text: str
    paragraph: int
    role: Role = Role.BODY


@dataclass(frozen=True, slots=True)
class Anchor:
    """``length`` code points of the extracted text at ``start`` come from ``file_start`` in the decoded file.

    ``file_length`` differs from ``length`` where the file spells a character otherwise (``&amp;``). Where the format
    has fields, ``field`` is an index into ``Document.fields``, and ``field_start`` and ``field_length`` are code points
    of the field's own value, which a JSON file spells with escapes; ``field`` is -1 elsewhere.
    """

    start: int
    length: int
    file_start: int
    file_length: int
    field: int = -1
    field_start: int = 0
    field_length: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the file, or an element of an XML file, that text was taken from.

    ``name`` is a path as users of the format write it: ``body_xhtml``, ``headlines[0].value`` (JSON),
    ``/nitf/body/body.content/p[2]`` (XML), ``paragraph 3`` (Word). ``line`` is the 1-based line of the file where its
    value begins, 0 where the file has no lines. ``html`` says that the value is HTML.
    """

    name: str
    line: int = 0
    html: bool = False


@dataclass(frozen=True, slots=True)
class FieldSpan:
    """A half-open range of code points, ``start <= i < end``, of the value of the field ``name``."""

    name: str
    start: int
    end: int


def line_starts(text: str) -> list[int]:
    """The offset of each line; lines end with LF, CR or CR LF."""
    return [0, *(found.end() for found in _LINE_END.finditer(text))]


@dataclass(frozen=True)
class Document:
    """A story: its text, its segments in reading order, and where both stand in the file.

    ``text`` of a plain-text story is the file as read with ``newline=""``; of any other format it is what an
    editor would publish, and ``source_text`` is the decoded file, with ``anchors`` leading from one to the other. A
    Word file has no text to point into: its ``source_text`` is None, its anchors lead to ``fields`` alone, and
    ``digest`` is the SHA-256 of its bytes. ``item`` names the part of a file that holds several stories. A bilingual
    file has its other side in ``source_paragraphs``, one for each paragraph of the copy, by ``Segment.paragraph``, and
    that side's ISO 639-1 code in ``source_language`` ("" where it is not said).
    """

    path: str
    text: str
    segments: tuple[Segment, ...] = ()
    format: str = "text"
    source_text: str | None = None
    anchors: tuple[Anchor, ...] = field(default=(), repr=False)
    fields: tuple[Field, ...] = field(default=(), repr=False)
    item: str = ""
    source_paragraphs: tuple[str, ...] = field(default=(), repr=False)
    source_language: str = ""
    digest: str | None = None

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the decoded file, as UTF-8, or of the bytes of a file that is not text."""
        if self.digest is not None:
            return self.digest
        return hashlib.sha256(self.decoded.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def decoded(self) -> str:
        """The decoded file that positions point into; of a Word file its text."""
        return self.text if self.source_text is None else self.source_text

    @cached_property
    def words(self) -> int:
        """The number of white-space separated words of the text."""
        return len(self.text.split())

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset of each line of the decoded file."""
        return line_starts(self.decoded)

    @cached_property
    def _anchor_starts(self) -> list[int]:
        return [anchor.start for anchor in self.anchors]

    @cached_property
    def _segment_starts(self) -> list[int]:
        return [segment.start for segment in self.segments]

    def file_offset(self, offset: int) -> int:
        """The code-point offset in the decoded file of ``offset`` in the text."""
        if self.source_text is None:
            return offset
        at = bisect_right(self._anchor_starts, offset) - 1
        if at < 0:
            return self.anchors[0].file_start if self.anchors else 0
        anchor = self.anchors[at]
        inside = offset - anchor.start
        if inside >= anchor.length:
            return anchor.file_start + anchor.file_length
        if anchor.length == anchor.file_length:
            return anchor.file_start + inside
        return anchor.file_start

    def file_span(self, start: int, end: int) -> Span:
        """Where ``text[start:end]`` stands in the decoded file."""
        if self.source_text is None:
            return Span(start, end)
        first = self.file_offset(start)
        return Span(first, max(first, self._file_end(end)) if end > start else first)

    def _file_end(self, end: int) -> int:
        """The offset in the decoded file just after the character before ``end`` in the text."""
        at = bisect_right(self._anchor_starts, end - 1) - 1
        if at < 0:
            return 0
        anchor = self.anchors[at]
        inside = end - anchor.start
        if anchor.length == anchor.file_length and inside <= anchor.length:
            return anchor.file_start + inside
        return anchor.file_start + anchor.file_length

    def field_at(self, offset: int) -> Field | None:
        """The field that the character at ``offset`` was taken from, or, of white space, the one before it."""
        at = bisect_right(self._anchor_starts, offset) - 1
        if at < 0 or self.anchors[at].field < 0:
            return None
        return self.fields[self.anchors[at].field]

    def field_span(self, start: int, end: int) -> FieldSpan | None:
        """Where ``text[start:end]`` stands in the value of its field; None in a format without fields.

        What begins in one field and ends in another is cut at the end of the first.
        """
        first = max(0, bisect_right(self._anchor_starts, start) - 1)
        last = max(first, bisect_right(self._anchor_starts, end - 1) - 1)
        if first >= len(self.anchors) or self.anchors[first].field < 0:
            return None
        name = self.fields[self.anchors[first].field].name
        while self.fields[self.anchors[last].field].name != name:
            last -= 1
        begin, close = self.anchors[first], self.anchors[last]
        at, stop = start - begin.start, end - close.start
        left = begin.field_start + (begin.field_length if at >= begin.length else 0)
        if begin.length == begin.field_length:
            left = begin.field_start + min(max(at, 0), begin.length)
        right = close.field_start + close.field_length
        if close.length == close.field_length and stop < close.length:
            right = close.field_start + max(stop, 0)
        return FieldSpan(name, left, max(left, right))

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column, in the file, of ``offset`` in the text."""
        at = self.file_offset(offset)
        line = bisect_right(self.line_starts, at)
        return line, at - self.line_starts[line - 1] + 1

    def segment_at(self, offset: int) -> int | None:
        """The index of the segment that holds ``offset``, or of the one before it; None where there is none."""
        at = bisect_right(self._segment_starts, offset) - 1
        if at >= 0:
            return at
        return 0 if self.segments else None
