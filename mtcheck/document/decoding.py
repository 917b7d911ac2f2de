"""Decoding: from the bytes of a file to its text, whatever the newsroom's systems saved it in."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

# The longer mark first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<meta[^>]{1,500}?charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
_DECLARED_WITHIN = 8192
# What a page may declare, as Python names it. Others are no encodings of text, or none that extend ASCII.
_ON_THE_WEB = re.compile(r"(cp(125[0-8]|866)|iso8859-\d+|koi8-[ru]|mac-roman|shift_jis|euc_(jp|kr)|gb\w+|big5)\Z")
# Browsers take these for their larger kin.
_LARGER = {"iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_GUESSED = [f"cp125{n}" for n in range(7)]
_GUESSED += ["koi8_r", "mac_roman", "shift_jis", "euc_jp", "euc_kr", "gb18030", "big5"]
_GUESSED_FROM = 100_000
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\b\x1a\x1b")) + b"\x7f"
_CONTROLS_IN_TEXT = 0.05


class UndecodableError(ValueError):
    """The bytes are no text; the message says why, in the words that follow the file's name."""


def decode(data: bytes, *, is_html: bool = False) -> str:
    """The text of a file without its byte order mark, line ends as they are.

    By the mark where there is one, as UTF-8, as an HTML page declares, or by what the bytes look like, in
    that order. Raises UndecodableError for binary data and for text that no encoding fits.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                wrong = f"marked as {encoding[:6].rstrip('-').upper()}, wrong at byte {len(mark) + error.start}"
                raise UndecodableError(f"cannot be decoded: {wrong}") from None
    if b"\0" in data or len(data) - len(data.translate(None, _CONTROLS)) > _CONTROLS_IN_TEXT * len(data):
        raise UndecodableError("looks binary, not text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _mostly_utf8(data):
            raise UndecodableError(f"cannot be decoded: UTF-8 but for byte {error.start}") from None
    for candidate in (_declared(data) if is_html else None, _likely(data), "cp1252"):
        try:
            if candidate:
                return data.decode(candidate)
        except UnicodeDecodeError:
            continue
    raise UndecodableError("cannot be decoded: no known encoding fits")


def _mostly_utf8(data: bytes) -> bool:
    """Whether more characters beyond ASCII are good UTF-8 than bad, as in a file that was cut or patched."""
    decoded = data.decode("utf-8", "replace")
    bad = decoded.count("\ufffd")
    return sum(not c.isascii() for c in decoded) - bad > bad


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    try:
        name = codecs.lookup(found[1].decode("ascii", "replace")).name if found else ""
    except LookupError:
        return None
    return _LARGER.get(name, name) if _ON_THE_WEB.match(name) else None


def _likely(data: bytes) -> str | None:
    """The encoding that the lines with characters beyond ASCII look most like."""
    lines = [line for line in data.splitlines() if not line.isascii()]
    telling = b"\n".join(lines)[:_GUESSED_FROM]
    western, central = (telling.decode(encoding, "replace") for encoding in ("cp1252", "cp1250"))
    if western == central:
        return "cp1252"
    best = from_bytes(telling, cp_isolation=_GUESSED).best()
    return best.encoding if best else None
