"""Fit when a learned rule is to be believed, and measure it story by story.

usage: fit_confidence.py DATA --rule WRD002|WRD003 [--show]

WRD002 compares with the English original, WRD003 with the foreign-language source; DATA holds `retranslated/`. Prints
the weights for the rule’s module, and precision and recall where each story is judged by weights fitted on the others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtcheck import Checker, Config
from mtcheck.checks.estimated import doubts
from mtcheck.checks.reworded import differences
from mtcheck.document.model import Span
from mtcheck.document.reading import read
from mtcheck.evidence import gather

RIDGE = 1.0
SEVERITY = {"minor": 1, "major": 5, "critical": 25}
SLACK = 60
BARS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75)


@dataclass(frozen=True)
class Story:
    """The gold spans of a story, and its candidates: where they stand, their features, and what they say."""

    gold: list[dict[str, Any]]
    spans: list[Span]
    features: NDArray[np.float64]
    shown: list[str]

    @property
    def marks(self) -> NDArray[np.float64]:
        """1 for each candidate that overlaps a gold span."""
        return np.array([float(any(hits(g, span) for g in self.gold)) for span in self.spans])


def hits(gold: dict[str, Any], span: Span) -> bool:
    return bool(span.start < gold["end"] and gold["start"] < span.end)


def stories(folder: Path, code: str) -> list[Story]:
    checker = Checker(Config(fast=code == "WRD003"))
    out = []
    for path in sorted(folder.glob("*.gold.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        copy = path.parent / data["text_file"]
        source, original = (copy.with_name(f"{copy.stem}.{kind}.txt") for kind in ("pivot", "original"))
        if code == "WRD002":
            analysis = checker.analyse(read(copy), gather(copy, None, original))
            found = list(differences(analysis))
            spans, features = [d.span for d in found], [d.features for d in found]
            shown = [f"{' '.join(d.copy_words)!r} {' '.join(d.original_words)!r}" for d in found]
        else:
            analysis = checker.analyse(read(copy), gather(copy, source, None))
            stretches = list(doubts(analysis))
            spans, features = [d.span for d in stretches], [d.features for d in stretches]
            shown = [repr(analysis.text[span.start : span.end]) for span in spans]
        out.append(Story(data["spans"], spans, np.array(features), shown))
    return out


def fitted(features: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights of a ridge logistic regression, by Newton's method."""
    weights = np.zeros(features.shape[1])
    penalty = RIDGE * np.eye(len(weights))
    penalty[0, 0] = 1e-6
    for _ in range(50):
        p = 1 / (1 + np.exp(-features @ weights))
        gradient = features.T @ (target - p) - penalty @ weights
        hessian = (features * (p * (1 - p))[:, None]).T @ features + penalty
        weights = weights + np.linalg.solve(hessian, gradient)
    return weights


def judged_by_the_others(all_stories: Sequence[Story]) -> list[NDArray[np.float64]]:
    out = []
    for story in all_stories:
        others = [other for other in all_stories if other is not story]
        weights = fitted(
            np.concatenate([other.features for other in others]), np.concatenate([other.marks for other in others])
        )
        out.append(1 / (1 + np.exp(-story.features @ weights)))
    return out


def at_bar(all_stories: Sequence[Story], judged: Sequence[NDArray[np.float64]], bar: float) -> str:
    right = flags = found = gold = weight = weight_found = 0
    for story, p in zip(all_stories, judged, strict=True):
        kept = [span for span, sure in zip(story.spans, p, strict=True) if sure >= bar]
        flags += len(kept)
        right += int(story.marks[p >= bar].sum())
        for span in story.gold:
            size = span["end"] - span["start"] + SLACK
            hit = any(hits(span, own) and own.end - own.start <= size for own in kept)
            gold, weight = gold + 1, weight + SEVERITY[span["severity"]]
            found, weight_found = found + hit, weight_found + hit * SEVERITY[span["severity"]]
    precision = right / max(flags, 1)
    return (
        f"bar {bar:.2f}  precision {precision:.3f} ({right}/{flags})  recall {found / gold:.3f}  "
        f"weighted {weight_found / weight:.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rule", choices=["WRD002", "WRD003"], required=True)
    parser.add_argument("--show", action="store_true", help="print each candidate with its probability")
    chosen = parser.parse_args()
    made = stories(chosen.data / "retranslated", chosen.rule)
    made = [story for story in made if story.spans]
    features = np.concatenate([story.features for story in made])
    marks = np.concatenate([story.marks for story in made])
    print(f"{len(marks)} candidates, {int(marks.sum())} of them errors")
    judged = judged_by_the_others(made)
    for bar in BARS:
        print(at_bar(made, judged, bar))
    print("weights", ", ".join(f"{w:.2f}" for w in fitted(features, marks)))
    for story, p in zip(made, judged, strict=True) if chosen.show else ():
        for words, sure, mark, row in zip(story.shown, p, story.marks, story.features, strict=True):
            print(f"{sure:.2f} {int(mark)} {' '.join(f'{x:.1f}' for x in row[1:])}  {words}")


if __name__ == "__main__":
    main()
