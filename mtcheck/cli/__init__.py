"""The command line, one module a command."""

from __future__ import annotations

import gc
import sys

import click

from mtcheck.cli.align import align
from mtcheck.cli.baseline import baseline
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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mtcheck")
def group() -> None:
    """Find what machine translation broke in news copy that went out in English and came back."""


for _command in (check, report, score, align, serve, lsp, baseline, explain, models, corpora, cache):
    group.add_command(_command)


def main() -> None:
    """The installed `mtcheck`; exit status 0 clean, 1 findings at or above the bar, 2 wrong use or unreadable input."""
    # The tables and models that a command loads stay until it ends; looking through them again and again for garbage
    # takes a sixth of the time of `check --fast`.
    gc.set_threshold(100_000, 20, 100)
    try:
        status = group.main(prog_name="mtcheck", standalone_mode=False)
    except click.ClickException as error:
        click.echo(f"mtcheck: {error.format_message()}", err=True)
        status = 2
    except (click.Abort, KeyboardInterrupt):
        status = 130
    except BrokenPipeError:
        sys.stderr.close()
        status = 141
    sys.exit(status if isinstance(status, int) else 0)
