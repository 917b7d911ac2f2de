"""The fluency strip: a bar a sentence, the higher the less fluent, with the story's flags as ticks beneath."""

from __future__ import annotations

from dataclasses import dataclass

from mtcheck.flag import Severity
from mtcheck.report.model import DocumentReport

WIDTH = 1000.0
HEIGHT = 100.0
ROUGH = 20.0
"""Fluency under which a sentence is among the least fluent fifth of human-written news."""
_GAP = 2.0
_FLAT = 2.0
_ROUGHEST = 3
_TICKS = {Severity.CRITICAL: 24.0, Severity.MAJOR: 16.0, Severity.MINOR: 8.0}


@dataclass(frozen=True, slots=True)
class Bar:
    """A sentence of the strip, in units of `WIDTH` and `HEIGHT` from the top left."""

    index: int
    x: float
    width: float
    y: float
    height: float
    fluency: float | None

    @property
    def rough(self) -> bool:
        """Whether the sentence reads unlike human-written news."""
        return self.fluency is not None and self.fluency < ROUGH


@dataclass(frozen=True, slots=True)
class Tick:
    """A flag beneath the strip; the worse, the taller."""

    x: float
    height: float
    severity: Severity


@dataclass(frozen=True, slots=True)
class Strip:
    """Bars and ticks of one story, and its least fluent sentences, the worst first."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    roughest: tuple[Bar, ...]
    scored: bool


def strip(report: DocumentReport) -> Strip:
    """The strip of a story; sentences that were not scored are flat."""
    length = max(1, len(report.document.text))
    bars = []
    for part in report.segments:
        height = _FLAT if part.fluency is None else max(_FLAT, HEIGHT - part.fluency)
        x = WIDTH * part.start / length
        width = max(1.0, WIDTH * (part.end - part.start) / length - _GAP)
        bars.append(Bar(part.index, x, width, HEIGHT - height, height, part.fluency))
    ticks = tuple(Tick(WIDTH * f.start / length, _TICKS[f.severity], f.severity) for f in report.flags)
    rough = sorted((bar for bar in bars if bar.rough), key=lambda bar: (bar.fluency or 0.0, bar.index))
    return Strip(tuple(bars), ticks, tuple(rough[:_ROUGHEST]), any(bar.fluency is not None for bar in bars))
