"""JSON Lines (jsonlines.org, ndjson.org): an object a line; blank lines are passed over and not counted."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from mtcheck.batch.inputs import record
from mtcheck.batch.item import Item
from mtcheck.document.reading import LARGEST

_LONGEST = 3 * LARGEST
"""Bytes of a line: a story may have its source and its original with it."""
_objects = msgspec.json.Decoder(dict[str, msgspec.Raw])
_BOM = b"\xef\xbb\xbf"


def items(path: Path, read: Callable[[int], None]) -> Iterator[Item]:
    """An item a line; the columns are those of `record.item`, else the object is read as ninjs or ANS.

    ``read`` is told how far into the file, compressed as it is, the reading has come. Raises OSError.
    """
    with path.open("rb") as raw:
        file: Any = gzip.GzipFile(fileobj=raw) if path.name.lower().endswith(".gz") else raw
        number = 0
        try:
            for line in _lines(file):
                read(raw.tell())
                if line is None:
                    yield record.problem(path, number, record.TOO_LARGE)
                elif not line.strip():
                    continue
                else:
                    yield _item(path, number, line)
                number += 1
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            yield record.problem(path, number, f"the file is damaged from here on ({error})")


def _lines(file: BinaryIO) -> Iterator[bytes | None]:
    """The lines; None for one that is too long, of which no more is held than that much."""
    first = True
    while line := file.readline(_LONGEST + 1):
        if len(line) > _LONGEST and not line.endswith(b"\n"):
            while (rest := file.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
            yield None
        else:
            yield line.removeprefix(_BOM) if first else line
        first = False


def _item(path: Path, number: int, line: bytes) -> Item:
    try:
        members = _objects.decode(line)
        columns = {name: msgspec.json.decode(members[name]) for name in record.COLUMNS if name in members}
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        return record.problem(path, number, f"not a JSON object ({error})")
    return record.item(path, number, columns, line)
