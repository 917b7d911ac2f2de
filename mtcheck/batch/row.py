"""One row of the results: what the JSON report (docs/report.md) says of one story, or why it was not checked."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec
import pyarrow as pa

from mtcheck.batch.item import Item
from mtcheck.report.model import DocumentReport

Row = dict[str, Any]
"""A value for each name of `SCHEMA`."""

_CATEGORY = pa.struct([("category", pa.string()), ("flags", pa.int32())])
_FLAG = pa.struct(
    [
        ("code", pa.string()),
        ("category", pa.string()),
        ("severity", pa.string()),
        ("confidence", pa.float64()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("line", pa.int32()),
        ("column", pa.int32()),
        ("text", pa.string()),
        ("message", pa.string()),
        ("suggestion", pa.string()),
    ]
)
SCHEMA = pa.schema(
    [
        ("key", pa.string()),
        ("path", pa.string()),
        ("story", pa.int32()),
        ("site", pa.string()),
        ("day", pa.string()),
        ("status", pa.string()),
        ("error", pa.string()),
        ("sha256", pa.string()),
        ("words", pa.int32()),
        ("language", pa.string()),
        ("pivot", pa.string()),
        ("pivot_confidence", pa.float64()),
        ("score", pa.float64()),
        ("penalty_per_1000_words", pa.float64()),
        ("fluency", pa.float64()),
        ("verdict", pa.string()),
        ("critical", pa.int32()),
        ("major", pa.int32()),
        ("minor", pa.int32()),
        ("categories", pa.list_(_CATEGORY)),
        ("flags", pa.list_(_FLAG)),
        ("signature", pa.string()),
    ]
)
"""``key`` is unique; ``story`` counts from 0 within ``path``; of an error all that follows from a report is null.

``start`` and ``end`` are code points in the story's text, ``line`` and ``column`` 1-based places in its file, of a
record in what the record holds. Nothing in a row depends on when, where or by which engine it was made.
"""


def checked(item: Item, report: DocumentReport, signature: str, at: int | None = None) -> Row:
    """The row of a checked story; ``at`` is its number in an item that holds several."""
    said = report.as_dict()
    pivot, quality = said["pivot"] or {}, said["quality"]
    text = report.document.text
    severities = Counter(flag["severity"] for flag in said["flags"])
    return _whole(
        item,
        at,
        status="ok",
        sha256=said["sha256"],
        words=said["words"],
        language=said["language"],
        pivot=pivot.get("language"),
        pivot_confidence=pivot.get("confidence"),
        score=quality["score"],
        penalty_per_1000_words=quality["penalty_per_1000_words"],
        fluency=quality["fluency"],
        verdict=quality["verdict"],
        critical=severities["critical"],
        major=severities["major"],
        minor=severities["minor"],
        categories=_categories(flag["category"] for flag in said["flags"]),
        flags=[_flag(flag, text) for flag in said["flags"]],
        signature=signature,
    )


def failed(item: Item, error: str, signature: str, at: int | None = None) -> Row:
    """The row of a story that was not checked; of ``error`` the white space is made plain, so that it is one line."""
    said = printable(" ".join(error.split()))[:_LONGEST_ERROR]
    return _whole(item, at, status="error", error=said, categories=[], flags=[], signature=signature)


def canonical(row: Row) -> bytes:
    """The row as JSON with its names sorted, by which rows are compared."""
    return msgspec.json.encode(row, order="sorted")


def digest(rows: Iterable[Row]) -> int:
    """The sum, modulo 2^256, of the SHA-256 of each row's `canonical` JSON: the same in whatever order they come."""
    return sum(int.from_bytes(hashlib.sha256(canonical(row)).digest(), "big") for row in rows) % 2**256


def printable(text: str) -> str:
    """The text with lone surrogates, which UTF-8 cannot hold, written out as ``\\udc80``."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


_LONGEST_ERROR = 500
_EMPTY: Row = dict.fromkeys(SCHEMA.names)


def _whole(item: Item, at: int | None, **values: Any) -> Row:
    number = at or 0
    whole = item.key == item.path
    place = {
        "key": item.key if at is None else f"{item.key}#{at}",
        "path": item.path,
        "story": number if whole else item.number,
        "site": item.site,
        "day": item.day,
    }
    return _EMPTY | place | values


def _categories(of_flags: Iterable[str]) -> list[dict[str, Any]]:
    return [{"category": name, "flags": count} for name, count in sorted(Counter(of_flags).items())]


def _flag(flag: dict[str, Any], text: str) -> dict[str, Any]:
    suggestions = flag["suggestions"]
    return {name: flag[name] for name in ("code", "category", "severity", "confidence", "start", "end")} | {
        "line": flag["line"],
        "column": flag["column"],
        "text": printable(text[flag["start"] : flag["end"]]),
        "message": printable(flag["message"]),
        "suggestion": printable(suggestions[0]["text"]) if suggestions else None,
    }
