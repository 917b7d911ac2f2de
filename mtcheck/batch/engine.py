"""What an engine is: it takes shards and gives back their rows, in whatever order they are done."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Protocol

from mtcheck.batch.row import Row
from mtcheck.batch.shard import Shard
from mtcheck.config import Config


class EngineError(Exception):
    """The stories cannot be checked at all; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows of a shard, in the order of its items."""

    number: int
    digest: str
    rows: list[Row]


class Engine(Protocol):
    """Checks shards on some workers."""

    def run(self, shards: Iterator[Shard], config: Config, workers: int) -> Generator[Checked, None, None]:
        """Each shard's rows exactly once, as they are done.

        ``config`` is one of `mtcheck.batch.work.settled`. Only as many shards are taken from ``shards`` as the workers
        have work for, a small multiple of ``workers``. A story that cannot be checked is a row, whatever befalls its
        worker. Workers are ended when the iterator is closed. Raises EngineError.
        """
        ...
