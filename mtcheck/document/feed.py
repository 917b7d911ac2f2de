"""Items of RSS 0.9x, 1.0 and 2.0 and entries of Atom (RFC 4287), with the modules content, dc and media."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtcheck.document.errors import UnreadableError
from mtcheck.document.model import Document, Field, Role
from mtcheck.document.parts import Markup, Part, compose
from mtcheck.document.xml_tree import Element

_ATOM = "http://www.w3.org/2005/Atom"
_MEDIA = "http://search.yahoo.com/mrss/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_ADDRESS = re.compile(r"\S+@\S+")


def read(path: str, root: Element, decoded: str, language: str = "en") -> tuple[Document, ...]:
    """The documents of a feed, one for each item; raises UnreadableError."""
    items = [root] if root.name in {"item", "entry"} else list(root.descendants("item", "entry"))
    if not items:
        raise UnreadableError(f"{path}: a feed without items (line {root.line})")
    stories = [(item, parts) for item in items if (parts := list(_parts(item)))]
    if not stories:
        raise UnreadableError(f"{path}: a feed whose items have neither title nor text (line {items[0].line})")
    kind = "atom" if items[0].name == "entry" else "rss"
    return tuple(
        compose(path, decoded, kind, parts, language, item.path if len(items) > 1 else "") for item, parts in stories
    )


def _parts(item: Element) -> Iterator[Part]:
    bodies = [e for e in item.elements("encoded") if e.namespace == _CONTENT] or _core(item, "content")
    for title in _core(item, "title"):
        yield _text(title, Role.HEADLINE)
    for author in item.elements("creator", "author"):
        name = author.first("name") or author
        # RSS’s own ``author`` is an address for letters.
        if not _ADDRESS.search(name.located().text):
            yield Part(Field(name.path, name.line), Role.BYLINE, name.located(), Markup.LINE)
    for summary in _core(item, "description", "summary"):
        yield _text(summary, None, summary=bool(bodies))
    for body in bodies:
        yield _text(body, None)
    for module, role in (("description", Role.CAPTION), ("credit", Role.CREDIT)):
        for element in item.descendants(module):
            if element.namespace == _MEDIA:
                yield _text(element, role)


def _core(item: Element, *names: str) -> list[Element]:
    """The item’s own elements of those names, not those of a module."""
    return [element for element in item.elements(*names) if element.namespace in {item.namespace, "", _ATOM}]


def _text(element: Element, role: Role | None, *, summary: bool = False) -> Part:
    field = Field(element.path, element.line)
    kind = element.attributes.get("type", "")
    if kind == "xhtml":
        return Part(field, role, element, summary=summary)
    plain = kind in {"text", "plain", "text/plain"} or (element.namespace == _ATOM and not kind)
    markup = (Markup.LINE if role is Role.HEADLINE else Markup.PLAIN) if plain else Markup.HTML
    return Part(field, role, element.located(), markup, summary)
