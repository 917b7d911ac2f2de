"""WARC (ISO 28500): the pages and texts of a crawl."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from mtcheck.batch.inputs import record
from mtcheck.batch.item import Item
from mtcheck.batch.row import printable
from mtcheck.document.reading import LARGEST

_NAMES = {
    "text/html": "page.html",
    "application/xhtml+xml": "page.xhtml",
    "text/plain": "page.txt",
    "text/markdown": "page.md",
}
"""The media types that hold stories, with a file name that stands for each; records of others are passed over."""


def items(path: Path, read: Callable[[int], None]) -> Iterator[Item]:
    """An item for each page that was answered with status 200, and each resource or conversion (WET) that is text.

    All records are counted, those passed over too. The site is the host of the target URI, the day that of WARC-Date.
    ``read`` is told how far into the file, compressed as it is, the reading has come. Raises OSError where the file
    cannot be opened.
    """
    number = -1
    with path.open("rb") as file:
        try:
            for number, found in enumerate(ArchiveIterator(file)):
                read(file.tell())
                name = _name(found)
                if name:
                    yield _item(path, number, found, name)
        # Over damaged records warcio stumbles with exceptions of many kinds, AttributeError among them.
        except Exception as error:
            yield record.problem(path, number + 1, f"the file is damaged from here on ({_said(error)})")


def _name(found: Any) -> str:
    """The name by which the record is read as a story; "" where it holds none."""
    if found.rec_type == "response":
        headers = found.http_headers
        if headers is None or headers.get_statuscode() != "200" or _uri(found).endswith("/robots.txt"):
            return ""
    elif found.rec_type in {"resource", "conversion"}:
        headers = found.rec_headers
    else:
        return ""
    media, _, _ = (headers.get_header("Content-Type") or "").partition(";")
    return _NAMES.get(media.strip().lower(), "")


def _item(path: Path, number: int, found: Any, name: str) -> Item:
    try:
        data = found.content_stream().read(LARGEST + 1)
    except Exception as error:
        return record.problem(path, number, f"cannot be decoded ({_said(error)})")
    if len(data) > LARGEST:
        return record.problem(path, number, record.TOO_LARGE)
    site, day = record.host(_uri(found)), record.day(found.rec_headers.get_header("WARC-Date"))
    return Item(record.key_of(path, number), printable(str(path)), number, name, _utf8(found, data), site, day)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {record.one_line(error)}"


def _uri(found: Any) -> str:
    return found.rec_headers.get_header("WARC-Target-URI") or ""


def _utf8(found: Any, data: bytes) -> bytes:
    """The bytes in UTF-8 where the server's charset says how to read them, as HTML has it; else as they are."""
    headers = found.http_headers
    _, _, said = ((headers and headers.get_header("Content-Type")) or "").lower().partition("charset=")
    try:
        return data.decode(said.strip().strip("\"'").partition(";")[0]).encode() if said else data
    except (LookupError, UnicodeError):
        return data
