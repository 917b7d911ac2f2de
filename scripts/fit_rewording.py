"""Fit what decides whether a difference from the English original is an error, and measure it story by story.

usage: fit_rewording.py DATA [--show]

DATA is a folder with `retranslated/`. Prints the weights of `mtcheck/checks/reworded.py`, and precision and recall
where each story is judged by weights fitted on the others.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtcheck import Checker, Config
from mtcheck.analysis import Analysis
from mtcheck.checks.reworded import Difference, differences
from mtcheck.document.reading import read
from mtcheck.evidence import Evidence

RIDGE = 1.0
SEVERITY = {"minor": 1, "major": 5, "critical": 25}
SLACK = 60


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


def hits(span: dict[str, Any], start: int, end: int) -> bool:
    return bool(start < span["end"] and span["start"] < end)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--show", action="store_true", help="print each difference with its probability")
    chosen = parser.parse_args()
    checker = Checker(Config())
    stories: list[tuple[list[dict[str, Any]], list[Difference], Analysis]] = []
    for path in sorted((chosen.data / "retranslated").glob("*.gold.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        copy = path.parent / data["text_file"]
        original = read(copy.with_name(copy.stem + ".original.txt"))
        analysis = checker.analyse(read(copy), Evidence(original=original))
        stories.append((data["spans"], list(differences(analysis)), analysis))
    rows = [np.array([d.features for d in found]) for _, found, _ in stories]
    marks = [
        np.array([float(any(hits(s, d.span.start, d.span.end) for s in spans)) for d in found])
        for spans, found, _ in stories
    ]
    print("differences", sum(map(len, marks)), "errors among them", int(sum(m.sum() for m in marks)))
    judged = []
    for index in range(len(stories)):
        others = [i for i in range(len(stories)) if i != index]
        weights = fitted(np.concatenate([rows[i] for i in others]), np.concatenate([marks[i] for i in others]))
        judged.append(1 / (1 + np.exp(-rows[index] @ weights)))
    for bar in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7):
        right = flags = found = gold = weight = weight_found = 0
        for (spans, own, _), p, mark in zip(stories, judged, marks, strict=True):
            kept = [d for d, sure in zip(own, p, strict=True) if sure >= bar]
            flags += len(kept)
            right += int(mark[p >= bar].sum())
            for span in spans:
                size = span["end"] - span["start"] + SLACK
                hit = any(hits(span, d.span.start, d.span.end) and d.span.end - d.span.start <= size for d in kept)
                gold, weight = gold + 1, weight + SEVERITY[span["severity"]]
                found, weight_found = found + hit, weight_found + hit * SEVERITY[span["severity"]]
        print(
            f"bar {bar:.2f}  precision {right / max(flags, 1):.3f} ({right}/{flags})  recall {found / gold:.3f}  "
            f"weighted {weight_found / weight:.3f}"
        )
    weights = fitted(np.concatenate(rows), np.concatenate(marks))
    print("weights", ", ".join(f"{w:.2f}" for w in weights))
    if chosen.show:
        for (_, own, analysis), p, mark in zip(stories, judged, marks, strict=True):
            for d, sure, ok in zip(own, p, mark, strict=True):
                words = analysis.text[d.span.start : d.span.end]
                print(f"{sure:.2f} {int(ok)}  {words!r}  {' '.join(d.original_words)!r}")


if __name__ == "__main__":
    main()
