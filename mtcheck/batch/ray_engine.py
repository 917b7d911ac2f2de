"""Ray Data with an actor pool, where one machine is not enough.

The driver reads the stories and keeps the rows; a thread of it offers shards to a feed beside it, from which one
reading task makes a Ray dataset, and the actors of a pool check them. A shard is let go of when its rows have arrived:
until then Ray may lose a worker or a machine and begins its shards again elsewhere. docs/scale.md has the measurements.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from typing import Any

import msgspec

from mtcheck.batch.engine import Checked, EngineError
from mtcheck.batch.row import Row
from mtcheck.batch.shard import Shard, encode
from mtcheck.config import Config
from mtcheck.pipeline import Checker

SHARDS_A_WORKER = 4
"""Shards on their way for each worker: one that it checks, one that it has next, and what is being sent."""
_CONNECT_SECONDS = 10.0
_OBJECT_STORE = 256 * 1024 * 1024
"""Bytes of the object store of a cluster of one's own, for 8 workers with shards of 4 MB."""


class RayEngine:
    """Checks shards on a Ray cluster: the one at ``address``, ``host:port`` or ``auto``, or else one on this machine.

    Without an address ``$RAY_ADDRESS`` is taken. A cluster that this process has joined already is used as it is. All
    machines must have this version of mtcheck, its models and the house's files in the same places.
    """

    def __init__(self, address: str | None = None) -> None:
        self._address = address

    def run(self, shards: Iterator[Shard], config: Config, workers: int) -> Generator[Checked, None, None]:
        """See `mtcheck.batch.engine.Engine`."""
        if missing := [name for name in ("ray", "pyarrow") if find_spec(name) is None]:
            raise EngineError(f"{' and '.join(missing)} not installed; pip install 'mtcheck[ray]'")
        signature = Checker(config).signature()
        with _joined(self._address or os.environ.get("RAY_ADDRESS"), workers):
            yield from _run(shards, config, workers, signature)


def _run(shards: Iterator[Shard], config: Config, workers: int, signature: str) -> Iterator[Checked]:
    import ray
    from ray.exceptions import RayError

    from mtcheck.batch.ray_stream import Feed

    here = {"ray.io/node-id": ray.get_runtime_context().get_node_id()}
    feed = ray.remote(Feed).options(num_cpus=0, label_selector=here, max_concurrency=1000).remote()
    feeder = _Feeder(shards, feed, SHARDS_A_WORKER * workers)
    feeder.start()
    try:
        dataset = _dataset(feed, here, config, workers, signature)
        with closing(iter(dataset.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0))) as blocks:
            for block in blocks:
                for answer in block.to_pylist():
                    if answer["problem"]:
                        raise EngineError(answer["problem"])
                    shard = feeder.taken(answer["position"])
                    if shard is not None:
                        rows: list[Row] = msgspec.msgpack.decode(answer["rows"])
                        yield Checked(*shard, rows)
        feeder.close()
    except (RayError, ConnectionError) as error:
        raise EngineError(f"Ray gave up: {_one_line(error)}; the same command goes on where it stopped") from None
    finally:
        feeder.stop()
        with suppress(Exception):
            ray.kill(feed)


def _dataset(feed: Any, here: dict[str, str], config: Config, workers: int, signature: str) -> Any:
    """Shards in, rows out, in whatever order they are done.

    A block holds one row, as a target size of one byte makes it: a row is a shard, and is to wait for no other.
    """
    import ray
    from ray.data import ActorPoolStrategy, DataContext

    from mtcheck.batch.ray_stream import Checking, Source

    # Ray keeps its logs in a folder of its own; here what counts is raised, in one line.
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    context = DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.target_max_block_size = 1
    # A shard may take a slow worker as long as it will; Ray would take half an hour without a row for a hang.
    context.execution_no_progress_timeout_s = -1
    read = ray.data.read_datasource(Source(feed), override_num_blocks=1, num_cpus=0, label_selector=here)
    return read.map_batches(
        Checking,
        batch_size=None,
        batch_format="pyarrow",
        zero_copy_batch=True,
        compute=ActorPoolStrategy(size=workers, max_tasks_in_flight_per_actor=2),
        fn_constructor_kwargs={"feed": feed, "config": config, "signature": signature},
        num_cpus=1,
    )


class _Feeder:
    """Offers shards from a thread, no more than ``window`` of them at a time being without their rows."""

    def __init__(self, shards: Iterator[Shard], feed: Any, window: int) -> None:
        self._shards = shards
        self._feed = feed
        self._free = threading.Semaphore(window)
        self._waiting: dict[int, tuple[int, str]] = {}
        self._stopped = False
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._offer_all, name="mtcheck-feed", daemon=True)

    def start(self) -> None:
        """Begin to take shards."""
        self._thread.start()

    def taken(self, position: int) -> tuple[int, str] | None:
        """Number and digest of the shard whose rows have arrived; None where they had arrived before."""
        shard = self._waiting.pop(position, None)
        if shard is not None:
            self._feed.finish.remote(position)
            self._free.release()
        return shard

    def close(self) -> None:
        """Raise what reading the shards raised, and EngineError where one has no rows after the last have come."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        if self._waiting:
            raise EngineError(f"Ray lost {len(self._waiting)} shards; the same command goes on where it stopped")

    def stop(self) -> None:
        """Take no more shards."""
        self._stopped = True
        self._free.release()

    def _offer_all(self) -> None:
        import ray

        try:
            for position, shard in enumerate(self._shards):
                self._free.acquire()
                if self._stopped:
                    return
                self._waiting[position] = (shard.number, shard.digest)
                ray.get(self._feed.offer.remote([ray.put(encode(shard))]))
        except BaseException as error:
            self._error = error
        finally:
            with suppress(Exception):
                ray.get(self._feed.end.remote())


@contextmanager
def _joined(address: str | None, workers: int) -> Iterator[None]:
    """This process as part of the cluster; leaves it afterwards unless it belonged to one before."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    import ray
    from ray.exceptions import RayError

    if ray.is_initialized():
        yield
        return
    if address not in (None, "local", "auto"):
        _reach(address)
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.CRITICAL, "configure_logging": True}
    try:
        if address in (None, "local"):
            ray.init(
                address="local",
                num_cpus=workers,
                object_store_memory=_OBJECT_STORE,
                include_dashboard=False,
                _node_ip_address="127.0.0.1",
                **quiet,
            )
        else:
            ray.init(address=address, **quiet)
    except (RayError, OSError, RuntimeError, ValueError) as error:
        # Ray takes a token along by itself only to the cluster that it finds.
        hint = "; one that wants a token is joined with RAY_AUTH_MODE=token" if address not in (None, "local") else ""
        raise EngineError(f"Ray cluster {address or 'on this machine'}: {_one_line(error)}{hint}") from None
    try:
        yield
    finally:
        ray.shutdown()


def _reach(address: str) -> None:
    """Raise EngineError unless something listens there; Ray itself would try for minutes."""
    host, colon, port = address.rpartition(":")
    if not colon or not host or not port.isdecimal() or "://" in address:
        raise EngineError(f"Ray cluster {address}: not an address such as 10.0.0.1:6379, or auto")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise EngineError(f"Ray cluster {address}: cannot be reached ({error})") from None


def _one_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__
