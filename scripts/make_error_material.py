"""Turn annotated, written and aligned stories into material for the error tagger.

usage: make_error_material.py OUT.jsonl.gz annotated TRIPS.tsv.gz ANNOTATIONS.tsv... [--set NAME]
       make_error_material.py OUT.jsonl.gz written STORIES.txt...
       make_error_material.py OUT.jsonl.gz mqm DATA
       make_error_material.py OUT.jsonl.gz trips TRIPS.tsv.gz

How `annotated` and `written` material is made, and in what form, says docs/annotation.md; TRIPS is
make_round_trips.py's. `mqm` takes DATA’s `mqm-zh-en/`, the half of its documents that is not kept for testing. `trips`
are not annotated: what differs from the original counts as an error with the confidence that WRD002 gives it. With
every copy goes its original, as a clean story. train_error_tagger.py says what a line holds.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from train_error_tagger import document
from train_quality_estimation import MQM_COLUMNS, held_out, mqm_spans, table

from mtcheck.alignment.model import Bead, Parallel
from mtcheck.analysis import Analysis
from mtcheck.checks.reworded import WEIGHTS, differences
from mtcheck.confidence import logistic
from mtcheck.models import language_model, quality

Story = dict[str, Any]
SENTENCES = 14
"""Sentences of a part of a longer story."""
BREAKS = 0.45
"""Share of sentences that open a paragraph, where the material does not say which do."""
HIDDEN = 0.4
"""Chance that stands for an error which only the original shows."""
_MARK = re.compile(r"⟦([^|⟦⟧]*)\|([^|⟦⟧]*)\|(\w+)\|(\w+)⟧")
_STOP = re.compile(r"[.!?][\"”’]?(?=\s+[\"“A-Z⟦])")


def story(name: str, sentences: Sequence[str], paragraphs: Sequence[int], spans: list[list[Any]]) -> Story:
    segments = [[text, paragraph] for text, paragraph in zip(sentences, paragraphs, strict=True)]
    return {"set": name, "segments": segments, "spans": spans}


def with_original(copy: Story, originals: Sequence[str], clean: str) -> Iterator[Story]:
    yield copy | {"originals": list(originals)}
    paragraphs = [paragraph for _, paragraph in copy["segments"]]
    yield story(clean, originals, paragraphs, [])


def paragraphs(count: int, seed: str) -> list[int]:
    rng = random.Random(seed)  # noqa: S311
    out = [0]
    for _ in range(count - 1):
        out.append(out[-1] + (rng.random() < BREAKS))
    return out[:count]


def parts(trips: list[dict[str, str]]) -> Iterator[list[int]]:
    """Row numbers, story by story, in runs of `SENTENCES` at most."""
    grouped: dict[str, list[int]] = {}
    for number, row in enumerate(trips):
        grouped.setdefault(row["story"], []).append(number)
    for numbers in grouped.values():
        for start in range(0, len(numbers), SENTENCES):
            yield numbers[start : start + SENTENCES]


def marked_rows(paths: Iterable[Path], trips: list[dict[str, str]]) -> dict[int, list[list[Any]]]:
    """The annotated spans of each row; raises ValueError where a quotation does not stand in its row."""
    out: dict[int, list[list[Any]]] = {}
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                number, quote, occurrence, category, severity, visible, correction = line
                copy, at = trips[int(number)]["copy"], -1
                for _ in range(int(occurrence)):
                    at = copy.index(quote, at + 1)
                chance = 1.0 if visible == "y" else HIDDEN
                out.setdefault(int(number), []).append([at, at + len(quote), category, severity, chance, correction])
    return out


def annotated(trips: list[dict[str, str]], paths: Iterable[Path], name: str) -> Iterator[Story]:
    """The stories of which some row is annotated."""
    known = marked_rows(paths, trips)
    for numbers in parts(trips):
        if not any(number in known for number in numbers):
            continue
        spans, at = [], 0
        for number in numbers:
            spans += [[at + span[0], at + span[1], *span[2:]] for span in known.get(number, [])]
            at += len(trips[number]["copy"]) + 1
        copy = story(name, [trips[n]["copy"] for n in numbers], paragraphs(len(numbers), str(numbers)), spans)
        yield from with_original(copy, [trips[n]["original"] for n in numbers], "clean-news")


def written(path: Path) -> Iterator[Story]:
    for block in re.split(r"^### .*$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        wrong, right, places, spans, at = [], [], [], [], 0
        for number, paragraph in enumerate(" ".join(p.split()) for p in block.strip().split("\n\n")):
            for sentence in sentences(paragraph):
                copy, original, last = "", "", 0
                for mark in _MARK.finditer(sentence):
                    same = sentence[last : mark.start()]
                    start = at + len(copy) + len(same)
                    spans.append([start, start + len(mark[1]), mark[3], mark[4], 1.0, mark[2]])
                    copy, original, last = copy + same + mark[1], original + same + mark[2], mark.end()
                wrong.append(copy + sentence[last:])
                right.append(" ".join((original + sentence[last:]).split()))
                places.append(number)
                at += len(wrong[-1]) + 1
        yield from with_original(story("written", wrong, places, spans), right, "clean-written")


def sentences(paragraph: str) -> Iterator[str]:
    """The sentences of a paragraph; a stop inside a mark ends none."""
    last = 0
    for found in _STOP.finditer(paragraph):
        before = paragraph[: found.end()]
        if before.count("⟦") == before.count("⟧"):
            yield paragraph[last : found.end()].strip()
            last = found.end()
    yield paragraph[last:].strip()


def mqm(data: Path) -> Iterator[Story]:
    grouped: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in table(data / "mqm-zh-en" / "2021-news.tsv.gz", columns=MQM_COLUMNS):
        if not held_out(row["document"], 0.5):
            grouped.setdefault((row["system"], row["document"], row["rater"]), []).append(row)
    for key, rows in grouped.items():
        for start in range(0, len(rows), SENTENCES):
            own, spans, at = rows[start : start + SENTENCES], [], 0
            for row in own:
                spans += [[at + first, at + last, "", "", 1.0] for first, last in mqm_spans(row)]
                at += len(row["target"]) + 1
            yield story("mqm", [row["target"] for row in own], paragraphs(len(own), str(key)), spans)


def unannotated(trips: list[dict[str, str]]) -> Iterator[Story]:
    model, estimator = language_model.load(), quality.load()
    for numbers in parts(trips):
        places = paragraphs(len(numbers), str(numbers))
        originals = [trips[n]["original"] for n in numbers]
        copy = story("trips", [trips[n]["copy"] for n in numbers], places, [])
        own, other = document(copy["segments"]), document(list(zip(originals, places, strict=True)))
        beads = tuple(Bead((n,), (n,), 1.0) for n in range(len(numbers)))
        analysis = Analysis(
            own,
            surprisals=model.surprisals(own),
            original=Parallel("original", "en", own, other, beads, tuple(() for _ in beads)),
            original_surprisals=model.surprisals(other),
            estimates=tuple(estimator.estimate([s.text.split() for s in own.segments], originals)),
        )
        copy["spans"] = [
            [found.span.start, found.span.end, "", "", logistic(WEIGHTS, found.features)]
            for found in differences(analysis)
        ]
        yield from with_original(copy, originals, "clean-news")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("kind", choices=["annotated", "written", "mqm", "trips"])
    parser.add_argument("given", type=Path, nargs="+")
    parser.add_argument("--set", default="annotated")
    chosen = parser.parse_args()
    first, *rest = chosen.given
    if chosen.kind == "annotated":
        made = annotated(table(first, escaped=True), rest, chosen.set)
    elif chosen.kind == "written":
        made = (one for path in chosen.given for one in written(path))
    else:
        made = mqm(first) if chosen.kind == "mqm" else unannotated(table(first, escaped=True))
    with gzip.open(chosen.out, "wt", encoding="utf-8") as file:
        for one in made:
            file.write(json.dumps(one, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
