"""One record of a table (a JSON object, a row of Parquet) to an item."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mtcheck.batch.item import Item
from mtcheck.batch.row import printable
from mtcheck.document.reading import LARGEST

COLUMNS = ("text", "html", "site", "url", "day", "date", "published", "source", "original")
"""What is looked at of a record; the rest is left alone."""
TOO_LARGE = f"is larger than {LARGEST // 1024 // 1024} MB, which no story is"
_TEXTS = ("text", "html", "source", "original")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")


def key_of(path: Path, number: int) -> str:
    """The key of the record of that number."""
    return f"{printable(str(path))}#{number}"


def problem(path: Path, number: int, said: str) -> Item:
    """The item of a record that cannot be read."""
    key = key_of(path, number)
    return Item(key, printable(str(path)), number, key, problem=f"{key}: {said}")


def one_line(error: Exception) -> str:
    """What a library says of its trouble, on one line and of a bearable length."""
    return " ".join(str(error).split())[:200]


def item(path: Path, number: int, columns: Mapping[str, Any], story: bytes | None = None) -> Item:
    """The item of a record with these `COLUMNS`; ``story`` is the record itself, where it may be a story in JSON.

    The story is the column ``text``, or ``html``; ``source`` and ``original`` are laid beside it. ``site`` is given or
    the host of ``url``; ``day`` is given or that of ``date`` or ``published`` (ISO 8601, RFC 5322, or a date of
    Parquet), as it is written there, whatever the time zone.
    """
    for name in _TEXTS:
        value = columns.get(name)
        if not isinstance(value, str | bytes | None):
            return problem(path, number, f"“{name}” is no text")
        if value is not None and len(value) > LARGEST:
            return problem(path, number, TOO_LARGE)
    text, html = columns.get("text"), columns.get("html")
    if text is not None or html is not None:
        data, name = (_bytes(text or ""), "story.txt") if text is not None else (_bytes(html or ""), "story.html")
    elif story is not None:
        data, name = story, "story.json"
    else:
        return problem(path, number, "has neither “text” nor “html”")
    if len(data) > LARGEST:
        return problem(path, number, TOO_LARGE)
    return Item(
        key_of(path, number),
        printable(str(path)),
        number,
        name,
        data,
        site=_plain(columns.get("site")) or host(columns.get("url")),
        day=next((found for name in ("day", "date", "published") if (found := day(columns.get(name)))), ""),
        source=_text(columns.get("source")),
        original=_text(columns.get("original")),
    )


def host(url: Any) -> str:
    """The host of a URL in lower case; "" where there is none."""
    try:
        return printable(urlsplit(url).hostname or "") if isinstance(url, str) else ""
    except ValueError:
        return ""


def day(value: Any) -> str:
    """The ISO 8601 date of a date, or of text that begins with one or is one of a mail or feed; "" of all else."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if not isinstance(value, str):
        return ""
    found = _DAY.match(value.strip())
    try:
        written = date.fromisoformat(found.group()) if found else parsedate_to_datetime(value[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return written.isoformat()[:10]


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else printable(value).encode()


def _text(value: str | bytes | None) -> str | None:
    """A text to lay beside a story; None where it is empty."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return printable(value) if value and value.strip() else None


def _plain(value: Any) -> str:
    return printable(value.strip()) if isinstance(value, str) else ""
