"""What of the Ray engine runs on Ray: the feed beside the driver, the task that reads from it, the workers.

A row of the dataset is one whole shard in MessagePack, so that a task is a shard. Needs Ray and pyarrow.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec
import pyarrow as pa
import ray
from ray.data import Datasource, ReadTask
from ray.data.block import BlockMetadata

from mtcheck.batch import row
from mtcheck.batch.engine import EngineError
from mtcheck.batch.row import Row
from mtcheck.batch.shard import Shard, decode
from mtcheck.batch.work import check_item, check_shard, ready
from mtcheck.config import Config

ATTEMPTS = 2
"""How often a worker may die of a shard before its stories are told apart, and then how often of one story."""
_WHOLE = -1


class Feed:
    """Hands out shards by position, 0, 1, 2…, as often as one is asked for until its rows have arrived: an actor.

    A reading task that is begun again so reads the same rows, as Ray demands of it. The feed holds references; the
    shards lie in the driver's object store.
    """

    def __init__(self) -> None:
        self._shards: dict[int, list[ray.ObjectRef[bytes]]] = {}
        self._offered = 0
        self._ended = False
        self._begun: dict[int, Counter[int]] = {}
        self._changed = asyncio.Condition()

    async def offer(self, shard: list[ray.ObjectRef[bytes]]) -> None:
        """Take the next shard: one reference, in a list, so that Ray passes on the reference itself."""
        async with self._changed:
            self._shards[self._offered] = shard
            self._offered += 1
            self._changed.notify_all()

    async def end(self) -> None:
        """No more shards come."""
        async with self._changed:
            self._ended = True
            self._changed.notify_all()

    async def at(self, position: int) -> list[ray.ObjectRef[bytes]] | None:
        """The shard at a position, waited for; an empty list where it is done with, None beyond the last."""
        async with self._changed:
            await self._changed.wait_for(lambda: position < self._offered or self._ended)
            return self._shards.get(position, []) if position < self._offered else None

    async def begin(self, position: int, story: int = _WHOLE) -> int:
        """How often a worker has begun a shard, or one story of it, this time included."""
        begun = self._begun.setdefault(position, Counter())
        begun[story] += 1
        return begun[story]

    async def survive(self, position: int, story: int) -> None:
        """A worker has come to the end of one story of a shard; it is none that workers die of."""
        if (begun := self._begun.get(position)) is not None:
            begun[story] = 0

    async def finish(self, position: int) -> None:
        """The rows of a shard have arrived."""
        self._shards.pop(position, None)
        self._begun.pop(position, None)


class Source(Datasource):  # type: ignore[misc]
    """The shards of a feed as a dataset: columns ``position`` and ``shard`` (empty for one that is done with)."""

    def __init__(self, feed: Any) -> None:
        super().__init__()
        self._feed = feed

    def estimate_inmemory_data_size(self) -> int | None:
        """Unknown, as the shards are still being read."""
        return None

    def get_read_tasks(
        self, parallelism: int, per_task_row_limit: int | None = None, data_context: Any = None
    ) -> list[ReadTask]:
        """One task, since the feed is one; it yields a block a shard."""
        return [ReadTask(partial(_read, self._feed), BlockMetadata(None, None, None, None))]


def _read(feed: Any) -> Iterator[pa.Table]:
    for position in itertools.count():
        found = ray.get(feed.at.remote(position))
        if found is None:
            return
        message = ray.get(found[0]) if found else b""
        yield pa.table({"position": [position], "shard": pa.array([message], pa.large_binary())})


class Checking:
    """A worker: a checker whose models are loaded once, called with one shard after the other."""

    def __init__(self, feed: Any, config: Config, signature: str) -> None:
        self._feed = feed
        self._problem = ""
        try:
            self._checker = ready(config)
        except EngineError as error:
            self._problem = f"worker on {socket.gethostname()}: {error}"
            return
        own = self._checker.signature()
        if own != signature:
            self._problem = f"worker on {socket.gethostname()}: would check as {own}, this machine as {signature}"

    def __call__(self, block: pa.Table) -> pa.Table:
        """Columns ``position``, ``rows`` (MessagePack) and ``problem``, why this worker cannot check at all."""
        position = block["position"][0].as_py()
        message = block["shard"][0].as_buffer()
        rows = self._rows(position, decode(message)) if len(message) and not self._problem else []
        encoded = pa.array([msgspec.msgpack.encode(rows)], pa.large_binary())
        return pa.table({"position": [position], "rows": encoded, "problem": [self._problem]})

    def _rows(self, position: int, shard: Shard) -> list[Row]:
        if ray.get(self._feed.begin.remote(position)) <= ATTEMPTS:
            return check_shard(self._checker, shard)
        return [one for number in range(len(shard.items)) for one in self._rows_of_one(position, shard, number)]

    def _rows_of_one(self, position: int, shard: Shard, number: int) -> list[Row]:
        """The rows of one item of a shard whose workers died, unless it is the item that they died of."""
        item, signature = shard.items[number], self._checker.signature()
        if ray.get(self._feed.begin.remote(position, number)) > ATTEMPTS:
            return [row.failed(item, f"{item.key}: the worker died while it checked this story", signature)]
        rows = check_item(self._checker, item, signature)
        ray.get(self._feed.survive.remote(position, number))
        return rows
