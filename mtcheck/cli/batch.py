"""`mtcheck batch`: many stories, on this machine or on a cluster."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from mtcheck.cli.batch_report import report
from mtcheck.cli.extras import needs
from mtcheck.cli.given_path import GivenPath
from mtcheck.cli.options import CONFIG, checker_for, named_rules, with_options
from mtcheck.config import Profile
from mtcheck.report.text import visible

if TYPE_CHECKING:
    from mtcheck.batch.engine import Checked, Engine
    from mtcheck.batch.inputs import Inputs
    from mtcheck.batch.shard import Shard

_EXTRAS = ("pyarrow", "warcio")


class _RunOrAnother(click.Group):
    """A group whose first word is an input of `run` unless it names a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_RunOrAnother)
def batch() -> None:
    """Check many stories into a folder of results; `mtcheck batch INPUT… --output RESULTS` is short for `run`."""


@batch.command()
@with_options(
    click.argument("inputs", nargs=-1, required=True, metavar="INPUT…"),
    click.option("--output", type=GivenPath(path_type=Path), required=True, help="The folder of results."),
    click.option("--engine", type=click.Choice(["local", "ray"]), default="local", help="Processes here, or Ray."),
    click.option("--workers", type=click.IntRange(1, 10_000), help="Stories checked at once; one a processor."),
    click.option("--address", help="The Ray cluster: host:port, or auto; by default one of this machine's own."),
    CONFIG,
    click.option("--select", multiple=True, help="Only these codes, names or categories; comma-separated."),
    click.option("--ignore", multiple=True, help="Not these codes, names or categories."),
    click.option("--profile", type=click.Choice(get_args(Profile)), help="How sure a flag must be."),
    click.option("--fast", is_flag=True, help="Rules alone: no language model, no parser."),
    click.option("--restart", is_flag=True, help="Throw away the results that are there."),
    click.option("--quiet", is_flag=True, help="No bar."),
)
def run(
    inputs: tuple[str, ...],
    output: Path,
    engine: str,
    workers: int | None,
    address: str | None,
    config_file: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    profile: Profile | None,
    fast: bool,
    restart: bool,
    quiet: bool,
) -> int:
    """Check the stories of files, folders, globs, JSON Lines, Parquet and WARC.

    Each story is a row of the results, Parquet files in the folder OUTPUT; one that cannot be checked is a row that
    says why. A run that was stopped goes on where it was when the same command is given again.
    """
    needs("batch", *_EXTRAS)
    if address is not None and engine != "ray":
        raise click.UsageError("--address goes with --engine ray")
    from mtcheck.batch.engine import EngineError
    from mtcheck.batch.inputs import InputError, Inputs
    from mtcheck.batch.results import manifest_of, opened
    from mtcheck.batch.stored import ResultsError
    from mtcheck.batch.work import settled

    given = {"select": named_rules(select), "ignore": named_rules(ignore), "profile": profile, "fast": fast or None}
    checker = checker_for(config_file, {key: value for key, value in given.items() if value not in (None, ())})
    config = settled(checker.config, date.today())
    try:
        found = Inputs(inputs)
        manifest = manifest_of(config, checker.signature(), inputs)
        with opened(output, manifest, restart=restart) as results:
            course = _Course(found, sys.stderr.isatty() and not quiet)
            todo = _todo(found, results, course)
            checking = _engine(engine, address).run(todo, config, workers or _processors())
            with closing(checking), course:
                for checked in checking:
                    results.keep(checked.number, checked.digest, checked.rows)
                    course.done(checked)
            if not course.shards:
                raise InputError(f"{' '.join(inputs)}: no stories there")
            results.finish(course.shards)
    except KeyboardInterrupt:
        click.echo("mtcheck: stopped; the same command goes on where it was", err=True)
        return 130
    except (EngineError, InputError, ResultsError) as error:
        raise click.ClickException(visible(str(error))) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or output}: {error.strerror or error}") from None
    click.echo(f"mtcheck: {visible(course.said())}", err=True)
    return 0


batch.add_command(report)


@dataclass
class _Course:
    """How far a run has come, shown on a terminal."""

    inputs: Inputs
    shown: bool
    shards: int = 0
    skipped: int = 0
    stories: int = 0
    errors: int = 0
    started: float = field(default_factory=time.monotonic)
    _bar: Any = None

    def __enter__(self) -> _Course:
        if self.shown:
            size = max(1, self.inputs.size())
            self._bar = click.progressbar(length=size, file=sys.stderr, item_show_func=lambda _: self.rate())
            self._bar.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(*error)

    def done(self, checked: Checked) -> None:
        """Count a shard's rows."""
        self.stories += len(checked.rows)
        self.errors += sum(row["status"] == "error" for row in checked.rows)
        if self._bar is not None:
            self._bar.update(max(0, self.inputs.read - self._bar.pos), True)

    def rate(self) -> str:
        """Stories and errors so far, and stories a second."""
        passed = max(1e-9, time.monotonic() - self.started)
        wrong = f", {self.errors:,} not checked" if self.errors else ""
        return f"{self.stories:,} stories{wrong}, {self.stories / passed:,.1f}/s"

    def said(self) -> str:
        """What the run did, in one line."""
        before = f"; {self.skipped:,} of {self.shards:,} shards were there" if self.skipped else ""
        return f"{self.rate()}{before}"


def _todo(inputs: Inputs, results: Any, course: _Course) -> Iterator[Shard]:
    """The shards that have no rows yet."""
    from mtcheck.batch.shard import cut

    for shard in cut(inputs.items()):
        course.shards += 1
        if results.has(shard):
            course.skipped += 1
        else:
            yield shard


def _engine(name: str, address: str | None) -> Engine:
    if name == "ray":
        from mtcheck.batch.ray_engine import RayEngine

        return RayEngine(address)
    from mtcheck.batch.local import LocalEngine

    return LocalEngine()


def _processors() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
