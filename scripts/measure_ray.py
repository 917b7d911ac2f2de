"""Hold the Ray engine against the local one, on a real Ray cluster of two nodes on this machine, and print a table.

usage: measure_ray.py STORY... [--stories 2000] [--shard 64] [--models] [--rounds 2]

The stories are made of the paragraphs of those given, each beginning elsewhere. Digests of all rows must be equal for
every engine and number of workers, and after a worker was killed in the middle. Stories a second are counted from the
first shard that comes back to the last, so that neither Ray's start nor the loading of models is in them; the most of
the rounds is printed. ``--models`` checks with the language model, one thread a worker, otherwise with --fast.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "OMP_NUM_THREADS": "1"}

from mtcheck.batch import row, shard
from mtcheck.batch.engine import Engine
from mtcheck.batch.item import Item
from mtcheck.batch.local import LocalEngine
from mtcheck.batch.ray_engine import RayEngine
from mtcheck.batch.shard import Shard, cut
from mtcheck.config import Config

PARAGRAPHS = 6


def stories(given: Sequence[Path], count: int) -> list[Item]:
    paragraphs = [p.strip() for path in given for p in path.read_text(encoding="utf-8").split("\n\n") if p.strip()]
    texts = (
        "\n\n".join(paragraphs[(7 * number + at) % len(paragraphs)] for at in range(PARAGRAPHS))
        for number in range(count)
    )
    return [Item(f"{n}", f"{n}", 0, "a.txt", f"Story {n}\n\n{text}\n".encode()) for n, text in enumerate(texts)]


def timed(
    engine: Engine, shards: Iterator[Shard], config: Config, workers: int, kill: bool = False
) -> tuple[int, float]:
    """The digest of the rows, and stories a second after the first shard; ``kill`` ends a worker after the second."""
    digests, counted, first = 0, 0, 0.0
    for number, done in enumerate(engine.run(shards, config, workers)):
        digests = (digests + row.digest(done.rows)) % 2**256
        if number:
            counted += len(done.rows)
        else:
            first = time.perf_counter()
        if kill and number == 1:
            a_worker().kill()
    return digests, counted / max(1e-9, time.perf_counter() - first)


def a_worker() -> psutil.Process:
    """One of this cluster's processes that check."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if any("MapWorker" in word for word in process.cmdline()):
                return process
    raise SystemExit("no worker of Ray is to be seen")


@contextmanager
def two_nodes() -> Iterator[None]:
    """A cluster of two nodes of one processor each, which this process has joined."""
    import ray
    from ray.cluster_utils import Cluster

    cluster = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 1, "object_store_memory": 200_000_000, "include_dashboard": False},
    )
    cluster.add_node(num_cpus=1, object_store_memory=200_000_000)
    ray.init(address=cluster.address, log_to_driver=False)
    try:
        print(f"{len([node for node in ray.nodes() if node['Alive']])} nodes")
        yield
    finally:
        ray.shutdown()
        cluster.shutdown()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("given", type=Path, nargs="+", metavar="STORY")
    parser.add_argument("--stories", type=int, default=2000)
    parser.add_argument("--shard", type=int, default=shard.MOST_ITEMS, help="stories a shard")
    parser.add_argument("--models", action="store_true")
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    config = Config(fast=not chosen.models)
    shard.MOST_ITEMS = chosen.shard
    items = stories(chosen.given, chosen.stories)
    words = sum(len(item.data.split()) for item in items)
    print(f"{len(items):,} stories, {words:,} words, {'with models' if chosen.models else '--fast'}")
    expected = None
    rates: dict[tuple[str, int], float] = {}

    def measure(name: str, engine: Engine, workers: int) -> None:
        nonlocal expected
        for _ in range(chosen.rounds):
            found, rate = timed(engine, cut(items), config, workers)
            expected = found if expected is None else expected
            if found != expected:
                raise SystemExit(f"{name} with {workers} workers: other rows")
            rates[name, workers] = max(rate, rates.get((name, workers), 0.0))
        scaling = "" if workers == 1 else f"   {rates[name, workers] / rates[name, 1]:.2f} times one worker"
        per_second = rates[name, workers] * words / len(items)
        print(
            f"{name:8}{workers} workers {rates[name, workers]:8.1f} stories/s {per_second:8.0f} words/s{scaling}",
            flush=True,
        )

    for workers in (1, 2):
        measure("local", LocalEngine(), workers)
    with two_nodes():
        for workers in (1, 2):
            measure("ray", RayEngine(), workers)
        found, _ = timed(RayEngine(), cut(items), config, 2, kill=True)
        print(f"ray, a worker killed in the middle: {'the same rows' if found == expected else 'OTHER ROWS'}")
        if found != expected:
            raise SystemExit(1)


if __name__ == "__main__":
    main()
