"""Measure quality estimation and print the figures of docs/quality.md.

usage: measure_quality.py DATA [--weights FILE] [--only mlqe,critical,mqm] [--most 1000]

DATA is a folder with `mlqe-pe/`, `critical-pt-en/` and `mqm-zh-en/`. Segments are read with their source and without.
Thresholds are the best on the data itself, which flatters a little, unless one is given with --bar.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path

import torch
from scipy.stats import pearsonr, spearmanr  # type: ignore[import-untyped]
from train_quality_estimation import Example, critical, mcc, mlqe, mqm

from mtcheck.lines import surprisals
from mtcheck.models import quality
from mtcheck.models.fluency import unigram_bits
from mtcheck.models.readings import Estimate, WordSurprisal
from mtcheck.stretch import bare_word

SPREAD = 4.0
"""Bits by which surprisal's log-odds change by one; it only spaces the bars that are tried."""
LANGUAGES = ("ro", "et", "ru", "ne", "si")


def best(right: Sequence[bool], probabilities: Sequence[float]) -> tuple[float, float]:
    """The best correlation over thresholds, and the threshold."""
    truth, given = torch.tensor(right), torch.tensor(probabilities)
    return max((mcc(truth, given > bar), bar) for bar in [x / 50 for x in range(1, 50)])


def estimates(model: quality.QualityEstimator, examples: Sequence[Example], with_source: bool) -> list[Estimate]:
    sources = [example.source if with_source else "" for example in examples]
    return model.estimate([example.words for example in examples], sources)


def words_of(examples: Sequence[Example], made: Sequence[Estimate]) -> tuple[list[bool], list[float]]:
    pairs = [
        (mark == 1, p) for e, m in zip(examples, made, strict=True) for mark, p in zip(e.marks, m.words, strict=True)
    ]
    return [right for right, _ in pairs], [p for _, p in pairs]


def character_f1(examples: Sequence[Example], made: Sequence[Estimate]) -> tuple[float, float]:
    """The best F1 over the characters of words, and the threshold."""
    rows = [
        (len(word), mark == 1, p)
        for e, m in zip(examples, made, strict=True)
        for word, mark, p in zip(e.words, e.marks, m.words, strict=True)
    ]
    gold = sum(size for size, wrong, _ in rows if wrong)
    out = []
    for bar in [x / 50 for x in range(1, 50)]:
        flagged = sum(size for size, _, p in rows if p > bar)
        hit = sum(size for size, wrong, p in rows if wrong and p > bar)
        out.append((2 * hit / (flagged + gold) if flagged + gold else 0.0, bar))
    return max(out)


def surprised(examples: Sequence[Example]) -> list[Estimate]:
    """What surprisal alone would say: a word is the likelier wrong the more bits it takes beyond its rarity’s."""
    read = surprisals([" ".join(example.words) for example in examples])
    return [
        Estimate(tuple(_wrong(word, own) for word, own in zip(e.words, one, strict=True)), (), 0.0, 0.0, 0.0)
        for e, one in zip(examples, read, strict=True)
    ]


def _wrong(word: str, read: WordSurprisal) -> float:
    bare = bare_word(word).lower()
    return 1 / (1 + math.exp(-(read.bits - unigram_bits(bare)) / SPREAD)) if bare else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", type=Path, default=quality.WEIGHTS)
    parser.add_argument("--only", default="mlqe,critical,mqm")
    parser.add_argument("--most", type=int, default=1000)
    chosen = parser.parse_args()
    model = quality.load(chosen.weights)
    if "mlqe" in chosen.only:
        for code in LANGUAGES:
            examples = mlqe(chosen.data / "mlqe-pe" / f"{code}-en.dev.tsv.gz")[: chosen.most]
            human = [e.assessment for e in examples]
            for with_source in (True, False):
                made = estimates(model, examples, with_source)
                word, bar = best(*words_of(examples, made))
                gaps = [
                    (mark == 1, p)
                    for e, m in zip(examples, made, strict=True)
                    for mark, p in zip(e.gaps, m.gaps, strict=True)
                ]
                gap, _ = best([right for right, _ in gaps], [p for _, p in gaps])
                given = [m.assessment for m in made]
                hter = pearsonr([m.hter for m in made], [e.hter for e in examples])[0]
                print(
                    f"{code}-en {'with' if with_source else 'no  '} source  Pearson {pearsonr(given, human)[0]:.3f}  "
                    f"Spearman {spearmanr(given, human)[0]:.3f}  HTER Pearson {hter:.3f}  "
                    f"word MCC {word:.3f} (bar {bar:.2f})  gap MCC {gap:.3f}",
                    flush=True,
                )
    if "critical" in chosen.only:
        examples = critical(chosen.data / "critical-pt-en" / "dev.tsv.gz", test=True)
        made = estimates(model, examples, True)
        right = [e.critical == 1.0 for e in examples]
        correlation, bar = best(right, [m.critical for m in made])
        print(f"critical pt-en, {len(examples)} held out, {sum(right)} bad: MCC {correlation:.3f} (bar {bar:.2f})")
    if "mqm" in chosen.only:
        examples = mqm(chosen.data / "mqm-zh-en" / "2021-news.tsv.gz", test=True)[: 2 * chosen.most]
        for with_source in (True, False):
            f1, bar = character_f1(examples, estimates(model, examples, with_source))
            print(f"mqm zh-en news {'with' if with_source else 'no'} source: character F1 {f1:.3f} (bar {bar:.2f})")
        f1, bar = character_f1(examples, surprised(examples))
        print(f"mqm zh-en news, surprisal alone: character F1 {f1:.3f} (bar {bar:.2f})")


if __name__ == "__main__":
    main()
