"""What a batch is given, to a stream of items: files, folders, globs, and containers of many stories.

Only one record, or one story's file, is held at a time. A record that cannot be read, or is larger than a story can be,
is an item with its problem; where a container is damaged the item after its last readable record says so.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from mtcheck.batch.inputs.files import InputError as InputError
from mtcheck.batch.inputs.files import files
from mtcheck.batch.inputs.record import one_line
from mtcheck.batch.item import Item
from mtcheck.batch.row import printable
from mtcheck.document.reading import UnreadableError, contents

_CONTAINERS = {
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
    ".jsonl.gz": "json_lines",
    ".ndjson.gz": "json_lines",
    ".parquet": "parquet",
    ".warc": "warc",
    ".warc.gz": "warc",
}
"""Modules of this folder by the ending of a file's name; each has ``items(path, read)``."""

Read = Callable[[int], None]
"""Told how many more bytes of a file have been read."""


class Inputs:
    """The stories of some inputs, in a stable order: inputs as given, folders and globs sorted, records as they lie."""

    def __init__(self, given: Sequence[str]) -> None:
        """Raises InputError where an input is not there."""
        self._files = files(given, _container)
        self.read = 0
        """Bytes of the files, compressed as they are, that `items` has come past."""

    def size(self) -> int:
        """The bytes of all files together; what cannot be told counts 0."""
        return sum(_size(path) for path in self._files())

    def items(self) -> Iterator[Item]:
        """The stories, each once; a second call begins anew."""
        self.read = 0
        for path in self._files():
            before, size = self.read, _size(path)
            kind = _container(path)
            try:
                if kind is None:
                    yield from self._story(path)
                elif path.exists() and not path.is_file():
                    yield _problem(path, "is not a regular file")
                else:
                    yield from self._records(kind, path)
            except OSError as error:
                # pyarrow's own take several lines.
                yield _problem(path, f"cannot be read ({error.strerror or one_line(error)})")
            self.read = before + size

    def _records(self, kind: str, path: Path) -> Iterator[Item]:
        records: Callable[[Path, Read], Iterator[Item]] = importlib.import_module(f"{__name__}.{kind}").items
        before = self.read

        def read(at: int) -> None:
            self.read = before + at

        yield from records(path, read)

    def _story(self, path: Path) -> Iterator[Item]:
        key = printable(str(path))
        try:
            yield Item(key, key, 0, printable(path.name), contents(path, key))
        except UnreadableError as error:
            yield Item(key, key, 0, key, problem=str(error))


def _container(path: Path) -> str | None:
    name = path.name.lower()
    return next((kind for ending, kind in _CONTAINERS.items() if name.endswith(ending)), None)


def _problem(path: Path, said: str) -> Item:
    key = printable(str(path))
    return Item(key, key, 0, key, problem=f"{key}: {said}")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
