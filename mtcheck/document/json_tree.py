"""JSON (RFC 8259) read into a tree whose strings know their place in the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mtcheck.document.errors import UnreadableError
from mtcheck.document.located import Located, Piece

_DEEPEST = 100
_MOST_VALUES = 500_000
_MOST_ESCAPES = 1_000_000
_TOKEN = re.compile(r"\"(?:[^\"\\]++|\\.)*+\"|[{}\[\]]|[^\s{}\[\],:\"]++")
_SPELLED = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]++", re.DOTALL
)
_UNFIT = re.compile(r"[\0\ud800-\udfff]")
_WHAT = {"object": "an object", "array": "a list", "string": "a string", "other": "neither text nor list nor object"}


@dataclass(slots=True)
class Value:
    """A value of a JSON file: ``kind`` is object, array, string, null or other.

    ``name`` is the path to it as in JavaScript (``headlines[0].value``), "" for the whole. ``line`` is 1-based.
    """

    path: str
    """The file, for messages."""
    name: str
    kind: str
    line: int
    members: dict[str, Value] = field(default_factory=dict)
    items: list[Value] = field(default_factory=list)
    spelled: str = ""
    """A string as the file spells it, without its quotation marks."""
    file_start: int = 0
    _located: Located | None = None

    def object(self, name: str) -> Value | None:
        """The member that is an object; None where there is none or it is null; raises UnreadableError."""
        return self._member(name, "object")

    def array(self, name: str) -> list[Value]:
        """The items of the member that is a list; none where there is none or it is null; raises UnreadableError."""
        found = self._member(name, "array")
        return [] if found is None else found.items

    def objects(self, name: str) -> list[Value]:
        """The items of the member that is a list of objects; raises UnreadableError."""
        for item in (found := self.array(name)):
            item.require("object")
        return found

    def string(self, name: str) -> Value | None:
        """The member that is a string with more than white space, None where there is none; raises UnreadableError."""
        found = self._member(name, "string")
        return found if found is not None and found.located().text.strip() else None

    def text(self, name: str) -> str:
        """The text of the member that is a string, "" where it is missing or of another kind."""
        found = self.members.get(name)
        return found.located().text if found is not None and found.kind == "string" else ""

    def require(self, kind: str) -> None:
        """Raise UnreadableError unless the value is of that kind."""
        if self.kind != kind:
            what = "null" if self.kind == "null" else _WHAT[self.kind]
            where = f"“{self.name}”" if self.name else "the file"
            raise UnreadableError(f"{self.path}: {where} is {what}, not {_WHAT[kind]} (line {self.line})")

    def located(self) -> Located:
        """The text of a string, with the way back; raises UnreadableError."""
        if self._located is None:
            if self.spelled.count("\\") > _MOST_ESCAPES:
                raise UnreadableError(f"{self.path}: “{self.name}” has more than {_MOST_ESCAPES:,} escapes")
            self._located = Located(_pieces(self.spelled, self.file_start))
        return self._located

    def _member(self, name: str, kind: str) -> Value | None:
        found = self.members.get(name)
        if found is None or found.kind == "null":
            return None
        found.require(kind)
        return found


def _pieces(spelled: str, at: int) -> Iterator[Piece]:
    for found in _SPELLED.finditer(spelled):
        raw = found.group()
        if raw.startswith("\\"):
            text = json.loads(f'"{raw}"')
            yield Piece(_UNFIT.sub("\ufffd", text), at + found.start(), len(raw))
        else:
            yield Piece(raw, at + found.start(), len(raw))


def parse(path: str, decoded: str) -> Value:
    """The tree of a decoded JSON file; raises UnreadableError."""
    try:
        # Numbers become floats, since a whole number of a million digits takes minutes.
        json.loads(decoded, parse_int=float)
    except json.JSONDecodeError as error:
        raise UnreadableError(f"{path}: not JSON (line {error.lineno}, column {error.colno}: {error.msg})") from None
    except RecursionError:
        raise UnreadableError(f"{path}: JSON nested more than {_DEEPEST} deep") from None
    return _Builder(path, decoded).parse()


class _Builder:
    """Goes over the tokens of JSON that is known to be valid."""

    def __init__(self, path: str, decoded: str) -> None:
        self._path = path
        self._decoded = decoded
        self._line, self._at = 1, 0
        self._open: list[Value] = []
        self._keys: list[str | None] = []
        self._root: Value | None = None

    def parse(self) -> Value:
        for count, token in enumerate(_TOKEN.finditer(self._decoded)):
            if count > _MOST_VALUES:
                raise UnreadableError(f"{self._path}: more than {_MOST_VALUES:,} values, which no story has")
            sign = token.group()
            if sign in "}]":
                self._open.pop()
                self._keys.pop()
            elif sign[0] == '"' and self._open and self._open[-1].kind == "object" and self._keys[-1] is None:
                self._keys[-1] = Located(_pieces(sign[1:-1], 0)).text
            else:
                self._value(sign, token.start())
        if self._root is None:
            raise UnreadableError(f"{self._path}: not JSON")
        return self._root

    def _value(self, sign: str, start: int) -> None:
        self._line += self._decoded.count("\n", self._at, start)
        self._at = start
        kinds = {"{": "object", "[": "array", '"': "string", "n": "null"}
        value = Value(self._path, self._name(), kinds.get(sign[0], "other"), self._line)
        if value.kind == "string":
            value.spelled, value.file_start = sign[1:-1], start + 1
        if not self._open:
            self._root = value
        elif self._open[-1].kind == "array":
            self._open[-1].items.append(value)
        else:
            self._open[-1].members[self._keys[-1] or ""] = value
            self._keys[-1] = None
        if value.kind in {"object", "array"}:
            if len(self._open) >= _DEEPEST:
                raise UnreadableError(f"{self._path}: JSON nested more than {_DEEPEST} deep (line {self._line})")
            self._open.append(value)
            self._keys.append(None)

    def _name(self) -> str:
        if not self._open:
            return ""
        parent = self._open[-1]
        if parent.kind == "array":
            return f"{parent.name}[{len(parent.items)}]"
        return f"{parent.name}.{self._keys[-1]}" if parent.name else f"{self._keys[-1]}"
