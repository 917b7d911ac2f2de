"""`mtcheck lsp`."""

from __future__ import annotations

from pathlib import Path

import click

from mtcheck.cli.extras import needs
from mtcheck.cli.options import CONFIG, checker_for, with_options


@click.command()
@with_options(
    CONFIG,
    click.option("--fast", is_flag=True, help="Rules alone: no language model, no parser."),
)
def lsp(config_file: Path | None, fast: bool) -> None:
    """Serve an editor over the Language Server Protocol, on standard input and output."""
    needs("lsp", "pygls")
    from mtcheck.lsp.server import create_server

    create_server(checker_for(config_file, {"fast": True} if fast else {})).start_io()
