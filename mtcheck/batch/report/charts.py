"""Where lines and bars stand: shares of the drawing's width and height, for SVG that grows with the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mtcheck.batch.summary import Group
from mtcheck.flag import Severity

_STEPS = (1, 2, 5, 10)
_MOST_STEPS = 4
_MOST_LABELS = 5
_HALF_WAY = 50.0


@dataclass(frozen=True, slots=True)
class Point:
    """A day, month or year; ``x`` and ``y`` in per cent from the top left."""

    x: float
    y: float
    group: Group


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis, in per cent from the top left."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """Flags per 1,000 words in the course of time; ``strokes`` are the points that follow on one another."""

    strokes: tuple[tuple[Point, ...], ...]
    levels: tuple[Tick, ...]
    times: tuple[Tick, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        """Every point, in order of time."""
        return tuple(point for stroke in self.strokes for point in stroke)


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a bar that one severity takes, in per cent of the width."""

    severity: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A group's flags per 1,000 words, cut by severity, the worst first."""

    group: Group
    parts: tuple[Part, ...]


def line(groups: Sequence[Group], unit: str) -> Line:
    """The line of groups named by ISO 8601 days, months or years; it is broken where one of these has no story."""
    if not groups:
        return Line((), (), ())
    ordinals = [_ordinal(group.name) for group in groups]
    first, last = ordinals[0], ordinals[-1]
    step, top = _scale(max(group.flags_per_1000_words for group in groups))
    strokes: list[list[Point]] = []
    for before, at, group in zip([None, *ordinals], ordinals, groups, strict=False):
        x = 100.0 * (at - first) / (last - first) if last > first else _HALF_WAY
        if before is None or at > before + 1:
            strokes.append([])
        strokes[-1].append(Point(x, 100.0 * (1 - group.flags_per_1000_words / top), group))
    levels = tuple(Tick(100.0 * (1 - step * n / top), f"{step * n:g}") for n in range(round(top / step) + 1))
    points = [point for stroke in strokes for point in stroke]
    times = tuple(Tick(point.x, said(point.group.name, unit, short=True)) for point in _some(points))
    return Line(tuple(map(tuple, strokes)), levels, times)


def bars(groups: Iterable[Group]) -> tuple[Bar, ...]:
    """A bar a group; the longest takes the whole width."""
    groups = tuple(groups)
    top = max((group.flags_per_1000_words for group in groups), default=0.0) or 1.0
    out = []
    for group in groups:
        x, parts = 0.0, []
        for severity in reversed(Severity):
            width = 100.0 * group.per_1000_words(getattr(group, severity)) / top
            if width:
                parts.append(Part(str(severity), x, width))
            x += width
        out.append(Bar(group, tuple(parts)))
    return tuple(out)


def said(name: str, unit: str, *, short: bool = False) -> str:
    """A day, month or year as people write it: "2026-09-04" is "4 Sep 2026", or "4 Sep" for ``short``."""
    if unit == "year":
        return name
    day = date.fromisoformat(name if unit == "day" else f"{name}-01")
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[day.month - 1]
    if unit == "month":
        return f"{month} {day.year}"
    return f"{day.day} {month}" if short else f"{day.day} {month} {day.year}"


def _ordinal(name: str) -> int:
    year, *rest = map(int, name.split("-"))
    if not rest:
        return year
    return year * 12 + rest[0] if len(rest) == 1 else date(year, *rest).toordinal()


def _scale(most: float) -> tuple[float, float]:
    """A round step, and the least multiple of it that is not below ``most``."""
    if most <= 0:
        return 1.0, 1.0
    rough = most / _MOST_STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in _STEPS if s * power >= rough * (1 - 1e-9))
    return step, step * math.ceil(most / step - 1e-9)


def _some(points: Sequence[Point]) -> list[Point]:
    """The first, the last and a few between them that stand about as far apart."""
    count = min(len(points), _MOST_LABELS)
    if count <= 1:
        return list(points)
    wanted = [points[0].x + (points[-1].x - points[0].x) * n / (count - 1) for n in range(count)]
    return list({p.x: p for p in (min(points, key=lambda p: abs(p.x - at)) for at in wanted)}.values())
