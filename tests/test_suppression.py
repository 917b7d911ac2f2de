"""What the house does not want to see: comments in a story, ``[[suppress]]``, ``[[per-path]]``."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from mtcheck.cli import group
from mtcheck.config import Config, ConfigError, from_dict
from mtcheck.directives import KINDS, directives
from mtcheck.document.comments import comments
from mtcheck.document.reading import from_text, read
from mtcheck.path_glob import matches_any
from mtcheck.pipeline import Checker
from mtcheck.quality import quality_of
from mtcheck.report.model import DocumentReport
from mtcheck.reporting import Reported, to_report
from mtcheck.suppression import per_path, running_rules, suppress

TODAY = date(2026, 3, 1)
LOOSE = "The talks may avert a new war. Washington Post."
DOUBLED = "They left both towns.."
FAST = Config(fast=True)
TWO_RULES = Checker(Config(fast=True, select=("ATT001", "PUN001")))


def configured(**data: Any) -> Config:
    """A configuration from TOML data, without models."""
    return from_dict({"fast": True, **data}, "mtcheck.toml", Path("/house"))


def checked(tmp_path: Path, text: str, name: str = "a.md") -> DocumentReport:
    """The report on a file before anything is left out."""
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    return TWO_RULES.check(read(tmp_path / name))


def reported(tmp_path: Path, text: str, name: str = "a.md", config: Config = FAST) -> Reported:
    """What is left of the report on a file."""
    return to_report([checked(tmp_path, text, name)], config, TODAY)


def left(tmp_path: Path, text: str, name: str = "a.md") -> list[tuple[str, str]]:
    """The codes and words of what is left."""
    (one,) = reported(tmp_path, text, name).documents
    return [(f.code, one.document.text[f.start : f.end]) for f in one.flags]


TOWNS = ("PUN001", "towns..")
WAR = ("ATT001", "a new war. Washington Post.")


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (f"{LOOSE}\n\n{DOUBLED}\n", [WAR, TOWNS]),
        (f"{LOOSE} <!-- mtcheck: ignore ATT001 -->\n\n{DOUBLED}\n", [TOWNS]),
        (f"{LOOSE} <!-- mtcheck: ignore ATT001 -- the desk wants it -->\n\n{DOUBLED}\n", [TOWNS]),
        (f"<!-- MTCHECK:ignore att: the desk wants it -->\n\n{LOOSE}\n\n{DOUBLED}\n", [TOWNS]),
        (f"<!-- mtcheck: ignore loose-source,\n  doubled-mark -->\n{LOOSE} {DOUBLED}\n", []),
        (f"{LOOSE}\n\n<!-- mtcheck: ignore punctuation -->\n{DOUBLED}\n\n{DOUBLED}\n", [WAR, TOWNS]),
        (f"{LOOSE} <!-- mtcheck: ignore-next all -->\n\n{DOUBLED}\n", [WAR]),
        (f"<!-- mtcheck: ignore-start all -->\n\n{LOOSE}\n\n<!-- mtcheck: ignore-end -->\n\n{DOUBLED}\n", [TOWNS]),
        (f"<!-- mtcheck: ignore-start ATT, PUN -->\n\n{LOOSE}\n\n<!-- mtcheck: ignore-end ATT -->\n\n{DOUBLED}\n", []),
        (f"{LOOSE}\n\n{DOUBLED}\n\n<!-- mtcheck: ignore-file PUN001 -->\n", [WAR]),
        (f"{LOOSE}\n\n```\n<!-- mtcheck: ignore-file all -->\n```\n\n{DOUBLED}\n", [WAR, TOWNS]),
        (f"{LOOSE}\n\n`<!-- mtcheck: ignore-file all -->`\n\n{DOUBLED}\n", [WAR, TOWNS]),
        (f"> {LOOSE} <!-- mtcheck: ignore ATT001 -->\n\n- {DOUBLED}\n", [TOWNS]),
    ],
)
def test_a_comment_in_markdown(tmp_path: Path, story: str, expected: list[tuple[str, str]]) -> None:
    assert left(tmp_path, story) == expected
    assert left(tmp_path, story.replace("\n", "\r\n")) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<p>{LOOSE}</p><p>{DOUBLED}</p>", [WAR, TOWNS]),
        (f"<p>{LOOSE}<!-- mtcheck: ignore ATT001 --></p><p>{DOUBLED}</p>", [TOWNS]),
        (
            f"<p>The talks may <!-- mtcheck: ignore ATT --> avert a new war. Washington Post.</p><p>{DOUBLED}</p>",
            [TOWNS],
        ),
        (f"<p><b>{LOOSE}</b>\n <!-- mtcheck: ignore all --></p><p>{DOUBLED}</p>", [TOWNS]),
        (f"<p>{LOOSE}</p><!-- mtcheck: ignore all --><p>{DOUBLED}</p>", [WAR]),
        (f"<p><!-- mtcheck: ignore all -->{LOOSE}</p><p>{DOUBLED}</p>", [TOWNS]),
        (f"<p>{LOOSE}</p><script>'<!-- mtcheck: ignore-file all -->'</script><p>{DOUBLED}</p>", [WAR, TOWNS]),
        (f"<!--><p>{LOOSE}</p><!-- mtcheck: ignore all --><p>{DOUBLED}</p>", [WAR]),
    ],
)
def test_a_comment_in_html(tmp_path: Path, body: str, expected: list[tuple[str, str]]) -> None:
    page = f"<html><head><title>Quay</title></head><body><article>{body}</article></body></html>"
    assert left(tmp_path, page, "a.html") == expected


def test_a_comment_in_nitf_and_none_in_plain_text(tmp_path: Path) -> None:
    nitf = (
        "<nitf><body><body.content>"
        f"<p>{LOOSE}</p><!-- mtcheck: ignore PUN001: house style --><p>{DOUBLED}</p>"
        "</body.content></body></nitf>"
    )
    assert left(tmp_path, nitf, "a.nitf") == [WAR]
    assert WAR in left(tmp_path, f"<!-- mtcheck: ignore-file all -->\n\n{LOOSE}\n", "a.txt")


def test_marks_and_verdict_follow_what_is_left(tmp_path: Path) -> None:
    both, one = f"{LOOSE}\n\n{DOUBLED}\n", f"{LOOSE} <!-- mtcheck: ignore ATT001 -->\n\n{DOUBLED}\n"
    none = f"<!-- mtcheck: ignore-file all -->\n\n{both}"
    qualities = [reported(tmp_path, story).documents[0].quality for story in (both, one, none)]
    assert [q.penalty_per_1000_words for q in qualities] == [60.0, 10.0, 0.0]
    assert [q.verdict for q in qualities] == ["fail", "fail", "pass"]
    assert reported(tmp_path, one, config=configured(**{"fail-on": "major"})).documents[0].quality.verdict == "pass"


@pytest.mark.parametrize(
    "config", [FAST, configured(**{"fail-on": "never", "min-score": 95.0}), configured(**{"fail-on": "major"})]
)
def test_the_same_verdict_as_the_checker(tmp_path: Path, config: Config) -> None:
    for text in (f"{LOOSE}\n", f"{DOUBLED}\n", "The ferry sailed on Friday.\n"):
        (tmp_path / "a.txt").write_text(text, encoding="utf-8")
        report = Checker(config).check(read(tmp_path / "a.txt"))
        assert quality_of(report.flags, report.document.words, report.quality.fluency, config) == report.quality


@pytest.mark.parametrize(
    ("comment", "complaint"),
    [
        ("ignore CAS001", "“mtcheck: ignore CAS001” suppresses nothing"),
        ("ignore ATT001, CAS001, PUN", "“mtcheck: ignore CAS001, PUN” suppresses nothing"),
        ("ingore ATT001", "“mtcheck: ingore ATT001” is not understood (did you mean “ignore”?)"),
        ("", "“mtcheck: ” is not understood"),
        ("ignore", "“mtcheck: ignore” names no rule; “all” stands for every one"),
        ("ignore ATTT01", "no rule, code or category is called “ATTT01” (did you mean “ATT001”?)"),
        ("ignore-end", "“mtcheck: ignore-end” ends nothing"),
        ("ignore-end ATT001", "“mtcheck: ignore-end ATT001” ends nothing"),
        ("ignore-start ATT001", "“mtcheck: ignore-start ATT001” is never ended"),
        (
            "ignore-next all",
            "“mtcheck: ignore-next all” suppresses nothing: no paragraph follows; it belongs above its own",
        ),
    ],
)
def test_a_comment_that_is_wrong_or_idle(tmp_path: Path, comment: str, complaint: str) -> None:
    lines = reported(tmp_path, f"Ferry\n\n{LOOSE} <!-- mtcheck: {comment} -->\n").complaints
    assert f"{tmp_path / 'a.md'}:3: {complaint}" in lines


def test_a_suppression_of_a_rule_that_does_not_run_is_not_idle(tmp_path: Path) -> None:
    story = "The ferry sailed. <!-- mtcheck: ignore GAR001, OMI001, PUN001 -->\n"
    assert [line.rpartition(": ")[2] for line in reported(tmp_path, story).complaints] == [
        "ignore PUN001” suppresses nothing"
    ]
    without = configured(ignore=["PUN"])
    assert reported(tmp_path, story, config=without).complaints == ()
    assert "OMI001" in running_rules(FAST, {"source"}) - running_rules(FAST)


def test_a_rule_runs_where_what_it_needs_is_there() -> None:
    files = Config(fast=True, glossary=(Path("house.tsv"),), memory=(Path("house.tmx"),))
    assert running_rules(files) - running_rules(FAST) == {"HSE001", "MEM001"}
    whole = running_rules(Config(), {"original"})
    assert {"WRD002", "MEA004"} <= whole - running_rules(Config()) - running_rules(FAST, {"original"})
    assert "LRN001" in running_rules(Config())
    assert {"NUM001", "OMI001"} <= whole & running_rules(FAST, {"source"})


ENTRY = {"rules": ["ATT001"], "reason": "the desk wants it"}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"rules": ["ATT001"]}, ["PUN001"]),
        ({"rules": ["attribution", "PUN"]}, []),
        ({"words": ["washington  POST"]}, ["PUN001"]),
        ({"words": ["Washington Pos"]}, ["ATT001", "PUN001"]),
        ({"rules": ["PUN"], "words": ["Washington Post"]}, ["ATT001", "PUN001"]),
        ({"paths": ["/desk/wire/"]}, ["ATT001", "PUN001"]),
        ({"paths": ["/desk/"]}, []),
        ({"paths": ["desk/**"]}, []),
        ({"paths": ["desk/**"], "rules": ["PUN"]}, ["ATT001"]),
        ({"rules": ["ATT001"], "expires": TODAY}, ["PUN001"]),
        ({"rules": ["ATT001"], "expires": date(2026, 2, 28)}, ["ATT001", "PUN001"]),
    ],
)
def test_an_entry_of_the_configuration(entry: dict[str, Any], expected: list[str]) -> None:
    report = TWO_RULES.check(from_text(f"{LOOSE}\n\n{DOUBLED}\n", "/house/desk/a.txt"))
    config = configured(suppress=[{"reason": "so", **entry}])
    done = suppress(report, config, running_rules(config), TODAY)
    assert [flag.code for flag in done.report.flags] == expected


def test_entries_idle_and_expired_are_named() -> None:
    config = configured(
        suppress=[
            {**ENTRY, "expires": date(2026, 1, 1)},
            {"rules": ["CAS"], "reason": "idle"},
            {"rules": ["CAS"], "paths": ["elsewhere/"], "reason": "no story lies there"},
            {"rules": ["LRN001"], "reason": "does not run"},
            {"rules": ["PUN"], "reason": "at work"},
        ]
    )
    reports = [TWO_RULES.check(from_text(f"{text}\n", "/house/a.txt")) for text in (LOOSE, DOUBLED)]
    assert to_report(reports, config, TODAY).complaints == (
        "[[suppress]] no. 1 (the desk wants it): expired on 2026-01-01, and no longer suppresses anything",
        "[[suppress]] no. 2 (idle): suppresses nothing",
    )
    assert len(to_report(reports, config, TODAY, whole=False).complaints) == 1


def test_settings_of_a_path() -> None:
    report = TWO_RULES.check(from_text(f"{LOOSE}\n\n{DOUBLED}\n", "/house/opinion/a.txt"))

    def left_by(*settings: dict[str, Any]) -> list[tuple[str, str]]:
        return [(f.code, str(f.severity)) for f in per_path(report, configured(**{"per-path": list(settings)})).flags]

    assert left_by({"paths": ["opinion/*"], "ignore": ["ATT"]}) == [("PUN001", "minor")]
    assert left_by({"paths": ["opinion/"], "select": ["attribution"]}) == [("ATT001", "major")]
    assert left_by({"paths": ["news/"], "ignore": ["ATT", "PUN"]}) == [("ATT001", "major"), ("PUN001", "minor")]
    graver = {"paths": ["*.txt"], "severity": {"ATT001": "critical", "punctuation": "major"}}
    assert left_by(graver) == [("ATT001", "critical"), ("PUN001", "major")]
    assert left_by(graver, {"paths": ["opinion/"], "severity": {"ATT001": "minor"}})[0] == ("ATT001", "minor")
    assert per_path(report, configured(**{"per-path": [graver]})).quality.penalty_per_1000_words == 300.0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"suppress": [{"rules": ["ATT001"]}]}, "[[suppress]] no. 1: “reason” is missing"),
        ({"suppress": [ENTRY, {"reason": "so"}]}, "[[suppress]] no. 2: says neither rules, paths nor words"),
        ({"suppress": [{**ENTRY, "rules": ["XYZ"]}]}, "no rule, code or category is called “XYZ”"),
        ({"suppress": [{**ENTRY, "expire": "2026-01-01"}]}, "did you mean “expires”?"),
        ({"suppress": [{**ENTRY, "base": "."}]}, "unknown key “base”"),
        ({"suppress": [{**ENTRY, "expires": "soon"}]}, "expires"),
        ({"suppress": [{"reason": "so", "words": [""]}]}, "[[suppress]] no. 1: “words” holds an empty string"),
        (
            {"suppress": [{"reason": "so", "paths": ["desk/", " "]}]},
            "[[suppress]] no. 1: “paths” holds an empty string",
        ),
        ({"suppress": [{"reason": "so", "rules": [""]}]}, "no rule, code or category is called “”"),
        ({"per-path": [{"paths": [""], "ignore": ["ATT"]}]}, "[[per-path]] no. 1: “paths” holds an empty string"),
        ({"suppress": ENTRY}, "suppress"),
        ({"per-path": [{"ignore": ["ATT"]}]}, "[[per-path]] no. 1: “paths” is missing"),
        ({"per-path": [{"paths": ["*"], "severity": {"ATT": "loud"}}]}, "severity"),
        ({"per-path": [{"paths": ["*"], "severity": {"XYZ": "minor"}}]}, "called “XYZ”"),
    ],
)
def test_wrong_entries_are_refused_by_name(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        configured(**data)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("*.md", "/house/a/b.md", True),
        ("a", "/house/a/b.md", True),
        ("a/", "/house/a/b.md", True),
        ("a/*.md", "/house/a/b.md", True),
        ("a/*.md", "/house/a/c/b.md", False),
        ("a/**/*.md", "/house/a/c/d/b.md", True),
        ("a/**/*.md", "/house/a/b.md", True),
        ("**/c/**", "/house/a/c/d/b.md", True),
        ("/a/c", "/house/a/c/d/b.md", True),
        ("./a/c", "/house/a/c/d/b.md", True),
        ("/c/", "/house/a/c/d/b.md", False),
        ("a/b.m?", "/house/a/b.md", True),
        ("a/*.md", "/other/a/b.md", False),
        ("*.md", "/other/a/b.md", True),
        ("other/*", "/other/a/b.md", False),
    ],
)
def test_globs(glob: str, path: str, expected: bool) -> None:
    assert matches_any(path, [glob], Path("/house")) is expected


def test_a_hostile_glob_takes_no_time() -> None:
    deep = "/house/" + "a/" * 400 + "b"
    assert not matches_any(deep, ["**/a/" * 200 + "c"], Path("/house"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MTCHECK_CACHE", str(tmp_path / ".cache"))
    return tmp_path


def run(*arguments: str) -> Result:
    """The command in this process; exceptions that are not click's come through."""
    return CliRunner().invoke(group, list(arguments), standalone_mode=False)


def test_the_command_line(folder: Path) -> None:
    (folder / "a.md").write_text(f"{LOOSE} <!-- mtcheck: ignore ATT001, CAS001 -->\n", encoding="utf-8")
    plain, strict = run("check", "--fast", "a.md"), run("check", "--fast", "--strict-suppressions", "a.md")
    assert (plain.return_value, strict.return_value) == (0, 1)
    assert plain.stderr == strict.stderr == "mtcheck: a.md:1: “mtcheck: ignore CAS001” suppresses nothing\n"
    assert "ATT001" not in plain.stdout
    (folder / "mtcheck.toml").write_text('[[suppress]]\nrules = ["ATT001"]\n', encoding="utf-8")
    assert "“reason” is missing" in str(run("check", "--fast", "a.md").exception)
    (folder / "mtcheck.toml").write_text(
        '[[suppress]]\nrules = ["ATT001"]\nreason = "so"\nexpires = 2020-01-01\n', encoding="utf-8"
    )
    (folder / "a.md").write_text(f"{LOOSE}\n", encoding="utf-8")
    expired = run("check", "--fast", "a.md")
    assert expired.return_value == 1
    assert "expired on 2020-01-01" in expired.stderr


def test_the_report_says_what_the_check_says(folder: Path) -> None:
    (folder / "a.md").write_text(f"{LOOSE} <!-- mtcheck: ignore CAS001 -->\n", encoding="utf-8")
    (folder / "mtcheck.toml").write_text('[[suppress]]\nrules = ["PUN"]\nreason = "so"\n', encoding="utf-8")
    page, check = run("report", "--fast", "a.md", "--output", "a.html"), run("check", "--fast", "a.md")
    assert (page.return_value, check.return_value) == (0, 1)
    assert len(page.stderr.splitlines()) == 2
    assert page.stderr == check.stderr
    assert (folder / "a.html").exists()


def test_a_comment_below_the_last_paragraph_says_where_it_belongs(tmp_path: Path) -> None:
    (line,) = reported(tmp_path, f"{LOOSE}\n<!-- mtcheck: ignore ATT001 -->\n").complaints
    assert line.endswith("no paragraph follows; it belongs above its own, or at the end of its last line")
    assert reported(tmp_path, f"{LOOSE} <!-- mtcheck: ignore ATT001 -->\n").complaints == ()


def test_very_many_comments_and_very_long_ones_take_no_time() -> None:
    many = from_text("Ferry\n" + "<!-- mtcheck: ignore ATT001 -->\n" * 3_000, "a.md")
    assert many.format == "text"
    page = f"<html><body><p>{LOOSE}</p>" + "<!-- mtcheck: ignore ATT001 -->" * 3_000 + "</body></html>"
    found = directives(from_text(page, "a.html"))
    assert len(found.directives) == 1_000
    assert "more than 1,000 comments" in found.complaints[-1][1]
    for filling in (" " * 200_000, "<!--" * 50_000, "<script>" * 30_000, "-" * 200_000):
        hostile = f"<html><body><p>{LOOSE}</p><!-- mtcheck: ignore{filling}ATT001 --> <p>x</p></body></html>"
        directives(from_text(hostile, "a.html"))


_MARKS = ["<!--", "-->", "--!>", "mtcheck:", " ", "\n\n", "\r", "`", "<p>", "</p>", "<script>", "--", ":"]
_PIECES = st.sampled_from([*_MARKS, *KINDS, "ATT001", "all", "ö", LOOSE])


@given(pieces=st.lists(_PIECES, max_size=40), suffix=st.sampled_from([".md", ".html"]))
def test_any_comment_is_read_or_complained_of(
    pieces: list[str], suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a{suffix}"
    path.write_text("".join(["Quay ", *pieces, " pier"]), encoding="utf-8", newline="")
    document = read(path)
    source = document.source_text or ""
    for comment in comments(document):
        assert source[comment.start : comment.start + 4] == "<!--"
        assert source[comment.end - 1] == ">"
    found = directives(document)
    for one in found.directives:
        assert 0 <= one.start <= one.end <= len(source) + 1
        assert one.rules
