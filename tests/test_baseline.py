"""The baseline: what was found once and is lived with."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from mtcheck.baseline import Baseline, BaselineError, Entry, read, render
from mtcheck.cli import group
from mtcheck.config import Config
from mtcheck.document.reading import from_text
from mtcheck.pipeline import Checker
from mtcheck.report.model import DocumentReport

LOOSE = "The talks may avert a new war. Washington Post."
DOUBLED = "They left both towns.."
CHECKER = Checker(Config(fast=True, select=("ATT001", "PUN001")))
RUNNING = frozenset({"ATT001", "PUN001"})


def checked(text: str, path: str = "a.txt") -> DocumentReport:
    """The report on a story of two rules."""
    return CHECKER.check(from_text(text, path))


def taken(*reports: DocumentReport) -> Baseline:
    """A new baseline of these reports."""
    return Baseline(Path()).taken(reports, RUNNING)


def codes(baseline: Baseline, text: str, path: str = "a.txt") -> list[str]:
    """What of a story is new."""
    return [flag.code for flag in baseline.left_out(checked(text, path), CHECKER.config).flags]


def test_edits_elsewhere_do_not_bring_a_finding_back_but_an_edit_of_its_sentence_does() -> None:
    baseline = taken(checked(f"{LOOSE}\n\n{DOUBLED}\n"))
    assert codes(baseline, f"{LOOSE}\n\n{DOUBLED}\n") == []
    assert codes(baseline, f"A new first paragraph.\n\n{DOUBLED}\n\nBetween.\n\n{LOOSE}\n") == []
    assert codes(baseline, f"{LOOSE}\n\nThey soon left both towns..\n") == ["PUN001"]
    assert codes(baseline, f"{LOOSE}\n\n{DOUBLED}\n\n{DOUBLED}\n") == ["PUN001"]
    assert codes(baseline, f"{LOOSE}\n", "b.txt") == ["ATT001"]


def test_marks_and_verdict_are_of_what_is_new() -> None:
    baseline = taken(checked(f"{LOOSE}\n"))
    done = baseline.left_out(checked(f"{LOOSE}\n\n{DOUBLED}\n"), Config(fail_on="major"))
    assert (done.quality.penalty_per_1000_words, done.quality.verdict) == (10.0, "pass")


def test_the_file_is_stable_and_read_back_as_it_was(tmp_path: Path) -> None:
    reports = [checked(f"{LOOSE}\n\n{DOUBLED}\n", name) for name in ("b.txt", "a/ü.txt")]
    baseline = taken(*reports)
    text = render(baseline)
    assert text == render(taken(*reversed(reports)))
    assert [line.strip() for line in text.splitlines() if line.endswith("[")] == [
        '"a/ü.txt": [',
        '"b.txt": [',
    ]
    assert text.count('{"code": ') == 4 == sum(line.count('{"code": ') for line in text.splitlines())
    json.loads(text)
    (tmp_path / "base.json").write_text(text, encoding="utf-8")
    again = read(tmp_path / "base.json")
    assert (again.stories, len(again), again.folder) == (baseline.stories, 4, tmp_path)


_NAMES = st.text(st.characters(codec="utf-8"), max_size=20)


@given(st.dictionaries(_NAMES, st.sets(st.builds(Entry, _NAMES, _NAMES, _NAMES), min_size=1, max_size=3), max_size=3))
def test_any_baseline_survives_its_file(
    tmp_path_factory: pytest.TempPathFactory, stories: dict[str, set[Entry]]
) -> None:
    baseline = Baseline(Path(), {name: tuple(sorted(stories[name])) for name in sorted(stories)})
    path = tmp_path_factory.mktemp("any") / "base.json"
    path.write_text(render(baseline), encoding="utf-8", newline="")
    assert read(path).stories == baseline.stories
    assert render(read(path)) == render(baseline)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not JSON"),
        (b"[]", "is not a baseline"),
        (b"\xff\xfe{", "not JSON"),
        (b"[" * 200_000, "not"),
        (b'{"mtcheck-baseline": 2, "stories": {}}', "is not 1"),
        (b'{"mtcheck-baseline": 1}', "is not a baseline"),
        (b'{"mtcheck-baseline": 1, "stories": {"a": [{"code": 1}]}}', "is not a baseline"),
    ],
)
def test_a_damaged_file_is_refused_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "base.json"
    path.write_bytes(content)
    with pytest.raises(BaselineError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_entries_of_rules_that_did_not_run_stay() -> None:
    baseline = taken(checked(f"{LOOSE}\n\n{DOUBLED}\n"))
    clean = checked("The ferry sailed.\n")
    assert [e.code for e in baseline.pruned([clean], frozenset({"PUN001"})).stories["a.txt"]] == ["ATT001"]
    assert [e.code for e in baseline.taken([clean], frozenset({"ATT001"})).stories["a.txt"]] == ["PUN001"]
    assert baseline.pruned([clean], RUNNING).stories == {}
    assert baseline.pruned([], RUNNING) == baseline
    assert baseline.pruned([], RUNNING, gone=["a.txt"]).stories == {}


def test_pruning_adds_nothing() -> None:
    baseline = taken(checked(f"{LOOSE}\n"))
    assert baseline.pruned([checked(f"{LOOSE}\n\n{DOUBLED}\n")], RUNNING) == baseline


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MTCHECK_CACHE", str(tmp_path / ".cache"))
    (tmp_path / "desk" / "a.txt").write_text(f"{LOOSE}\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"{DOUBLED}\n", encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    """The command in this process; exceptions that are not click's come through."""
    return CliRunner().invoke(group, list(arguments), standalone_mode=False)


def test_from_writing_to_pruning(folder: Path) -> None:
    wrote = run("baseline", "write", "--fast", ".")
    assert (wrote.return_value, wrote.stdout) == (0, "mtcheck-baseline.json: 2 findings in 2 stories\n")
    assert run("check", "--fast", ".").return_value == 1
    assert run("check", "--fast", "--baseline", "mtcheck-baseline.json", ".").return_value == 0
    assert run("check", "--fast", "--baseline", "mtcheck-baseline.json", str(folder / "desk")).return_value == 0
    assert run("baseline", "show").stdout.splitlines() == [
        "b.txt",
        "  PUN001  towns..",
        "desk/a.txt",
        "  ATT001  a new war. Washington Post.",
        "mtcheck-baseline.json: 2 findings in 2 stories · ATT001 1 · PUN001 1",
    ]
    (folder / "b.txt").write_text("They left both towns.\n", encoding="utf-8")
    assert run("baseline", "prune", "--fast").stdout == "mtcheck-baseline.json: 1 dropped, 1 finding in 1 story\n"
    (folder / "desk" / "a.txt").unlink()
    assert run("baseline", "prune", "--fast").stdout == "mtcheck-baseline.json: 1 dropped, 0 findings in 0 stories\n"
    assert sorted(p.name for p in folder.iterdir()) == [".cache", ".git", "b.txt", "desk", "mtcheck-baseline.json"]


def test_the_configuration_names_the_file_and_it_works_from_a_folder_below(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "mtcheck.toml").write_text('baseline = "known.json"\n', encoding="utf-8")
    assert "cannot be read" in str(run("check", "--fast", ".").exception)
    assert run("baseline", "write", "--fast", "desk").return_value == 0
    monkeypatch.chdir(folder / "desk")
    assert run("check", "--fast", "a.txt").return_value == 0
    assert run("check", "--fast", "../b.txt").return_value == 1
    assert "desk/a.txt" in run("baseline", "show").stdout


def test_what_is_suppressed_gets_no_entry(folder: Path) -> None:
    (folder / "mtcheck.toml").write_text('[[suppress]]\nrules = ["ATT001"]\nreason = "so"\n', encoding="utf-8")
    run("baseline", "write", "--fast", ".")
    assert list(read(folder / "mtcheck-baseline.json").stories) == ["b.txt"]


def test_an_unreadable_story_keeps_its_entries(folder: Path) -> None:
    run("baseline", "write", "--fast", ".")
    (folder / "b.txt").write_bytes(b"%PDF-1.7")
    pruned = run("baseline", "prune", "--fast")
    assert (pruned.return_value, pruned.stderr) == (2, "mtcheck: b.txt: is a PDF file, not text\n")
    assert len(read(folder / "mtcheck-baseline.json")) == 2


def test_a_glossary_is_no_source_to_prune_figures_by(folder: Path) -> None:
    (folder / "house.tsv").write_text("term\tavoid\nharbour\tport\n", encoding="utf-8")
    (folder / "mtcheck.toml").write_text('glossary = ["house.tsv"]\n', encoding="utf-8")
    figure = Entry("NUM001", "40 ships", "0" * 16)
    path = folder / "mtcheck-baseline.json"
    path.write_text(render(Baseline(folder, {"b.txt": (figure,)})), encoding="utf-8")
    assert run("baseline", "prune", "--fast").stdout.startswith("mtcheck-baseline.json: 0 dropped, 1 finding")
    assert read(path).stories == {"b.txt": (figure,)}
