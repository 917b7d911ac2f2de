"""Fit when a learned rule is to be believed, and measure it story by story.

usage: fit_confidence.py DATA --rule WRD002|WRD003|LRN [--show]

WRD002 compares with the English original, WRD003 with the foreign-language source, LRN are the doubts of the error
tagger (`mtcheck.doubts`), for which the Geneva story, clean stories and the originals are judged too. DATA holds
`retranslated/`, `geneva/` and `clean/`. Prints the weights for the rule’s module; precision and recall where each story
is judged by weights fitted on the others; and for LRN false alarms and the calibration error.
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
from scoring import SEVERITY, SLACK

from mtcheck import Checker, Config
from mtcheck.checks import RULES
from mtcheck.checks.estimated import error_spans
from mtcheck.checks.reworded import differences
from mtcheck.document.model import Span
from mtcheck.document.reading import read
from mtcheck.evidence import gather
from mtcheck.flag import Flag
from mtcheck.triage import LEARNED, triage

RIDGE = 1.0
BARS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75)


@dataclass(frozen=True)
class Story:
    """The gold spans of a story, and its candidates: where they stand, their features, and what they say.

    ``name`` is the story’s, which its original shares; a ``clean`` one was written in English.
    """

    name: str
    clean: bool
    length: int
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
            stretches = list(error_spans(analysis))
            spans, features = [d.span for d in stretches], [d.features for d in stretches]
            shown = [repr(analysis.text[span.start : span.end]) for span in spans]
        out.append(Story(data["id"], False, analysis.document.words, data["spans"], spans, np.array(features), shown))
    return out


def doubtful_stories(data: Path) -> list[Story]:
    """The copies, the Geneva story, the clean stories, and the originals, which have no gold and count as clean."""
    checker = Checker(Config())
    golds = [*data.glob("retranslated/*.gold.json"), *data.glob("geneva/*.gold.json"), *data.glob("clean/*.gold.json")]
    out = []
    for path in sorted(golds):
        gold = json.loads(path.read_text(encoding="utf-8"))
        copy = path.parent / gold["text_file"]
        out.append(doubtful(checker, copy, gold["id"], gold["kind"] == "clean", gold["spans"]))
        original = copy.with_name(f"{copy.stem}.original.txt")
        if original.exists():
            out.append(doubtful(checker, original, gold["id"], True, []))
    return [story for story in out if story.spans]


def doubtful(checker: Checker, path: Path, name: str, clean: bool, gold: list[dict[str, Any]]) -> Story:
    """The doubts of one story but for those that a rule names, which are not reported as doubts."""
    analysis = checker.analyse(read(path), gather(path, None, None))
    named = (rule for code, rule in RULES.items() if not code.startswith(LEARNED))
    flags = (flag for rule in named for flag in rule.flags(analysis))
    rules = triage(flags, min_confidence=checker.config.least_confidence)
    found = [doubt for doubt in analysis.doubts or () if not any(_covers(flag, doubt.span) for flag in rules)]
    spans = [doubt.span for doubt in found]
    shown = [f"{doubt.kind} {analysis.text[doubt.span.start : doubt.span.end]!r}" for doubt in found]
    seen = [span for span in gold if span.get("from_text_alone", True)]
    hidden = [span | {"hidden": True} for span in gold if not span.get("from_text_alone", True)]
    return Story(
        name, clean, analysis.document.words, seen + hidden, spans, np.array([d.features for d in found]), shown
    )


def _covers(flag: Flag, span: Span) -> bool:
    """Whether the flag takes in half of the span."""
    return 2 * (min(flag.end, span.end) - max(flag.start, span.start)) >= span.end - span.start


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
        others = [other for other in all_stories if other.name != story.name]
        weights = fitted(
            np.concatenate([other.features for other in others]), np.concatenate([other.marks for other in others])
        )
        out.append(1 / (1 + np.exp(-story.features @ weights)))
    return out


def at_bar(all_stories: Sequence[Story], judged: Sequence[NDArray[np.float64]], bar: float) -> str:
    right = flags = found = gold = weight = weight_found = alarms = clean = 0
    for story, p in zip(all_stories, judged, strict=True):
        if story.clean:
            alarms, clean = alarms + int((story.marks[p >= bar] == 0).sum()), clean + story.length
            continue
        kept = [span for span, sure in zip(story.spans, p, strict=True) if sure >= bar]
        flags += len(kept)
        right += int(story.marks[p >= bar].sum())
        for span in (own for own in story.gold if not own.get("hidden")):
            size = span["end"] - span["start"] + SLACK
            hit = any(hits(span, own) and own.end - own.start <= size for own in kept)
            gold, weight = gold + 1, weight + SEVERITY[span["severity"]]
            found, weight_found = found + hit, weight_found + hit * SEVERITY[span["severity"]]
    precision = right / max(flags, 1)
    return (
        f"bar {bar:.2f}  precision {precision:.3f} ({right}/{flags})  recall {found / gold:.3f}  "
        f"weighted {weight_found / weight:.3f}" + (f"  alarms {1000 * alarms / clean:.2f}" if clean else "")
    )


def calibration_error(all_stories: Sequence[Story], judged: Sequence[NDArray[np.float64]], bins: int = 10) -> float:
    """The expected calibration error: how far confidence and the share of errors lie apart, in bins of confidence."""
    sure = np.concatenate(judged)
    right = np.concatenate([story.marks for story in all_stories])
    places = np.minimum((sure * bins).astype(int), bins - 1)
    inside = [places == number for number in range(bins) if (places == number).any()]
    return float(sum(own.mean() * abs(sure[own].mean() - right[own].mean()) for own in inside))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rule", choices=["WRD002", "WRD003", "LRN"], required=True)
    parser.add_argument("--show", action="store_true", help="print each candidate with its probability")
    chosen = parser.parse_args()
    if chosen.rule == "LRN":
        made = doubtful_stories(chosen.data)
    else:
        made = [story for story in stories(chosen.data / "retranslated", chosen.rule) if story.spans]
    features = np.concatenate([story.features for story in made])
    marks = np.concatenate([story.marks for story in made])
    print(f"{len(marks)} candidates, {int(marks.sum())} of them errors")
    judged = judged_by_the_others(made)
    for bar in BARS:
        print(at_bar(made, judged, bar))
    print(f"calibration error {calibration_error(made, judged):.3f}")
    print("weights", ", ".join(f"{w:.2f}" for w in fitted(features, marks)))
    for story, p in zip(made, judged, strict=True) if chosen.show else ():
        for words, sure, mark, row in zip(story.shown, p, story.marks, story.features, strict=True):
            print(f"{sure:.2f} {int(mark)} {' '.join(f'{x:.1f}' for x in row[1:])}  {words}")


if __name__ == "__main__":
    main()
