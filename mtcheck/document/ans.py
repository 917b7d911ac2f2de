"""ANS, the story of Arc XP: ``headlines``, ``credits`` and a list of ``content_elements``."""

from __future__ import annotations

from collections.abc import Iterator

from mtcheck.document.errors import UnreadableError
from mtcheck.document.json_tree import Value
from mtcheck.document.model import Document, Role
from mtcheck.document.parts import Markup, Part, compose, of_string

_MEDIA = frozenset({"image", "video", "audio", "gallery", "graphic"})
_LINKS = frozenset({"interstitial_link", "link_list"})
_CONTENT = {
    "header": Role.HEADLINE,
    "interstitial_link": Role.NAVIGATION,
    **dict.fromkeys(["text", "blockquote", "raw_html", "endorsement"]),
}
"""Elements whose ``content`` is HTML, with the role of it; of an embedded post or a table of data none is read."""


def is_ans(item: Value) -> bool:
    """Whether an object of a JSON file is an ANS document."""
    elements, headlines = item.members.get("content_elements"), item.members.get("headlines")
    if elements is not None and elements.kind == "array":
        return True
    return headlines is not None and headlines.kind == "object"


def read(item: Value, decoded: str, language: str = "en") -> Document:
    """The document of an ANS story; raises UnreadableError."""
    parts = [*_basic(item, "headlines", Role.HEADLINE), *_basic(item, "subheadlines", Role.HEADLINE)]
    parts += _authors(item, Role.BYLINE)
    if (dateline := item.object("dateline")) is not None and (text := dateline.string("text")) is not None:
        parts.append(of_string(text, Role.DATELINE, Markup.LINE))
    parts += _basic(item, "description", None)
    for element in item.objects("content_elements"):
        parts += _element(element)
    if not parts:
        raise UnreadableError(f"{item.path}: ANS without headlines or content_elements (line {item.line})")
    return compose(item.path, decoded, "ans", parts, language, item.name)


def _basic(item: Value, name: str, role: Role | None) -> Iterator[Part]:
    """The text of an object of texts; the others are of search results and social networks."""
    texts = item.object(name)
    if texts is not None and (basic := texts.string("basic")) is not None:
        yield of_string(basic, role, Markup.HTML, summary=role is None)


def _authors(item: Value, role: Role) -> Iterator[Part]:
    given = item.object("credits")
    if given is None:
        return
    for kind, own in (("by", role), ("photos_by", Role.CREDIT)):
        for author in given.objects(kind):
            if (name := author.string("byline") or author.string("name")) is not None:
                yield of_string(name, own, Markup.LINE)


def _element(element: Value) -> Iterator[Part]:
    kind = element.text("type")
    if kind in _CONTENT and (content := element.string("content")) is not None:
        yield of_string(content, _CONTENT[kind], Markup.HTML)
    elif kind == "correction" and (text := element.string("text")) is not None:
        yield of_string(text, None, Markup.HTML)
    elif kind == "quote":
        for inner in element.objects("content_elements"):
            yield from _element(inner)
        if (citation := element.object("citation")) and (content := citation.string("content")):
            yield of_string(content, None, Markup.HTML)
    elif kind in {"list", "element_group", "list_element"} | _LINKS:
        for inner in [*element.objects("items"), *element.objects("content_elements")]:
            yield from _element(inner)
    elif kind in _MEDIA:
        yield from _picture(element)


def _picture(element: Value) -> Iterator[Part]:
    if (caption := element.string("caption")) is not None:
        yield of_string(caption, Role.CAPTION, Markup.HTML)
    else:
        yield from _basic(element, "description", Role.CAPTION)
    yield from _authors(element, Role.CREDIT)
    for inner in element.objects("content_elements"):
        yield from _picture(inner)
