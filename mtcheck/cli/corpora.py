"""`mtcheck corpora`: the tables of facts, listed and validated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from mtcheck.corpora.validation import package, validate
from mtcheck.tables import folder, rows


class _Field(msgspec.Struct):
    name: str
    type: str
    constraints: dict[str, Any] = {}
    delimiter: str = ""


class _Reference(msgspec.Struct):
    resource: str


class _ForeignKey(msgspec.Struct):
    fields: str
    reference: _Reference


class _Schema(msgspec.Struct):
    fields: list[_Field]
    foreign_keys: list[_ForeignKey] = msgspec.field(default=[], name="foreignKeys")


class _Resource(msgspec.Struct):
    name: str
    path: str
    table_schema: _Schema = msgspec.field(name="schema")


class _Package(msgspec.Struct):
    """What validation goes by in datapackage.json."""

    resources: list[_Resource]


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
    base = where or folder()
    try:
        described = msgspec.convert(package(base), _Package)
        problems = list(validate(base))
    except FileNotFoundError:
        raise click.ClickException(f"{base}: there is no datapackage.json here") from None
    except msgspec.ValidationError as error:
        raise click.ClickException(f"{base / 'datapackage.json'}: does not describe tables: {error}") from None
    except ValueError as error:
        raise click.ClickException(f"{base}: {error}") from None
    except KeyError as error:
        raise click.ClickException(f"{base}: no “{error.args[0]}”, without which nothing can be checked") from None
    for problem in problems:
        click.echo(str(problem))
    if not problems:
        click.echo(f"{len(described.resources)} tables, nothing wrong")
    return 2 if problems else 0
