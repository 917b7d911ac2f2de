"""`mtcheck corpora`: the tables of facts, listed and validated."""

from __future__ import annotations

from pathlib import Path

import click

from mtcheck.corpora.table import folder, rows
from mtcheck.corpora.validation import package, validate


@click.group()
def corpora() -> None:
    """The facts that copy is checked against: offices, people, organisations, phrases."""


@corpora.command(name="list")
def list_tables() -> None:
    """List the tables with their number of entries."""
    for resource in package()["resources"]:
        click.echo(f"{len(rows(resource['name'])):6,}  {resource['name']:22}  {resource['title']}")


@corpora.command(name="validate")
@click.argument("where", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
def validate_tables(where: Path | None) -> int:
    """Check the tables of a folder (by default those that mtcheck uses) against their schema."""
    try:
        problems = list(validate(where))
    except FileNotFoundError:
        raise click.ClickException(f"{where or folder()}: there is no datapackage.json here") from None
    except (UnicodeDecodeError, ValueError) as error:
        raise click.ClickException(f"{where or folder()}: {error}") from None
    for problem in problems:
        click.echo(str(problem))
    if not problems:
        click.echo(f"{len(package(where)['resources'])} tables, nothing wrong")
    return 2 if problems else 0
