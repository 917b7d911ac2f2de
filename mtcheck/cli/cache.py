"""`mtcheck cache`: the results that are kept."""

from __future__ import annotations

import click

from mtcheck import result_cache
from mtcheck.result_cache import Contents


@click.group()
def cache() -> None:
    """Results of earlier checks, by which a story that has not changed is not checked again."""


@cache.command()
def info() -> None:
    """Show where they are, how many, and how large."""
    click.echo(f"{result_cache.results_folder()}: {_counted(result_cache.contents())}")


@cache.command()
def clear() -> None:
    """Remove them; the models stay."""
    try:
        removed = result_cache.clear()
    except OSError as error:
        raise click.ClickException(f"{error.filename}: cannot be removed ({error.strerror})") from None
    click.echo(f"{result_cache.results_folder()}: removed {_counted(removed)}")


def _counted(contents: Contents) -> str:
    return f"{contents.entries:,} result{'s' * (contents.entries != 1)}, {contents.bytes / 1e6:.1f} MB"
