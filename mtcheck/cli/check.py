"""`mtcheck check` and `mtcheck score`."""

from __future__ import annotations

import dataclasses
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import click

from mtcheck.checks import RULES
from mtcheck.checks.rule import Category
from mtcheck.cli.models import prepare_with_progress
from mtcheck.config import Bar, Config, ConfigError, find, load
from mtcheck.corpora.glossary import GlossaryError
from mtcheck.corpora.languages import LANGUAGES
from mtcheck.document.language import require_english
from mtcheck.document.model import Document
from mtcheck.document.reading import SUFFIXES, UnreadableError, read
from mtcheck.models.store import ModelError
from mtcheck.pipeline import Checker
from mtcheck.report import json as json_report
from mtcheck.report import text as text_report
from mtcheck.report.model import DocumentReport, Report

_MOST_WORDS = 100_000
"""Words of a story; beyond that it is not one, and reading it would take many minutes."""

_PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATHS…")
_SHARED: tuple[Callable[[Any], Any], ...] = (
    click.option("--format", "kind", type=click.Choice(["text", "json"]), default="text", help="How to report."),
    click.option("--output", type=click.Path(path_type=Path), help="Write the report to this file."),
    click.option("--config", "config_file", type=click.Path(path_type=Path), help="The configuration file."),
)


def _shared(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_SHARED):
        command = option(command)
    return command


@click.command()
@_PATHS
@_shared
@click.option("--select", multiple=True, help="Only these codes, names or categories; comma-separated.")
@click.option("--ignore", multiple=True, help="Not these codes, names or categories.")
@click.option("--fail-on", type=click.Choice(get_args(Bar)), help="Severity from which a flag fails a story.")
@click.option("--min-score", type=click.FloatRange(0, 100), help="MQM score below which a story fails.")
@click.option("--glossary", multiple=True, type=click.Path(path_type=Path), help="House terms: TSV, TBX or a list.")
@click.option("--pivot", type=click.Choice(list(LANGUAGES)), metavar="LANG", help="Language the copy came through.")
@click.option("--fast", is_flag=True, help="Rules alone: no language model, no parser.")
@click.option("--color/--no-color", default=None, help="Colours; by default on a terminal only.")
def check(
    paths: tuple[str, ...],
    kind: str,
    output: Path | None,
    config_file: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: Bar | None,
    min_score: float | None,
    glossary: tuple[Path, ...],
    pivot: str | None,
    fast: bool,
    color: bool | None,
) -> int:
    """Check stories; PATHS are files, folders or - for standard input."""
    given = {
        "select": _listed(select),
        "ignore": _listed(ignore),
        "fail_on": fail_on,
        "min_score": min_score,
        "glossary": glossary,
        "pivot": pivot,
        "fast": fast or None,
    }
    checker = _checker(config_file, {key: value for key, value in given.items() if value not in (None, ())})
    report, unreadable = _run(checker, paths)
    colour = _coloured(color, output)
    _write(json_report.render(report) if kind == "json" else text_report.render(report, colour), output)
    return _status(report, unreadable)


@click.command()
@_PATHS
@_shared
def score(paths: tuple[str, ...], kind: str, output: Path | None, config_file: Path | None) -> int:
    """Score the fluency of stories and their sentences, nothing else."""
    checker = _checker(config_file, {"fast": False, "select": ("none",)})
    report, unreadable = _run(checker, paths)
    _write(json_report.render(report) if kind == "json" else "".join(_scores(report)), output)
    return 2 if unreadable else 0


def _scores(report: Report) -> Iterator[str]:
    for document in report.documents:
        fluency = document.quality.fluency
        yield f"{text_report.visible(document.path)}  fluency {'-' if fluency is None else f'{fluency:.0f}'}/100\n"
        for part in document.segments:
            mark = "  -" if part.fluency is None else f"{part.fluency:3.0f}"
            line, _ = document.document.position(part.start)
            yield f"{line:5d}  {mark}  {text_report.visible(document.document.text[part.start : part.end])}\n"


def _listed(words: Iterable[str]) -> tuple[str, ...]:
    known = {w for r in RULES.values() for w in (r.code, r.name, str(r.category))} | {str(c) for c in Category}
    out = tuple(part.strip() for word in words for part in word.split(",") if part.strip())
    for word in out:
        if word.lower() not in known and not any(code.startswith(word.upper()) for code in RULES):
            raise click.UsageError(f"no rule, code or category is called “{word}”")
    return out


def _checker(config_file: Path | None, given: dict[str, Any]) -> Checker:
    try:
        path = config_file or find(Path.cwd())
        config = load(path, RULES) if path else Config()
        config = dataclasses.replace(config, **given)
        checker = Checker(config)
        if not config.fast:
            prepare_with_progress()
    except (ConfigError, GlossaryError, ModelError) as error:
        hint = "; --fast checks without models" if isinstance(error, ModelError) else ""
        raise click.ClickException(f"{error}{hint}") from None
    return checker


def _run(checker: Checker, paths: Iterable[str]) -> tuple[Report, bool]:
    done: list[DocumentReport] = []
    unreadable = False
    for path, complaint in _stories(paths):
        try:
            if complaint:
                raise UnreadableError(complaint)
            done.append(checker.check(_story(path)))
        except UnreadableError as error:
            unreadable = True
            click.echo(f"mtcheck: {text_report.visible(str(error))}", err=True)
        except ModelError as error:
            raise click.ClickException(str(error)) from None
    return checker.report(done), unreadable


def _story(path: str) -> Document:
    document = read(Path(path), sys.stdin.buffer if path == "-" else None)
    if document.words > _MOST_WORDS:
        raise UnreadableError(f"{document.path}: {document.words:,} words; a story has at most {_MOST_WORDS:,}")
    require_english(document)
    return document


def _stories(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each story's path, with what is wrong where there is none."""
    for path in paths:
        folder = Path(path)
        if path == "-" or not folder.is_dir():
            yield path, ""
            continue
        found = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        if not found:
            yield path, f"{path}: no stories in this folder ({', '.join(sorted(SUFFIXES))})"
        yield from ((str(p), "") for p in found)


def _status(report: Report, unreadable: bool) -> int:
    if unreadable:
        return 2
    return int(any(document.quality.verdict == "fail" for document in report.documents))


def _coloured(asked: bool | None, output: Path | None) -> bool:
    if asked is not None:
        return asked
    return output is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _write(rendered: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(rendered.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return
    # Written beside its place and moved there, so that no one reads half a report.
    scratch = ""
    try:
        with tempfile.NamedTemporaryFile("wb", dir=output.parent, prefix=".mtcheck-", delete=False) as file:
            scratch = file.name
            file.write(rendered.encode("utf-8", "replace"))
        Path(scratch).chmod(0o644)
        Path(scratch).replace(output)
    except OSError as error:
        if scratch:
            Path(scratch).unlink(missing_ok=True)
        raise click.ClickException(f"{output}: cannot be written ({error.strerror})") from None
