"""Many stories: inputs, results that can be gone on with, workers that die, and the rows against the single check."""

import errno
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from mtcheck.batch import local, results, row, shard
from mtcheck.batch.inputs import InputError, Inputs
from mtcheck.batch.item import Item
from mtcheck.batch.local import LocalEngine
from mtcheck.batch.stored import ResultsError, find, read_manifest
from mtcheck.cli import group
from mtcheck.config import Config
from mtcheck.pipeline import Checker
from tests.support import take_ctrl_c

STORY = "Port opens again\n\nThe minister met with with his counterpart on Monday. The ferries sail again, he said.\n"
CLEAN = "Ferries sail again\n\nThe ferries sailed on Monday after a strike of nine days, the port of Porto said.\n"


def story(number: int) -> str:
    return f"Ferry number {number} is late\n\nThe ferry {number} left left the harbour of Porto on Monday, its captain said.\n"


def write_lines(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(json.dumps({"text": story(number), "site": "a.example", "day": "2026-01-02"}) + "\n")
    return path


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "stories.jsonl", 150)


@pytest.fixture
def many_lines(tmp_path: Path) -> Path:
    """So many that a run has not ended when its first shard is seen."""
    return write_lines(tmp_path / "many.jsonl", 640)


def first_shard(folder: Path) -> None:
    """Wait until a run has written it."""
    for _ in range(6000):
        if (folder / "shard-000000.parquet").exists():
            return
        time.sleep(0.005)
    raise AssertionError("no shard was written")


def container(name: str) -> bytes:
    """A container of ten stories, of the kind that its name says."""
    texts = [story(number) for number in range(10)]
    if "jsonl" in name:
        data = "".join(json.dumps({"text": text, "date": "2026-01-02T03:04:05Z"}) + "\n" for text in texts).encode()
        return gzip.compress(data, mtime=0) if name.endswith(".gz") else data
    out = io.BytesIO()
    if name.endswith(".parquet"):
        pq.write_table(pa.table({"text": texts}), out)
        return out.getvalue()
    writer = WARCWriter(out, gzip=name.endswith(".gz"))
    for number, text in enumerate(texts):
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/plain")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                f"https://c.example/{number}",
                "response",
                payload=io.BytesIO(text.encode()),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2026-02-03T04:05:06Z", "WARC-Record-ID": f"<urn:uuid:{number}>"},
            )
        )
    return out.getvalue()


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(group, ["batch", *map(str, arguments)], standalone_mode=False)
    error = f"{done.exception}" if done.exception is not None else ""
    return int(done.return_value or 0) if not error else 2, done.stderr + error


def rows_of(folder: Path) -> list[dict[str, Any]]:
    return [one for path in find(folder).shards for one in pq.read_table(path).to_pylist()]


class TestInputs:
    def items(self, *given: Path | str) -> list[Item]:
        return list(Inputs([str(one) for one in given]).items())

    def test_files_folders_and_globs_name_each_story_once(self, tmp_path: Path) -> None:
        (tmp_path / "b").mkdir()
        for name in ("z.txt", "b/a.txt", "b/page.html", "b/picture.png"):
            (tmp_path / name).write_text(STORY, encoding="utf-8")
        found = self.items(tmp_path / "z.txt", tmp_path, str(tmp_path / "**" / "*.txt"))
        assert [Path(one.key).relative_to(tmp_path).as_posix() for one in found] == ["z.txt", "b/a.txt", "b/page.html"]

    def test_what_is_not_there_is_told_at_once(self, tmp_path: Path) -> None:
        for inputs in (tmp_path / "no.txt", tmp_path / "*.warc"):
            with pytest.raises(InputError, match=r"no such file|no file fits"):
                Inputs([str(inputs)])

    @pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson.gz"])
    def test_json_lines_know_site_and_day_and_a_bad_line_stops_nothing(self, tmp_path: Path, name: str) -> None:
        records = [
            {"text": STORY, "site": "a.example", "day": "2026-01-02", "source": "Olá."},
            {"html": "<p>x</p>", "url": "https://News.Example/x?y", "published": "Tue, 03 Mar 2026 10:00:00 +0100"},
        ]
        text = "\n".join([json.dumps(records[0]), "{no json", json.dumps(records[1]), json.dumps({"body": 1}), ""])
        data = text.encode()
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
        first, second, third, fourth = self.items(tmp_path / name)
        assert (first.key, first.site, first.day, first.source) == (
            f"{tmp_path / name}#0",
            "a.example",
            "2026-01-02",
            "Olá.",
        )
        assert second.problem.startswith(f"{tmp_path / name}#1")
        assert (third.name, third.site, third.day) == ("story.html", "news.example", "2026-03-03")
        assert fourth.number == 3

    def test_parquet(self, tmp_path: Path) -> None:
        table = pa.table({"text": [STORY, None], "url": ["https://b.example/1", "https://b.example/2"], "more": [1, 2]})
        pq.write_table(table, tmp_path / "a.parquet")
        first, second = self.items(tmp_path / "a.parquet")
        assert (first.data.decode(), first.site) == (STORY, "b.example")
        assert second.problem

    def test_warc(self, tmp_path: Path) -> None:
        path = tmp_path / "a.warc.gz"
        with path.open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            for status, page in (("200 OK", b"<p>caf\xe9</p>"), ("404 Not Found", b"<p>gone</p>")):
                headers = StatusAndHeaders(
                    status, [("Content-Type", "text/html; charset=iso-8859-1")], protocol="HTTP/1.1"
                )
                writer.write_record(
                    writer.create_warc_record(
                        "https://c.example/1",
                        "response",
                        payload=io.BytesIO(page),
                        http_headers=headers,
                        warc_headers_dict={"WARC-Date": "2026-02-03T04:05:06Z"},
                    )
                )
        (found,) = self.items(path)
        assert (found.site, found.day, found.name) == ("c.example", "2026-02-03", "page.html")
        assert "café" in found.data.decode()
        path.write_bytes(path.read_bytes() + b"no archive")
        assert [one.problem == "" for one in self.items(path)] == [True, False]
        assert "damaged from here on" in self.items(path)[-1].problem

    def test_one_damaged_warc_record_leaves_the_others(self, tmp_path: Path) -> None:
        path = tmp_path / "a.warc"
        with path.open("wb") as file:
            writer = WARCWriter(file, gzip=False)
            for page in (STORY, CLEAN):
                headers = StatusAndHeaders("200 OK", [("Content-Type", "text/plain")], protocol="HTTP/1.1")
                body = io.BytesIO(page.encode())
                writer.write_record(
                    writer.create_warc_record("https://c.example/1", "response", payload=body, http_headers=headers)
                )
        first, second = self.items(path)
        assert (first.data.decode(), second.data.decode()) == (STORY, CLEAN)
        whole = path.read_bytes()
        at = whole.rindex(b"WARC-Target-URI")
        path.write_bytes(whole[:at] + b"XARC" + whole[at + 4 :])
        kept, bad = self.items(path)
        assert (kept, bad.key) == (first, f"{path}#1")
        assert "damaged from here on" in bad.problem

    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(data=st.data(), name=st.sampled_from(["a.jsonl", "a.jsonl.gz", "a.parquet", "a.warc", "a.warc.gz"]))
    def test_a_damaged_container_never_stops_the_reading(self, data: st.DataObject, name: str) -> None:
        contents = bytearray(container(name))
        for at in data.draw(st.lists(st.integers(0, len(contents) - 1), min_size=1, max_size=5)):
            contents[at] = data.draw(st.integers(0, 255))
        contents = contents[: data.draw(st.integers(1, len(contents)))]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_bytes(contents)
            found = self.items(path)
        assert len({one.key for one in found}) == len(found)
        assert all("\n" not in one.problem for one in found)

    def test_results_and_pipes_are_no_stories(self, lines: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"
        run(lines, "--output", out, "--fast")
        assert len(list(out.glob("*.parquet"))) == 3
        os.mkfifo(tmp_path / "pipe.jsonl")
        assert {one.path for one in self.items(tmp_path)} == {str(lines)}
        with pytest.raises(InputError, match="no file fits"):
            Inputs([f"{tmp_path}/**/*.parquet"])
        (one,) = self.items(tmp_path / "pipe.jsonl")
        assert one.problem.endswith("is not a regular file")

    def test_only_what_is_asked_for_is_read(self, lines: Path) -> None:
        items = Inputs([str(lines)]).items()
        shards = shard.cut(items)
        assert len(next(shards).items) == 64
        assert sum(1 for _ in items) >= 150 - 65


class TestShards:
    def test_the_digest_follows_all_that_the_items_hold(self) -> None:
        items = [Item(f"k{n}", "k", n, "a.txt", STORY.encode()) for n in range(3)]
        digests = {next(shard.cut(items)).digest}
        for change in ({"data": b"x"}, {"key": "other"}, {"source": "s"}, {"day": "2026-01-01"}):
            changed = [*items[:2], Item(**({name: getattr(items[2], name) for name in Item.__slots__} | change))]
            digests.add(next(shard.cut(changed)).digest)
        assert len(digests) == 5

    def test_a_shard_survives_the_wire(self) -> None:
        one = next(shard.cut([Item("k", "k", 0, "a.txt", b"\xff", source="é", problem="p")]))
        assert shard.decode(shard.encode(one)) == one


class TestRuns:
    def test_rows_say_what_the_single_check_says(self, tmp_path: Path) -> None:
        path = tmp_path / "story.txt"
        path.write_text(STORY, encoding="utf-8")
        (tmp_path / "empty.txt").write_text("", encoding="utf-8")
        assert run(tmp_path, "--output", tmp_path / "out", "--fast")[0] == 0
        failed, found = rows_of(tmp_path / "out")
        assert (failed["status"], failed["words"], failed["flags"]) == ("error", None, [])
        assert "empty.txt" in failed["error"]
        alone = CliRunner().invoke(group, ["check", str(path), "--fast", "--no-cache", "--format", "json"])
        (said,) = json.loads(alone.stdout)["documents"]
        assert found["key"] == str(path)
        assert found["sha256"] == said["sha256"]
        assert found["score"] == said["quality"]["score"]
        assert [(f["code"], f["start"], f["end"], f["line"], f["column"], f["message"]) for f in found["flags"]] == [
            (f["code"], f["start"], f["end"], f["line"], f["column"], f["message"]) for f in said["flags"]
        ]
        assert found["flags"][0]["text"] == STORY[found["flags"][0]["start"] : found["flags"][0]["end"]]

    def test_a_second_run_finds_all_there_and_changes_nothing(self, lines: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"
        assert run(lines, "--output", out, "--fast", "--workers", "2")[0] == 0
        before = {path.name: path.stat().st_mtime_ns for path in out.glob("*.parquet")}
        assert len(before) == 3
        status, said = run(lines, "--output", out, "--fast")
        assert (status, "3 of 3 shards were there" in said) == (0, True)
        assert {path.name: path.stat().st_mtime_ns for path in out.glob("*.parquet")} == before
        manifest = read_manifest(out)
        assert manifest is not None
        assert manifest.shards == 3

    def test_workers_and_order_do_not_show(self, lines: Path, tmp_path: Path) -> None:
        for workers in (1, 2):
            assert run(lines, "--output", tmp_path / str(workers), "--fast", "--workers", workers)[0] == 0
        assert results.digest(tmp_path / "1") == results.digest(tmp_path / "2")

    def test_a_damaged_shard_is_made_again(self, lines: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"
        run(lines, "--output", out, "--fast")
        whole = results.digest(out)
        (out / "shard-000001.parquet").write_bytes(b"PAR1 no")
        with pytest.raises(ResultsError, match="damaged"):
            results.digest(out)
        assert run(lines, "--output", out, "--fast")[0] == 0
        assert results.digest(out) == whole

    def test_other_stories_rules_and_inputs_are_refused_in_one_line(self, lines: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"
        run(lines, "--output", out, "--fast")
        kept = {path.name: path.read_bytes() for path in out.iterdir()}
        other = tmp_path / "other.jsonl"
        other.write_bytes(lines.read_bytes())
        for asked in (
            (lines, "--fast", "--ignore", "DUP001"),
            (other, "--fast"),
            (lines, "--fast", "--profile", "strict"),
        ):
            status, said = run(*asked, "--output", out)
            assert status == 2
            assert said.count("\n") == 0
            assert "holds results" in said
        text = lines.read_text(encoding="utf-8")
        lines.write_text(text.replace("number 70", "number seventy"), encoding="utf-8")
        status, said = run(lines, "--output", out, "--fast")
        assert (status, "shard-000001.parquet: made from other stories" in said) == (2, True)
        lines.write_text("".join(text.splitlines(True)[:64]), encoding="utf-8")
        status, said = run(lines, "--output", out, "--fast")
        assert (status, "no longer given" in said) == (2, True)
        assert {path.name: path.read_bytes() for path in out.iterdir() if path.suffix == ".parquet"} == {
            name: data for name, data in kept.items() if name.endswith(".parquet")
        }
        assert run(lines, "--output", out, "--fast", "--restart")[0] == 0
        assert len(rows_of(out)) == 64

    def test_a_folder_with_something_else_in_it_is_left_alone(self, lines: Path, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
        for extra in ((), ("--restart",)):
            status, said = run(lines, "--output", tmp_path / "out", "--fast", *extra)
            assert (status, "holds no results" in said) == (2, True)
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["notes.txt"]

    def test_a_run_that_was_killed_as_it_began_can_begin_again(self, lines: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"
        out.mkdir()
        for name in (".lock", "._mtcheck.json"):
            (out / name).touch()
        assert run(lines, "--output", out, "--fast")[0] == 0
        assert len(rows_of(out)) == 150

    def test_a_full_disk_leaves_no_half_of_a_shard(
        self, lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(table: Any, file: Any, **options: Any) -> None:
            file.write(b"half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        out = tmp_path / "out"
        with monkeypatch.context() as patched:
            patched.setattr(pq, "write_table", full)
            status, said = run(lines, "--output", out, "--fast")
        assert (status, "No space left" in said) == (2, True)
        assert sorted(path.name for path in out.iterdir()) == [".lock", "_mtcheck.json"]
        assert run(lines, "--output", out, "--fast")[0] == 0

    def test_no_stories_at_all(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        status, said = run(tmp_path / "empty", "--output", tmp_path / "out", "--fast")
        assert (status, "empty: no stories there" in said) == (2, True)

    def test_a_run_that_is_killed_goes_on_where_it_was(self, many_lines: Path, tmp_path: Path) -> None:
        whole, out = tmp_path / "whole", tmp_path / "out"
        run(many_lines, "--output", whole, "--fast")
        command = [
            sys.executable,
            "-m",
            "mtcheck",
            "batch",
            str(many_lines),
            "--output",
            str(out),
            "--fast",
            "--workers",
            "1",
        ]
        killed = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
        first_shard(out)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()
        assert 1 <= len(find(out).shards) < 10
        assert find(out).running
        (out / ".shard-000009.parquet").write_bytes(b"half")
        assert run(many_lines, "--output", out, "--fast")[0] == 0
        assert results.digest(out) == results.digest(whole)
        assert sorted(path.name for path in out.glob(".shard-*")) == []

    def test_ctrl_c_keeps_what_is_done(self, many_lines: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"
        command = [
            sys.executable,
            "-m",
            "mtcheck",
            "batch",
            str(many_lines),
            "--output",
            str(out),
            "--fast",
            "--workers",
            "1",
        ]
        stopped = subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=take_ctrl_c
        )
        first_shard(out)
        stopped.send_signal(signal.SIGINT)
        _, said = stopped.communicate(timeout=60)
        assert stopped.returncode == 130
        assert said == "mtcheck: stopped; the same command goes on where it was\n"


class TestWorkers:
    def shards(self, count: int) -> Iterator[shard.Shard]:
        return shard.cut([Item(f"k{n}", f"k{n}", 0, "a.txt", story(n).encode()) for n in range(count)])

    def rows(self, count: int, workers: int = 1) -> list[row.Row]:
        done = LocalEngine().run(self.shards(count), Config(fast=True), workers)
        return [one for checked in sorted(done, key=lambda c: c.number) for one in checked.rows]

    def test_the_files_of_the_house_are_read_once_for_all_workers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        made: list[Config] = []

        class Counted(Checker):
            def __init__(self, config: Config) -> None:
                made.append(config)
                super().__init__(config)

        monkeypatch.setattr(local, "Checker", Counted)
        assert list(LocalEngine().run(iter(()), Config(fast=True), 3)) == []
        assert len(made) == 1

    def test_a_worker_that_is_killed_loses_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        expected = self.rows(130)
        asked = local._Hand._ask
        kills = [0]

        def kill(self: Any, message: bytes) -> bytes:
            if len(message) > 1000 and kills[0] < 2:
                kills[0] += 1
                self._process.kill()
            return asked(self, message)

        monkeypatch.setattr(local._Hand, "_ask", kill)
        assert self.rows(130) == expected
        assert kills == [2]

    def test_the_story_that_kills_is_told_and_the_others_have_their_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        expected = self.rows(5)
        asked = local._Hand._ask

        def kill(self: Any, message: bytes) -> bytes:
            if b"Ferry number 3 is late" in message:
                self._process.kill()
            return asked(self, message)

        monkeypatch.setattr(local._Hand, "_ask", kill)
        found = self.rows(5)
        assert [one["status"] for one in found] == ["ok", "ok", "ok", "error", "ok"]
        assert found[3]["error"] == "k3: the worker died while it checked this story"
        assert [one for n, one in enumerate(found) if n != 3] == [one for n, one in enumerate(expected) if n != 3]

    def test_a_worker_that_dies_as_it_gets_ready_is_replaced(self, monkeypatch: pytest.MonkeyPatch) -> None:
        start = local._Hand._start
        starts = [0]

        def dying(self: Any) -> None:
            start(self)
            starts[0] += 1
            if starts[0] == 1 or always:
                self._process.kill()

        monkeypatch.setattr(local._Hand, "_start", dying)
        always = False
        assert [one["status"] for one in self.rows(3)] == ["ok"] * 3
        assert starts == [2]
        always = True
        with pytest.raises(local.EngineError, match="die as they get ready"):
            self.rows(3)

    def test_a_worker_that_hangs_is_killed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked = local._Hand._ask

        def hang(self: Any, message: bytes) -> bytes:
            if b"Ferry number 1 is late" in message:
                monkeypatch.setattr(local, "LEAST_SECONDS", 0.1)
                self._process.send_signal(signal.SIGSTOP)
            else:
                monkeypatch.setattr(local, "LEAST_SECONDS", 300.0)
            return asked(self, message)

        monkeypatch.setattr(local._Hand, "_ask", hang)
        assert [one["status"] for one in self.rows(3)] == ["ok", "error", "ok"]

    def test_only_as_many_shards_are_taken_as_there_is_work_for(self) -> None:
        taken = [0]

        def counted() -> Iterator[shard.Shard]:
            for one in self.shards(64 * 6):
                taken[0] += 1
                yield one

        done = LocalEngine().run(counted(), Config(fast=True), 1)
        next(done)
        assert taken[0] <= local.SHARDS_A_WORKER
        done.close()

    def test_what_no_worker_can_do_ends_the_run_in_one_line(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MTCHECK_CACHE", str(tmp_path))
        with pytest.raises(local.EngineError, match="mtcheck models prepare"):
            list(LocalEngine().run(self.shards(1), Config(), 1))


def test_the_report_says_that_a_run_has_not_ended(lines: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(lines, "--output", out, "--fast")
    said = "The results are not complete"
    whole = CliRunner().invoke(group, ["batch", "report", str(out)]).stdout
    assert "150 stories" in whole
    assert said not in whole
    manifest = json.loads((out / "_mtcheck.json").read_text(encoding="utf-8"))
    (out / "_mtcheck.json").write_text(json.dumps(manifest | {"shards": None}), encoding="utf-8")
    assert (
        f"{said}: the run has not come to its end." in CliRunner().invoke(group, ["batch", "report", str(out)]).stdout
    )
    (out / "_mtcheck.json").write_text(json.dumps(manifest | {"shards": 5}), encoding="utf-8")
    assert f"{said}: 2 of 5 shards are missing." in CliRunner().invoke(group, ["batch", "report", str(out)]).stdout
