"""`mtcheck check --fix` and `--diff`: the stories’ files after their suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from mtcheck.cli import options
from mtcheck.document.model import Document
from mtcheck.document.reading import STDIN, reread
from mtcheck.fixes import Fix, difference, fixed, summary
from mtcheck.report.model import DocumentReport
from mtcheck.report.text import visible


@dataclass(frozen=True, slots=True)
class Changed:
    """A story as it was reported, and fixed: what its file is to hold, and the report on that."""

    before: DocumentReport
    after: DocumentReport
    text: str
    fixes: tuple[Fix, ...]

    @property
    def difference(self) -> str:
        """A unified diff of the file, "" where nothing changes."""
        return difference(self.before.document.path, self.before.document.decoded, self.text)


def single(reports: tuple[DocumentReport, ...]) -> Iterator[DocumentReport]:
    """The reports on stories that a file holds alone; the others are named on standard error."""
    held: dict[str, int] = {}
    for one in reports:
        held[one.document.path] = held.get(one.document.path, 0) + 1
    for path, count in held.items():
        if count > 1:
            click.echo(f"mtcheck: {visible(path)}: holds {count} stories; it is not fixed", err=True)
    yield from (one for one in reports if held[one.document.path] == 1)


def changed(report: DocumentReport, check: Callable[[Document], DocumentReport], *, unsafe: bool) -> Changed:
    """A story fixed; ``check`` reports on a new state of it."""
    done = fixed(report, lambda text: check(reread(report.document, text)), unsafe=unsafe)
    return Changed(report, done.report, done.text, done.fixes)


def write(stories: Iterable[Changed]) -> None:
    """Write the fixed stories over their files, each whole or not at all, in the encoding that they had."""
    for one in stories:
        if not one.fixes:
            continue
        path = one.before.document.path
        if path == STDIN:
            raise click.UsageError("--fix goes with files, not with standard input; --diff shows what it would do")
        encoding = _encoding(Path(path), one.before.document.decoded)
        try:
            one.text.encode(encoding)
        except UnicodeEncodeError as error:
            lost = error.object[error.start : error.end]
            raise click.ClickException(f"{path}: {encoding} has no “{visible(lost)}”; it is not fixed") from None
        options.write(one.text, Path(path), encoding=encoding)
        click.echo(f"mtcheck: {visible(path)}: {summary(one.fixes)}", err=True)


def _encoding(path: Path, text: str) -> str:
    """The encoding by which the text gives the file’s very bytes; one clear line where none does."""
    held = path.read_bytes()
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"):
        try:
            if text.encode(encoding) == held:
                return encoding
        except UnicodeEncodeError:
            continue
    raise click.ClickException(f"{path}: is in an encoding that it cannot be written back in; it is not fixed")
