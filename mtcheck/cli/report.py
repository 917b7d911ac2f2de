"""`mtcheck report`: a page for the editor."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mtcheck.cli.check import complain, reporter, run, settings_read
from mtcheck.cli.options import (
    BASELINE,
    CONFIG,
    NO_CACHE,
    ORIGINAL,
    OUTPUT,
    PATHS,
    SOURCE,
    checker_for,
    spare,
    with_options,
    write,
)


@click.command()
@with_options(
    PATHS,
    OUTPUT,
    CONFIG,
    SOURCE,
    ORIGINAL,
    BASELINE,
    NO_CACHE,
    click.option("--fast", is_flag=True, help="Rules alone: no language model, no parser, no fluency."),
)
def report(
    paths: tuple[str, ...],
    output: Path | None,
    config_file: Path | None,
    source: Path | None,
    original: Path | None,
    baseline: Path | None,
    no_cache: bool,
    fast: bool,
) -> int:
    """Check stories and write a page that an editor opens in a browser: one file, which needs nothing else.

    PATHS are files, folders or - for standard input; of several stories the most urgent come first. The exit status is
    2 where a story could not be read, else 0, whatever was found: the page says it.
    """
    if output is None and sys.stdout.isatty():
        raise click.UsageError("the page is for a browser; give --output report.html")
    from mtcheck.report.html import render

    beside = source is not None or original is not None
    given = {"baseline": baseline, "fast": fast or None}
    checker = checker_for(config_file, {key: value for key, value in given.items() if value is not None}, beside=beside)
    spare(output, settings_read(checker, config_file))
    reported = reporter(checker)
    checked, unreadable = run(checker, paths, source, original, cached=not no_cache, output=output)
    done = reported(checked)
    if done.documents:
        write(render(checker.report(done.documents)), output)
    complain(done.complaints)
    return 2 if unreadable else 0
