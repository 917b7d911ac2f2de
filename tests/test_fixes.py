"""Fixing: what is written, where, and that a second run finds nothing more to write."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck import Checker, Config
from mtcheck.checks.rule import Category, Flag, Severity, Suggestion
from mtcheck.cli import fixing, group
from mtcheck.document.model import Span
from mtcheck.document.reading import from_text, read
from mtcheck.fixes import Fix, applied, difference, fixed, fixes_of
from mtcheck.report.model import DocumentReport

CHECKER = Checker(Config(fast=True))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, list(arguments), input=stdin, standalone_mode=False)


def report(text: str) -> DocumentReport:
    return CHECKER.check(from_text(text))


DEBRIS = (
    "Harbour opens again\n\nThe harbour opened on Monday..  It had been shut since May.\n\nShare on Facebook Tweet\n\n\
The ferry left at 9 a. m. for the island.\n"
)


def test_safe_fixes_take_debris_and_spacing_out_and_leave_the_rest() -> None:
    done = fixed(report(DEBRIS), report)
    assert "Share on Facebook" not in done.text
    assert "9 a.m. for" in done.text
    assert done.text.startswith("Harbour opens again\n\nThe harbour opened on Monday")
    assert "\n\n\n" not in done.text


def test_unsafe_fixes_need_to_be_asked_for() -> None:
    text = "The talks ended. The talks ended in the evening, the minister said, in the framework of the summit.\n"
    first = report(text)
    unsafe = fixes_of(first, unsafe=True)
    assert {fix.flag.code for fix in fixes_of(first)} <= {fix.flag.code for fix in unsafe}
    assert all(fix.suggestion.safe for fix in fixes_of(first))


def test_nothing_outside_the_flags_is_touched() -> None:
    first = report(DEBRIS)
    new = applied(first.document, fixes_of(first))
    for line in ("It had been shut since May.", "The ferry left at 9"):
        assert line in new


def test_a_clean_story_comes_back_as_it_was() -> None:
    text = "Harbour opens again\n\nThe harbour opened on Monday. It had been shut since May, the mayor said.\n"
    done = fixed(report(text), report, unsafe=True)
    assert done.text == text
    assert done.fixes == ()
    assert difference("a.txt", text, done.text) == ""


def test_a_difference_names_the_file_and_shows_both_lines() -> None:
    assert difference("a.txt", "one\ntwo", "one\nthree") == (
        "--- a.txt\n+++ a.txt\n@@ -1,2 +1,2 @@\n one\n-two\n\\ No newline at end of file\n+three\n\\ No newline at end of file\n"
    )


def test_an_html_story_keeps_its_mark_up() -> None:
    page = "<html><body><h1>Harbour</h1><p>The <b>ferry</b> left at 9 a. m. for the island &amp; the port.</p></body></html>"
    done = fixed(report(page), report)
    assert "9 a.m. for the island &amp; the port" in done.text
    assert "<b>ferry</b>" in done.text


PIECES = st.sampled_from(
    [
        "The ferry left at 9 p. m. today.",
        "Share on Facebook Tweet",
        "He said : yes..",
        "in the the port",
        "“Yes",
        "\n\n",
        "\r\n",
        " ",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=9))
def test_fixing_twice_is_fixing_once(pieces: list[str]) -> None:
    text = " ".join(pieces)
    if not text.strip():
        return
    once = fixed(report(text), report).text
    if once.strip():
        assert fixed(report(once), report).text == once


def test_the_command_writes_fixes_into_the_file_and_shows_them_before(folder: Path) -> None:
    (folder / "a.txt").write_bytes(DEBRIS.encode("utf-8-sig"))
    shown = run("check", "--fast", "--no-cache", "--diff", "a.txt")
    assert shown.return_value == 1
    assert "-Share on Facebook Tweet" in shown.stdout
    assert (folder / "a.txt").read_bytes() == DEBRIS.encode("utf-8-sig")
    done = run("check", "--fast", "--no-cache", "--fix", "a.txt")
    assert "fixed (" in done.stderr
    written = (folder / "a.txt").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    assert b"Share on Facebook" not in written
    assert run("check", "--fast", "--no-cache", "--diff", "a.txt").stdout == ""


def test_fixing_standard_input_and_unsafe_fixes_alone_are_refused(folder: Path) -> None:
    alone = run("check", "--fast", "--unsafe-fixes", "a.txt").exception
    assert isinstance(alone, click.UsageError)
    assert "--unsafe-fixes goes with" in alone.message
    standard = run("check", "--fast", "--no-cache", "--fix", "-", stdin=DEBRIS).exception
    assert isinstance(standard, click.UsageError)
    assert "goes with files" in standard.message


def test_a_letter_that_the_file_cannot_hold_is_refused_and_nothing_lost(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("The mayor of Lodz said “no” to the caf\u00e9.\n".encode("cp1252"))
    document = read(path)
    reported = CHECKER.check(document)
    fix = Fix(Flag(0, 3, "X", "x", Category.NAME, Severity.MINOR, 1.0, "m"), Suggestion("Łódź"), Span(0, 3), "Łódź")
    before = path.read_bytes()
    with pytest.raises(click.ClickException, match="cp1252 has no “Ł”; it is not fixed"):
        fixing.write([fixing.Changed(reported, reported, document.decoded.replace("Lodz", "Łódź"), (fix,))])
    assert path.read_bytes() == before
