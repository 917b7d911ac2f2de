"""Word files (Office Open XML, ISO/IEC 29500): the paragraphs of the main document, as they read with changes accepted.

Read from its parts, since python-docx leaves out what is inserted with changes tracked, or stands in a text box or a
content control.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mtcheck.document.errors import UnreadableError
from mtcheck.document.extraction import Extraction
from mtcheck.document.located import Located, Piece
from mtcheck.document.model import Document, Field, Role
from mtcheck.document.xml_tree import Element, parse

_LARGEST = 20 * 1024 * 1024
"""Bytes of a part, unpacked."""
_MOST_MEMBERS = 5_000
_MOST_RATIO = 200
"""Bytes unpacked for each byte packed; prose is packed to a tenth or a twentieth."""
_SMALL = 1024 * 1024
"""Bytes of a part up to which its ratio does not matter."""
_PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""How a member may be packed (Open Packaging Conventions, ISO/IEC 29500-2)."""
_MAIN = "word/document.xml"
_GONE = frozenset("del moveFrom instrText delText delInstrText fldData Fallback pPr rPr sectPr tblPr".split())
"""Deleted text, the code of fields, and the older form of what is there in a newer one."""
_STYLES = (
    (re.compile(r"(?:sub)?title|heading \d|headline|head ?line|subhead(?:line|ing)?"), Role.HEADLINE),
    (re.compile(r"by-? ?line|author"), Role.BYLINE),
    (re.compile(r"dateline"), Role.DATELINE),
    (re.compile(r"caption"), Role.CAPTION),
    (re.compile(r"(?:photo |picture )?credit"), Role.CREDIT),
    (re.compile(r"toc \d|table of (?:contents|figures)"), Role.NAVIGATION),
)


def read(path: str, data: bytes, language: str = "en") -> Document:
    """The document of a Word file’s bytes; raises UnreadableError. Its fields are paragraphs, numbered from 1."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            if len(members) > _MOST_MEMBERS:
                raise UnreadableError(f"{path}: a zip file of more than {_MOST_MEMBERS:,} members")
            main = _main_part(path, package)
            body = _part(path, package, main)
            if body is None:
                raise UnreadableError(f"{path}: is a zip or Office file, but not a Word document")
            styles = _part(path, package, posixpath.join(posixpath.dirname(main), "styles.xml"))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        said = " ".join(str(error).split()) or type(error).__name__
        raise UnreadableError(f"{path}: is a zip or Office file that cannot be opened ({said[:120]})") from None
    extraction = Extraction(path)
    _Paragraphs(extraction, _roles(styles)).all(body)
    document = extraction.document(None, "docx", language)
    return replace(document, digest=hashlib.sha256(data).hexdigest())


def _main_part(path: str, package: zipfile.ZipFile) -> str:
    """The name of the part that the package says is the document; Word itself has called it otherwise at times."""
    relations = _part(path, package, "_rels/.rels")
    for relation in relations.elements("Relationship") if relations is not None else ():
        if relation.attributes.get("Type", "").endswith("/officeDocument"):
            target = posixpath.normpath(relation.attributes.get("Target", "").lstrip("/"))
            return target if target.startswith("word/") else ""
    return _MAIN


def _part(path: str, package: zipfile.ZipFile, name: str) -> Element | None:
    """The root of a part, None where there is no such part; raises UnreadableError."""
    try:
        member = package.getinfo(name)
    except KeyError:
        return None
    if member.compress_type not in _PACKED:
        raise UnreadableError(f"{path}: {name} is packed as no Office file may be (zip method {member.compress_type})")
    with package.open(member) as file:
        unpacked = file.read(_LARGEST + 1)
    if len(unpacked) > _LARGEST:
        raise UnreadableError(f"{path}: {name} is larger than {_LARGEST // 1024 // 1024} MB unpacked")
    if len(unpacked) > _SMALL and len(unpacked) > _MOST_RATIO * max(1, member.compress_size):
        raise UnreadableError(f"{path}: {name} unpacks to more than {_MOST_RATIO} times its size")
    encoding = "utf-16" if unpacked.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return parse(f"{path}, {name}", unpacked.decode(encoding))
    except UnicodeDecodeError:
        raise UnreadableError(f"{path}: {name} is not in UTF-8") from None


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    outlined: bool


def _roles(styles: Element | None) -> dict[str, Role]:
    """The role of each style by its identifier: by its name, which Word keeps in English, or by what it is based on."""
    found: dict[str, _Style] = {}
    for style in styles.elements("style") if styles is not None else ():
        level = _value(style, "pPr", "outlineLvl")
        name = _value(style, "name").lower()
        found[_attribute(style, "styleId")] = _Style(name, _value(style, "basedOn"), level in set("012345678"))
    return {key: role for key in found if (role := _style_role(key, found)) is not None}


def _style_role(key: str, styles: dict[str, _Style]) -> Role | None:
    seen: set[str] = set()
    while key in styles and key not in seen:
        seen.add(key)
        style = styles[key]
        for pattern, role in _STYLES:
            if pattern.fullmatch(style.name):
                return role
        if style.outlined:
            return Role.HEADLINE
        key = style.based_on
    return None


def _value(element: Element, *path: str) -> str:
    """The ``val`` of the element at the end of the path, "" where there is none."""
    found = element.first(*path)
    return _attribute(found, "val") if found is not None else ""


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attributes.items() if key.rpartition(" ")[2] == name), "")


class _Paragraphs:
    """Goes over the paragraphs in order; a text box stands after the paragraph that it is anchored in."""

    def __init__(self, extraction: Extraction, roles: dict[str, Role]) -> None:
        self._extraction = extraction
        self._roles = roles
        self._number = 0
        self._boxes: list[Element] = []

    def all(self, element: Element) -> None:
        for child in element.elements():
            if child.name == "p":
                self._paragraph(child)
            elif child.name not in _GONE:
                self.all(child)

    def _paragraph(self, paragraph: Element) -> None:
        self._number += 1
        self._extraction.end_block()
        located = []
        line: list[Piece] = []
        outer, self._boxes = self._boxes, []
        for piece in self._runs(paragraph):
            if piece is None:
                located.append(Located(line))
                line = []
            else:
                line.append(piece)
        at = 0
        for index, part in enumerate([*located, Located(line)]):
            if index:
                self._extraction.line_break()
            self._extraction.open_field(Field(f"paragraph {self._number}"), at)
            self._extraction.add_located(part, 0, len(part.text))
            # A line break is a character of the paragraph.
            at += len(part.text) + 1
        style = _value(paragraph, "pPr", "pStyle")
        outlined = _value(paragraph, "pPr", "outlineLvl") in set("012345678")
        self._extraction.end_block(self._roles.get(style, Role.HEADLINE if outlined else None))
        boxes, self._boxes = self._boxes, outer
        for box in boxes:
            self.all(box)

    def _runs(self, element: Element) -> Iterator[Piece | None]:
        """The text of the paragraph, None for an end of a line."""
        for child in element.elements():
            if child.name == "t":
                yield from child.pieces()
            elif child.name in {"br", "cr"}:
                yield None
            elif child.name in {"tab", "noBreakHyphen"} and element.name == "r":
                yield Piece("\t" if child.name == "tab" else "\u2011", 0, 0)
            elif child.name == "txbxContent":
                self._boxes.append(child)
            elif child.name not in _GONE and not (child.name == "r" and _hidden(child)):
                yield from self._runs(child)


def _hidden(run: Element) -> bool:
    vanish = run.first("rPr", "vanish")
    return vanish is not None and _attribute(vanish, "val") not in {"0", "false", "off"}
