"""From a file, or standard input, to a document: size, kind and encoding, then the reader of its format."""

from __future__ import annotations

import codecs
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from mtcheck.document import html, markdown, text
from mtcheck.document.model import Document

LARGEST = 20 * 1024 * 1024
"""Bytes; no story is larger."""
STDIN = "<stdin>"

_FORMATS: dict[str, Callable[[str, str, str], Document]] = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
}
SUFFIXES = frozenset({".txt", *_FORMATS})
"""What a folder is searched for."""
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip or Office file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip file"),
    (b"{\\rtf", "an RTF file"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype\s+html|<html\b)", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.01
_HEAD = 4096


class UnreadableError(Exception):
    """There is no story to check; the message says what and where in one line."""


def read(path: Path, stdin: BinaryIO | None = None, language: str = "en") -> Document:
    """Read a story, or ``stdin`` where it is given; raises UnreadableError.

    The format follows from the file's ending; standard input is looked at. ``language`` is the ISO 639-1 code of the
    story's language, by which it is segmented.
    """
    name = STDIN if stdin is not None else str(path)
    data = _limited(stdin, name) if stdin is not None else _contents(path, name)
    if not data:
        raise UnreadableError(f"{name}: is empty")
    page = path.suffix.lower() in {".html", ".htm", ".xhtml"} or data[:_HEAD].lstrip()[:1] == b"<"
    decoded = _decoded(data, name, page)
    return _document(decoded, name, "" if stdin is not None else path.suffix.lower(), language)


def from_text(decoded: str, path: str = "<text>", language: str = "en") -> Document:
    """The document of a story that is at hand as a string; raises UnreadableError."""
    if "\0" in decoded:
        raise UnreadableError(f"{path}: looks like binary data, not text")
    return _document(decoded, path, "", language)


def _document(decoded: str, name: str, suffix: str, language: str) -> Document:
    unnamed = html.read if not suffix and _PAGE.match(decoded) else text.read
    document = _FORMATS.get(suffix, unnamed)(name, decoded, language)
    if not any(character.isalpha() for character in document.text):
        raise UnreadableError(f"{name}: " + ("holds no words" if decoded.strip() else "is empty"))
    return document


def _contents(path: Path, name: str) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableError(f"{name}: is a directory")
        if not stat.S_ISREG(mode):
            raise UnreadableError(f"{name}: is not a regular file")
        with path.open("rb") as file:
            return _limited(file, name)
    except FileNotFoundError:
        raise UnreadableError(f"{name}: no such file") from None
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{name}: cannot be read ({getattr(error, 'strerror', None) or error})") from None


def _limited(file: BinaryIO, name: str) -> bytes:
    parts, left = [], LARGEST + 1
    while left > 0 and (part := file.read(min(left, 1 << 20))):
        parts.append(part)
        left -= len(part)
    if left == 0:
        raise UnreadableError(f"{name}: is larger than {LARGEST // 1024 // 1024} MB, which no story is")
    return b"".join(parts)


def _decoded(data: bytes, name: str, page: bool) -> str:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise UnreadableError(f"{name}: is {what}, not text")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding).removeprefix("\ufeff")
            except UnicodeDecodeError as error:
                where = f"byte {error.start}"
                raise UnreadableError(f"{name}: cannot be decoded as {encoding.upper()} ({where})") from None
    head = data[: 16 * _HEAD]
    if b"\0" in data or len(_CONTROL.findall(head)) > _MOST_CONTROL * len(head):
        raise UnreadableError(f"{name}: looks like binary data, not text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(data, name, page)


def _guessed(data: bytes, name: str, page: bool) -> str:
    declared = _CHARSET.search(data[:_HEAD]) if page else None
    if declared is not None:
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    from charset_normalizer import from_bytes

    # Windows code pages are what newsrooms' older systems write; the detector is asked to choose among them first.
    likely = ["cp1252", "cp1250", "cp1251", "cp1254", "cp1253", "cp1257"]
    best = from_bytes(data[: 64 * _HEAD], cp_isolation=likely).best() or from_bytes(data[: 64 * _HEAD]).best()
    if best is not None:
        try:
            return data.decode(best.encoding)
        except (LookupError, UnicodeDecodeError):
            pass
    raise UnreadableError(f"{name}: cannot be decoded: not UTF-8, and no other encoding fits")
