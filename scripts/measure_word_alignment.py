"""How well words are aligned: precision, recall and alignment error rate, with the encoder as it is and tuned.

python scripts/measure_word_alignment.py [--data DATA] [--layers 6 7] [--tuned WEIGHTS.safetensors]. The gold are the 60
Romanian–English sentences of tests/word_alignment_ro_en.tsv, of which the first 20 were used to choose thresholds; once
more without diacritics. DATA is the folder that holds `mlqe-pe`, whose links an automatic aligner made: they say where
two aligners differ more than which is right, and leave out most articles.

With links A, sure gold links S and possible ones P, which hold S (Och & Ney 2003): precision |A∩P|/|A|, recall
|A∩S|/|S|, error rate 1 − (|A∩S| + |A∩P|) / (|A| + |S|). "best" links the words that are each other's
best, as Jalili Sabet et al. 2020 do, to show what the rest is worth.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from mtcheck.alignment.words import link
from mtcheck.models import store
from mtcheck.models.bert import Bert, read_tuned
from mtcheck.models.encoder import WORD_LAYER, WORD_WEIGHTS, Encoder, tokenizer

GOLD = Path(__file__).parents[1] / "tests" / "word_alignment_ro_en.tsv"
TUNING = 20
"""Gold sentences, from the first, that thresholds were chosen on."""
SILVER_PAIRS = 300
_LINK = re.compile(r"(\d+)([-?])(\d+)")

Links = frozenset[tuple[int, int]]
States = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence pair with its sure links and all its possible ones."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    sure: Links
    possible: Links


def read_links(text: str) -> tuple[Links, Links]:
    """Sure links, and all links, of a line such as ``0-0 1-2 1?3``."""
    marked = [(mark, (int(i), int(j))) for i, mark, j in _LINK.findall(text)]
    return frozenset(pair for mark, pair in marked if mark == "-"), frozenset(pair for _, pair in marked)


def read_gold(path: Path) -> list[Example]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Example(tuple(row["ro"].split()), tuple(row["en"].split()), *read_links(row["links"])) for row in rows]


def read_silver(path: Path, most: int) -> list[Example]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[:most]
    return [Example(tuple(row["src"].split()), tuple(row["mt"].split()), *read_links(row["alignment"])) for row in rows]


def without_diacritics(example: Example) -> Example:
    decomposed = (unicodedata.normalize("NFD", word) for word in example.left)
    return replace(example, left=tuple("".join(c for c in w if not unicodedata.combining(c)) for w in decomposed))


def rates(examples: Iterable[Example], found: Iterable[Links]) -> tuple[float, float, float]:
    """Alignment error rate, precision and recall."""
    made = sure = kept = hit = 0
    for example, links in zip(examples, found, strict=True):
        made += len(links)
        sure += len(example.sure)
        kept += len(links & example.possible)
        hit += len(links & example.sure)
    return 1 - (hit + kept) / (made + sure), kept / max(1, made), hit / sure


def best_links(left: Sequence[str], right: Sequence[str], ours: States, theirs: States) -> Links:
    """Words that are each other's best by the cosines of their states."""
    a, b = (side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9) for side in (ours, theirs))
    cosines = a @ b.T
    mutual = (cosines >= cosines.max(1, keepdims=True)) & (cosines >= cosines.max(0, keepdims=True))
    return frozenset((int(i), int(j)) for i, j in np.argwhere(mutual))


def all_links(left: Sequence[str], right: Sequence[str], ours: States, theirs: States) -> Links:
    return frozenset((i, j) for i, j, _ in link(left, right, ours, theirs))


def linked(
    encoder: Encoder, layer: int, examples: Sequence[Example], method: Callable[..., Links]
) -> tuple[list[Links], float]:
    """The links of each example, and the milliseconds that linking took for one, states not included."""
    states = encoder.words([side for one in examples for side in (one.left, one.right)], layer)
    start = perf_counter()
    found = [method(one.left, one.right, states[2 * at], states[2 * at + 1]) for at, one in enumerate(examples)]
    return found, 1000 * (perf_counter() - start) / len(examples)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--layers", type=int, nargs="+", default=[WORD_LAYER])
    parser.add_argument("--tuned", type=Path, default=WORD_WEIGHTS)
    chosen = parser.parse_args()
    folder = store.prepare(store.MULTILINGUAL_E5)
    encoders = {"as it is": Encoder(Bert(folder), tokenizer())}
    if chosen.tuned.is_file():
        encoders["tuned"] = Encoder(Bert(folder, read_tuned(chosen.tuned)), tokenizer())
    gold = read_gold(GOLD)
    sets = {"gold 1-20": gold[:TUNING], "gold 21-60": gold[TUNING:], "gold": gold}
    sets["gold, no diacritics"] = [without_diacritics(one) for one in gold]
    for code in ("ro", "ru", "et") if chosen.data else ():
        sets[f"silver {code}"] = read_silver(chosen.data / "mlqe-pe" / f"{code}-en.dev.tsv.gz", SILVER_PAIRS)
    print(f"{'set':20} {'encoder':9} layer links  AER   P     R     ms a pair")
    for name, examples in sets.items():
        for title, encoder in encoders.items():
            for layer in chosen.layers:
                for method, label in ((best_links, "best"), (all_links, "link")):
                    found, milliseconds = linked(encoder, layer, examples, method)
                    figures = "  ".join(f"{figure:.3f}" for figure in rates(examples, found))
                    print(f"{name:20} {title:9} {layer:5} {label:6} {figures}  {milliseconds:.2f}", flush=True)


if __name__ == "__main__":
    main()
