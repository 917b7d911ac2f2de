"""`mtcheck score`: fluency, and with the source the quality, of stories and their sentences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from mtcheck.cli.check import run
from mtcheck.cli.options import CONFIG, ORIGINAL, OUTPUT, PATHS, SOURCE, checker_for, spare, with_options, write
from mtcheck.document.reading import UnreadableError
from mtcheck.lines import LineScore, read_lines, require_pairs
from mtcheck.lines import score as score_lines
from mtcheck.report import json as json_report
from mtcheck.report import text as text_report
from mtcheck.report.model import Report


@click.command()
@with_options(
    PATHS,
    click.option("--format", "kind", type=click.Choice(["text", "json", "tsv"]), help="How to report."),
    OUTPUT,
    CONFIG,
    SOURCE,
    ORIGINAL,
    click.option("--lines", is_flag=True, help="One segment a line: quality, fluency and word error probabilities."),
)
def score(
    paths: tuple[str, ...],
    kind: str | None,
    output: Path | None,
    config_file: Path | None,
    source: Path | None,
    original: Path | None,
    lines: bool,
) -> int:
    """Score the fluency of stories and their sentences; with another text beside them, their quality too.

    With --lines, PATHS is one file with a segment a line, --source another; the output is tab-separated: quality (an
    estimated direct assessment, z-score), fluency (0-100) and a probability of error for each word.
    """
    if lines:
        return _score_lines(paths, kind, output, config_file, source, original)
    if kind == "tsv":
        raise click.UsageError("--format tsv goes with --lines")
    beside = source is not None or original is not None
    checker = checker_for(config_file, {"fast": False}, rules=(), beside=beside)
    checked, unreadable = run(checker, paths, source, original, output=output)
    report = checker.report(checked)
    write(json_report.render(report) if kind == "json" else "".join(_scores(report)), output)
    return 2 if unreadable else 0


def _score_lines(
    paths: tuple[str, ...],
    kind: str | None,
    output: Path | None,
    config_file: Path | None,
    source: Path | None,
    original: Path | None,
) -> int:
    if len(paths) != 1 or kind not in (None, "tsv") or original is not None:
        raise click.UsageError("--lines takes one file, --source if wished, and --format tsv")
    spare(output, (Path(paths[0]), source))
    checker_for(config_file, {"fast": False}, beside=True)
    try:
        copy = Path(paths[0])
        own = read_lines(copy)
        other = None if source is None else read_lines(source)
        if source is not None and other is not None:
            require_pairs(copy, own, source, other)
    except UnreadableError as error:
        raise click.ClickException(text_report.visible(str(error))) from None
    write("".join(_tsv(line) for line in score_lines(own, other)), output)
    return 0


def _tsv(line: LineScore) -> str:
    return f"{line.quality:.4f}\t{line.fluency:.2f}\t{' '.join(f'{p:.4f}' for p in line.words)}\n"


def _scores(report: Report) -> Iterator[str]:
    for document in report.documents:
        fluency = document.quality.fluency
        yield f"{text_report.visible(document.path)}  fluency {'-' if fluency is None else f'{fluency:.0f}'}/100\n"
        for part in document.segments:
            mark = "  -" if part.fluency is None else f"{part.fluency:3.0f}"
            if document.estimates is not None:
                estimate = document.estimates[part.index]
                mark += "      -" if estimate is None else f"  {estimate.assessment:+5.2f}"
            line, _ = document.document.position(part.start)
            yield f"{line:5d}  {mark}  {text_report.visible(document.document.text[part.start : part.end])}\n"
