"""NITF, the News Industry Text Format (IPTC, 3.x), by itself or inside a NewsML-G2 item."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.document.errors import UnreadableError
from mtcheck.document.model import Document, Field, Role
from mtcheck.document.parts import Markup, Part, compose
from mtcheck.document.xml_tree import Element

_HEAD_ROLES = {
    "hedline": Role.HEADLINE,
    "byline": Role.BYLINE,
    "dateline": Role.DATELINE,
    "distributor": Role.CREDIT,
    "rights": Role.CREDIT,
    "abstract": None,
    "note": None,
}


def read(path: str, root: Element, decoded: str, language: str = "en") -> tuple[Document, ...]:
    """The document of a NITF file; raises UnreadableError."""
    found = list(parts(root))
    if not found:
        raise UnreadableError(f"{path}: NITF without a headline or body.content (line {root.line})")
    return (compose(path, decoded, "nitf", found, language),)


def parts(root: Element) -> Iterator[Part]:
    """Headline, by-line, dateline, abstract, body and tagline of an ``nitf`` element, in reading order."""
    title = root.first("head", "title")
    head = root.first("body", "body.head")
    if title is not None and (head is None or head.first("hedline") is None):
        yield Part(Field(title.path, title.line), Role.HEADLINE, title.located(), Markup.LINE)
    for element in head.elements() if head is not None else ():
        if element.name in _HEAD_ROLES:
            yield _part(element, _HEAD_ROLES[element.name], summary=element.name == "abstract")
    for name in ("body.content", "body.end"):
        if (content := root.first("body", name)) is not None:
            yield _part(content, None)


def _part(element: Element, role: Role | None, *, summary: bool = False) -> Part:
    return Part(Field(element.path, element.line), role, element, summary=summary)
