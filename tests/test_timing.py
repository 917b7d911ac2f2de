"""Seconds by stage and rule."""

import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from mtcheck import Checker, Config
from mtcheck.checks import RULES
from mtcheck.cli import group
from mtcheck.document.reading import from_text
from mtcheck.timing import Timing


def test_a_stage_within_a_stage_is_counted_once() -> None:
    timing = Timing()
    started = time.perf_counter()
    with timing.stage("outer"):
        time.sleep(0.02)
        with timing.stage("inner"):
            time.sleep(0.05)
        with timing.stage("inner"):
            time.sleep(0.01)
    whole = time.perf_counter() - started
    assert list(timing.seconds) == ["outer", "inner"]
    assert timing.seconds["inner"] >= 0.06
    assert 0.02 <= timing.seconds["outer"] < timing.seconds["inner"]
    assert sum(timing.seconds.values()) == pytest.approx(whole, abs=0.005)


def test_a_stage_that_fails_is_counted_and_left() -> None:
    timing = Timing()
    with timing.stage("outer"):
        with pytest.raises(ValueError, match="no"), timing.stage("inner"):
            raise ValueError("no")
        time.sleep(0.01)
    assert timing.seconds["outer"] >= 0.01


def test_every_rule_that_runs_is_timed_and_the_report_is_the_same() -> None:
    story = from_text("The minister met with with his counterpart. The talks go on.\n")
    timing = Timing()
    timed = Checker(Config(fast=True), timing).check(story)
    assert timed.flags == Checker(Config(fast=True)).check(story).flags
    assert set(RULES) < set(timing.seconds)
    assert {"mentions", "triage"} < set(timing.seconds)


def test_the_table_has_the_longest_rules_and_adds_up() -> None:
    timing = Timing()
    timing.seconds = {"parser": 0.2, "DUP001": 0.001, "CAL001": 0.3, "GLU001": 0.0001, "GLU002": 0.0002}
    assert timing.table(RULES) == (
        "    0.200 s  parser\n"
        "    0.300 s  CAL001\n"
        "    0.001 s  DUP001\n"
        "    0.000 s  2 other rules\n"
        "    0.501 s  total\n"
    )


def test_the_command_tells_stages_and_rules_on_standard_error(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("The minister met with with his counterpart. The talks go on.\n", encoding="utf-8")
    plain = CliRunner().invoke(group, ["check", "--fast", "--no-cache", str(story)])
    timed = CliRunner().invoke(group, ["check", "--fast", "--timing", str(story)])
    assert timed.stdout == plain.stdout
    stages = [line.split("  ")[-1] for line in timed.stderr.splitlines()]
    assert stages[:2] == ["start-up", "reading and reporting"]
    assert stages[-1] == "total"
    assert {"mentions", "triage"} < set(stages)
