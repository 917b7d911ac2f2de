"""The same story gives the same report, byte for byte, in any process and with any hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from mtcheck.cli import group
from mtcheck.report.formats import FORMATS

EXAMPLES = Path(__file__).parent.parent / "corpora" / "examples"
STORIES = ("harbour-talks.txt", "page.html")
PAGE = """<html><body><nav>Home</nav><article><h1>Ferry calls off strike</h1>
<p>The talks may avert a new war. Washington Post.</p><p>They left both towns.. Serghei Lavrov said “yes.</p>
<p>The International Organization of Labour met in Geneva, and the the Deputy Secretary of State Sergei Ryabkov left.</p>
</article></body></html>"""
PROGRAM = """
import hashlib, pathlib, sys
from click.testing import CliRunner
from mtcheck.cli import group

for kind in sys.argv[1:]:
    command = ["report"] if kind == "html" else ["check", "--format", kind]
    done = CliRunner().invoke(group, [*command, "--fast", "--no-cache", "harbour-talks.txt", "page.html"])
    print(kind, hashlib.sha256(done.stdout_bytes).hexdigest())
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("stories")
    (made / ".git").mkdir()
    (made / "harbour-talks.txt").write_bytes((EXAMPLES / "harbour-talks.txt").read_bytes())
    (made / "page.html").write_text(PAGE, encoding="utf-8")
    return made


def digests(folder: Path, seed: str) -> list[str]:
    """The digest of each format's report, made in a process of its own."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "MTCHECK_CACHE": str(folder / "cache"), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *FORMATS],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout.splitlines()


def test_no_hash_seed_changes_a_report(folder: Path) -> None:
    first, *others = (digests(folder, seed) for seed in ("0", "1", "4294967295"))
    assert len({line.split()[1] for line in first}) == len(FORMATS)
    assert others == [first, first]


def test_two_runs_in_one_process_say_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    for kind in FORMATS:
        arguments = ["check", "--fast", "--no-cache", "--format", kind, *STORIES]
        one, other = (CliRunner().invoke(group, arguments).stdout_bytes for _ in range(2))
        assert one == other
        assert one


def test_the_cache_changes_no_report(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("MTCHECK_CACHE", str(folder / "results"))
    arguments = ["check", "--fast", "--format", "json", *STORIES]
    runs = [CliRunner().invoke(group, arguments).stdout_bytes for _ in range(2)]
    assert list((folder / "results").rglob("*.json"))
    assert runs[0] == runs[1] == CliRunner().invoke(group, [*arguments, "--no-cache"]).stdout_bytes
