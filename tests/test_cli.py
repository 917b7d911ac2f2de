"""The command line, the report and the configuration, from outside."""

import json
import math
import os
import sys
import threading
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

import mtcheck
from mtcheck.cli import group, main
from mtcheck.cli.options import configuration
from mtcheck.config import Config, ConfigError, RuleConfig, from_dict
from mtcheck.corpora.memory_files import MemoryFileError
from mtcheck.document.reading import SUFFIXES
from mtcheck.flag import Category, Flag, Severity
from mtcheck.models import store
from mtcheck.report import text as text_report
from mtcheck.triage import triage

GOOD = "The ferry sailed on Friday, and the crew was glad of it.\n"
BAD = "The talks may avert a new war. Washington Post.\n\nThey left both towns..\n"
STORY = Path(__file__).parent.parent / "corpora" / "examples" / "harbour-talks.txt"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.txt").write_text(BAD, encoding="utf-8")
    return tmp_path


def run(*arguments: str, stdin: str | None = None) -> Result:
    """The command in this process; exceptions that are not click's come through."""
    return CliRunner().invoke(group, list(arguments), input=stdin, standalone_mode=False)


def test_status_and_report(folder: Path) -> None:
    assert run("check", "--fast", "good.txt").return_value == 0
    bad = run("check", "--fast", "bad.txt")
    assert bad.return_value == 1
    assert "ATT001 loose-source" in bad.stdout
    assert "→ a new war, the Washington Post reports." in bad.stdout
    assert "\x1b" not in bad.stdout
    assert run("check", "--fast", "--fail-on", "critical", "bad.txt").return_value == 0
    assert run("check", "--fast", "--fail-on", "never", "--min-score", "99", "bad.txt").return_value == 1


def test_the_json_contract(folder: Path) -> None:
    report = json.loads(run("check", "--fast", "--format", "json", ".").stdout)
    assert list(report) == ["schema", "mtcheck", "signature", "documents", "summary"]
    assert [d["path"] for d in report["documents"]] == ["bad.txt", "good.txt"]
    flag, other = report["documents"][0]["flags"]
    assert BAD[flag["start"] : flag["end"]] == "a new war. Washington Post."
    assert (flag["line"], flag["column"], flag["severity"], flag["segment"]) == (1, 21, "major", 0)
    assert (other["line"], other["column"], other["code"]) == (3, 16, "PUN001")
    assert report["documents"][0]["quality"]["penalty_per_1000_words"] == 60.0
    assert report["summary"]["flags"] == {"critical": 0, "major": 1, "minor": 1}


def test_select_and_ignore(folder: Path) -> None:
    assert run("check", "--fast", "--select", "PUN,debris", "--ignore", "doubled-mark", "bad.txt").return_value == 0
    assert "no rule" in str(run("check", "--fast", "--select", "XYZ", "bad.txt").exception)


def test_an_unreadable_story_does_not_keep_the_others_back(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "stories").mkdir()
    done = run("check", "--fast", "bad.txt", "empty.txt", "gone.txt", "stories", "good.txt")
    assert done.return_value == 2
    assert "2 stories" in done.stdout
    endings = ", ".join(sorted(SUFFIXES))
    assert done.stderr.splitlines() == [
        "mtcheck: empty.txt: is empty",
        "mtcheck: gone.txt: no such file",
        f"mtcheck: stories: no stories in this folder ({endings})",
    ]


def test_output_is_whole_or_not_there(folder: Path) -> None:
    assert run("check", "--fast", "good.txt", "--output", "r.txt").stdout == ""
    assert "1 story" in (folder / "r.txt").read_text(encoding="utf-8")
    assert "cannot be written" in str(run("check", "--fast", "good.txt", "--output", "no/r.txt").exception)
    assert sorted(p.name for p in folder.iterdir()) == [".git", "bad.txt", "good.txt", "r.txt"]


def test_what_is_read_is_not_written_over(folder: Path) -> None:
    (folder / "mtcheck.toml").write_text('fail-on = "critical"\n', encoding="utf-8")
    (folder / "terms.txt").write_text("Elm\n", encoding="utf-8")
    (folder / "link.txt").symlink_to("good.txt")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for output, *more in (
        ("good.txt",),
        ("./good.txt",),
        ("link.txt",),
        ("mtcheck.toml",),
        ("terms.txt", "--glossary", "terms.txt"),
        ("good.txt", "--fix"),
    ):
        refused = run("check", "--fast", "--no-cache", "good.txt", "--output", output, *more).exception
        assert isinstance(refused, click.UsageError)
        assert refused.message == f"--output {Path(output)}: would be written over a file that is read here"
    for command in ("check", "report"):
        assert isinstance(run(command, "--fast", ".", "--output", "bad.txt").exception, click.UsageError)
    assert isinstance(run("align", "good.txt", "bad.txt", "--output", "bad.txt").exception, click.UsageError)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.model
@pytest.mark.skipif(not store.is_ready(store.MULTILINGUAL_E5), reason="the encoder is not prepared")
@pytest.mark.parametrize("source", ["sources", "sources/good.pt.txt"])
def test_what_a_story_is_laid_beside_is_not_written_over(folder: Path, source: str) -> None:
    (folder / "sources").mkdir()
    (folder / "sources" / "good.pt.txt").write_text("x", encoding="utf-8")
    done = run("check", "--fast", "good.txt", "--source", source, "--output", "sources/good.pt.txt")
    assert isinstance(done.exception, click.UsageError)
    assert (folder / "sources" / "good.pt.txt").read_text(encoding="utf-8") == "x"


def test_a_file_is_checked_once_however_often_it_is_named(folder: Path) -> None:
    done = run("check", "--fast", "bad.txt", "./bad.txt", str(folder / "bad.txt"), ".", "--format", "json")
    assert [one["path"] for one in json.loads(done.stdout)["documents"]] == ["bad.txt", "good.txt"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", ""],
        ["check", "good.txt", "--output", ""],
        ["check", "good.txt", "--source", ""],
        ["report", "good.txt", "--config", ""],
        ["align", "", "good.txt"],
        ["batch", "good.txt", "--output", ""],
    ],
)
def test_an_empty_path_is_not_the_current_folder(folder: Path, arguments: list[str]) -> None:
    refused = run(*arguments).exception
    assert isinstance(refused, click.BadParameter)
    assert refused.message == "a path is empty"


def test_a_hyphen_is_standard_output(folder: Path) -> None:
    assert "1 story" in run("check", "--fast", "good.txt", "--output", "-").stdout
    assert "<html" in run("report", "--fast", "good.txt", "--output", "-").stdout
    assert not (folder / "-").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "good.txt", "--config", "nope"], "nope: no such file"),
        (["check", "good.txt", "--config", "."], ".: is a directory"),
        (["check", "good.txt", "--select", ""], "names no rule"),
        (["check", "good.txt", "--ignore", " , "], "names no rule"),
        (["check", "good.txt", "--back-translate", "--translators", "nope"], "nope: no such folder of translators"),
        (["align", "-", "good.txt"], "align takes files; for standard input give /dev/stdin"),
        (["align", "good.txt", "-", "--lines"], "align takes files; for standard input give /dev/stdin"),
        (["models", "prepare", "--wheel", "good.txt"], "--wheel good.txt: by its name no model’s wheel"),
    ],
)
def test_wrong_use_is_one_clear_line(folder: Path, arguments: list[str], message: str) -> None:
    refused = run(*arguments).exception
    assert isinstance(refused, click.ClickException)
    assert message in refused.message
    assert "Errno" not in refused.message
    assert "\n" not in refused.message


@pytest.mark.parametrize("command", [[], ["batch"], ["baseline"], ["models"]])
def test_a_group_alone_shows_its_help(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["mtcheck", *command])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith(f"Usage: {' '.join(['mtcheck', *command])} [OPTIONS] COMMAND")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_read_and_not_fixed(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    text = "The ferry left at 9 a. m. for the island.\n"
    for more in ([], ["--fix"]):
        writer = threading.Thread(target=(folder / "pipe").write_text, args=(text,))
        writer.start()
        done = run("check", "--fast", "--no-cache", "pipe", *more)
        writer.join()
        assert "9 a. m." in done.stdout
    assert done.return_value == 2
    assert done.stderr == "mtcheck: pipe: is not a regular file; it is not fixed\n"


def test_a_pipe_is_written_to_and_not_replaced(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    reader = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    run("check", "--fast", "good.txt", "--output", "pipe")
    assert b"1 story" in os.read(reader, 1 << 16)
    os.close(reader)
    assert (folder / "pipe").is_fifo()


def test_standard_input_and_one_endless_line(folder: Path) -> None:
    assert "<stdin>" in run("check", "--fast", "-", stdin=BAD).stdout
    endless = run("check", "--fast", "-", stdin="the ferry " * 40_000)
    assert endless.return_value in (0, 1)


def test_the_configuration_file(folder: Path) -> None:
    (folder / "mtcheck.toml").write_text(
        'fail-on = "critical"\n[rules.ATT001]\nseverity = "critical"\n', encoding="utf-8"
    )
    assert run("check", "--fast", "bad.txt").return_value == 1
    (folder / "mtcheck.toml").write_text("[rules.ATT001]\nenabled = false\n", encoding="utf-8")
    assert "ATT001" not in run("check", "--fast", "bad.txt").stdout
    (folder / "mtcheck.toml").write_text('fail-one = "major"\n', encoding="utf-8")
    assert "unknown key “fail-one” (did you mean “fail-on”?)" in str(run("check", "--fast", "bad.txt").exception)


def test_a_profile_of_the_command_line_holds_over_the_file(folder: Path) -> None:
    (folder / "mtcheck.toml").write_text('min-confidence = 0.99\nprofile = "quiet"\n', encoding="utf-8")
    assert run("check", "--fast", "bad.txt").return_value == 0
    assert run("check", "--fast", "--profile", "strict", "bad.txt").return_value == 1
    assert configuration(None, {}).least_confidence == 0.99
    assert configuration(None, {"profile": "strict"}).least_confidence == 0.3


@pytest.mark.parametrize(
    ("text", "name"), [("tool = 3\n", "tool"), ("[tool]\nmtcheck = 3\n", "tool.mtcheck"), ("tool = []\n", "tool")]
)
def test_a_project_file_without_the_tables_is_one_line(folder: Path, text: str, name: str) -> None:
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    for given in ([], ["--config", str(folder / "pyproject.toml")]):
        done = run("check", "--fast", *given, "bad.txt")
        assert str(done.exception).endswith(f"pyproject.toml: “{name}” is not a table, as [{name}] would be")
    (folder / "pyproject.toml").write_text("[tool.other]\nx = 3\n", encoding="utf-8")
    assert run("check", "--fast", "bad.txt").return_value == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"fail-on": "loud"}, "fail-on"),
        ({"rules": {"ATT01": {}}}, "unknown rule “ATT01” .did you mean “ATT001”"),
        ({"rules": {"att01": {}}}, "unknown rule “att01” .did you mean “ATT001”"),
        ({"rules": {"loose-sauce": {}}}, "did you mean “loose-source”"),
        ({"rules": {"ATT001": {}, "loose-source": {}}}, "ATT001 stands there twice"),
        ({"rules": {"ATT001": {"severty": "minor"}}}, "did you mean “severity”"),
        ({"min-score": "high"}, "min-score"),
        ({"min-score": -5}, "mtcheck.toml: min-score is -5; it must be a number from 0 to 100"),
        ({"min-score": math.nan}, "min-score is nan; it must be"),
        ({"min-confidence": 41.5}, "min-confidence is 41.5; it must be a number from 0 to 1"),
        ({"min-confidence": math.nan}, "min-confidence is nan"),
        ({"select": ["ZZ_Z"]}, "mtcheck.toml: select: no rule, code or category is called “ZZ_Z”"),
        ({"ignore": [""]}, "ignore: no rule, code or category is called “”"),
        ({"pivot": "tlh"}, "mtcheck.toml: pivot “tlh” is not a language code"),
    ],
)
def test_a_wrong_configuration_is_named(tmp_path: Path, data: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        from_dict(data, "mtcheck.toml", tmp_path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"select": ("ZZZ",)},
        {"ignore": ("ZZZ",)},
        {"min_confidence": 2.0},
        {"min_score": math.nan},
        {"fail_on": "zz"},
        {"profile": "zz"},
        {"pivot": "xx"},
    ],
)
def test_no_configuration_is_made_that_checks_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Config(**wrong)


def test_a_score_that_is_no_number_is_refused(folder: Path) -> None:
    assert "nan is not in the range 0<=x<=100." in str(
        run("check", "--fast", "--min-score", "nan", "bad.txt").exception
    )


@pytest.mark.parametrize("name", ["ATT001", "att001", "loose-source", "Loose-Source"])
def test_a_rule_goes_by_its_code_or_its_name(tmp_path: Path, name: str) -> None:
    config = from_dict({"rules": {name: {"severity": "critical"}}}, "mtcheck.toml", tmp_path)
    assert config.rules == {"ATT001": RuleConfig(severity=Severity.CRITICAL)}


def test_explain() -> None:
    assert "Why:" in run("explain", "loose-source").stdout
    assert "did you mean “ATT001”" in str(run("explain", "ATT01").exception)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"text": None}, "text must be a string, not NoneType"),
        ({"text": 3}, "text must be a string, not int"),
        ({"text": b"The ferry."}, "text must be a string, not bytes"),
        ({"source": Path("a.txt")}, "source must be a string"),
        ({"config": {"fast": True}}, "config must be a Config, not dict"),
        ({"memory": "house.tmx"}, "memory takes several paths"),
    ],
)
def test_what_is_no_argument_is_named(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        mtcheck.check(**{"text": GOOD, **arguments})


def test_the_library_takes_memories_as_the_configuration_does(tmp_path: Path) -> None:
    with pytest.raises(MemoryFileError, match="no such file"):
        mtcheck.check(GOOD, memory=[tmp_path / "house.tmx"], config=Config(fast=True))
    with pytest.raises(TypeError, match="memory takes a tuple, not one PosixPath"):
        Config(memory=tmp_path)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no rule has the code “att001”"):
        Config(rules={"att001": RuleConfig()})


def test_house_words_and_severity() -> None:
    config = Config(fast=True, rules={"PUN001": RuleConfig(severity=Severity.CRITICAL)})
    flags = mtcheck.check(BAD, config=config).documents[0].flags
    assert [f.severity for f in flags if f.code == "PUN001"] == [Severity.CRITICAL]


def test_triage_keeps_one_flag_an_error() -> None:
    def flag(start: int, end: int, code: str, category: Category, confidence: float) -> Flag:
        return Flag(start, end, code, code, category, Severity.MINOR, confidence, "m")

    sure = flag(3, 9, "A1", Category.CASING, 0.9)
    unsure = flag(5, 12, "A2", Category.CASING, 0.8)
    other = flag(5, 12, "B1", Category.GARBLED, 0.7)
    assert triage([unsure, other, sure]) == (sure, other)
    assert triage([other, sure], min_confidence=0.8) == (sure,)


def test_a_story_cannot_drive_the_terminal() -> None:
    report = mtcheck.check("They left both\x1b[31m towns..\u202e\n", config=Config(fast=True))
    shown = text_report.render(report)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "<U+001B>" in shown


@pytest.mark.model
@pytest.mark.skipif(not store.is_ready(), reason="the language model is not prepared")
def test_library_and_command_give_the_same_report(folder: Path) -> None:
    text = STORY.read_text(encoding="utf-8")
    by_command = json.loads(run("check", "--format", "json", "-", stdin=text).stdout)
    by_library = mtcheck.check(text).as_dict()
    for report in (by_command, by_library):
        report["documents"][0].pop("path")
    assert by_command == json.loads(json.dumps(by_library))
    codes = [flag["code"] for flag in by_command["documents"][0]["flags"]]
    assert "GAR002" in codes
    assert codes.count("DEB001") >= 4
    assert 0 < by_command["documents"][0]["quality"]["fluency"] < 100
