"""The command line, one module a command."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Any

import click

from mtcheck.cli.align import align
from mtcheck.cli.baseline import baseline
from mtcheck.cli.batch import batch
from mtcheck.cli.cache import cache
from mtcheck.cli.check import check
from mtcheck.cli.corpora import corpora
from mtcheck.cli.explain import explain
from mtcheck.cli.lsp import lsp
from mtcheck.cli.models import models
from mtcheck.cli.report import report
from mtcheck.cli.score import score
from mtcheck.cli.serve import serve
from mtcheck.version import __version__

__all__ = ["group", "main"]


class _ClosedPipeError(Exception):
    """Whoever read standard output has had enough; not an OSError, of which click makes exit status 1, “findings”."""


class _Group(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _ClosedPipeError from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mtcheck")
def group() -> None:
    """Find what machine translation broke in news copy that went out in English and came back."""


for _command in (check, report, score, align, batch, serve, lsp, baseline, explain, models, corpora, cache):
    group.add_command(_command)


def main() -> None:
    """The installed `mtcheck`; exit status 0 clean, 1 findings at or above the bar, 2 wrong use or unreadable input.

    130 is an interruption, 141 a pipe that was closed before all was written, as other programs have them.
    """
    # The tables and models that a command loads stay until it ends; looking through them again and again for garbage
    # takes a sixth of the time of `check --fast`.
    gc.set_threshold(100_000, 20, 100)
    if sys.stdout is None:
        # It was closed before the start. What is read from cannot be written to, which is then told.
        sys.stdout = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115
    try:
        status = group.main(prog_name="mtcheck", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        status = 2
    except click.ClickException as error:
        click.echo(f"mtcheck: {error.format_message()}", err=True)
        status = 2
    except (click.Abort, KeyboardInterrupt):
        status = 130
    except (_ClosedPipeError, BrokenPipeError):
        status = 141
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"mtcheck: {where}{error.strerror or error}", err=True)
        status = 2
    if status in {2, 130, 141}:
        _forget_output()
    # Nor need Python look through it for garbage when it ends: half a second after a check.
    gc.freeze()
    sys.exit(status if isinstance(status, int) else 0)


def _forget_output() -> None:
    """Let nothing more be written to a standard output that fails, or Python complains of it at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
