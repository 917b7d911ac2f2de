"""The cache of results: the same report as without it, whatever happens to its files."""

import dataclasses
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mtcheck import result_cache
from mtcheck.cli import group
from mtcheck.config import Config, PathSettings, RuleConfig, Suppression
from mtcheck.corpora.memory_files import read_memory
from mtcheck.document.model import Document
from mtcheck.document.reading import from_text, read
from mtcheck.evidence import Evidence
from mtcheck.flag import ProbableSource, Suggestion
from mtcheck.pipeline import Checker
from mtcheck.pivot import Pivot
from mtcheck.report.model import DocumentReport, SegmentScore
from mtcheck.result_cache import ResultCache, contents, evict

STORY = "The talks may avert a new war. Washington Post.\n\nThey left both towns..\n"
FAST = Config(fast=True, select=("ATT001", "PUN001"))


class Counting(Checker):
    """A checker that counts what it is asked to check, and changes the report as a test wants it."""

    def __init__(self, config: Config = FAST, **changes: Any) -> None:
        super().__init__(config)
        self.checked = 0
        self._changes = changes

    def check(self, document: Document, evidence: Evidence | None = None) -> DocumentReport:
        self.checked += 1
        return dataclasses.replace(super().check(document, evidence), **self._changes)


def times_checked(folder: Path, *documents: Document, config: Config = FAST) -> int:
    """How many of the documents were not in the cache."""
    checker = Counting(config)
    cache = ResultCache(checker, folder)
    for document in documents:
        cache.check(document)
    return checker.checked


def test_the_report_is_the_same_from_the_cache(tmp_path: Path) -> None:
    page = "<html><body><p>The talks may avert a new war. Washington Post.</p><p>Ö &amp; x..</p></body></html>"
    for document in (from_text(STORY), from_text(page)):
        first = ResultCache(Checker(FAST), tmp_path).check(document)
        again = Counting()
        restored = ResultCache(again, tmp_path).check(document)
        assert (again.checked, restored) == (0, first)
        assert restored.as_dict() == first.as_dict()


def test_every_part_of_a_report_is_restored(tmp_path: Path) -> None:
    document = from_text(STORY)
    plain = Checker(FAST).check(document)
    source = ProbableSource("ro", "ă", "a", "corpus")
    full = {
        "flags": tuple(
            dataclasses.replace(f, probable_source=source, suggestions=(Suggestion("", 0.1, True),), confidence=1 / 3)
            for f in plain.flags
        ),
        "segments": (SegmentScore(0, 0, 5, 55.123456789012345, 1e-17), SegmentScore(1, 6, 9, None, None)),
        "pivot": Pivot("ro", 0.7),
        "quality": dataclasses.replace(plain.quality, fluency=2 / 3),
    }
    ResultCache(Counting(**full), tmp_path).check(document)
    again = Counting()
    assert ResultCache(again, tmp_path).check(document) == dataclasses.replace(plain, **full)
    assert again.checked == 0


def test_what_cannot_be_restored_faithfully_is_not_kept(tmp_path: Path) -> None:
    for score in (float("nan"), float("inf")):
        checker = Counting(segments=(SegmentScore(0, 0, 5, score, None),))
        cache = ResultCache(checker, tmp_path)
        cache.check(from_text(STORY))
        cache.check(from_text(STORY))
        assert (checker.checked, contents(tmp_path).entries, cache.complaint) == (2, 0, None)


def test_a_lone_surrogate_is_checked_as_ever(tmp_path: Path) -> None:
    document = from_text("The \ud800 left both \ud801..\n")
    assert ResultCache(Checker(FAST), tmp_path).check(document) == Checker(FAST).check(document)


def test_what_a_result_follows_from_is_its_key(tmp_path: Path) -> None:
    document = from_text(STORY, "a.txt")
    (tmp_path / "words.txt").write_text("quay\n", encoding="utf-8")
    (tmp_path / "house.tsv").write_text("term\n", encoding="utf-8")
    cache = tmp_path / "cache"
    assert times_checked(cache, document) == 1
    assert times_checked(cache, document, from_text(STORY, "renamed.txt")) == 0
    assert times_checked(cache, from_text(STORY + "More.\n"), from_text(STORY.replace("\n", "\r\n"))) == 2
    others = [
        dataclasses.replace(FAST, select=("ATT001",)),
        dataclasses.replace(FAST, min_confidence=0.5),
        dataclasses.replace(FAST, fail_on="major"),
        dataclasses.replace(FAST, pivot="ro"),
        dataclasses.replace(FAST, rules={"PUN001": RuleConfig(severity=None, enabled=False)}),
        dataclasses.replace(FAST, vocabulary=frozenset({"quay"})),
    ]
    for config in others:
        assert times_checked(cache, document, config=config) == 1
        assert times_checked(cache, document, config=config) == 0
    assert times_checked(cache, document, config=dataclasses.replace(FAST, vocabulary_file=tmp_path / "words.txt")) == 0
    (tmp_path / "words.txt").write_text("pier\n", encoding="utf-8")
    assert times_checked(cache, document, config=dataclasses.replace(FAST, vocabulary_file=tmp_path / "words.txt")) == 1
    house = dataclasses.replace(FAST, glossary=(tmp_path / "house.tsv",))
    assert [times_checked(cache, document, config=house) for _ in range(2)] == [1, 0]
    (tmp_path / "house.tsv").write_text("other\n", encoding="utf-8")
    assert times_checked(cache, document, config=house) == 1


def test_what_is_applied_afterwards_is_not_in_the_key(tmp_path: Path) -> None:
    assert times_checked(tmp_path, from_text(STORY)) == 1
    later = dataclasses.replace(
        FAST,
        suppress=(Suppression(reason="so", rules=("ATT001",)),),
        per_path=(PathSettings(paths=("*",), ignore=("PUN",)),),
        baseline=Path("known.json"),
    )
    assert times_checked(tmp_path, from_text(STORY), config=later) == 0


def test_another_program_finds_nothing_of_this_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert times_checked(tmp_path, from_text(STORY)) == 1
    monkeypatch.setattr(result_cache, "_program", lambda: ["another"])
    assert times_checked(tmp_path, from_text(STORY)) == 1


def test_a_check_beside_another_text_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checker = Counting()
    asked: list[Evidence | None] = []
    monkeypatch.setattr(Checker, "check", lambda self, document, evidence=None: asked.append(evidence) or plain)
    plain = DocumentReport(from_text(STORY), None, (), ())  # type: ignore[arg-type]
    evidence = Evidence(original=from_text("The ferry sailed."))
    ResultCache(checker, tmp_path).check(from_text(STORY), evidence)
    ResultCache(checker, tmp_path).check(from_text(STORY), evidence)
    assert (asked, contents(tmp_path).entries) == ([evidence, evidence], 0)


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", b'{"sha256": "", "result": {}}', b"[" * 100_000])
def test_a_damaged_entry_is_ignored_and_made_anew(tmp_path: Path, damage: bytes) -> None:
    document = from_text(STORY)
    first = ResultCache(Checker(FAST), tmp_path).check(document)
    (entry,) = tmp_path.iterdir()
    whole = entry.read_bytes()
    entry.write_bytes(damage)
    assert ResultCache(Checker(FAST), tmp_path).check(document) == first
    assert entry.read_bytes() == whole


def test_a_changed_figure_is_noticed(tmp_path: Path) -> None:
    document = from_text(STORY)
    first = ResultCache(Checker(FAST), tmp_path).check(document)
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(entry.read_bytes().replace(b'"confidence":0.95', b'"confidence":0.05'))
    assert ResultCache(Checker(FAST), tmp_path).check(document) == first


def test_the_cache_stays_within_its_bounds_and_drops_the_longest_unused(tmp_path: Path) -> None:
    documents = [from_text(f"{STORY}\n\nNumber {n}.\n") for n in range(10)]
    for age, document in enumerate(documents):
        times_checked(tmp_path, document)
        for path in tmp_path.iterdir():
            os.utime(path, ns=(path.stat().st_mtime_ns - 10**9, path.stat().st_mtime_ns - 10**9))
        assert contents(tmp_path).entries == age + 1
    assert times_checked(tmp_path, documents[0]) == 0
    evict(tmp_path, most_entries=10)
    assert contents(tmp_path).entries == 10
    evict(tmp_path, most_entries=5)
    assert contents(tmp_path).entries == 4
    assert times_checked(tmp_path, documents[0], *documents[7:]) == 0
    evict(tmp_path, most_bytes=contents(tmp_path).bytes // 2)
    assert 0 < contents(tmp_path).entries < 4


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MTCHECK_CACHE", str(tmp_path / "cache"))
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    """The command in this process; exceptions that are not click's come through."""
    return CliRunner().invoke(group, list(arguments), standalone_mode=False)


CHECK = ("check", "--fast", "--select", "ATT001,PUN001", "--format", "json")


def test_the_command_line(story: Path) -> None:
    without = run(*CHECK, "--no-cache", "a.txt")
    assert not (story / "cache").exists()
    cold, warm = run(*CHECK, "a.txt"), run(*CHECK, "a.txt")
    assert without.stdout == cold.stdout == warm.stdout
    assert (cold.stderr, warm.return_value) == ("", 1)
    assert run("cache", "info").stdout.endswith("results: 1 result, 0.0 MB\n")
    (story / "cache" / "model").mkdir()
    assert "removed 1 result," in run("cache", "clear").stdout
    assert run("cache", "info").stdout.endswith("results: 0 results, 0.0 MB\n")
    assert (story / "cache" / "model").exists()


def test_a_folder_that_cannot_be_written_costs_one_line(story: Path) -> None:
    (story / "b.txt").write_text(f"{STORY}More.\n", encoding="utf-8")
    expected = run(*CHECK, "--no-cache", ".").stdout
    (story / "cache").write_text("a file where the folder should be", encoding="utf-8")
    done = run(*CHECK, ".")
    assert (done.stdout, done.return_value) == (expected, 1)
    assert done.stderr.count("\n") == 1
    assert "results cannot be kept here" in done.stderr


def test_a_full_disk_costs_one_line(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    (story / "b.txt").write_text(f"{STORY}More.\n", encoding="utf-8")
    monkeypatch.setattr(result_cache.tempfile, "NamedTemporaryFile", full)
    done = run(*CHECK, ".")
    assert (done.return_value, done.stderr.count("\n")) == (1, 1)
    assert "No space left on device" in done.stderr
    assert list((story / "cache" / "results").iterdir()) == []


def test_a_house_memory_is_in_the_key(tmp_path: Path) -> None:
    memory = tmp_path / "house.tsv"
    memory.write_text("source\ttarget\nO casă\tA house\n", encoding="utf-8")
    assert read_memory((memory,)).units
    document = read_story(tmp_path)
    checker = Counting(dataclasses.replace(FAST, memory=(memory,)))
    keys = {ResultCache(checker, tmp_path)._key(document)}
    memory.write_text("source\ttarget\nO casă\tOne house\n", encoding="utf-8")
    keys.add(ResultCache(checker, tmp_path)._key(document))
    assert len(keys) == 2


def read_story(folder: Path) -> Document:
    """The story as a file."""
    (folder / "a.txt").write_text(STORY, encoding="utf-8")
    return read(folder / "a.txt")
