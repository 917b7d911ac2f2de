"""Write corpora/fluency_reference.tsv: how surprising human news is to the language model, by length.

usage: make_fluency_reference.py NEWSTEST.tsv.gz [--stories 120] [--sentences 45]

NEWSTEST has a year and an English news sentence a line, in the order of the documents. Runs of consecutive
sentences, evenly spaced over the file, are read as stories. Only the quantiles are written, no text.
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

import numpy as np

from mtcheck.document.model import Document, Segment
from mtcheck.models import language_model
from mtcheck.models.fluency import SHORTEST, excesses

SEGMENT_LENGTHS = (6, 10, 15, 20, 25, 30, 40, 50)
STORY_LENGTHS = (50, 100, 200, 400, 800)
PARAGRAPH = 2


def story(name: str, sentences: list[str]) -> Document:
    """A document of the sentences, two to a paragraph."""
    text, segments = "", []
    for index, sentence in enumerate(sentences):
        text += "" if not text else " " if index % PARAGRAPH else "\n\n"
        segments.append(Segment(index, len(text), len(text) + len(sentence), sentence, index // PARAGRAPH))
        text += sentence
    return Document(name, text, tuple(segments))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("newstest", type=Path)
    parser.add_argument("--stories", type=int, default=120)
    parser.add_argument("--sentences", type=int, default=45)
    chosen = parser.parse_args()
    with gzip.open(chosen.newstest, "rt", encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t", 1)[1].strip() for line in file]
    model = language_model.load()
    by_segment: dict[int, list[float]] = {n: [] for n in SEGMENT_LENGTHS}
    by_story: dict[int, list[float]] = {n: [] for n in STORY_LENGTHS}
    for number in range(chosen.stories):
        first = number * (len(lines) - chosen.sentences) // chosen.stories
        document = story(f"run {number}", [s for s in lines[first : first + chosen.sentences] if s])
        surprisals = model.surprisals(document)
        parts = [(len(words), excesses(document.text, words)) for words in surprisals]
        for words, excess in parts:
            if words >= SHORTEST and len(excess) >= 3:
                nearest = min(SEGMENT_LENGTHS, key=lambda n: abs(np.log(n / words)))
                by_segment[nearest].append(float(np.mean(excess)))
        for length in STORY_LENGTHS:
            counted, gathered = 0, []
            for words, excess in parts:
                counted += words
                gathered += excess
                if counted >= length:
                    by_story[length].append(float(np.mean(gathered)))
                    counted, gathered = 0, []
        print(f"{number + 1}/{chosen.stories}", end="\r", flush=True)
    target = Path(__file__).parent.parent / "corpora" / "fluency_reference.tsv"
    with target.open("w", encoding="utf-8", newline="\n") as out:
        out.write("# SLOR (bits a word over a unigram model, names and figures left out) of human English news\n")
        out.write("# under smollm2-135m, at the 0th, 2nd … 100th percentile of fluency, most surprising first.\n")
        out.write("# Made by scripts/make_fluency_reference.py from the WMT news test sets 2008-2018.\n")
        out.write("unit\twords\ttexts\tquantiles\n")
        for unit, table in (("segment", by_segment), ("story", by_story)):
            for length, values in table.items():
                quantiles = np.quantile(values, np.linspace(1, 0, 51))
                out.write(f"{unit}\t{length}\t{len(values)}\t{' '.join(f'{q:.3f}' for q in quantiles)}\n")
    print(f"\n{target}")


if __name__ == "__main__":
    main()
