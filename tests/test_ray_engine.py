"""The Ray engine, where Ray is installed: the rows of the local engine, whatever befalls a worker."""

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("ray", reason="mtcheck[ray] is not installed")

from mtcheck.batch import ray_engine, row, shard
from mtcheck.batch.engine import Checked, Engine, EngineError
from mtcheck.batch.item import Item
from mtcheck.batch.local import LocalEngine
from mtcheck.batch.ray_engine import RayEngine
from mtcheck.config import Config

FAST = Config(fast=True)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:ray")


def shards(stories: int) -> Iterator[shard.Shard]:
    text = "Ferry number {0} is late\n\nThe ferry {0} left left the harbour on Monday, its captain said.\n"
    return shard.cut([Item(f"k{n}", f"k{n}", 0, "a.txt", text.format(n).encode()) for n in range(stories)])


def run(engine: Engine, stories: int, workers: int) -> list[Checked]:
    return sorted(engine.run(shards(stories), FAST, workers), key=lambda one: one.number)


def digest(done: list[Checked]) -> tuple[list[int], int]:
    return [one.number for one in done], row.digest(each for one in done for each in one.rows)


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """A cluster of this process, which the engine then uses as it is."""
    import ray

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init(
        address="local",
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        object_store_memory=100 * 1024 * 1024,
        _node_ip_address="127.0.0.1",
    )
    yield
    ray.shutdown()


class TestAddress:
    @pytest.mark.parametrize(
        ("address", "said"),
        [("127.0.0.1:9", "cannot be reached"), ("nowhere", "not an address"), ("ray://a.example:1", "not an address")],
    )
    def test_one_that_cannot_be_used_is_one_line(self, address: str, said: str) -> None:
        with pytest.raises(EngineError, match=said) as told:
            run(RayEngine(address), 1, 1)
        assert address in str(told.value)
        assert "\n" not in str(told.value)

    def test_ray_that_is_not_installed_is_one_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ray_engine, "find_spec", lambda name: None if name == "ray" else name)
        with pytest.raises(EngineError, match=r"^ray not installed; pip install 'mtcheck\[ray\]'$"):
            run(RayEngine(), 1, 1)


@pytest.mark.usefixtures("cluster")
class TestRay:
    def test_workers_that_are_killed_lose_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from mtcheck.batch import ray_stream

        class KilledOnce(ray_stream.Checking):
            """Dies at its first sight of every third shard."""

            def _rows(self, position: int, whole: shard.Shard) -> list[row.Row]:
                import ray

                if position % 3 == 1 and ray.get(self._feed.begin.remote(position, 1000)) == 1:
                    os.kill(os.getpid(), signal.SIGKILL)
                return super()._rows(position, whole)

        monkeypatch.setattr(ray_stream, "Checking", KilledOnce)
        assert digest(run(RayEngine(), 64 * 6 + 10, 2)) == digest(run(LocalEngine(), 64 * 6 + 10, 1))

    def test_the_story_that_kills_is_told_and_the_others_have_their_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from mtcheck.batch import ray_stream

        class Deadly(ray_stream.Checking):
            """Dies of the story k3."""

            def __init__(self, *given: Any, **named: Any) -> None:
                super().__init__(*given, **named)
                one, whole = ray_stream.check_item, ray_stream.check_shard

                def check_item(checker: Any, item: Item, signature: str) -> list[row.Row]:
                    return os._exit(1) if item.key == "k3" else one(checker, item, signature)

                def check_shard(checker: Any, stories: shard.Shard) -> list[row.Row]:
                    return os._exit(1) if any(i.key == "k3" for i in stories.items) else whole(checker, stories)

                ray_stream.check_item, ray_stream.check_shard = check_item, check_shard

        expected = run(RayEngine(), 70, 1)
        monkeypatch.setattr(ray_stream, "Checking", Deadly)
        found = run(RayEngine(), 70, 1)
        assert found[0].rows[3]["error"] == "k3: the worker died while it checked this story"
        assert found[0].rows[:3] + found[0].rows[4:] == expected[0].rows[:3] + expected[0].rows[4:]
        assert found[1] == expected[1]

    def test_a_worker_that_would_check_otherwise_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ray_engine.Checker, "signature", lambda self: "mtcheck:0.0.1")
        with pytest.raises(EngineError, match=r"would check as mtcheck:.*, this machine as mtcheck:0\.0\.1$"):
            run(RayEngine(), 1, 1)

    def test_a_run_may_be_left_and_takes_no_more_shards_than_there_is_work_for(self) -> None:
        taken = [0]

        def counted() -> Iterator[shard.Shard]:
            for one in shards(64 * 30):
                taken[0] += 1
                yield one

        running = RayEngine().run(counted(), FAST, 1)
        next(running)
        running.close()
        assert taken[0] <= ray_engine.SHARDS_A_WORKER + 2
        assert digest(run(RayEngine(), 64, 1))[0] == [0]

    def test_what_reading_the_stories_raises_is_raised(self) -> None:
        def broken() -> Iterator[shard.Shard]:
            yield from shards(64)
            raise OSError("the disk is gone")

        running = RayEngine().run(broken(), FAST, 1)
        assert next(running).number == 0
        with pytest.raises(OSError, match="the disk is gone"):
            next(running)
