"""The rows of a results folder, read back a few shards at a time, and what of the folder is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from mtcheck.batch.row import SCHEMA
from mtcheck.batch.sums import COLUMNS, FLAG_COLUMNS

MANIFEST = "_mtcheck.json"
LAYOUT = 1
_ROWS_AT_ONCE = 16_384
_PREFIX, _SUFFIX = "shard-", ".parquet"


class ResultsError(Exception):
    """The folder holds no results, or damaged ones; the message says what and where in one line."""


class Manifest(msgspec.Struct, frozen=True):
    """What the rows of a folder were made from; ``shards`` is how many there are once the run has come to its end.

    ``signature`` is that of the checker, ``config`` a digest of the configuration, ``cut`` the most items and bytes of
    a shard.
    """

    signature: str
    config: str
    inputs: tuple[str, ...]
    cut: tuple[int, int]
    layout: int = LAYOUT
    shards: int | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """The shards of a results folder in the order of their numbers, and what is not there.

    ``missing`` is how many shards are known to lack, ``running`` whether the run has not come to its end.
    """

    shards: tuple[Path, ...]
    missing: int
    running: bool


def name_of(number: int) -> str:
    """The name of the file that holds the rows of the shard of this number."""
    return f"{_PREFIX}{number:06}{_SUFFIX}"


def read_manifest(folder: Path) -> Manifest | None:
    """What the folder says that its rows were made from; None where it does not say, or not so that it is understood.

    Raises OSError.
    """
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (FileNotFoundError, NotADirectoryError, msgspec.MsgspecError):
        return None


def find(folder: Path) -> Stored:
    """The shards that a folder holds; raises ResultsError where there are none."""
    try:
        numbered = {int(number): path for path in folder.iterdir() if (number := _number(path.name)) is not None}
        manifest = read_manifest(folder)
    except OSError as error:
        raise ResultsError(f"{folder}: no results folder ({error.strerror})") from None
    if not numbered:
        raise ResultsError(f"{folder}: holds no results (shard-000000.parquet and so on)")
    whole = manifest.shards if manifest is not None else None
    missing = max(max(numbered) + 1, whole or 0) - len(numbered)
    shards = tuple(numbered[number] for number in sorted(numbered))
    return Stored(shards, missing, running=manifest is not None and whole is None)


def tables(shards: Iterable[Path]) -> Iterator[pa.Table]:
    """The rows, in tables of about 16,000, with what `Sums` needs of them; raises ResultsError."""
    waiting: list[pa.Table] = []
    rows = 0
    for shard in shards:
        for table in _tables_of(shard):
            waiting.append(table)
            rows += table.num_rows
            if rows >= _ROWS_AT_ONCE:
                yield pa.concat_tables(waiting)
                waiting, rows = [], 0
    if waiting:
        yield pa.concat_tables(waiting)


def _tables_of(shard: Path) -> Iterator[pa.Table]:
    try:
        with pq.ParquetFile(shard, page_checksum_verification=True) as file:
            if not file.schema_arrow.equals(SCHEMA):
                raise ResultsError(f"{shard}: not in the columns of this version of mtcheck batch")
            paths = [file.schema.column(at).path for at in range(len(file.schema))]
            wanted = [path for path in paths if _wanted(path)]
            for batch in file.iter_batches(_ROWS_AT_ONCE, columns=wanted, use_threads=False):
                batch.validate(full=True)
                yield pa.Table.from_batches([batch])
    except (pa.ArrowException, OSError, ValueError) as error:
        said = " ".join(str(getattr(error, "strerror", None) or error).split())[:120]
        raise ResultsError(f"{shard}: damaged, or no Parquet file ({said})") from None


def _wanted(path: str) -> bool:
    column, _, nested = path.partition(".")
    return column in COLUMNS if not nested else column == "flags" and nested.rpartition(".")[2] in FLAG_COLUMNS


def _number(name: str) -> str | None:
    number = name.removeprefix(_PREFIX).removesuffix(_SUFFIX)
    return number if number.isascii() and number.isdecimal() and name == name_of(int(number)) else None
