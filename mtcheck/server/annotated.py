"""LanguageTool's annotated text: what is to be read, the mark-up around it, and the way from one to the other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mtcheck.server.errors import RefusedError
from mtcheck.utf16 import without_lone_surrogates


@dataclass(frozen=True, slots=True)
class Part:
    """Text as it stands, or mark-up that is read as ``read`` ("" where it is not read at all)."""

    written: str
    read: str


@dataclass(frozen=True, slots=True)
class Annotated:
    """``text`` to be read, ``marked_up`` as sent, and where the pieces of the one stand in the other.

    A piece is (start in the text, length, start in ``marked_up``, length there), all in code points.
    """

    text: str
    marked_up: str
    pieces: tuple[tuple[int, int, int, int], ...]


def plain(text: str) -> Annotated:
    """Text without mark-up."""
    text = without_lone_surrogates(text)
    return Annotated(text, text, ())


def assembled(parts: Iterable[Part]) -> Annotated:
    """The annotated text of its parts."""
    read, written = [], []
    pieces = []
    at = file_at = 0
    for part in parts:
        if part.read and part.written:
            pieces.append((at, len(part.read), file_at, len(part.written)))
        elif part.read:
            # Nothing of what was sent stands for these words; they point at the place between its neighbours.
            pieces.append((at, len(part.read), file_at, 0))
        read.append(part.read)
        written.append(part.written)
        at += len(part.read)
        file_at += len(part.written)
    return Annotated("".join(read), "".join(written), tuple(pieces))


def parsed(data: str) -> Annotated:
    """The annotated text of the form field ``data``; raises RefusedError (400)."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise RefusedError(400, "Could not parse JSON from 'data' parameter") from None
    if not isinstance(found, dict) or ("text" in found) == ("annotation" in found):
        raise RefusedError(400, "'data' key in JSON requires either 'text' or 'annotation' key, not both")
    if "text" in found:
        return plain(_string(found["text"], "'text'"))
    if not isinstance(found["annotation"], list):
        raise RefusedError(400, "'annotation' in 'data' must be a list")
    return assembled(_parts(found["annotation"]))


def _parts(annotation: list[Any]) -> Iterator[Part]:
    for number, one in enumerate(annotation, 1):
        where = f"part {number} of 'annotation'"
        if not isinstance(one, dict) or ("text" in one) == ("markup" in one):
            raise RefusedError(400, f"{where} requires either 'text' or 'markup'")
        if "text" in one:
            text = without_lone_surrogates(_string(one["text"], where))
            yield Part(text, text)
        else:
            read = one.get("interpretAs")
            yield Part(
                without_lone_surrogates(_string(one["markup"], where)),
                "" if read is None else without_lone_surrogates(_string(read, where)),
            )


def _string(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise RefusedError(400, f"{where} must be a string")
    return value
