"""`mtcheck check --fix` and `--diff`: the stories’ files after their suggestions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from mtcheck.alignment.model import OtherStoryError
from mtcheck.cli.output_file import write_whole
from mtcheck.document.model import Document
from mtcheck.document.reading import UnreadableError, contents, decode, reread
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


def changed(
    reports: Sequence[DocumentReport], check: Callable[[Document], DocumentReport], *, unsafe: bool
) -> tuple[list[Changed], bool]:
    """The stories fixed, and whether one could not be checked again; ``check`` reports on a new state of a story.

    Those that cannot be fixed are left out and named on standard error.
    """
    out: list[Changed] = []
    failed = False
    for report in _single(reports):

        def again(text: str, before: Document = report.document) -> DocumentReport:
            return check(reread(before, text))

        try:
            done = fixed(report, again, unsafe=unsafe)
        except (UnreadableError, OtherStoryError) as error:
            click.echo(f"mtcheck: {visible(str(error))}; it is not fixed", err=True)
            failed = True
        else:
            out.append(Changed(report, done.report, done.text, done.fixes))
    return out, failed


def _single(reports: Sequence[DocumentReport]) -> Iterator[DocumentReport]:
    """The reports on stories that a text file holds alone; the others are named on standard error."""
    held = Counter(one.document.path for one in reports)
    for path, count in held.items():
        if count > 1:
            click.echo(f"mtcheck: {visible(path)}: holds {count} stories; it is not fixed", err=True)
    for one in reports:
        document = one.document
        if document.digest is not None:
            click.echo(f"mtcheck: {visible(document.path)}: is a Word file, which is not fixed", err=True)
        elif held[document.path] == 1:
            yield one


def write(stories: Iterable[Changed]) -> list[Changed]:
    """Write the fixed stories over their files, each whole or not at all, in the encoding that they had.

    Those whose files now hold them are returned; the others are named on standard error.
    """
    out = []
    for one in stories:
        path = one.before.document.path
        try:
            if one.fixes:
                write_whole(Path(path), _encoded(Path(path), one))
                click.echo(f"mtcheck: {visible(path)}: {summary(one.fixes)}", err=True)
        except UnreadableError as error:
            click.echo(f"mtcheck: {visible(str(error))}; it is not fixed", err=True)
        except OSError as error:
            click.echo(f"mtcheck: {visible(path)}: cannot be written ({error.strerror or error})", err=True)
        else:
            out.append(one)
    return out


def _encoded(path: Path, one: Changed) -> bytes:
    """What the file is to hold, in the encoding that it was read in; raises UnreadableError where that cannot be."""
    held = contents(path, str(path))
    before, encoding = decode(held, str(path), path.suffix.lower())
    if before != one.before.document.decoded:
        raise UnreadableError(f"{path}: has changed meanwhile")
    if encoding.encode(before) != held:
        raise UnreadableError(f"{path}: is in an encoding that it cannot be written back in ({encoding.codec})")
    written = set()
    codecs = (encoding.codec, *encoding.rivals)
    for codec in codecs:
        try:
            written.add(replace(encoding, codec=codec).encode(one.text))
        except UnicodeEncodeError as error:
            lost = error.object[error.start : error.end]
            raise UnreadableError(f"{path}: {codec} has no “{lost}”") from None
    if len(written) > 1:
        raise UnreadableError(f"{path}: its encoding cannot be told ({' or '.join(codecs)})")
    return written.pop()
