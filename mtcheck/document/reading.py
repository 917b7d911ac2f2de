"""From a file, or standard input, to a document: size, kind and encoding, then the reader of its format."""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mtcheck.document import html, markdown, text
from mtcheck.document.errors import UnreadableError as UnreadableError
from mtcheck.document.model import Document
from mtcheck.document.xml_tree import Element

LARGEST = 20 * 1024 * 1024
"""Bytes; no story is larger."""
STDIN = "<stdin>"

_XmlReader = Callable[[str, Element, str, str], tuple[Document, ...]]
_FORMATS: dict[str, Callable[[str, str, str], Document]] = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
}
_XML_SUFFIXES = frozenset({".nitf", ".newsml", ".rss", ".atom", ".xlf", ".xliff", ".xml", ".tmx"})
_JSON_SUFFIXES = frozenset({".ninjs", ".json"})
_UNSURE = frozenset({".xml", ".json"})
"""Endings of files that may be anything."""
SUFFIXES = frozenset({".txt", ".docx", *_FORMATS, *_JSON_SUFFIXES, *_XML_SUFFIXES}) - _UNSURE - {".tmx"}
"""What a folder is searched for; a memory beside the stories is none of them."""
_TOOLS = frozenset(["__pycache__", "node_modules", "site-packages", "venv"])
"""Folders that programs keep for themselves, besides the hidden ones; a newsroom's own may be called “dist”."""
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip file"),
    (b"{\\rtf", "an RTF file"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_REAL_CHARSET = re.compile(
    r"utf-8|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|gb\w+|big5\w*|euc_\w+|shift_jis\w*|johab|kz1048|ptcp154|tis-620"
)
"""Python’s names of what a page may be written in; it has codecs of other uses (``unicode_escape``, ``undefined``)."""
_LIKELY = ["cp1252", "cp1250", "cp1251", "cp1254", "cp1253", "cp1257"]
"""What newsrooms' older systems write; the detector of encodings is asked to choose among these first."""
_ASCII = bytes(range(0x20, 0x7F))
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype\s+html|<html\b)", re.IGNORECASE)
_ROOT = re.compile(
    r"\s*+(?>(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\]\s*+)?>)\s*+)*+"
    r"<(?:[\w.-]{1,50}+:)?([\w.-]{1,50}+)[\s/>]",
    re.DOTALL,
)
_JSON_OBJECT = re.compile(r"\s*\{\s*\"")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.01
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file holds its text: the byte order ``mark`` in front, b"" where there is none, and Python’s ``codec``.

    ``rivals`` are the codecs in which the file's bytes say the same, where its encoding had to be guessed.
    """

    mark: bytes
    codec: str
    rivals: tuple[str, ...] = ()

    def encode(self, text: str) -> bytes:
        """The bytes of a file with this text; raises UnicodeEncodeError."""
        return self.mark + text.encode(self.codec)


def read(path: Path, stdin: BinaryIO | None = None, language: str = "en") -> Document:
    """Read a story, or ``stdin`` where it is given; raises UnreadableError, also for a file of several stories.

    The format follows from the content, and where that does not tell, from the file's ending. ``language`` is the ISO
    639-1 code of the story's language, by which it is segmented.
    """
    return only(read_all(path, stdin, language))


def read_all(path: Path, stdin: BinaryIO | None = None, language: str = "en") -> tuple[Document, ...]:
    """The stories of a file, as `read` reads them: one, or those of a feed, a message or a list; UnreadableError."""
    name = STDIN if stdin is not None else str(path)
    data = _limited(stdin, name) if stdin is not None else contents(path, name, piped=True)
    return from_bytes(data, name, "" if stdin is not None else path.suffix.lower(), language)


def only(documents: tuple[Document, ...]) -> Document:
    """The one story of a file; raises UnreadableError where it holds several."""
    if len(documents) > 1:
        name, items = documents[0].path, documents[0].format
        raise UnreadableError(f"{name}: holds {len(documents)} stories ({items}); here a file is read as one story")
    return documents[0]


def from_bytes(data: bytes, name: str, suffix: str = "", language: str = "en") -> tuple[Document, ...]:
    """The stories of a file whose contents are at hand, as `read_all` reads them; raises UnreadableError.

    ``name`` is what messages call it, ``suffix`` its ending, in lower case, where that may tell the format.
    """
    if not data:
        raise UnreadableError(f"{name}: is empty")
    if data.startswith(b"PK\x03\x04"):
        from mtcheck.document import docx

        return _worded((docx.read(name, data, language),), name)
    return _documents(decode(data, name, suffix)[0], name, suffix, language)


def from_text(decoded: str, path: str = "<text>", language: str = "en", suffix: str = "") -> Document:
    """The document of a story that is at hand as a string; raises UnreadableError.

    ``suffix`` is a file's ending, in lower case, where that may tell the format as it does for a file.
    """
    if "\0" in decoded:
        raise UnreadableError(f"{path}: looks like binary data, not text")
    documents = _documents(decoded, path, suffix, language)
    if len(documents) > 1:
        raise UnreadableError(f"{path}: holds {len(documents)} stories ({documents[0].format})")
    return documents[0]


def reread(document: Document, decoded: str) -> Document:
    """The story of a document whose file now holds this text; raises UnreadableError."""
    suffix = "" if document.path == STDIN else Path(document.path).suffix.lower()
    return _documents(decoded, document.path, suffix, "en")[0]


def stories_in(folder: Path) -> Iterator[Path]:
    """The stories below a folder, sorted; they are told by their endings, ``.xml`` and ``.json`` by their content.

    Hidden files, and hidden folders and those of tools (``node_modules``), are passed over.
    """
    found: list[Path] = []
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _TOOLS and not name.startswith(".")]
        found += (Path(where, name) for name in names if not name.startswith("."))
    yield from (path for path in sorted(found) if is_story_file(path))


def is_story_file(path: Path) -> bool:
    """Whether a file of a folder is one of its stories."""
    suffix = path.suffix.lower()
    return path.is_file() and (suffix in SUFFIXES or (suffix in _UNSURE and _is_story(path)))


def _is_story(path: Path) -> bool:
    """Whether a file is in one of the formats of stories, be it broken inside."""
    try:
        suffix = path.suffix.lower()
        decoded, _ = decode(contents(path, str(path)), str(path), suffix)
        if suffix == ".xml":
            return _root_name(decoded) in _xml_readers().keys() - {"tmx"}
        from mtcheck.document import json_story, json_tree

        return json_story.knows(json_tree.parse(str(path), decoded))
    except UnreadableError:
        return False


def _documents(decoded: str, name: str, suffix: str, language: str) -> tuple[Document, ...]:
    return _worded(_parsed(decoded, name, suffix, language), name, blank=not decoded.strip())


def _parsed(decoded: str, name: str, suffix: str, language: str) -> tuple[Document, ...]:
    if suffix in _FORMATS:
        return (_FORMATS[suffix](name, decoded, language),)
    if _PAGE.match(decoded):
        return (html.read(name, decoded, language),)
    root = _root_name(decoded)
    named = suffix in _XML_SUFFIXES and decoded.lstrip()[:1] not in {"{", "["}
    if root in _xml_readers() or named or decoded[:_HEAD].lstrip().startswith("<?xml"):
        from mtcheck.document import xml_tree

        tree = xml_tree.parse(name, decoded)
        if tree.name not in _xml_readers():
            raise UnreadableError(f"{name}: XML, but in no format of stories (its root is <{tree.name[:40]}>)")
        return _xml_readers()[tree.name](name, tree, decoded, language)
    story = _json(decoded, name, suffix, language)
    return story if story is not None else (text.read(name, decoded, language),)


def _json(decoded: str, name: str, suffix: str, language: str) -> tuple[Document, ...] | None:
    """The stories of a JSON file; None of a text that is none."""
    if suffix not in _JSON_SUFFIXES and decoded.lstrip()[:1] not in {"{", "["}:
        return None
    from mtcheck.document import json_story, json_tree

    try:
        root = json_tree.parse(name, decoded)
    except UnreadableError:
        # A story may open with a bracket, but hardly with a bracket and a quotation mark.
        if suffix in _JSON_SUFFIXES or (not suffix and _JSON_OBJECT.match(decoded)):
            raise
        return None
    return json_story.read(root, decoded, language)


def _xml_readers() -> dict[str, _XmlReader]:
    """The reader of each root element."""
    from mtcheck.document import bilingual, feed, newsml_g2, nitf

    return {
        "nitf": nitf.read,
        **dict.fromkeys(["rss", "RDF", "feed", "item", "entry"], feed.read),
        **dict.fromkeys(["newsItem", "newsMessage", "itemSet"], newsml_g2.read),
        **dict.fromkeys(["packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"], newsml_g2.read),
        "xliff": bilingual.read_xliff,
        "tmx": bilingual.read_tmx,
    }


def _root_name(decoded: str) -> str:
    """The local name of the root element of what looks like XML, "" of anything else."""
    found = _ROOT.match(decoded)
    return found.group(1) if found else ""


def _worded(documents: tuple[Document, ...], name: str, *, blank: bool = False) -> tuple[Document, ...]:
    """Those documents that hold words; raises UnreadableError where none does."""
    worded = tuple(one for one in documents if any(character.isalpha() for character in one.text))
    if not worded:
        raise UnreadableError(f"{name}: " + ("is empty" if blank else "holds no words"))
    return worded


def contents(path: Path, name: str, *, piped: bool = False) -> bytes:
    """The bytes of a file, which messages call ``name``; raises UnreadableError, also where it is too large.

    ``piped`` lets it be a pipe or a character device, which is read to its end and cannot be read again.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableError(f"{name}: is a directory")
        if not stat.S_ISREG(mode) and not (piped and (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode))):
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


def decode(data: bytes, name: str, suffix: str = "") -> tuple[str, Encoding]:
    """The text of a file, and the encoding that it was found to be in; raises UnreadableError.

    ``name`` and ``suffix`` are those of `from_bytes`.
    """
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise UnreadableError(f"{name}: is {what}, not text")
    for mark, codec in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(codec), Encoding(mark, codec)
            except UnicodeDecodeError as error:
                where = f"byte {len(mark) + error.start}"
                raise UnreadableError(f"{name}: cannot be decoded as {codec.upper()} ({where})") from None
    head = data[: 16 * _HEAD]
    if b"\0" in data or len(_CONTROL.findall(head)) > _MOST_CONTROL * len(head):
        raise UnreadableError(f"{name}: looks like binary data, not text")
    try:
        return data.decode("utf-8"), Encoding(b"", "utf-8")
    except UnicodeDecodeError:
        return _guessed(data, name, suffix)


def _guessed(data: bytes, name: str, suffix: str) -> tuple[str, Encoding]:
    marked_up = suffix in {".html", ".htm", ".xhtml", ".xml"} or data[:_HEAD].lstrip()[:1] == b"<"
    codec = _declared(data[:_HEAD]) if marked_up else None
    if codec is not None:
        try:
            return data.decode(codec), Encoding(b"", codec)
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(data[: 64 * _HEAD], cp_isolation=_LIKELY).best() or from_bytes(data[: 64 * _HEAD]).best()
    if best is not None:
        try:
            text = data.decode(best.encoding)
        except (LookupError, UnicodeDecodeError):
            pass
        else:
            rivals = (codec for codec in _LIKELY if codec != best.encoding and data.decode(codec, "replace") == text)
            return text, Encoding(b"", best.encoding, tuple(rivals))
    raise UnreadableError(f"{name}: cannot be decoded: not UTF-8, and no other encoding fits")


def _declared(head: bytes) -> str | None:
    """The codec that a page or an XML file names; None of one that its own mark-up could not be read in."""
    found = _CHARSET.search(head)
    if found is None:
        return None
    try:
        codec = codecs.lookup(found.group(1).decode("ascii")).name
    except (LookupError, UnicodeDecodeError):
        return None
    return codec if _REAL_CHARSET.fullmatch(codec) and _ASCII.decode(codec, "replace") == _ASCII.decode() else None
