"""A JSON file to its stories: which format its objects have."""

from __future__ import annotations

from mtcheck.document import ans, ninjs
from mtcheck.document.errors import UnreadableError
from mtcheck.document.json_tree import Value
from mtcheck.document.model import Document


def knows(root: Value) -> bool:
    """Whether the file holds a story in one of the formats."""
    return any(ans.is_ans(item) or ninjs.is_ninjs(item) for item in _items(root))


def read(root: Value, decoded: str, language: str = "en") -> tuple[Document, ...]:
    """The documents of a JSON file, one for each item of a list of stories; raises UnreadableError."""
    items = _items(root)
    for item in items:
        item.require("object")
    stories = [item for item in items if ans.is_ans(item) or ninjs.is_ninjs(item)]
    if not stories:
        raise UnreadableError(f"{root.path}: JSON, but neither ninjs nor ANS: no headline, body or content_elements")
    # The versions 2 and 3 of ninjs have lists of headlines where ANS has one object.
    return tuple((ans if ans.is_ans(item) else ninjs).read(item, decoded, language) for item in stories)


def _items(root: Value) -> list[Value]:
    if root.kind == "array":
        return root.items
    elements = root.members.get("content_elements")
    if elements is not None and elements.items and all(one.text("type") == "story" for one in elements.items):
        return elements.items
    return [root]
