"""Measure whether the phrases that flags offer from the original bring a copy nearer to it.

usage: measure_repairs.py DATA

DATA is a folder with `retranslated/`. Each suggestion that rests on the original is put in by itself; then all of them
together. Prints the share that raise chrF (Popović 2015) between copy and original, and chrF before and after.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sacrebleu.metrics.chrf import CHRF

from mtcheck import Checker, Config
from mtcheck.document.reading import read
from mtcheck.evidence import gather
from mtcheck.flag import Flag


def repaired(text: str, flags: list[Flag]) -> str:
    """The text with the first suggestion of each flag put in, from the end, so that offsets hold; none overlap."""
    for flag in sorted(flags, key=lambda f: -f.start):
        text = text[: flag.start] + flag.suggestions[0].text + text[flag.end :]
    return text


def apart(flags: list[Flag]) -> list[Flag]:
    kept: list[Flag] = []
    for flag in flags:
        if not kept or flag.start >= kept[-1].end:
            kept.append(flag)
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    chosen = parser.parse_args()
    checker, metric = Checker(Config()), CHRF()
    up = offered = 0
    before, after = [], []
    for path in sorted((chosen.data / "retranslated").glob("*.original.txt")):
        copy = path.with_name(path.name.replace(".original", ""))
        report = checker.check(read(copy), gather(copy, None, path))
        text, original = report.document.text, path.read_text(encoding="utf-8")
        flags = [
            flag
            for flag in report.flags
            if flag.suggestions and flag.probable_source is not None and flag.probable_source.evidence == "original"
        ]
        start = metric.sentence_score(text, [original]).score
        for flag in flags:
            offered += 1
            up += metric.sentence_score(repaired(text, [flag]), [original]).score > start
        before.append(start)
        after.append(metric.sentence_score(repaired(text, apart(flags)), [original]).score)
    print(f"{up} of {offered} suggestions raise chrF")
    print(f"chrF of the stories {sum(before) / len(before):.1f} before, {sum(after) / len(after):.1f} with all put in")


if __name__ == "__main__":
    main()
