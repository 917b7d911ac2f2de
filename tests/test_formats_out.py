"""The formats of the report: each against its snapshot, and against what its readers demand.

To renew the snapshots after a wanted change: ``MTCHECK_RENEW_SNAPSHOTS=1 pytest tests/test_formats_out.py``, then look
at the difference before it is committed. Fixes and columns are tried out on the file itself. The SARIF log is held
against the standard's own constraints below; it was also held against the OASIS schema (see docs/formats-out.md).
"""

import csv
import io
import json
import os
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from hypothesis import strategies as st
from junitparser import Failure, JUnitXml
from lxml import etree
from markdown_it import MarkdownIt

from mtcheck.checks import RULES
from mtcheck.cli import group
from mtcheck.config import Config, RuleConfig
from mtcheck.document.model import Document
from mtcheck.document.reading import from_text, read
from mtcheck.document.segmentation import segment
from mtcheck.flag import Flag, ProbableSource, Severity, Suggestion
from mtcheck.pipeline import Checker
from mtcheck.report import github, markdown
from mtcheck.report.fingerprint import fingerprints
from mtcheck.report.formats import FORMATS, renderer
from mtcheck.report.model import DocumentReport, Quality, Report

SNAPSHOTS = Path(__file__).parent / "snapshots"
STORY = (
    "Ferry talks go on\r\n\r\nThe talks may avert a new war. Washington Post.\r\n\r\n"
    "Café owners on both quays 🛥 were were glad.. The pilots left, and they of not care.\r\n"
)
PAGE = (
    "<html><head><title>x</title></head><body><article><h1>Quay &amp; pier</h1>\n"
    "<p>The crew said it will <b>will</b> sail. The mayor of the harbour town spoke of 100% of it&mdash;and left..</p>\n"
    "</article></body></html>\n"
)
CARDS = tuple(rule.card for rule in RULES.values())
GOOD = "The ferry sailed on Friday, and the crew was glad of it.\n"


def checked(*stories: tuple[str, str], **config: Any) -> Report:
    """A fast report on stories of given names, without what changes from one version to the next."""
    checker = Checker(Config(fast=True, select=("ATT001", "DUP001", "PUN001", "GAR002"), **config))
    return Report(
        tuple(checker.check(read_text(path, text)) for path, text in stories),
        "1.2.3",
        "mtcheck:1.2.3|rules:4:0|lm:none",
        CARDS,
    )


def read_text(path: str, text: str) -> Document:
    """The document of a text under a name."""
    document = from_text(text, path)
    assert document.format == ("html" if path.endswith(".html") else "text")
    return document


def sample() -> Report:
    """Three stories: one with flags of every severity, a page, and one without flags."""
    rules = {"GAR002": RuleConfig(severity=Severity.CRITICAL)}
    return checked(("desk/ferry: talks, 2.txt", STORY), ("page.html", PAGE), ("good.txt", GOOD), rules=rules)


def by_hand(text: str, *flags: Flag, path: str = "story.txt", verdict: str = "fail") -> Report:
    """A report with flags as given."""
    document = Document(path, text, segment(text))
    return Report(
        (DocumentReport(document, Quality(50.0, 500.0, None, verdict), flags, ()),), "1.2.3", "signature", CARDS
    )


def flag(start: int, end: int, message: str = "Wrong.", *suggestions: str, code: str = "PUN001", **more: Any) -> Flag:
    """A flag of a rule of that code."""
    rule = RULES[code]
    return Flag(
        start, end, code, rule.name, rule.category, more.pop("severity", rule.severity), 0.8, message,
        tuple(Suggestion(one) for one in suggestions), **more,
    )  # fmt: skip


HOSTILE = st.text(
    st.sampled_from("aé🛥 .,:;%\r\n\t=+-@#|`*_[]()<>&\"'\\!~$\x00\x1b\u202e\u2028\ud800﹫＝1"), min_size=1, max_size=40
)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "html"])
def test_snapshot(name: str) -> None:
    rendered = renderer(name)(sample()).encode()
    file = SNAPSHOTS / f"report.{name}"
    if os.environ.get("MTCHECK_RENEW_SNAPSHOTS"):
        file.write_bytes(rendered)
    assert rendered == file.read_bytes()


def test_a_name_that_is_no_format() -> None:
    with pytest.raises(KeyError):
        renderer("model")


@pytest.mark.parametrize("name", FORMATS)
@settings(deadline=None)
@given(HOSTILE)
def test_nothing_in_a_story_breaks_a_format(name: str, text: str) -> None:
    source = ProbableSource("ro", text, text, "source")
    report = by_hand(
        f"a {text} b",
        flag(2, 2 + len(text), text, text, probable_source=source),
        path=f"{text}.txt".replace("\0", "").replace("\ud800", "\udcff"),
    )
    rendered = renderer(name)(report).encode("utf-8", "replace").decode()
    if name in {"json", "sarif", "gitlab", "rdjson"}:
        json.loads(rendered)
    elif name == "jsonl":
        assert [json.loads(line)["schema"] for line in rendered.split("\n")[:-1]] == [1]
    elif name in {"junit", "checkstyle"}:
        etree.fromstring(rendered.encode())
    elif name == "csv":
        assert len(list(csv.reader(io.StringIO(rendered, newline="")))) == 2
    elif name == "github":
        assert rendered.count("\n") == 1
        assert "\r" not in rendered
    else:
        assert not set(rendered) & set("\x00\x1b\u202e")


# SARIF 2.1.0: the objects that mtcheck writes, with the standard's required members, ranges and closed lists, and
# GitHub's lengths. Members that are not listed are refused.
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]
Index = Annotated[int, msgspec.Meta(ge=0)]
Ordinal = Annotated[int, msgspec.Meta(ge=1)]
Uri = Annotated[str, msgspec.Meta(pattern=r"^(?!/)[A-Za-z0-9._~/:%-]+$")]
Level = Literal["none", "note", "warning", "error"]


class Strict(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """An object with no other members."""


class Message(Strict):
    text: Text


class Help(Strict):
    text: str
    markdown: str


class Configuration(Strict):
    level: Level


class RuleProperties(Strict):
    tags: Annotated[list[str], msgspec.Meta(max_length=10)]
    precision: Literal["very-high", "high", "medium", "low"]
    problem: Literal["error", "warning", "recommendation"] = msgspec.field(name="problem.severity")


class SarifRule(Strict):
    id: str
    name: Annotated[str, msgspec.Meta(pattern="^[A-Z][A-Za-z]+$", max_length=255)]
    short_description: Message
    full_description: Message
    help: Help
    default_configuration: Configuration
    properties: RuleProperties


class Driver(Strict):
    name: str
    semantic_version: Annotated[str, msgspec.Meta(pattern=r"^\d+\.\d+\.\d+")]
    rules: list[SarifRule]


class Tool(Strict):
    driver: Driver


class Notification(Strict):
    level: Level
    message: Message


class Invocation(Strict):
    execution_successful: bool
    tool_execution_notifications: list[Notification] = []


class Location(Strict):
    uri: Uri
    index: Index | None = None


class Artifact(Strict):
    location: Location
    roles: list[Literal["analysisTarget"]]


class Content(Strict):
    text: str


class SarifRegion(Strict):
    start_line: Ordinal
    start_column: Ordinal
    end_line: Ordinal
    end_column: Ordinal
    snippet: Content | None = None


class Physical(Strict):
    artifact_location: Location
    region: SarifRegion


class Place(Strict):
    physical_location: Physical


class Replacement(Strict):
    deleted_region: SarifRegion
    inserted_content: Content | None = None


class Change(Strict):
    artifact_location: Location
    replacements: Annotated[list[Replacement], msgspec.Meta(min_length=1)]


class Fix(Strict):
    description: Message
    artifact_changes: Annotated[list[Change], msgspec.Meta(min_length=1)]


class SarifResult(Strict):
    rule_id: str
    rule_index: Index
    level: Level
    message: Message
    locations: Annotated[list[Place], msgspec.Meta(min_length=1, max_length=1)]
    partial_fingerprints: dict[str, Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]]
    properties: dict[str, Any]
    fixes: list[Fix] = []


class Run(Strict):
    tool: Tool
    invocations: list[Invocation]
    artifacts: list[Artifact]
    column_kind: Literal["unicodeCodePoints"]
    newline_sequences: list[str]
    results: Annotated[list[SarifResult], msgspec.Meta(max_length=5000)]
    properties: dict[str, Any]


class Log(Strict):
    schema: str = msgspec.field(name="$schema")
    version: Literal["2.1.0"]
    runs: Annotated[list[Run], msgspec.Meta(min_length=1, max_length=1)]


def sarif_run(report: Report) -> Run:
    """The run of a report's SARIF log, checked; indices lead to what they name."""
    run = msgspec.json.decode(renderer("sarif")(report).encode("utf-8", "replace"), type=Log).runs[0]
    uris = [one.location.uri for one in run.artifacts]
    assert len(set(uris)) == len(uris)
    for result in run.results:
        assert run.tool.driver.rules[result.rule_index].id == result.rule_id
        where = result.locations[0].physical_location.artifact_location
        assert where.index is not None
        assert uris[where.index] == where.uri
    return run


def offset(text: str, line: int, column: int) -> int:
    """The code-point offset of a 1-based line and column."""
    return sum(len(one) for one in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)[: line - 1]) + column - 1


def cut(text: str, region: SarifRegion) -> tuple[int, int]:
    """The offsets of a region."""
    start = offset(text, region.start_line, region.start_column)
    return start, offset(text, region.end_line, region.end_column)


def test_sarif_is_within_the_standard() -> None:
    run = sarif_run(sample())
    assert Counter(result.level for result in run.results) == {"error": 1, "warning": 1, "note": 4}
    assert [one.location.uri for one in run.artifacts] == ["desk/ferry%3A%20talks%2C%202.txt", "page.html", "good.txt"]
    loose = next(result for result in run.results if result.rule_id == "ATT001")
    assert loose.message.text.endswith("Suggested: “a new war, the Washington Post reports.”.")
    assert "**Why:** the name was a link." in run.tool.driver.rules[loose.rule_index].help.markdown


def test_sarif_regions_and_fixes_fit_the_file() -> None:
    files = dict(zip(["desk/ferry%3A%20talks%2C%202.txt", "page.html"], [STORY, PAGE], strict=True))
    fixed = Counter[str]()
    for result in sarif_run(sample()).results:
        place = result.locations[0].physical_location
        text = files[place.artifact_location.uri]
        start, end = cut(text, place.region)
        assert place.region.snippet is not None
        assert text[start:end] == place.region.snippet.text
        for fix in result.fixes:
            replacement = fix.artifact_changes[0].replacements[0]
            new = replacement.inserted_content.text if replacement.inserted_content else ""
            start, end = cut(text, replacement.deleted_region)
            fixed[text[:start] + new + text[end:]] += 1
    assert STORY.replace("war. Washington Post.", "war, the Washington Post reports.") in fixed
    assert STORY.replace("were were", "were") in fixed
    assert PAGE.replace("left..", "left.") in fixed
    assert not any("<b>will" not in one for one in fixed if one.startswith("<html>")), "mark-up was taken away"


def test_no_fix_where_the_file_is_not_text() -> None:
    story = Document("story.docx", "It left..", segment("It left.."), format="docx", digest="0" * 64)
    document = DocumentReport(story, Quality(50.0, 500.0, None, "fail"), (flag(7, 9, "Twice.", "."),), ())
    report = Report((document,), "1.2.3", "signature", CARDS)
    assert sarif_run(report).results[0].fixes == []
    assert "suggestions" not in json.loads(renderer("rdjson")(report))["diagnostics"][0]


def test_of_too_many_flags_sarif_keeps_the_gravest() -> None:
    grave = [flag(i, i + 1, severity=Severity.CRITICAL) for i in range(5990, 6000)]
    run = sarif_run(by_hand("a" * 6000, *(flag(i, i + 1) for i in range(5990)), *grave))
    assert len(run.results) == 5000
    assert sum(result.level == "error" for result in run.results) == 10
    assert "1,000 flags more" in run.invocations[0].tool_execution_notifications[0].message.text


def test_sarif_cuts_what_github_would_not_show() -> None:
    run = sarif_run(by_hand("abc", flag(0, 1, "m" * 5000, "s" * 5000)))
    assert len(run.results[0].message.text) == 1000
    assert run.results[0].fixes[0].artifact_changes[0].replacements[0].inserted_content == Content("s" * 5000)


def test_every_rule_is_within_the_limits() -> None:
    run = sarif_run(by_hand("abc", *(flag(0, 1, code=code) for code in RULES)))
    assert [rule.id for rule in run.tool.driver.rules] == list(RULES)


def test_fingerprints_outlive_edits_elsewhere() -> None:
    def named(text: str) -> list[str]:
        return list(fingerprints(checked(("story.txt", text)).documents[0]))

    before = named(STORY)
    assert len(set(before)) == 4
    assert named(STORY.replace("\r\n", "\n")) == before
    assert named("An opening paragraph.\r\n\r\n" + STORY + "And more of it.\r\n") == before
    assert named(STORY.replace("Ferry talks", "Harbour talks")) == before
    assert set(before) - set(named(STORY.replace("glad..", "glad."))) != set()
    twice = named("They left.. They left..\n")
    assert len(set(twice)) == 2
    assert named("They left..\n") == twice[:1]


@given(st.text(st.sampled_from("aé🛥\r\n.\t"), max_size=30), st.text(st.sampled_from("b🛥é\n"), min_size=1, max_size=5))
@example("\r", "\nb")
def test_columns_lead_back_to_the_flagged_words(before: str, words: str) -> None:
    text = f"{before}{words} end"
    report = by_hand(text, flag(len(before), len(before) + len(words), "Wrong.", "x"))
    region = sarif_run(report).results[0].locations[0].physical_location.region
    if not (before.endswith("\r") and words.startswith("\n")):
        assert "".join(text[slice(*cut(text, region))]) == words
    # Lines of bytes, as reviewdog counts them.
    lines = re.split(rb"(?<=\n)|(?<=\r)(?!\n)", text.encode())
    span = json.loads(renderer("rdjson")(report))["diagnostics"][0]["suggestions"][0]["range"]
    ends = [sum(map(len, lines[: at["line"] - 1])) + at["column"] - 1 for at in (span["start"], span["end"])]
    assert text.encode()[slice(*ends)].decode() == words


def test_jsonl_says_what_json_says() -> None:
    report = sample()
    whole = json.loads(renderer("json")(report))
    lines = renderer("jsonl")(report).splitlines()
    head = {"schema": 1, "mtcheck": "1.2.3", "signature": whole["signature"]}
    assert [json.loads(line) for line in lines] == [head | one for one in whole["documents"]]


def test_junit_as_a_build_server_reads_it() -> None:
    suites = list(JUnitXml.fromstring(renderer("junit")(sample()).encode()))
    assert [(one.name, one.tests, one.failures) for one in suites] == [
        ("desk/ferry: talks, 2.txt", 4, 4),
        ("page.html", 2, 2),
        ("good.txt", 1, 0),
    ]
    case = next(iter(suites[0]))
    assert (case.name, case.classname) == ("ATT001 loose-source (3:21)", "desk/ferry: talks, 2.txt")
    assert [type(one) for one in case.result] == [Failure]
    assert case.result[0].type == "major"
    assert case.result[0].text.endswith("\n→ a new war, the Washington Post reports.")
    assert {one.name: one.value for one in suites[0].properties()}["verdict"] == "fail"


def test_junit_has_no_failures_in_a_story_that_passes() -> None:
    report = by_hand("abc", flag(0, 1, "Wrong.", ""), verdict="pass")
    (suite,) = JUnitXml.fromstring(renderer("junit")(report).encode())
    (case,) = suite
    assert (suite.failures, case.result) == (0, [])
    assert case.system_out == "story.txt:1:1 minor: Wrong.\n→ take it out"


COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def command(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner reads it (actions/runner, ActionCommand)."""
    found = COMMAND.fullmatch(line)
    assert found, line
    pairs = (pair.split("=", 1) for pair in found[2].split(","))
    read = {name: unescaped(value.replace("%3A", ":").replace("%2C", ",")) for name, value in pairs}
    return found[1], read, unescaped(found[3])


def unescaped(value: str) -> str:
    """The value with what the runner takes back, the per cent sign last."""
    return value.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def test_github_annotates_the_worst_first() -> None:
    lines = [command(line) for line in renderer("github")(sample()).splitlines()]
    assert [kind for kind, _, _ in lines] == ["error", "warning", *["notice"] * 4]
    assert lines[0][1] == {
        "file": "desk/ferry: talks, 2.txt",
        "line": "5",
        "endLine": "5",
        "col": "67",
        "endColumn": "74",
        "title": "GAR002 verb-turned-into-of (critical)",
    }
    assert lines[1][2].endswith("\n→ a new war, the Washington Post reports.")


@given(st.text(st.sampled_from("a%:,=\n\r205DACé"), min_size=1, max_size=20))
def test_github_escapes_what_the_runner_takes_back(text: str) -> None:
    report = by_hand("abc\n", flag(0, 1, text), path="a,b:100%.txt")
    _, properties, message = command(renderer("github")(report).removesuffix("\n"))
    assert (properties["file"], message) == ("a,b:100%.txt", text)


def test_github_columns_are_of_one_line() -> None:
    _, properties, _ = command(renderer("github")(by_hand("ab\ncd", flag(1, 4))).removesuffix("\n"))
    assert (properties["line"], properties["endLine"]) == ("1", "2")
    assert not {"col", "endColumn"} & set(properties)


def test_the_job_summary_is_appended_and_bounded(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("# Before\n", encoding="utf-8")
    github.append_summary(sample(), summary)
    assert summary.read_text(encoding="utf-8") == "# Before\n" + markdown.render(sample())
    long = by_hand("word " * 8000, *(flag(i, i + 4, "é" * 50) for i in range(0, 40000, 5)))
    github.append_summary(long, summary)
    written = summary.read_bytes()
    assert 900_000 < len(written) < 1_048_576
    assert written.decode().endswith("*The report goes on; it is too long for this place.*\n")
    github.append_summary(long, summary)
    assert summary.stat().st_size < 1_048_576


class GitLabLines(Strict):
    begin: Ordinal
    end: Ordinal


class GitLabLocation(Strict):
    path: Annotated[str, msgspec.Meta(pattern=r"^(?!\./|/)")]
    lines: GitLabLines


class GitLabIssue(Strict, rename=None):
    """An issue of the documented format: docs.gitlab.com, Code Quality, report format."""

    description: str
    check_name: str
    fingerprint: str
    severity: Literal["info", "minor", "major", "critical", "blocker"]
    location: GitLabLocation


def test_gitlab_issues_have_fingerprints_of_their_own() -> None:
    report = sample()
    again = replace(report.documents[0].document, path="./copy.txt")
    report = replace(report, documents=(*report.documents, replace(report.documents[0], document=again)))
    issues = msgspec.json.decode(renderer("gitlab")(report), type=list[GitLabIssue])
    assert len({issue.fingerprint for issue in issues}) == len(issues) == 10
    assert (issues[-1].location.path, issues[-1].location.lines.begin) == ("copy.txt", 5)


class RdPosition(Strict):
    line: Ordinal
    column: Ordinal


class RdRange(Strict):
    start: RdPosition
    end: RdPosition


class RdLocation(Strict):
    path: str
    range: RdRange


class RdCode(Strict):
    value: str


class RdSuggestion(Strict):
    range: RdRange
    text: str


class Diagnostic(Strict):
    message: str
    location: RdLocation
    severity: Literal["ERROR", "WARNING", "INFO"]
    code: RdCode
    suggestions: list[RdSuggestion] = []


class RdSource(Strict):
    name: str


class DiagnosticResult(Strict):
    """The message of reviewdog's proto/rdf/reviewdog.proto."""

    source: RdSource
    diagnostics: list[Diagnostic]


def test_rdjson_is_reviewdogs_message() -> None:
    result = msgspec.json.decode(renderer("rdjson")(sample()), type=DiagnosticResult)
    assert Counter(one.severity for one in result.diagnostics) == {"ERROR": 1, "WARNING": 1, "INFO": 4}
    doubled = next(one for one in result.diagnostics if one.code.value == "DUP001")
    line = STORY.split("\r\n")[4].encode()
    span = doubled.suggestions[0].range
    assert line[: span.start.column - 1] + b"were" + line[span.end.column - 1 :] == line.replace(b"were were", b"were")


def test_checkstyle_names_every_file() -> None:
    root = etree.fromstring(renderer("checkstyle")(sample()).encode())
    assert [(one.get("name"), len(one)) for one in root] == [
        ("desk/ferry: talks, 2.txt", 4),
        ("page.html", 2),
        ("good.txt", 0),
    ]
    assert dict(root[0][0].attrib) | {"message": ""} == {
        "line": "3",
        "column": "21",
        "severity": "warning",
        "message": "",
        "source": "mtcheck.ATT001",
    }


@given(HOSTILE)
@example("[x](https://example.com)")
@example("![x](https://example.com/x.png) <img src=x> <!-- `` | @desk #12")
@example("``a`")
def test_markdown_of_a_story_is_text(text: str) -> None:
    report = by_hand(f"a {text} b", flag(2, 2 + len(text), f"Said {text} here.", text), path="a|b_c_.txt")
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown.render(report))
    kinds = Counter(one.type for token in tokens for one in (token, *(token.children or ())))
    assert not {"image", "link_open", "html_inline", "html_block", "em_open", "s_open", "fence"} & set(kinds)
    assert (kinds["list_item_open"], kinds["blockquote_open"], kinds["tr_open"], kinds["td_open"]) == (1, 1, 2, 8)
    assert kinds["code_inline"] == 2 + bool(text.strip())
    shown = "".join(child.content for token in tokens for child in token.children or ())
    assert not re.search(r"@\w|#\d", re.sub(r"`[^`]*`", "", "".join(
        child.content for token in tokens for child in token.children or () if child.type == "text"
    )))  # fmt: skip
    assert "a|b_c_.txt" in shown


def test_markdown_shows_the_words_in_their_sentence() -> None:
    page = markdown.render(sample())
    assert (
        "  > The talks may avert `a new war. Washington Post.`\n\n  → `a new war, the Washington Post reports.`" in page
    )
    assert "| good.txt | pass | 100.0 | – | 12 | 0 | 0 | 0 |" in page
    assert "### good.txt" not in page


def rows(report: Report) -> list[dict[str, str]]:
    """The rows of a report's table."""
    rendered = renderer("csv")(report)
    assert rendered.startswith("\ufeffpath,")
    return list(csv.DictReader(io.StringIO(rendered.removeprefix("\ufeff"), newline="")))


def test_csv_has_a_row_for_each_flag() -> None:
    found = rows(sample())
    assert len(found) == 6
    assert found[0] | {"message": ""} == {
        "path": "desk/ferry: talks, 2.txt", "item": "", "line": "3", "column": "21", "end_line": "3", "end_column": "48",
        "code": "ATT001", "rule": "loose-source", "category": "attribution", "severity": "major", "confidence": "0.95",
        "flagged": "a new war. Washington Post.", "message": "", "suggestion": "a new war, the Washington Post reports.",
        "probable_source": "", "probable_source_language": "", "verdict": "fail", "score": "68.0",
    }  # fmt: skip


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "－", "\u00a0="])
def test_no_cell_is_a_formula(start: str) -> None:
    bad = f"{start}cmd|' /C calc'!A0"
    source = ProbableSource("ro", bad, "", "source")
    (row,) = rows(
        by_hand(bad + " x", flag(0, len(bad), bad, bad, probable_source=source), path=f"{start.strip()}1.txt")
    )
    for column in ("flagged", "message", "suggestion", "probable_source"):
        assert row[column] == "'" + bad
    assert row["path"].startswith("'")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    (tmp_path / "story.txt").write_bytes(STORY.encode())
    return tmp_path


def check(*arguments: str) -> Result:
    """The command in this process."""
    return CliRunner().invoke(group, ["check", "--fast", *arguments], standalone_mode=False)


@pytest.mark.parametrize("name", FORMATS)
def test_the_command_writes_every_format(name: str, folder: Path) -> None:
    printed = check("--format", name, "story.txt")
    written = check("--format", name, "--output", "report", "story.txt")
    assert (printed.return_value, written.return_value, written.stdout) == (1, 1, "")
    assert (folder / "report").read_bytes() == printed.stdout_bytes
    assert b"ATT001" in printed.stdout_bytes


def test_paths_are_those_of_the_repository(folder: Path) -> None:
    absolute = check("--format", "gitlab", str(folder / "story.txt"))
    assert absolute.stdout == check("--format", "gitlab", "./story.txt").stdout
    outside = json.loads(check("--format", "sarif", str(folder / "story.txt")).stdout)
    assert outside["runs"][0]["artifacts"][0]["location"]["uri"] == "story.txt"


def test_the_job_summary_is_written_on_github_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder / "summary.md"))
    check("--format", "markdown", "story.txt")
    assert not (folder / "summary.md").exists()
    run = check("--format", "github", "story.txt")
    assert "## mtcheck: 1 story, 1 failing" in (folder / "summary.md").read_text(encoding="utf-8")
    assert "##" not in run.stdout


def test_a_job_summary_that_cannot_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder))
    run = check("--format", "github", "story.txt")
    assert f"{folder}: cannot be written" in str(run.exception)


def test_a_document_of_several_items_keeps_them_apart() -> None:
    one = replace(read(Path(__file__).parent.parent / "corpora/examples/harbour-talks.txt"), item="item 1")
    checker = Checker(Config(fast=True))
    report = checker.report([checker.check(one), checker.check(replace(one, item="item 2"))])
    run = sarif_run(report)
    assert len(run.artifacts) == 1
    found = [result.partial_fingerprints["mtcheckFlag/v1"] for result in run.results]
    assert len(set(found)) == len(found) > 0
    issues = json.loads(renderer("gitlab")(report))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
