"""`mtcheck align`: two texts of one story, sentence beside sentence or word beside word."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

import click

from mtcheck.alignment.model import SAME_STORY, similarity
from mtcheck.cli.given_path import GivenPath
from mtcheck.cli.models import prepare_with_progress
from mtcheck.cli.options import OUTPUT, spare, with_options, write
from mtcheck.document.extent import bounded
from mtcheck.document.reading import UnreadableError
from mtcheck.evidence import read_in_its_language
from mtcheck.lines import as_document, read_lines, require_pairs
from mtcheck.models.store import MULTILINGUAL_E5, ModelError
from mtcheck.report.alignment.model import AlignedPair
from mtcheck.report.text import visible

_FORMATS = ("text", "tsv", "json", "tmx", "html")
"""Modules of mtcheck/report/alignment; only the one that is wanted is loaded."""


@click.command()
@with_options(
    click.argument("left", type=GivenPath(path_type=Path)),
    click.argument("right", type=GivenPath(path_type=Path)),
    click.option("--format", "kind", type=click.Choice([*_FORMATS, "pharaoh"]), help="How to write the alignment."),
    OUTPUT,
    click.option("--lines", is_flag=True, help="One segment a line."),
    click.option("--words", is_flag=True, help="Word links i-j of paired lines; goes with --lines."),
)
def align(left: Path, right: Path, kind: str | None, output: Path | None, lines: bool, words: bool) -> int:
    """Align two texts of one story, in any two languages; sentences without a partner are named."""
    if words != (kind == "pharaoh" or (words and kind is None)) or (words and not lines):
        raise click.UsageError("--words goes with --lines and --format pharaoh")
    if Path("-") in (left, right):
        raise click.UsageError("align takes files; for standard input give /dev/stdin")
    spare(output, (left, right))
    try:
        prepare_with_progress(MULTILINGUAL_E5)
        rendered = _word_links(left, right) if words else _renderer(kind or "text")(_pair(left, right, lines))
    except (UnreadableError, ModelError) as error:
        raise click.ClickException(visible(str(error))) from None
    write(rendered, output)
    return 0


def _renderer(kind: str) -> Callable[[AlignedPair], str]:
    module = importlib.import_module(f"mtcheck.report.alignment.{kind}")
    render: Callable[[AlignedPair], str] = module.render
    return render


def _pair(left: Path, right: Path, lines: bool) -> AlignedPair:
    from mtcheck.alignment.segments import align as align_segments
    from mtcheck.models import encoder

    if lines:
        one, other = (as_document(str(path), read_lines(path)) for path in (left, right))
        languages = ("und", "und")
    else:
        (one, ours), (other, theirs) = (read_in_its_language(path) for path in (left, right))
        languages = (ours, theirs)
        bounded(one)
        bounded(other)
    beads = align_segments([s.text for s in one.segments], [s.text for s in other.segments], encoder.load().embed)
    if not lines and (shared := similarity(beads, one, other)) < SAME_STORY:
        raise UnreadableError(f"{left} and {right}: are not the same story: too little aligns ({shared:.2f} of 1)")
    return AlignedPair(one, other, *languages, beads)


def _word_links(left: Path, right: Path) -> str:
    from mtcheck.alignment.words import link
    from mtcheck.models import encoder

    ours, theirs = read_lines(left), read_lines(right)
    require_pairs(left, ours, right, theirs)
    words = [[line.split() for line in side] for side in (ours, theirs)]
    states = [encoder.load_for_words().states(side) for side in words]
    out = []
    for one, other, a, b in zip(*words, *states, strict=True):
        links = sorted((i, j) for i, j, _ in link(one, other, a, b))
        out.append(" ".join(f"{i}-{j}" for i, j in links) + "\n")
    return "".join(out)
