"""Line mode: texts with one segment a line, as benchmarks and translation pipelines keep them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtcheck.document.model import Document, Segment
from mtcheck.document.reading import UnreadableError, contents
from mtcheck.models.readings import WordSurprisal

_READ_TOGETHER = 256
"""Lines whose states the language model keeps at a time, some 20 MB."""


@dataclass(frozen=True, slots=True)
class LineScore:
    """What is said of one line.

    ``quality`` is the estimated direct assessment, a z-score, higher is better; ``fluency`` the percentile, 0–100; both
    NaN where the line has no words. ``words`` holds the probability of an error for each white-space separated word.
    """

    quality: float
    fluency: float
    words: tuple[float, ...]


def read_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file, ended by LF or CR LF; raises UnreadableError."""
    if path == Path("-"):
        raise UnreadableError("-: lines are read from a file; for standard input give /dev/stdin")
    try:
        text = contents(path, str(path), piped=True).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path}: is not UTF-8 (byte {error.start})") from None
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    if not any(line.strip() for line in lines):
        raise UnreadableError(f"{path}: " + ("holds no words" if lines else "is empty"))
    return [line.removesuffix("\r") for line in lines]


def as_document(path: str, lines: Sequence[str], paragraphs: Sequence[int] | None = None) -> Document:
    """A document with one segment a line, and one paragraph, unless ``paragraphs`` numbers that of each line."""
    segments, at = [], 0
    for index, line in enumerate(lines):
        paragraph = index if paragraphs is None else paragraphs[index]
        segments.append(Segment(index, at, at + len(line), line, paragraph))
        at += len(line) + 1
    return Document(path, "\n".join(lines), tuple(segments), format="lines")


def require_pairs(left: Path, left_lines: Sequence[str], right: Path, right_lines: Sequence[str]) -> None:
    """Raise UnreadableError where the two files have not the same number of lines."""
    if len(left_lines) != len(right_lines):
        raise UnreadableError(
            f"{left} has {len(left_lines):,} lines and {right} has {len(right_lines):,}; they must be pairs"
        )


def score(lines: Sequence[str], sources: Sequence[str] | None) -> list[LineScore]:
    """A score for each line by itself; raises `mtcheck.models.store.ModelError`."""
    from mtcheck.models import quality
    from mtcheck.models.fluency import lone_fluency

    words = [line.split() for line in lines]
    estimates = quality.load().estimate(words, sources)
    out = []
    for line, own, estimate, read in zip(lines, words, estimates, surprisals(lines), strict=True):
        if not own:
            out.append(LineScore(math.nan, math.nan, ()))
            continue
        out.append(LineScore(estimate.assessment, lone_fluency(line, read), estimate.words))
    return out


def surprisals(lines: Sequence[str]) -> Iterator[tuple[WordSurprisal, ...]]:
    """The surprisal of the words of each line, which is read by itself; raises `mtcheck.models.store.ModelError`."""
    from mtcheck.models import language_model

    model = language_model.load()
    for start in range(0, len(lines), _READ_TOGETHER):
        documents = [as_document("line", [line]) for line in lines[start : start + _READ_TOGETHER]]
        for reading in model.read_each(documents):
            yield reading.words[0]
