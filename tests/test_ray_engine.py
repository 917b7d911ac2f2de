"""The Ray engine, where Ray is installed: the rows of the local engine, whatever befalls a worker."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("ray", reason="mtcheck[ray] is not installed")

from mtcheck.batch import row, shard
from mtcheck.batch.engine import Engine, EngineError
from mtcheck.batch.item import Item
from mtcheck.batch.local import LocalEngine
from mtcheck.batch.ray_engine import RayEngine
from mtcheck.config import Config

FAST = Config(fast=True)


def shards(stories: int) -> Iterator[shard.Shard]:
    text = "Ferry number {0} is late\n\nThe ferry {0} left left the harbour on Monday, its captain said.\n"
    return shard.cut([Item(f"k{n}", f"k{n}", 0, "a.txt", text.format(n).encode()) for n in range(stories)])


def digest(engine: Engine, stories: int, workers: int) -> tuple[list[int], int]:
    done = list(engine.run(shards(stories), FAST, workers))
    return sorted(one.number for one in done), row.digest(each for one in done for each in one.rows)


def test_a_cluster_that_cannot_be_reached_is_one_line() -> None:
    for address, said in (("127.0.0.1:9", "cannot be reached"), ("nowhere", "not an address such as")):
        with pytest.raises(EngineError, match=said) as told:
            list(RayEngine(address).run(shards(1), FAST, 1))
        assert "\n" not in str(told.value)


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """A cluster of this process, which the engine then uses as it is."""
    import ray

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100 * 1024 * 1024)
    yield
    ray.shutdown()


@pytest.mark.usefixtures("cluster")
class TestRay:
    def test_the_rows_are_those_of_the_local_engine(self) -> None:
        assert digest(RayEngine(), 150, 2) == digest(LocalEngine(), 150, 1)

    def test_a_worker_that_is_killed_loses_nothing(self) -> None:
        expected = digest(LocalEngine(), 640, 2)
        done = []
        running = RayEngine().run(shards(640), FAST, 2)
        for number, one in enumerate(running):
            done.append(one)
            if number == 1:
                os.kill(_worker(), signal.SIGKILL)
        assert sorted(one.number for one in done) == expected[0]
        assert row.digest(each for one in done for each in one.rows) == expected[1]

    def test_a_run_may_be_left(self) -> None:
        running = RayEngine().run(shards(640), FAST, 1)
        next(running)
        running.close()
        assert digest(RayEngine(), 64, 1)[0] == [0]


def _worker() -> int:
    """The process of an actor that checks."""
    for _ in range(100):
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdecimal() and b"MapWorker" in (entry / "cmdline").read_bytes():
                    return int(entry.name)
            except OSError:
                continue
        time.sleep(0.1)
    pytest.skip("no worker to be seen")
