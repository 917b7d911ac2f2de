"""Fit when a repair of the noisy channel is to be offered.

usage: fit_repairs.py TABLE.tsv MATERIAL.jsonl.gz [--most N] [--data DATA]

TABLE is learn_confusions.py's, made without MATERIAL; of MATERIAL the annotated spans are taken as if they were
flagged. A repair is right where it brings the span nearer to the annotator’s correction, by chrF. Prints the weights
for `mtcheck.repairs`, and how many of the best repairs of a span are right at each bar; with ``--data`` also for the
visible gold spans of the 14 stories, judged by these weights.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from fit_confidence import fitted
from numpy.typing import NDArray
from sacrebleu.metrics import CHRF
from train_error_tagger import document

from mtcheck import repairs
from mtcheck.document.model import Document
from mtcheck.document.reading import read
from mtcheck.models import language_model

BARS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
Spans = list[tuple[int, int, str]]


def annotated(path: Path, most: int | None) -> Iterator[tuple[Document, Spans]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in list(file)[:most]:
            story: dict[str, Any] = json.loads(line)
            spans = [(s[0], s[1], s[5]) for s in story["spans"] if len(s) > 5 and s[5]]
            if spans:
                yield document(story["segments"]), spans


def gold(data: Path) -> Iterator[tuple[Document, Spans]]:
    for path in sorted(data.glob("retranslated/*.gold.json")):
        story = json.loads(path.read_text(encoding="utf-8"))
        spans = [s for s in story["spans"] if s["from_text_alone"] and s.get("suggestion")]
        yield read(path.parent / story["text_file"]), [(s["start"], s["end"], s["suggestion"]) for s in spans]


def candidates(stories: Iterable[tuple[Document, Spans]]) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """For each span, its repairs' features and whether each is right."""
    model, chrf = language_model.load(), CHRF()
    for story, spans in stories:
        prospects = partial(model.prospects, model.read(story))
        for start, end, wanted in spans:
            found = list(repairs.repairs(story.text, start, end, prospects))
            now = chrf.sentence_score(story.text[start:end], [wanted]).score
            after = [
                chrf.sentence_score(story.text[start : r.span.start] + r.text + story.text[r.span.end : end], [wanted])
                for r in found
            ]
            yield (
                np.array([r.features for r in found]).reshape(len(found), len(repairs.WEIGHTS)),
                np.array([float(score.score > now) for score in after]),
            )


def show(made: list[tuple[NDArray[np.float64], NDArray[np.float64]]], weights: NDArray[np.float64]) -> None:
    best = []
    for features, right in made:
        if len(right):
            sure = 1 / (1 + np.exp(-features @ weights))
            best.append((sure.max(), right[sure.argmax()]))
    for bar in BARS:
        kept = [right for sure, right in best if sure >= bar]
        print(f"bar {bar:.1f}  offered for {len(kept)} of {len(made)} spans, right {sum(kept):.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("material", type=Path)
    parser.add_argument("--most", type=int)
    parser.add_argument("--data", type=Path)
    chosen = parser.parse_args()
    repairs.TABLE = chosen.table
    made = list(candidates(annotated(chosen.material, chosen.most)))
    weights = fitted(np.concatenate([f for f, _ in made]), np.concatenate([r for _, r in made]))
    print("weights", ", ".join(f"{w:.2f}" for w in weights))
    show(made, weights)
    if chosen.data:
        print("14 stories")
        show(list(candidates(gold(chosen.data))), weights)


if __name__ == "__main__":
    main()
