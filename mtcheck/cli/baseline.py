"""`mtcheck baseline`: the findings that the house lives with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import click

from mtcheck.baseline import Baseline, render
from mtcheck.cli.check import read_baseline, run
from mtcheck.cli.options import (
    BASELINE,
    CONFIG,
    NO_CACHE,
    ORIGINAL,
    PATHS,
    SOURCE,
    checker_for,
    configuration,
    with_options,
    write,
)
from mtcheck.config import ConfigError
from mtcheck.pipeline import Checker
from mtcheck.report.model import DocumentReport
from mtcheck.report.text import visible
from mtcheck.reporting import to_report
from mtcheck.suppression import kinds_beside, running_rules

_USUAL = Path("mtcheck-baseline.json")
FAST = click.option("--fast", is_flag=True, help="Rules alone; entries of others stay as they are.")


@click.group()
def baseline() -> None:
    """Findings to live with: later checks with --baseline FILE report only what is new.

    The file is that of --baseline, or of the configuration, or mtcheck-baseline.json.
    """


@baseline.command(name="write")
@with_options(PATHS, BASELINE, CONFIG, SOURCE, ORIGINAL, FAST, NO_CACHE)
def write_baseline(
    paths: tuple[str, ...],
    baseline: Path | None,
    config_file: Path | None,
    source: Path | None,
    original: Path | None,
    fast: bool,
    no_cache: bool,
) -> int:
    """Check stories and put down what is found; entries on other stories stay."""
    if "-" in paths:
        raise click.UsageError("a baseline goes with files, not with standard input")
    beside = source is not None or original is not None
    checker = checker_for(config_file, {"fast": True} if fast else {}, beside=beside)
    path = _file(baseline, checker.config.baseline)
    before = read_baseline(path) if path.exists() else Baseline(path.parent)
    checked, unreadable = run(checker, paths, source, original, cached=not no_cache)
    after = before
    for running, reports in _reported(checker, checked):
        after = after.taken(reports, running)
    write(render(after), path)
    click.echo(f"{visible(str(path))}: {_counted(after)}")
    return 2 if unreadable else 0


@baseline.command(name="show")
@with_options(BASELINE, CONFIG)
def show_baseline(baseline: Path | None, config_file: Path | None) -> int:
    """Show the entries, and how many there are of each rule."""
    path = _file(baseline, None if baseline is not None else _configured(config_file))
    found = read_baseline(path)
    for name, entries in found.stories.items():
        click.echo(visible(name))
        for entry in entries:
            click.echo(f"  {visible(entry.code)}  {visible(entry.words)}")
    codes = Counter(entry.code for entries in found.stories.values() for entry in entries)
    by_code = " · ".join(f"{visible(code)} {count}" for code, count in sorted(codes.items()))
    click.echo(f"{visible(str(path))}: {_counted(found)}" + (f" · {by_code}" if by_code else ""))
    return 0


@baseline.command(name="prune")
@with_options(BASELINE, CONFIG, SOURCE, ORIGINAL, FAST, NO_CACHE)
def prune_baseline(
    baseline: Path | None,
    config_file: Path | None,
    source: Path | None,
    original: Path | None,
    fast: bool,
    no_cache: bool,
) -> int:
    """Check the stories of the baseline again, and drop what is no longer found, and stories that are gone."""
    beside = source is not None or original is not None
    checker = checker_for(config_file, {"fast": True} if fast else {}, beside=beside)
    path = _file(baseline, checker.config.baseline)
    before = read_baseline(path)
    places = {name: before.path_of(name) for name in before.stories}
    gone = [name for name, place in places.items() if not place.exists()]
    there = [str(place) for name, place in places.items() if name not in gone]
    checked, unreadable = run(checker, there, source, original, cached=not no_cache)
    after = before.pruned((), frozenset(), gone)
    for running, reports in _reported(checker, checked):
        after = after.pruned(reports, running)
    if after != before:
        write(render(after), path)
    click.echo(f"{visible(str(path))}: {len(before) - len(after):,} dropped, {_counted(after)}")
    return 2 if unreadable else 0


def _file(given: Path | None, configured: Path | None) -> Path:
    return given or configured or _USUAL


def _configured(config_file: Path | None) -> Path | None:
    try:
        return configuration(config_file, {}).baseline
    except ConfigError as error:
        raise click.ClickException(str(error)) from None


def _reported(
    checker: Checker, checked: Iterable[DocumentReport]
) -> Iterator[tuple[frozenset[str], list[DocumentReport]]]:
    """What would be reported without the baseline, since what is suppressed needs no entry in it.

    Stories come in groups with the rules that ran, by the other texts that they were compared with.
    """
    done = to_report(checked, checker.config, date.today()).documents
    for beside in sorted({kinds_beside(one) for one in done}, key=sorted):
        yield running_rules(checker.config, beside), [one for one in done if kinds_beside(one) == beside]


def _counted(baseline: Baseline) -> str:
    findings, stories = len(baseline), len(baseline.stories)
    return f"{findings:,} finding{'s' * (findings != 1)} in {stories:,} stor{'y' if stories == 1 else 'ies'}"
