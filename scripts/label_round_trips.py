"""Label the words of re-translated sentences as right or wrong, against the English that they started from.

usage: label_round_trips.py ROUND_TRIPS.tsv.gz OUT.tsv.gz [--most N]

ROUND_TRIPS has the columns original, pivot, copy (see make_round_trips.py). OUT gets two columns more: words (OK or BAD
for each white-space token of the copy) and gaps (OK or BAD before each and after the last).

A stretch that differs from the original is an error only where the language model would clearly rather have the
original’s words, so that honest paraphrase stays right; with figures or negations it is one whenever it differs.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import gzip
import re
from pathlib import Path

from mtcheck.lines import as_document
from mtcheck.models import language_model

STORY = 20
"""Sentences that the language model reads as one story."""
CLEARLY = 3.0
"""Bits by which the original’s words must be likelier."""
_BARE = re.compile(r"[^\w%$€£]+")
_NEGATION = frozenset("no not never without nor neither nobody none nothing cannot".split())


def bare(word: str) -> str:
    return _BARE.sub("", word.lower().replace("n't", "not"))


def labelled(
    original: list[str], copy: list[str], original_bits: list[float], copy_bits: list[float]
) -> tuple[list[bool], list[bool]]:
    """Whether each word of the copy, and each gap between its words, is wrong."""
    words, gaps = [False] * len(copy), [False] * (len(copy) + 1)
    matcher = difflib.SequenceMatcher(None, [bare(w) for w in original], [bare(w) for w in copy], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        old, new = original[a:b], copy[c:d]
        exact = any(ch.isdigit() for w in (*old, *new) for ch in w) or any(bare(w) in _NEGATION for w in (*old, *new))
        # The word after a stretch tells whether the stretch leads on to it.
        gain = sum(copy_bits[c : d + 1]) - sum(original_bits[a : b + 1])
        if kind == "delete":
            gaps[c] = exact or gain > CLEARLY
        elif exact or gain > CLEARLY:
            words[c:d] = [True] * (d - c)
    return words, gaps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trips", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--most", type=int)
    chosen = parser.parse_args()
    with gzip.open(chosen.trips, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\"))[: chosen.most]
    model = language_model.load()
    with gzip.open(chosen.out, "wt", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, escapechar="\\")
        out.writerow(["original", "pivot", "copy", "words", "gaps"])
        for start in range(0, len(rows), STORY):
            part = rows[start : start + STORY]
            bits = [
                [
                    [word.bits for word in words]
                    for words in model.surprisals(as_document("sentences", [row[name] for row in part]))
                ]
                for name in ("original", "copy")
            ]
            for row, old, new in zip(part, *bits, strict=True):
                words, gaps = labelled(row["original"].split(), row["copy"].split(), old, new)
                marks = [" ".join("BAD" if wrong else "OK" for wrong in side) for side in (words, gaps)]
                out.writerow([row["original"], row["pivot"], row["copy"], *marks])


if __name__ == "__main__":
    main()
