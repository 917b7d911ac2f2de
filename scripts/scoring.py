"""Scoring flags against annotated stories, with confidence intervals: shared by the scripts that measure detection.

A gold span is found when a flag overlaps it and is at most 60 characters longer; a flag is right when it overlaps a
gold span. Intervals are 95 % percentile bootstraps over stories (Efron 1979), 2,000 samples, with a fixed seed.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtcheck.flag import Severity

SLACK = 60
SEVERITY = {str(severity): severity.weight for severity in Severity}
SAMPLES = 2000
Flags = Sequence[tuple[int, int, str, str]]
"""Start, end, code and category of each flag."""
Detector = Callable[[Path], Flags]


@dataclass(frozen=True)
class Tally:
    """What one story adds to the figures."""

    words: int
    flags: int
    right: int
    gold: int
    found: int
    weight: int
    weight_found: int
    by_category: Counter[str] = field(default_factory=Counter)
    found_by_category: Counter[str] = field(default_factory=Counter)
    by_rule: Counter[tuple[str, bool]] = field(default_factory=Counter)


def stories(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every annotated story of a folder, with its gold."""
    for path in sorted(folder.glob("*.gold.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        yield folder / data["text_file"], data


def hits(flag: tuple[int, int, str, str], span: dict[str, Any]) -> bool:
    return bool(flag[0] < span["end"] and span["start"] < flag[1])


def tally(path: Path, gold: dict[str, Any], flags: Flags, *, visible: bool) -> Tally:
    """Score one story; with ``visible`` only spans that show in the text alone have to be found."""
    spans = gold["spans"]
    wanted = [s for s in spans if s.get("from_text_alone", True) or not visible]
    by_category, found_by_category, by_rule = Counter[str](), Counter[str](), Counter[tuple[str, bool]]()
    found = weight_found = right = 0
    for flag in flags:
        correct = any(hits(flag, span) for span in spans)
        right += correct
        by_rule[flag[2], correct] += 1
    for span in wanted:
        size = span["end"] - span["start"] + SLACK
        hit = any(hits(flag, span) and flag[1] - flag[0] <= size for flag in flags)
        found, weight_found = found + hit, weight_found + hit * SEVERITY[span["severity"]]
        by_category[span["category"]] += 1
        found_by_category[span["category"]] += hit
    return Tally(
        len(path.read_text(encoding="utf-8").split()),
        len(flags),
        right,
        len(wanted),
        found,
        sum(SEVERITY[s["severity"]] for s in wanted),
        weight_found,
        by_category,
        found_by_category,
        by_rule,
    )


def tallies(folders: Iterable[Path], detector: Detector, *, visible: bool) -> list[Tally]:
    return [tally(path, gold, detector(path), visible=visible) for folder in folders for path, gold in stories(folder)]


def precision(some: Sequence[Tally]) -> float:
    return sum(t.right for t in some) / max(1, sum(t.flags for t in some))


def recall(some: Sequence[Tally]) -> float:
    return sum(t.found for t in some) / max(1, sum(t.gold for t in some))


def weighted(some: Sequence[Tally]) -> float:
    return sum(t.weight_found for t in some) / max(1, sum(t.weight for t in some))


def alarms(some: Sequence[Tally]) -> float:
    """Flags per 1,000 words that overlap no gold span."""
    return 1000 * sum(t.flags - t.right for t in some) / max(1, sum(t.words for t in some))


def interval(some: Sequence[Tally], figure: Callable[[Sequence[Tally]], float]) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile of a figure over samples of the stories, with replacement."""
    rng = random.Random(1)  # noqa: S311
    drawn = sorted(figure(rng.choices(some, k=len(some))) for _ in range(SAMPLES))
    return drawn[SAMPLES // 40], drawn[-SAMPLES // 40 - 1]


def shown(some: Sequence[Tally], figure: Callable[[Sequence[Tally]], float]) -> str:
    """A figure with its interval."""
    low, high = interval(some, figure)
    return f"{figure(some):.3f} [{low:.3f}, {high:.3f}]"


def table_line(name: str, some: Sequence[Tally]) -> str:
    """Recall, weighted recall and precision of some stories, in one line."""
    return (
        f"{name}: recall {shown(some, recall)} ({sum(t.found for t in some)} of {sum(t.gold for t in some)}), weighted "
        f"{shown(some, weighted)}, precision {shown(some, precision)} ({sum(t.right for t in some)} of "
        f"{sum(t.flags for t in some)})"
    )


def details(some: Sequence[Tally]) -> Iterator[str]:
    """Found of all by category, and right and wrong by rule."""
    total, found, rules = Counter[str](), Counter[str](), Counter[tuple[str, bool]]()
    for one in some:
        total, found, rules = total + one.by_category, found + one.found_by_category, rules + one.by_rule
    yield "  by category  " + "  ".join(f"{name} {found[name]}/{count}" for name, count in total.most_common())
    codes = sorted({code for code, _ in rules})
    yield "  by rule (right+wrong)  " + "  ".join(f"{c} {rules[c, True]}+{rules[c, False]}" for c in codes)
