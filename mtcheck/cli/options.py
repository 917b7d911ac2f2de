"""What several commands share: options, the configuration behind them, and writing the outcome."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Callable, Iterable
from math import isnan
from pathlib import Path
from typing import Any

import click

from mtcheck.checks.rule import Rule
from mtcheck.cli.given_path import GivenPath
from mtcheck.cli.models import prepare_with_progress
from mtcheck.cli.output_file import write_whole
from mtcheck.config import Config, ConfigError, find, load, names_a_rule
from mtcheck.corpora.glossary import GlossaryError
from mtcheck.corpora.memory_files import MemoryFileError
from mtcheck.document.model import Document
from mtcheck.document.reading import read_all
from mtcheck.models.store import MULTILINGUAL_E5, ModelError
from mtcheck.pipeline import Checker
from mtcheck.timing import Timing

PATHS = click.argument("paths", nargs=-1, required=True, type=GivenPath(), metavar="PATHS…")
OUTPUT = click.option(
    "--output",
    type=GivenPath(path_type=Path),
    callback=lambda _context, _option, path: None if path == Path("-") else path,
    help="Write the report to this file.",
)
CONFIG = click.option("--config", "config_file", type=GivenPath(path_type=Path), help="The configuration file.")
SOURCE = click.option("--source", type=GivenPath(path_type=Path), help="The foreign-language story, or their folder.")
ORIGINAL = click.option("--original", type=GivenPath(path_type=Path), help="The English wire story, or their folder.")
BASELINE = click.option("--baseline", type=GivenPath(path_type=Path), help="The file of findings to leave out.")
NO_CACHE = click.option("--no-cache", is_flag=True, help="Check anew, and keep no results.")


class Between(click.FloatRange):
    """A number between two others, which NaN is not."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number; fails as click's range does."""
        number = super().convert(value, param, ctx)
        if isnan(number):
            self.fail(f"{value} is not in the range {self._describe_range()}.", param, ctx)
        return number


def with_options(*options: Callable[[Any], Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options, in the order that the help shows them in."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def checker_for(
    config_file: Path | None,
    given: dict[str, Any],
    *,
    rules: Iterable[Rule] | None = None,
    beside: bool = False,
    timing: Timing | None = None,
) -> Checker:
    """A checker by the configuration that holds here, with what the command line gives put over it.

    ``rules`` are run instead of those that the configuration wants; ``beside`` says that the story is to be compared
    with another text, for which the encoder is wanted; ``timing`` is told how long each stage takes.
    """
    try:
        config = configuration(config_file, given)
        if config.back_translate:
            for folder in config.translators:
                if not folder.is_dir():
                    raise ConfigError(f"{folder}: no such folder of translators")
        checker = Checker(config, timing, rules=rules, parser_apart=True)
        if not config.fast:
            prepare_with_progress()
        if beside or config.memory or config.back_translate:
            prepare_with_progress(MULTILINGUAL_E5)
    except (ConfigError, GlossaryError, MemoryFileError, ModelError) as error:
        hint = "; --fast checks without models" if isinstance(error, ModelError) and not beside else ""
        raise click.ClickException(f"{error}{hint}") from None
    return checker


def configuration(config_file: Path | None, given: dict[str, Any]) -> Config:
    """The configuration that holds here, with what the command line gives put over it; raises ConfigError.

    A profile that is given holds against the file's min-confidence too, which would else decide.
    """
    path = config_path(config_file)
    if config_file is not None and (config_file.is_dir() or not config_file.exists()):
        raise ConfigError(f"{config_file}: " + ("is a directory" if config_file.is_dir() else "no such file"))
    config = load(path) if path else Config()
    if "profile" in given:
        given = {"min_confidence": None, **given}
    return dataclasses.replace(config, **given)


def config_path(given: Path | None) -> Path | None:
    """The configuration file that holds here; raises ConfigError."""
    return given or find(Path.cwd())


def named_rules(words: Iterable[str]) -> tuple[str, ...]:
    """The codes, names and categories of options that may be given again and hold several, with commas between."""
    given = tuple(words)
    out = tuple(part.strip() for word in given for part in word.split(",") if part.strip())
    if given and not out:
        raise click.UsageError("--select or --ignore names no rule, code or category")
    for word in out:
        if not names_a_rule(word):
            raise click.UsageError(f"no rule, code or category is called “{word}”")
    return out


def stories(path: str) -> tuple[Document, ...]:
    """The stories of a path, "-" being standard input; raises UnreadableError."""
    return read_all(Path(path), sys.stdin.buffer if path == "-" else None)


def spare(output: Path | None, inputs: Iterable[Path | None]) -> None:
    """Raise click.UsageError where the output would be written over one of the files that are read."""
    if output is None or not output.is_file():
        return
    for path in inputs:
        if path is not None and path.is_file() and os.path.samefile(path, output):
            raise click.UsageError(f"--output {output}: would be written over a file that is read here")


def write(rendered: str, output: Path | None, encoding: str = "utf-8") -> None:
    """Write to the file, whole or not at all, or to standard output; one clear line where that cannot be done."""
    data = rendered.encode(encoding, "replace")
    try:
        if output is not None:
            write_whole(output, data)
        else:
            # In parts, since with PYTHONUNBUFFERED a write may take only some of the bytes.
            left = memoryview(data)
            while left:
                left = left[sys.stdout.buffer.write(left) or 0 :]
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        where = "standard output" if output is None else output
        raise click.ClickException(f"{where}: cannot be written ({error.strerror or error})") from None
