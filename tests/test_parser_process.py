"""The parser in a process of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from mtcheck import Config
from mtcheck.document.reading import from_text, read
from mtcheck.models import parser
from mtcheck.models.parser_process import ParserProcess
from mtcheck.pipeline import Checker

EXAMPLE = Path(__file__).parent.parent / "corpora" / "examples"


@pytest.fixture(scope="module")
def apart() -> ParserProcess:
    return ParserProcess()


def process_of(one: ParserProcess) -> subprocess.Popen[bytes]:
    assert one._process is not None
    return one._process


@pytest.mark.parametrize("story", sorted(EXAMPLE.glob("*.txt")), ids=lambda path: path.name)
def test_tokens_are_those_of_this_process(apart: ParserProcess, story: Path) -> None:
    document = read(story)
    assert apart.start(document)() == parser.load().parse(document)


def test_the_tokens_come_from_the_process(apart: ParserProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "load", lambda: pytest.fail("parsed here"))
    assert [token.text for token in apart.start(from_text("Prices fell."))()[0]] == ["Prices", "fell", "."]


def test_more_than_a_pipe_holds(apart: ParserProcess) -> None:
    document = from_text("Prices fell on Monday.\n\n" * 8000)
    parsed = apart.start(document)()
    assert len(parsed) == 8000
    last = parsed[-1][0]
    assert document.text[last.start : last.end] == "Prices"


def test_a_process_that_died_is_done_without() -> None:
    one = ParserProcess()
    document = from_text("The minister spoke on Monday.")
    waiting = one.start(document)
    process_of(one).kill()
    process_of(one).wait()
    assert waiting() == parser.load().parse(document)
    assert one.start(document)() == parser.load().parse(document)


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    document = from_text("The minister spoke on Monday.")
    assert ParserProcess().start(document)() == parser.load().parse(document)


def test_it_ends_with_the_one_who_started_it() -> None:
    one = ParserProcess()
    process = process_of(one)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=60) == 0


@pytest.mark.model
def test_a_checker_reports_the_same_with_it() -> None:
    document = read(next(EXAMPLE.glob("*.txt")))
    assert Checker(parser_apart=True).check(document) == Checker(Config()).check(document)
