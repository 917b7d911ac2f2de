"""Measure mtcheck on annotated data and print the figures of docs/quality.md.

usage: evaluate.py DATA [--only detection,clean,fluency,correlation]

DATA is a folder with `geneva/`, `retranslated/`, `clean/` (texts with .gold.json spans), `ntrex/` (English news by
document) and `mlqe-pe/` (machine translation with human assessments). Spans are scored as in the issue: a gold span is
found when a flag overlaps it and is at most 60 characters longer; a flag is right when it overlaps a gold span.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mtcheck import Checker, Config, Document
from mtcheck.document.model import Segment
from mtcheck.document.reading import from_text, read
from mtcheck.models import language_model
from mtcheck.models.fluency import segment_fluency

SLACK = 60
FORM = ("attribution", "casing", "punctuation", "duplication", "glued", "debris")


def overlaps(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return bool(a["start"] < b["end"] and b["start"] < a["end"])


def gold(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(folder.glob("*.gold.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        yield folder / data["text_file"], data


def flags_of(checker: Checker, document: Document) -> list[dict[str, Any]]:
    return [
        {"start": f.start, "end": f.end, "code": f.code, "category": str(f.category)}
        for f in checker.check(document).flags
    ]


def detection(checker: Checker, folder: Path, show: bool) -> None:
    """Recall by category and precision over all flags."""
    found, total = Counter[str](), Counter[str]()
    right = flags = 0
    by_rule: dict[str, Counter[str]] = defaultdict(Counter)
    for path, data in gold(folder):
        document = read(path)
        given = flags_of(checker, document)
        for flag in given:
            ok = any(overlaps(flag, span) for span in data["spans"])
            by_rule[flag["code"]]["right" if ok else "wrong"] += 1
            right += ok
            if show and not ok:
                print(f"  wrong {flag['code']} {path.name}: {document.text[flag['start'] : flag['end']]!r}")
        flags += len(given)
        for span in data["spans"]:
            total[span["category"]] += 1
            size = span["end"] - span["start"] + SLACK
            hit = any(overlaps(flag, span) and flag["end"] - flag["start"] <= size for flag in given)
            found[span["category"]] += hit
            if show and not hit and span["category"] in FORM:
                print(f"  missed {span['category']} {path.name}: {span['quote']!r}")
    form = sum(found[c] for c in FORM), sum(total[c] for c in FORM)
    print(
        f"{folder.name}: recall {sum(found.values())}/{sum(total.values())}; form families {form[0]}/{form[1]}; "
        f"precision {right}/{flags} = {right / max(flags, 1):.3f}"
    )
    print("  by category", "  ".join(f"{c} {found[c]}/{n}" for c, n in total.most_common()))
    print("  by rule", "  ".join(f"{code} {c['right']}+{c['wrong']}" for code, c in sorted(by_rule.items())))


def ntrex(folder: Path) -> Iterator[Document]:
    """The English originals, one document each, one sentence a line."""
    with gzip.open(folder / "eng.txt.gz", "rt", encoding="utf-8") as a, gzip.open(folder / "doc_ids.txt.gz", "rt") as b:
        stories: dict[str, list[str]] = defaultdict(list)
        for line, name in zip(a, b, strict=True):
            stories[name.strip()].append(line.strip())
    for name, lines in stories.items():
        yield from_text("\n".join(lines) + "\n", name)


def clean(checker: Checker, data: Path, show: bool) -> None:
    """Flags per 1,000 words of news that people wrote in English."""
    words, all_flags, false = 0, 0, 0
    for path, spans in gold(data / "clean"):
        document = read(path)
        given = flags_of(checker, document)
        words += document.words
        all_flags += len(given)
        wrong = [f for f in given if not any(overlaps(f, span) for span in spans["spans"])]
        false += len(wrong)
        for flag in wrong if show else []:
            print(f"  false {flag['code']} {path.name}: {document.text[flag['start'] : flag['end']]!r}")
    print(
        f"clean: {words} words, {1000 * all_flags / words:.2f} flags and {1000 * false / words:.2f} false alarms "
        "per 1,000 words"
    )
    words, by_rule = 0, Counter[str]()
    for document in ntrex(data / "ntrex"):
        words += document.words
        for flag in flags_of(checker, document):
            by_rule[flag["code"]] += 1
            if show:
                around = document.text[max(0, flag["start"] - 30) : flag["end"] + 30].replace("\n", "|")
                print(f"  {flag['code']} {document.path}: {around!r}")
    print(
        f"ntrex originals: {words} words, {1000 * sum(by_rule.values()) / words:.2f} flags per 1,000 words "
        f"({dict(sorted(by_rule.items()))})"
    )


def fluency(checker: Checker, folder: Path) -> None:
    """Whether the original scores above its re-translation."""
    above = pairs = 0
    for path in sorted(folder.glob("*.original.txt")):
        original = checker.check(read(path)).quality.fluency or 0.0
        copy = checker.check(read(path.with_name(path.name.replace(".original", "")))).quality.fluency or 0.0
        pairs += 1
        above += original > copy
        print(f"  {path.name[:9]}  original {original:.1f}  re-translated {copy:.1f}")
    print(f"fluency: original above its re-translation in {above} of {pairs}")


def correlation(folder: Path, most: int) -> None:
    """Pearson and Spearman correlation of segment fluency with the direct assessments, by language."""
    from scipy.stats import pearsonr, spearmanr  # type: ignore[import-untyped]

    model = language_model.load()
    for path in sorted(folder.glob("*.dev.tsv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[:most]
        scores, human = [], []
        for row in rows:
            text = row["mt"].strip()
            document = Document("mt", text, (Segment(0, 0, len(text), text, 0),))
            made = segment_fluency(document, model.surprisals(document))[0]
            if made is not None:
                scores.append(made.score)
                human.append(float(row["da_z_mean"]))
        print(
            f"  {path.name[:5]}  segments {len(scores)}  Pearson {pearsonr(scores, human)[0]:.3f}  "
            f"Spearman {spearmanr(scores, human)[0]:.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", default="detection,clean,fluency,correlation")
    parser.add_argument("--fast", action="store_true", help="rules only, no models")
    parser.add_argument("--show", action="store_true", help="print what was wrong and what was missed")
    parser.add_argument("--most", type=int, default=1000, help="segments a language for the correlation")
    chosen = parser.parse_args()
    checker = Checker(Config(fast=chosen.fast))
    parts = chosen.only.split(",")
    if "detection" in parts:
        detection(checker, chosen.data / "geneva", chosen.show)
        detection(checker, chosen.data / "retranslated", chosen.show)
    if "clean" in parts:
        clean(checker, chosen.data, chosen.show)
    if "fluency" in parts and not chosen.fast:
        fluency(checker, chosen.data / "retranslated")
    if "correlation" in parts and not chosen.fast:
        correlation(chosen.data / "mlqe-pe", chosen.most)


if __name__ == "__main__":
    main()
