"""Learn what re-translation puts in the place of what: phrase pairs with probabilities.

usage: learn_confusions.py OUT.tsv MATERIAL.jsonl.gz... [--fewest 3]

MATERIAL as for train_error_tagger.py, with ``originals`` beside ``segments``, one text each, where they are known, and
what the annotators would have put in each span as its sixth field. A pair is a stretch of the copy and what the
original has in its place, or a span and its correction, one to four words each; it is kept where it was seen ``fewest``
times, or where an annotator called it an error. OUT gets the columns copy, original, seen, forth and back: how often
the pair was seen, -log2 of the share of the original phrase's occurrences that came back as the copy phrase, and -log2
of the share of the copy phrase's pairs that have this original.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mtcheck.alignment.rewording import SMALL, rewordings
from mtcheck.document.model import Span
from mtcheck.repairs import folded

LONGEST = 4
"""Words of a phrase."""
SURE = 0.9
"""Chance from which a span counts as annotated, and visible."""


DOUBT = 4
"""Further occurrences, which came back otherwise, that every original phrase is thought to have had."""


def stories(paths: list[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                story = json.loads(line)
                if "originals" in story and not story["set"].startswith("mqm"):
                    yield story


def usable(copy: str, original: str) -> bool:
    """Whether a pair may teach something: short, of words alone, without names and figures."""
    both = f"{copy} {original}"
    sizes = [len(side.split()) for side in (copy, original)]
    plain = not re.search(r"[^\w\s'’-]|\d|_", both) and not any(w[:1].isupper() for w in both.split())
    return plain and all(0 < size <= LONGEST for size in sizes) and folded(copy) != folded(original)


def phrases(text: str) -> Iterator[str]:
    words = folded(text).split()
    for size in range(1, LONGEST + 1):
        for at in range(len(words) - size + 1):
            yield " ".join(words[at : at + size])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("material", type=Path, nargs="+")
    parser.add_argument("--fewest", type=int, default=3)
    chosen = parser.parse_args()
    pairs: Counter[tuple[str, str]] = Counter()
    whole: Counter[str] = Counter()
    called_wrong: set[tuple[str, str]] = set()
    for story in stories(chosen.material):
        for (copy, _), original in zip(story["segments"], story["originals"], strict=True):
            whole.update(phrases(original))
            for found in rewordings(copy, Span(0, len(copy)), original, Span(0, len(original))):
                ours, theirs = (
                    copy[found.copy.start : found.copy.end],
                    original[found.original.start : found.original.end],
                )
                if usable(ours, theirs):
                    pairs[folded(ours), folded(theirs)] += 1
        text = "\n".join(copy for copy, _ in story["segments"])
        for start, end, _, _, chance, *rest in story["spans"]:
            if rest and rest[0] and chance >= SURE and usable(text[start:end], rest[0]):
                pair = folded(text[start:end]), folded(rest[0])
                called_wrong.add(pair)
                pairs[pair] += 0 if pairs[pair] else 1
    from_copy: Counter[str] = Counter()
    for (copy, _), seen in pairs.items():
        from_copy[copy] += seen
    kept = [
        (
            copy,
            original,
            seen,
            -math.log2(seen / (max(whole[original], seen) + DOUBT)),
            abs(math.log2(seen / from_copy[copy])),
        )
        for (copy, original), seen in sorted(pairs.items())
        if seen >= chosen.fewest or ((copy, original) in called_wrong and not set(copy.split()) <= SMALL)
    ]
    with chosen.out.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
        out.writerow(["copy", "original", "seen", "forth", "back"])
        out.writerows(
            (copy, original, seen, f"{forth:.1f}", f"{back:.1f}") for copy, original, seen, forth, back in kept
        )
    print(f"{len(kept)} pairs of {len(pairs)}")


if __name__ == "__main__":
    main()
