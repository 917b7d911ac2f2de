"""What several commands share: options, the configuration behind them, and writing the outcome."""

from __future__ import annotations

import dataclasses
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from mtcheck.checks import RULES
from mtcheck.cli.models import prepare_with_progress
from mtcheck.config import Config, ConfigError, find, load
from mtcheck.corpora.glossary import GlossaryError
from mtcheck.corpora.memory_files import MemoryFileError
from mtcheck.document.model import Document
from mtcheck.document.reading import UnreadableError, read_all
from mtcheck.models.store import MULTILINGUAL_E5, ModelError
from mtcheck.pipeline import Checker

_MOST_WORDS = 100_000
"""Words of a story; beyond that it is not one, and reading it would take many minutes."""

PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATHS…")
OUTPUT = click.option("--output", type=click.Path(path_type=Path), help="Write the report to this file.")
CONFIG = click.option("--config", "config_file", type=click.Path(path_type=Path), help="The configuration file.")
SOURCE = click.option("--source", type=click.Path(path_type=Path), help="The foreign-language story, or their folder.")
ORIGINAL = click.option("--original", type=click.Path(path_type=Path), help="The English wire story, or their folder.")
BASELINE = click.option("--baseline", type=click.Path(path_type=Path), help="The file of findings to leave out.")
NO_CACHE = click.option("--no-cache", is_flag=True, help="Check anew, and keep no results.")


def with_options(*options: Callable[[Any], Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options, in the order that the help shows them in."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def checker_for(config_file: Path | None, given: dict[str, Any], *, beside: bool = False) -> Checker:
    """A checker by the configuration that holds here, with what the command line gives put over it.

    ``beside`` says that the story is to be compared with another text, for which the encoder is wanted.
    """
    try:
        config = configuration(config_file, given)
        checker = Checker(config)
        if not config.fast:
            prepare_with_progress()
        if beside or config.memory or config.back_translate:
            prepare_with_progress(MULTILINGUAL_E5)
    except (ConfigError, GlossaryError, MemoryFileError, ModelError) as error:
        hint = "; --fast checks without models" if isinstance(error, ModelError) and not beside else ""
        raise click.ClickException(f"{error}{hint}") from None
    return checker


def configuration(config_file: Path | None, given: dict[str, Any]) -> Config:
    """The configuration that holds here, with what the command line gives put over it; raises ConfigError."""
    path = config_file or find(Path.cwd())
    config = load(path, RULES) if path else Config()
    return dataclasses.replace(config, **given)


def stories(path: str) -> tuple[Document, ...]:
    """The stories of a path, "-" being standard input; raises UnreadableError."""
    return read_all(Path(path), sys.stdin.buffer if path == "-" else None)


def bounded(document: Document) -> Document:
    """The document, unless it is too long for a story; raises UnreadableError."""
    if document.words > _MOST_WORDS:
        raise UnreadableError(f"{document.path}: {document.words:,} words; a story has at most {_MOST_WORDS:,}")
    return document


def write(rendered: str, output: Path | None, encoding: str = "utf-8") -> None:
    """Write to the file, or to standard output."""
    if output is None:
        sys.stdout.buffer.write(rendered.encode(encoding, "replace"))
        sys.stdout.buffer.flush()
        return
    scratch = ""
    try:
        if output.exists() and not output.is_file():
            # A device or a pipe is written to; a file moved there would take its place.
            output.write_bytes(rendered.encode(encoding, "replace"))
            return
        # Written beside its place and moved there, so that no one reads half a report.
        with tempfile.NamedTemporaryFile("wb", dir=output.parent, prefix=".mtcheck-", delete=False) as file:
            scratch = file.name
            file.write(rendered.encode(encoding, "replace"))
        Path(scratch).chmod(stat.S_IMODE(output.stat().st_mode) if output.exists() else 0o644)
        Path(scratch).replace(output)
    except OSError as error:
        if scratch:
            Path(scratch).unlink(missing_ok=True)
        raise click.ClickException(f"{output}: cannot be written ({error.strerror})") from None
