"""Measure mtcheck on annotated data and print the figures of docs/quality.md.

usage: evaluate.py DATA [--only detection,beside,clean,rivals,mqm,fixes,fluency,correlation] [--profile balanced]

DATA is a folder with `geneva/`, `retranslated/`, `clean/` (texts with .gold.json spans), `ntrex/` (English news by
document), `mqm-zh-en/` and `mlqe-pe/` (machine translation with human assessments). scoring.py says how spans are
scored. Rivals are measured where they are installed: harper-py, and lingotweaker with lingotweaker-data-en.
"""

from __future__ import annotations

import argparse
import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import scoring
from rivals import Rival, installed
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER
from train_quality_estimation import MQM_COLUMNS, held_out, mqm_spans, table

from mtcheck import Checker, Config, Document
from mtcheck.document.model import Segment
from mtcheck.document.reading import from_text, read
from mtcheck.evidence import gather
from mtcheck.fixes import fixed
from mtcheck.models import language_model
from mtcheck.models.fluency import segment_fluency, unigram_bits

SYSTEMS = ("hyp.NiuTrans", "hyp.Online-W", "hyp.metricsystem1")
"""Of the fifteen whose translations were annotated; all of them would take an hour."""


def mtcheck_flags(checker: Checker, kind: str | None = None) -> scoring.Detector:
    """The flags of mtcheck, copy alone or beside the story’s ``kind``: "source" or "original"."""

    def flags(path: Path) -> scoring.Flags:
        beside = path.with_name(f"{path.stem}.{'pivot' if kind == 'source' else 'original'}.txt")
        source, original = (beside if kind == name else None for name in ("source", "original"))
        report = checker.check(read(path), gather(path, source, original))
        return [(f.start, f.end, f.code, str(f.category)) for f in report.flags]

    return flags


def detection(checker: Checker, data: Path) -> None:
    """Copy alone: all spans, and those that an editor could see."""
    for visible in (False, True):
        print("spans that show in the text alone" if visible else "all spans")
        made = {
            name: scoring.tallies([data / name], mtcheck_flags(checker), visible=visible)
            for name in ("geneva", "retranslated")
        }
        for name, own in made.items():
            print(scoring.table_line(name, own))
            print("\n".join(scoring.details(own)))
        print(scoring.table_line("both", [one for own in made.values() for one in own]))


def beside(checker: Checker, data: Path) -> None:
    for kind in ("source", "original"):
        own = scoring.tallies([data / "retranslated"], mtcheck_flags(checker, kind), visible=False)
        print(scoring.table_line(f"with --{kind}", own))
        print("\n".join(scoring.details(own)))


def rivals(data: Path) -> None:
    """Other tools on the same stories, and a threshold on surprisal."""
    others = {name: of_file(make()) for name, make in installed().items()}
    for name, detector in {**others, "surprisal": surprising()}.items():
        own = scoring.tallies([data / "geneva", data / "retranslated"], detector, visible=True)
        print(scoring.table_line(name, own))
        print(f"  false alarms {scoring.alarms(scoring.tallies([data / 'clean'], detector, visible=True)):.2f}")


def of_file(rival: Rival) -> scoring.Detector:
    return lambda path: rival(read(path).text)


def surprising(bar: float = 8.0) -> scoring.Detector:
    """Words whose surprisal exceeds that of a unigram model by so many bits; names and figures left out."""
    model = language_model.load()

    def flags(path: Path) -> scoring.Flags:
        document = read(path)
        out = []
        for words in model.surprisals(document):
            for position, word in enumerate(words):
                bare = document.text[word.start : word.end].strip("\"'“”‘’()[].,;:!?…–—-")
                named = bare[:1].isupper() and position > 0
                if bare.isalpha() and not named and word.bits - unigram_bits(bare.lower()) >= bar:
                    out.append((word.start, word.end, "surprisal", ""))
        return out

    return flags


def mqm(checker: Checker, data: Path) -> None:
    """Character F1 on machine-translated Chinese news, English alone: the documents kept for testing, three systems."""
    grouped: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in table(data / "mqm-zh-en" / "2021-news.tsv.gz", columns=MQM_COLUMNS):
        if held_out(row["document"], 0.5) and row["system"] in SYSTEMS:
            grouped[row["system"], row["document"]].append(row)
    right = flagged = wrong = 0
    for rows in grouped.values():
        text = "\n".join(row["target"] for row in rows)
        marked, at = set[int](), 0
        for row in rows:
            for start, end in mqm_spans(row):
                marked |= set(range(at + start, at + end))
            at += len(row["target"]) + 1
        flags = checker.check(from_text(text)).flags
        given = {i for flag in flags for i in range(flag.start, flag.end)}
        right, flagged, wrong = right + len(given & marked), flagged + len(given), wrong + len(marked)
    print(f"mqm zh-en, English alone: character F1 {2 * right / max(1, flagged + wrong):.3f}")


def fixes(checker: Checker, data: Path) -> None:
    """chrF and TER of the copies to their originals, as they are and fixed; what --fix does to clean stories."""
    chrf, ter = CHRF(), TER()
    scores: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for path, _ in scoring.stories(data / "retranslated"):
        original = " ".join(read(path.with_name(f"{path.stem}.original.txt")).text.split())
        report = checker.check(read(path))
        versions = {"as it is": report.document.text}
        for name, unsafe in (("--fix", False), ("--unsafe-fixes", True)):
            versions[name] = fixed(report, lambda text: checker.check(from_text(text)), unsafe=unsafe).text
        for name, text in versions.items():
            own = " ".join(text.split())
            scores[name].append((chrf.sentence_score(own, [original]).score, ter.sentence_score(own, [original]).score))
    for name, pairs in scores.items():
        c, t = (sum(pair[i] for pair in pairs) / len(pairs) for i in (0, 1))
        print(f"{name}: chrF {c:.2f}, TER {t:.2f}")
    changed = 0
    for path, _ in scoring.stories(data / "clean"):
        report = checker.check(read(path))
        changed += fixed(report, lambda text: checker.check(from_text(text))).text != report.document.text
    print(f"clean stories changed by --fix: {changed}")


def ntrex(folder: Path) -> Iterator[Document]:
    """The English originals, one document each, one sentence a line."""
    with gzip.open(folder / "eng.txt.gz", "rt", encoding="utf-8") as a, gzip.open(folder / "doc_ids.txt.gz", "rt") as b:
        stories: dict[str, list[str]] = defaultdict(list)
        for line, name in zip(a, b, strict=True):
            stories[name.strip()].append(line.strip())
    for name, lines in stories.items():
        yield from_text("\n".join(lines) + "\n", name)


def clean(checker: Checker, data: Path) -> None:
    """Flags per 1,000 words of news that people wrote in English."""
    own = scoring.tallies([data / "clean"], mtcheck_flags(checker), visible=False)
    print(f"clean: false alarms per 1,000 words {scoring.shown(own, scoring.alarms)}")
    print("\n".join(scoring.details(own)))
    words, by_rule = 0, Counter[str]()
    for document in ntrex(data / "ntrex"):
        words += document.words
        by_rule.update(flag.code for flag in checker.check(document).flags)
    print(f"ntrex originals: {words} words, {1000 * by_rule.total() / words:.2f} flags per 1,000 words {dict(by_rule)}")


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
    parser.add_argument("--only", default="detection,beside,clean,rivals,mqm,fixes,fluency,correlation")
    parser.add_argument("--profile", choices=["strict", "balanced", "quiet"], default="balanced")
    parser.add_argument("--fast", action="store_true", help="rules only, no models")
    parser.add_argument("--most", type=int, default=1000, help="segments a language for the correlation")
    chosen = parser.parse_args()
    checker = Checker(Config(fast=chosen.fast, profile=chosen.profile))
    parts: dict[str, Callable[[], None]] = {
        "detection": lambda: detection(checker, chosen.data),
        "beside": lambda: beside(checker, chosen.data),
        "clean": lambda: clean(checker, chosen.data),
        "rivals": lambda: rivals(chosen.data),
        "mqm": lambda: mqm(checker, chosen.data),
        "fixes": lambda: fixes(checker, chosen.data),
        "fluency": lambda: fluency(checker, chosen.data / "retranslated"),
        "correlation": lambda: correlation(chosen.data / "mlqe-pe", chosen.most),
    }
    for name in chosen.only.split(","):
        parts[name]()


if __name__ == "__main__":
    main()
