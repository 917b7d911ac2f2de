"""`mtcheck check`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

import click

from mtcheck.alignment.model import OtherStoryError
from mtcheck.checks import RULES
from mtcheck.checks.rule import Category
from mtcheck.cli.options import CONFIG, ORIGINAL, OUTPUT, PATHS, SOURCE, checker_for, story, with_options, write
from mtcheck.config import Bar
from mtcheck.corpora.languages import LANGUAGES
from mtcheck.document.reading import SUFFIXES, UnreadableError
from mtcheck.evidence import gather
from mtcheck.models.store import ModelError
from mtcheck.pipeline import Checker
from mtcheck.report import json as json_report
from mtcheck.report import text as text_report
from mtcheck.report.model import DocumentReport, Report


@click.command()
@with_options(
    PATHS,
    click.option("--format", "kind", type=click.Choice(["text", "json"]), default="text", help="How to report."),
    OUTPUT,
    CONFIG,
    SOURCE,
    ORIGINAL,
    click.option("--select", multiple=True, help="Only these codes, names or categories; comma-separated."),
    click.option("--ignore", multiple=True, help="Not these codes, names or categories."),
    click.option("--fail-on", type=click.Choice(get_args(Bar)), help="Severity from which a flag fails a story."),
    click.option("--min-score", type=click.FloatRange(0, 100), help="MQM score below which a story fails."),
    click.option("--glossary", multiple=True, type=click.Path(path_type=Path), help="House terms: TSV, TBX or a list."),
    click.option(
        "--memory", multiple=True, type=click.Path(path_type=Path), help="The house's translations: TMX, XLIFF or TSV."
    ),
    click.option(
        "--back-translate", is_flag=True, help="Show flagged words in the pivot language, by translating back."
    ),
    click.option("--translators", multiple=True, type=click.Path(path_type=Path), help="Folder with Marian models."),
    click.option("--pivot", type=click.Choice(list(LANGUAGES)), metavar="LANG", help="Language the copy came through."),
    click.option("--fast", is_flag=True, help="Rules alone: no language model, no parser."),
    click.option("--color/--no-color", default=None, help="Colours; by default on a terminal only."),
)
def check(
    paths: tuple[str, ...],
    kind: str,
    output: Path | None,
    config_file: Path | None,
    source: Path | None,
    original: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: Bar | None,
    min_score: float | None,
    glossary: tuple[Path, ...],
    memory: tuple[Path, ...],
    back_translate: bool,
    translators: tuple[Path, ...],
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
        "memory": memory,
        "back_translate": back_translate or None,
        "translators": translators,
        "pivot": pivot,
        "fast": fast or None,
    }
    beside = source is not None or original is not None
    checker = checker_for(
        config_file, {key: value for key, value in given.items() if value not in (None, ())}, beside=beside
    )
    report, unreadable = run(checker, paths, source, original)
    colour = _coloured(color, output)
    write(json_report.render(report) if kind == "json" else text_report.render(report, colour), output)
    if unreadable:
        return 2
    return int(any(document.quality.verdict == "fail" for document in report.documents))


def run(
    checker: Checker, paths: Iterable[str], source: Path | None = None, original: Path | None = None
) -> tuple[Report, bool]:
    """The report on all stories that could be read, and whether some could not; those are named on standard error."""
    done: list[DocumentReport] = []
    unreadable = False
    found = list(_stories(paths))
    for given in (source, original):
        if given is not None and given.is_file() and len(found) > 1:
            raise click.UsageError(f"{given} belongs to one story, and there are {len(found)}; give a folder")
    for path, complaint in found:
        try:
            if complaint:
                raise UnreadableError(complaint)
            evidence = gather(Path(path), source, original)
            done.append(checker.check(story(path), evidence))
        except (UnreadableError, OtherStoryError) as error:
            unreadable = True
            click.echo(f"mtcheck: {text_report.visible(str(error))}", err=True)
        except ModelError as error:
            raise click.ClickException(str(error)) from None
    return checker.report(done), unreadable


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


def _listed(words: Iterable[str]) -> tuple[str, ...]:
    known = {w for r in RULES.values() for w in (r.code, r.name, str(r.category))} | {str(c) for c in Category}
    out = tuple(part.strip() for word in words for part in word.split(",") if part.strip())
    for word in out:
        if word.lower() not in known and not any(code.startswith(word.upper()) for code in RULES):
            raise click.UsageError(f"no rule, code or category is called “{word}”")
    return out


def _coloured(asked: bool | None, output: Path | None) -> bool:
    if asked is not None:
        return asked
    return output is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
