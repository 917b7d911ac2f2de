"""`mtcheck batch report`: what a results folder adds up to."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from mtcheck.cli.extras import needs
from mtcheck.cli.given_path import GivenPath
from mtcheck.cli.options import OUTPUT, with_options, write
from mtcheck.report.text import visible
from mtcheck.version import __version__

if TYPE_CHECKING:
    from mtcheck.batch.report.model import BatchReport
    from mtcheck.batch.summary import By

_FORMATS = ("text", "html", "json", "csv")
"""Modules of mtcheck/batch/report/; only the one that is wanted is loaded."""
_BY = ("site", "day", "pivot", "category")


@click.command()
@with_options(
    click.argument("results", type=GivenPath(path_type=Path)),
    click.option("--format", "kind", type=click.Choice(_FORMATS), default="text", help="How to write it."),
    OUTPUT,
    click.option("--by", multiple=True, type=click.Choice(_BY), help="Group by this alone; may be given again."),
)
def report(results: Path, kind: str, output: Path | None, by: tuple[str, ...]) -> int:
    """Sum up the results of a batch: in all, by site, day, pivot and category, the worst stories, the commonest rules.

    RESULTS is the folder that `mtcheck batch` wrote, or is writing: what is missing is said. The exit status is 2 where
    it is no such folder or is damaged, else 0, whatever the stories are like.
    """
    if kind == "html" and output is None and sys.stdout.isatty():
        raise click.UsageError("the page is for a browser; give --output summary.html")
    needs("batch", "pyarrow")
    from mtcheck.batch.stored import ResultsError

    wanted = tuple(one for one in _BY if one in by) or _BY
    try:
        rendered = _renderer(kind)(_summed_up(results, cast("tuple[By, ...]", wanted)))
    except ResultsError as error:
        raise click.ClickException(visible(str(error))) from None
    write(rendered, output)
    return 0


def _renderer(kind: str) -> Callable[[BatchReport], str]:
    render: Callable[[BatchReport], str] = importlib.import_module(f"mtcheck.batch.report.{kind}").render
    return render


def _summed_up(results: Path, by: tuple[By, ...]) -> BatchReport:
    from mtcheck.batch.report.model import BatchReport
    from mtcheck.batch.stored import find, tables
    from mtcheck.batch.sums import Sums

    stored = find(results)
    sums = Sums()
    for table in tables(stored.shards):
        sums.add(table)
    return BatchReport(
        str(results), __version__, sums.summary(), len(stored.shards), stored.missing, by, stored.running
    )
