"""ninjs, the IPTC's news in JSON, versions 1, 2 and 3, as agencies and Superdesk write it.

Version 1 has ``headline``, ``byline``, ``body_xhtml`` and other ``body_…`` and ``description_…``; versions 2 and 3 have
lists, ``headlines``, ``bodies`` and ``descriptions``, whose items have a ``role``, a ``value`` and its ``contenttype``
(2) or ``contentType`` (3), and ``by``. Of several bodies or headlines the one marked up and the main one are read: the
others say the same again. Captions and credits of associated pictures are part of the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtcheck.document.errors import UnreadableError
from mtcheck.document.json_tree import Value
from mtcheck.document.model import Document, Role
from mtcheck.document.parts import Markup, Part, compose, of_string

_BODIES = ("body_xhtml", "body_html", "body_nitf", "body_text")
_DESCRIPTIONS = ("description_xhtml", "description_html", "description_text")
_MARKED_UP = re.compile(r"html|nitf|xml", re.IGNORECASE)
_ELEMENT = re.compile(r"</[A-Za-z][\w.-]*>|<br\s*/?>", re.IGNORECASE)
_TEXTUAL = frozenset({"", "text", "composite"})


def is_ninjs(item: Value) -> bool:
    """Whether an object of a JSON file is a ninjs item."""
    names = item.members.keys()
    if "content_elements" in names:
        return False
    one_of = {"headline", "headlines", "bodies", "descriptions"}
    return not one_of.isdisjoint(names) or any(name.startswith(("body_", "description_")) for name in names)


def read(item: Value, decoded: str, language: str = "en") -> Document:
    """The document of a ninjs item; raises UnreadableError."""
    parts = [*_headlines(item), *_bylines(item, Role.BYLINE)]
    if (located := item.string("dateline") or item.string("located")) is not None:
        parts.append(of_string(located, Role.DATELINE, Markup.LINE))
    parts += _described(item, None if _bodies(item) else Role.CAPTION)
    parts += (of_string(body, None, _markup(body, kind)) for body, kind in _bodies(item)[:1])
    for associated in _associated(item):
        if associated.text("type") not in _TEXTUAL:
            parts += _described(associated, Role.CAPTION)
            parts += _bylines(associated, Role.CREDIT)
    if not parts:
        raise UnreadableError(f"{item.path}: ninjs without a headline, a body or a description (line {item.line})")
    return compose(item.path, decoded, "ninjs", parts, language, item.name)


def _headlines(item: Value) -> Iterator[Part]:
    if (headline := item.string("headline")) is not None:
        yield of_string(headline, Role.HEADLINE, _in_line(headline))
    for headline, _ in _ranked(item.objects("headlines"), by_markup=False)[:1]:
        yield of_string(headline, Role.HEADLINE, _in_line(headline))


def _bylines(item: Value, role: Role) -> Iterator[Part]:
    for name in ("byline", "by"):
        if (byline := item.string(name)) is not None:
            yield of_string(byline, role, _in_line(byline))
    for one in item.array("bylines"):
        byline = one if one.kind == "string" else one.string("by") or one.string("value") or one.string("name")
        if byline is not None:
            yield of_string(byline, role, _in_line(byline))


def _described(item: Value, role: Role | None) -> Iterator[Part]:
    found = [(value, name) for name in _DESCRIPTIONS if (value := item.string(name)) is not None]
    for value, kind in [*found, *_ranked(item.objects("descriptions"))][:1]:
        yield of_string(value, role, _markup(value, kind), summary=role is None)


def _bodies(item: Value) -> list[tuple[Value, str]]:
    """The bodies, the best first, each with what is said of its mark-up."""
    others = sorted(name for name in item.members if name.startswith("body_") and name not in _BODIES)
    found = [(value, name) for name in (*_BODIES, *others) if (value := item.string(name)) is not None]
    return [*_ranked(item.objects("bodies")), *found]


def _ranked(items: list[Value], *, by_markup: bool = True) -> list[tuple[Value, str]]:
    """The values of a list of texts, the one marked up before the main one and that before the others."""
    found: list[tuple[tuple[bool, bool], Value, str]] = []
    for item in items:
        kind = item.text("contentType") or item.text("contenttype") or item.text("role")
        if (value := item.string("value")) is not None:
            marked_up = _markup(value, kind) is Markup.HTML
            found.append(((by_markup and not marked_up, item.text("role") not in {"", "main"}), value, kind))
    return [(value, kind) for _, value, kind in sorted(found, key=lambda one: one[0])]


def _associated(item: Value) -> Iterator[Value]:
    associations = item.members.get("associations")
    if associations is None or associations.kind == "null":
        return
    if associations.kind == "array":
        yield from item.objects("associations")
        return
    associations.require("object")
    for name in associations.members:
        if (found := associations.object(name)) is not None:
            yield found


def _markup(value: Value, kind: str) -> Markup:
    if kind.endswith(("_text", "text/plain")):
        return Markup.PLAIN
    marked_up = _MARKED_UP.search(kind) or _ELEMENT.search(value.located().text)
    return Markup.HTML if marked_up else Markup.PLAIN


def _in_line(value: Value) -> Markup:
    """Superdesk’s headlines and by-lines may hold mark-up."""
    text = value.located().text
    return Markup.HTML if _ELEMENT.search(text) or re.search(r"&\w{2,8};", text) else Markup.LINE
