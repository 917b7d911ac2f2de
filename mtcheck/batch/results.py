"""The folder that a batch writes: a Parquet file for each shard, and beside them what the rows were made from.

A shard's file is written under another name and moved to its place, so that it is there whole or not at all: after a
stop the same command goes on with the shards that are not there.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from mtcheck.batch import row
from mtcheck.batch.row import SCHEMA, Row
from mtcheck.batch.shard import MOST_BYTES, MOST_ITEMS, Shard
from mtcheck.batch.stored import MANIFEST, Manifest, ResultsError, find, name_of, read_manifest
from mtcheck.config import Config
from mtcheck.config_bytes import encode_config

_LOCK = ".lock"
_DIGEST = b"mtcheck.shard"
"""The name, in a Parquet file's metadata, of the digest of the shard that its rows come from."""


@dataclass(frozen=True, slots=True)
class Results:
    """Results that belong to one run, which may have been begun before."""

    folder: Path
    manifest: Manifest

    def has(self, shard: Shard) -> bool:
        """Whether the shard's rows are there; raises ResultsError where those there come from other stories."""
        path = self.folder / name_of(shard.number)
        try:
            kept = (pq.read_schema(path).metadata or {}).get(_DIGEST, b"").decode("ascii", "replace")
        except FileNotFoundError:
            return False
        except (pa.ArrowException, OSError):
            # Whatever damaged it, the stories are at hand.
            return False
        if kept != shard.digest:
            raise ResultsError(f"{path}: made from other stories than those now given; {_ELSEWHERE}")
        return True

    def keep(self, number: int, digest: str, rows: list[Row]) -> None:
        """Write the rows of a shard; raises OSError."""
        table = pa.Table.from_pylist(rows, SCHEMA).replace_schema_metadata({_DIGEST: digest})
        with _whole(self.folder / name_of(number)) as file:
            pq.write_table(table, file, compression="zstd", write_page_checksum=True)

    def finish(self, shards: int) -> None:
        """Say that there are so many shards and no more; raises ResultsError and OSError."""
        kept = find(self.folder)
        if len(kept.shards) > shards:
            raise ResultsError(f"{self.folder}: holds rows of stories that are no longer given; {_ELSEWHERE}")
        _write_manifest(self.folder, msgspec.structs.replace(self.manifest, shards=shards))


_ELSEWHERE = "give another --output, or --restart"


def manifest_of(config: Config, signature: str, inputs: Iterable[str]) -> Manifest:
    """What the rows follow from: the inputs, the rules and models, the configuration with the house's files."""
    digest = hashlib.sha256(encode_config(config))
    house = (config.vocabulary_file, *config.glossary, *config.memory, config.baseline)
    for path in (one for one in house if one is not None):
        digest.update(path.read_bytes())
    return Manifest(signature, digest.hexdigest(), tuple(inputs), (MOST_ITEMS, MOST_BYTES))


@contextmanager
def opened(folder: Path, manifest: Manifest, *, restart: bool = False) -> Iterator[Results]:
    """The results of a run, begun or gone on with; ``restart`` throws away what is there.

    No other run may write there meanwhile. Raises ResultsError, and OSError where the folder cannot be written to.
    """
    from filelock import FileLock, Timeout

    before = read_manifest(folder) if folder.exists() else None
    if before is None and folder.exists() and (not folder.is_dir() or _foreign(folder)):
        raise ResultsError(f"{folder}: is there and holds no results of mtcheck batch; give another --output")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / _LOCK, timeout=0):
            if before is not None:
                _settle(folder, before, manifest, restart)
            _write_manifest(folder, manifest)
            yield Results(folder, manifest)
    except Timeout:
        raise ResultsError(f"{folder}: another run is writing there") from None


def digest(folder: Path) -> str:
    """The digest of all rows, in hex, the same in whatever order and by whichever engine they were made.

    Raises ResultsError.
    """
    total = 0
    for path in find(folder).shards:
        try:
            total += row.digest(pq.read_table(path, schema=SCHEMA).to_pylist())
        except (pa.ArrowException, OSError) as error:
            raise ResultsError(f"{path}: damaged ({' '.join(str(error).split())[:120]})") from None
    return f"{total % 2**256:064x}"


def _settle(folder: Path, before: Manifest, now: Manifest, restart: bool) -> None:
    """Clear away what a stopped run left half written, and with ``restart`` the rest; raises ResultsError."""
    for path in folder.glob(".shard-*"):
        path.unlink(missing_ok=True)
    if restart:
        with suppress(ResultsError):
            for path in find(folder).shards:
                path.unlink()
        return
    for what, one, other in (
        ("by other rules or models", before.signature, now.signature),
        ("with another configuration", before.config, now.config),
        ("of other inputs", before.inputs, now.inputs),
        ("by another version of mtcheck batch", (before.layout, before.cut), (now.layout, now.cut)),
    ):
        if one != other:
            raise ResultsError(f"{folder}: holds results {what}; {_ELSEWHERE}")


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    with _whole(folder / MANIFEST) as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest)))


def _foreign(folder: Path) -> bool:
    """Whether a folder without a manifest holds more than a run leaves that is killed as it begins."""
    return any(path.name not in {_LOCK, f".{MANIFEST}"} for path in folder.iterdir())


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes its place when it is whole and on the disk; else nothing is left of it."""
    scratch = path.with_name(f".{path.name}")
    try:
        with scratch.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
