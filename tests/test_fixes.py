"""Fixing: what is written, where, and that a second run finds nothing more to write."""

from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck import Checker, Config
from mtcheck.cli import fixing, group
from mtcheck.document.model import Span
from mtcheck.document.reading import from_text, read
from mtcheck.fixes import Fix, applied, difference, fixed, fixes_of
from mtcheck.flag import Category, Flag, Severity, Suggestion
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
        "Home > News > Europe",
        "The president Macron was , he said.",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=9), st.booleans())
def test_fixing_twice_is_fixing_once(pieces: list[str], unsafe: bool) -> None:
    text = " ".join(pieces)
    if not text.strip():
        return
    once = fixed(report(text), report, unsafe=unsafe).text
    if once.strip():
        assert fixed(report(once), report, unsafe=unsafe).text == once


@pytest.mark.parametrize("text", ["one", "two", "three"])
def test_suggestions_that_take_turns_end_where_they_always_end(text: str) -> None:
    turns = {"one": "three", "three": "two", "two": "three"}

    def reported(now: str) -> DocumentReport:
        flag = Flag(0, len(now), "X", "x", Category.NAME, Severity.MINOR, 1.0, "m", (Suggestion(turns[now]),))
        return replace(report(now), flags=(flag,))

    assert fixed(reported(text), reported, unsafe=True).text == "three"


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


def test_a_letter_that_the_file_cannot_hold_is_refused_and_nothing_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("The mayor of Lodz said “no” to the caf\u00e9.\n".encode("cp1252"))
    document = read(path)
    reported = CHECKER.check(document)
    fix = Fix(Flag(0, 3, "X", "x", Category.NAME, Severity.MINOR, 1.0, "m"), Suggestion("Łódź"), Span(0, 3), "Łódź")
    before = path.read_bytes()
    story = fixing.Changed(reported, reported, document.decoded.replace("Lodz", "Łódź"), (fix,))
    assert fixing.write([story]) == []
    assert "cp1252 has no “Ł”; it is not fixed" in capsys.readouterr().err
    assert path.read_bytes() == before
    path.write_bytes(before + b"And so on.\n")
    assert fixing.write([story]) == []
    assert capsys.readouterr().err == f"mtcheck: {path}: has changed meanwhile; it is not fixed\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "utf-32-be", "cp1250", "cp1252", "cp1251", "cp1257"],
)
def test_a_file_stays_in_its_encoding(folder: Path, encoding: str) -> None:
    name = {"cp1250": "Šimůnek Łukasiewicz", "cp1251": "Мэр Іван", "cp1257": "Žemaitė Ąžuolas"}.get(
        encoding, "café Müller"
    )
    mark = "\ufeff" if encoding.endswith("-be") else ""
    text = f"{mark}{name} spoke in the port at 9 a. m. for an hour, and the people were glad of “it”.\n" * 3
    (folder / "a.txt").write_bytes(text.encode(encoding))
    done = run("check", "--fast", "--no-cache", "--fix", "a.txt")
    assert "fixed (" in done.stderr
    written = (folder / "a.txt").read_bytes().decode(encoding)
    assert written.count(name) == 3
    assert "9 a.m. for an hour" in written
    assert written.startswith(mark)


def test_what_cannot_be_written_keeps_no_other_story_back(folder: Path) -> None:
    old = "The mayor of Kharkov said “no” to the café.\n".encode("cp1252")
    (folder / "a.txt").write_bytes(old)
    (folder / "b.txt").write_text(DEBRIS, encoding="utf-8")
    (folder / "g.tsv").write_text("term\tavoid\nŁódź\tKharkov\n", encoding="utf-8")
    done = run("check", "--fast", "--no-cache", "--fix", "a.txt", "b.txt", "--glossary", "g.tsv")
    assert done.return_value == 2
    assert (folder / "a.txt").read_bytes() == old
    assert "Share on Facebook" not in (folder / "b.txt").read_text(encoding="utf-8")
    assert done.stderr.splitlines()[0] == "mtcheck: a.txt: cp1252 has no “Ł”; it is not fixed"
    assert "a.txt" in done.stdout
    assert "HSE001" in done.stdout
    assert "2 stories" in done.stdout


def test_standard_input_beside_a_file_is_refused_before_anything_is_written(folder: Path) -> None:
    (folder / "a.txt").write_text(DEBRIS, encoding="utf-8")
    refused = run("check", "--fast", "--no-cache", "--fix", "a.txt", "-", stdin=DEBRIS).exception
    assert isinstance(refused, click.UsageError)
    assert (folder / "a.txt").read_text(encoding="utf-8") == DEBRIS


def test_a_word_file_is_said_not_to_be_fixed(folder: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("The ferry left at 9 a. m. for the island.")
    document.save(str(folder / "a.docx"))
    before = (folder / "a.docx").read_bytes()
    for option in ("--fix", "--diff"):
        done = run("check", "--fast", "--no-cache", option, "a.docx")
        assert done.stderr == "mtcheck: a.docx: is a Word file, which is not fixed\n"
    assert (folder / "a.docx").read_bytes() == before


def test_a_difference_is_a_patch_whatever_ends_the_lines() -> None:
    before = "one\rtwo\u2028three\x0cfour..\nfive\n"
    assert difference("a.txt", before, before.replace("..", ".")) == (
        "--- a.txt\n+++ a.txt\n@@ -1,2 +1,2 @@\n-one\rtwo\u2028three\x0cfour..\n+one\rtwo\u2028three\x0cfour.\n five\n"
    )


def test_a_patch_is_in_one_format(folder: Path) -> None:
    (folder / "a.txt").write_text(DEBRIS, encoding="utf-8")
    refused = run("check", "--fast", "--diff", "--format", "json", "a.txt").exception
    assert isinstance(refused, click.UsageError)


def test_a_suppression_that_is_unused_fails_a_difference_too(folder: Path) -> None:
    (folder / "a.md").write_text("<!-- mtcheck: ignore PUN001 -->\nThe ferry sailed on Friday.\n", encoding="utf-8")
    shown = run("check", "--fast", "--no-cache", "--diff", "a.md")
    assert (shown.return_value, shown.stdout) == (0, "")
    assert "suppresses nothing" in shown.stderr
    assert run("check", "--fast", "--no-cache", "--diff", "--strict-suppressions", "a.md").return_value == 1
