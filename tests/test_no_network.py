"""The whole tool with sockets forbidden, other programs and pickles watched: nothing is fetched while it checks."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from mtcheck.models import store

GUARD = """
import os, sys

def guard(event, arguments):
    if event in _NETWORK:
        put_down("network " + event)
        raise PermissionError(f"{event} is forbidden here")
    if event in {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"}:
        put_down(f"program {arguments[0]}")
    if event == "pickle.find_class":
        put_down(f"pickle {arguments[0]}.{arguments[1]}")

def put_down(line):
    with open(os.environ["EVENTS"], "a", encoding="utf-8") as file:
        file.write(line + "\\n")

# Not the making of a socket, by which urllib3 finds out, on being imported, whether there is IPv6.
_NETWORK = {
    "socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname",
    "socket.gethostbyaddr", "socket.getnameinfo", "urllib.Request", "http.client.connect",
}
sys.addaudithook(guard)
"""
STORY = """Talks over the harbour

The ministers met in the capital on Monday. The talks may avert a new war. Washington Post.

They left both towns.. The Deputy Secretary of State Sergei Ryabkov said the plan was not of.
"""


@dataclass(frozen=True)
class Ran:
    """A command's exit status, what it said, and what it did that is watched."""

    status: int
    output: str
    errors: str
    events: tuple[str, ...]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "page.html").write_text(
        '<html><body><img src="http://example.com/a.png"><p>The ferry sailed on Friday.</p></body></html>',
        encoding="utf-8",
    )
    (tmp_path / "item.nitf").write_text(
        '<!DOCTYPE nitf SYSTEM "http://example.com/nitf.dtd"><nitf><body><body.head><hedline><hl1>Ferry</hl1></hedline>'
        "</body.head><body.content><p>The ferry sailed on Friday.</p></body.content></body></nitf>",
        encoding="utf-8",
    )
    (tmp_path / "left.txt").write_text("The ferry sailed.\nIt was late.\n", encoding="utf-8")
    (tmp_path / "right.txt").write_text("Feribotul a plecat.\nEra târziu.\n", encoding="utf-8")
    return tmp_path


def python(folder: Path, *arguments: str, cache: bool = False) -> Ran:
    events = folder / "events"
    events.unlink(missing_ok=True)
    environment = {**os.environ, "EVENTS": str(events), "OMP_NUM_THREADS": "1"}
    environment["PYTHONPATH"] = os.pathsep.join([str(folder / "guard"), str(Path(__file__).parent.parent)])
    if not cache:
        environment["MTCHECK_CACHE"] = str(folder / "cache")
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    seen = tuple(events.read_text(encoding="utf-8").splitlines()) if events.exists() else ()
    return Ran(done.returncode, done.stdout, done.stderr, seen)


def mtcheck(folder: Path, *arguments: str, cache: bool = False) -> Ran:
    return python(folder, "-m", "mtcheck", *arguments, cache=cache)


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
        "import socket; socket.getaddrinfo('example.com', 80)",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'a', ('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/', timeout=1)",
        "import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c',"
        " 'import socket; socket.socket().connect((\"127.0.0.1\", 9))']))",
    ],
)
def test_the_guard_catches_a_connection(folder: Path, attempt: str) -> None:
    ran = python(folder, "-c", attempt)
    assert ran.status != 0
    assert "is forbidden here" in ran.errors
    assert any(event.startswith("network ") for event in ran.events)


def test_the_guard_sees_pickles_and_programs(folder: Path) -> None:
    ran = python(folder, "-c", "import pickle, subprocess; pickle.loads(pickle.dumps(print)); subprocess.run(['true'])")
    assert ran.status == 0
    assert ran.events == ("pickle builtins.print", "program true")


@pytest.mark.parametrize(
    ("status", "arguments"),
    [
        (1, ["check", "--fast", "story.txt", "page.html", "item.nitf", "--format", "sarif"]),
        (0, ["report", "--fast", "story.txt", "--output", "report.html"]),
        (0, ["baseline", "write", "--fast", "story.txt"]),
        (0, ["models", "list"]),
    ],
)
def test_nothing_is_fetched_without_models(folder: Path, status: int, arguments: list[str]) -> None:
    ran = mtcheck(folder, *arguments)
    assert ran.status == status, ran.errors
    assert ran.events == ()


@pytest.mark.model
@pytest.mark.skipif(not store.is_ready(), reason="the language model is not prepared")
def test_nothing_is_fetched_with_models(folder: Path) -> None:
    ran = mtcheck(folder, "check", "--no-cache", "story.txt", cache=True)
    assert ran.status == 1, ran.errors
    assert "fluency" in ran.output
    # The parser's process, which the guard watches too.
    assert ran.events == (f"program {sys.executable}",)


@pytest.mark.model
@pytest.mark.skipif(not store.is_ready(store.MULTILINGUAL_E5), reason="the encoder is not prepared")
def test_nothing_is_fetched_beside_another_text(folder: Path) -> None:
    ran = mtcheck(folder, "align", "--lines", "left.txt", "right.txt", cache=True)
    assert ran.status == 0, ran.errors
    assert "Feribotul" in ran.output
    assert ran.events == ()
