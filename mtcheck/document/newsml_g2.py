"""NewsML-G2 (IPTC, 2.x): a ``newsItem``, or a ``newsMessage`` or ``itemSet`` that carries some."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.document import nitf
from mtcheck.document.errors import UnreadableError
from mtcheck.document.model import Document, Field, Role
from mtcheck.document.parts import Markup, Part, compose
from mtcheck.document.xml_tree import Element

_META = (
    ("headline", Role.HEADLINE),
    ("by", Role.BYLINE),
    ("dateline", Role.DATELINE),
    ("creditline", Role.CREDIT),
    ("description", None),
)
_WITHOUT_TEXT = frozenset({"packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"})


def read(path: str, root: Element, decoded: str, language: str = "en") -> tuple[Document, ...]:
    """The documents of a NewsML-G2 file, one for each news item that holds text; raises UnreadableError.

    An item without text of its own, a picture’s say, is read, for its caption, where the file holds no text at all.
    """
    if root.name in _WITHOUT_TEXT:
        raise UnreadableError(f"{path}: a NewsML-G2 {root.name} refers to stories and holds none (line {root.line})")
    items = [root] if root.name == "newsItem" else list(root.descendants("newsItem"))
    if not items:
        raise UnreadableError(f"{path}: NewsML-G2 without a newsItem (line {root.line})")
    found = [(item, list(_meta(item)), list(_content(path, item))) for item in items]
    written = [(item, meta, content) for item, meta, content in found if content]
    stories = written or [one for one in found if one[1]]
    if not stories:
        raise UnreadableError(f"{path}: NewsML-G2 without a headline, or text in inlineXML or inlineData")
    several = len(stories) > 1
    return tuple(
        compose(path, decoded, "newsml-g2", meta + content, language, item.path if several else "")
        for item, meta, content in stories
    )


def _meta(item: Element) -> Iterator[Part]:
    meta = item.first("contentMeta")
    title = item.first("itemMeta", "title")
    headlines = meta.elements("headline") if meta is not None else []
    if title is not None and not headlines:
        yield _line(title, Role.HEADLINE)
    for name, role in _META if meta is not None else ():
        for element in meta.elements(name) if meta is not None else ():
            if role is not None:
                yield _line(element, role)
            else:
                caption = item.first("contentSet", "remoteContent") is not None
                own = Role.CAPTION if caption else None
                yield Part(Field(element.path, element.line), own, element, summary=own is None)


def _line(element: Element, role: Role) -> Part:
    return Part(Field(element.path, element.line), role, element.located(), Markup.LINE)


def _content(path: str, item: Element) -> Iterator[Part]:
    """The text of the first rendition that holds any: the others say the same."""
    content = item.first("contentSet")
    for rendition in content.elements("inlineXML", "inlineData") if content is not None else ():
        found = list(_inline_xml(path, rendition) if rendition.name == "inlineXML" else _inline_data(rendition))
        if any(part.words(path) for part in found):
            yield from found
            return


def _inline_xml(path: str, rendition: Element) -> Iterator[Part]:
    for element in rendition.elements():
        if element.name == "nitf":
            yield from nitf.parts(element)
        elif element.name in {"html", "body", "div", "section", "article", "p"}:
            yield Part(Field(element.path, element.line), None, element)
        else:
            raise UnreadableError(
                f"{path}: inlineXML holds neither NITF nor XHTML but <{element.name}> (line {element.line})"
            )


def _inline_data(rendition: Element) -> Iterator[Part]:
    kind = rendition.attributes.get("contenttype", "text/plain").lower()
    if "encoding" not in rendition.attributes and "xml" not in kind.replace("xhtml+xml", ""):
        markup = Markup.HTML if "html" in kind else Markup.PLAIN
        yield Part(Field(rendition.path, rendition.line), None, rendition.located(), markup)
