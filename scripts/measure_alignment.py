"""How well segments are aligned: documents whose lines are known to be translations, made hard and aligned again.

python scripts/measure_alignment.py DATA [--languages ron jpn] [--swap-seed 1] [--sides one both] [--joined]
[--cache CACHE.npz] [--retranslated] [--growth]. DATA is the folder that holds ``ntrex`` and ``retranslated``. A bead
counts as found when both its sets of segments are exactly right; gaps (an empty side) are counted apart.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import random
import re
import resource
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray

from mtcheck.alignment.model import Bead, Embed
from mtcheck.alignment.segments import align
from mtcheck.document.model import Document
from mtcheck.document.reading import read
from mtcheck.models import encoder

Pair = tuple[tuple[int, ...], tuple[int, ...]]

LANGUAGES = ("ron", "por-BR", "spa", "fra", "deu", "rus", "ukr", "tur", "arb", "jpn")
MERGED, SPLIT, DELETED, INSERTED, SWAPPED = 0.15, 0.10, 0.08, 0.05, 0.03
"""How often two neighbouring lines are joined, a line is cut in two, left out, put in from elsewhere, and exchanged."""
_AFTER = re.compile(r"(?<=[,;:.?!،؛、。」”])\s*(?=\S)|\s+")
_DENSE = {"jpn", "zho"}
_BY_EYE: dict[str, tuple[Pair, ...]] = {
    "ntrex-010": (((1,), (1,)), ((2, 3), (2,))),
    "ntrex-023": (((1,), (1,)), ((2, 3), (2,))),
    "ntrex-041": (((3,), (3,)), ((4,), (4, 5))),
}
"""What belongs together in re-translated paragraphs that fall into other segments than the original’s."""


@dataclass(frozen=True)
class Unit:
    """Neighbouring segments made of the same lines: ``lines`` is empty where they were put in from elsewhere."""

    texts: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """Two texts of a story and the pairs of segments that are translations of each other, gaps included."""

    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    gold: tuple[Pair, ...]


@dataclass
class Tally:
    """Beads made, known and rightly made; full ones, and those with an empty side."""

    full: list[int] = field(default_factory=lambda: [0, 0, 0])
    gaps: list[int] = field(default_factory=lambda: [0, 0, 0])

    def add(self, beads: Sequence[Bead], gold: Sequence[Pair]) -> None:
        """Count the beads of one case."""
        made = {(bead.left, bead.right) for bead in beads}
        for counts, wanted in ((self.full, True), (self.gaps, False)):
            ours = {pair for pair in made if all(pair) is wanted}
            known = {pair for pair in gold if all(pair) is wanted}
            for at, count in enumerate((len(ours), len(known), len(ours & known))):
                counts[at] += count

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            [a + b for a, b in zip(self.full, other.full, strict=True)],
            [a + b for a, b in zip(self.gaps, other.gaps, strict=True)],
        )

    @staticmethod
    def f1(counts: Sequence[int]) -> tuple[float, float, float]:
        """Precision, recall and their harmonic mean."""
        made, known, right = counts
        precision, recall = right / max(made, 1), right / max(known, 1)
        return precision, recall, 2 * right / max(made + known, 1)


class Cached:
    """An embedding function that remembers what it has embedded, in a file of arrays by the hash of the text."""

    def __init__(self, embed: Embed, path: Path | None) -> None:
        self._embed, self._path = embed, path
        self._at: dict[str, int] = {}
        self._vectors = np.zeros((0, 0), np.float16)
        if path is not None and path.exists():
            with np.load(path) as stored:
                self._vectors = stored["vectors"]
                self._at = {str(key): at for at, key in enumerate(stored["keys"])}

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of the texts, (texts, width), at half precision."""
        keys = [hashlib.sha256(text.encode()).hexdigest()[:20] for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._at}
        if missing:
            made = self._embed(list(missing.values())).astype(np.float16)
            self._at |= {key: len(self._at) + at for at, key in enumerate(missing)}
            self._vectors = np.concatenate([self._vectors, made]) if len(self._vectors) else made
        return self._vectors[[self._at[key] for key in keys]].astype(np.float32)

    def save(self) -> None:
        """Write the file."""
        if self._path is not None:
            np.savez(self._path, keys=np.array(list(self._at)), vectors=self._vectors)


def documents(folder: Path, language: str) -> list[list[str]]:
    """The lines of each document, in the order of the file."""
    lines = gzip.decompress((folder / "ntrex" / f"{language}.txt.gz").read_bytes()).decode().split("\n")
    ids = gzip.decompress((folder / "ntrex" / "doc_ids.txt.gz").read_bytes()).decode().split("\n")
    found: dict[str, list[str]] = defaultdict(list)
    for name, line in zip(ids, lines, strict=False):
        if name.strip():
            found[name.strip()].append(line.strip())
    return list(found.values())


def made_hard(lines: Sequence[str], others: Sequence[str], chance: random.Random, dense: bool) -> list[Unit]:
    """A document with lines joined, cut, left out, put in and exchanged; ``others`` are lines of other documents."""
    units: list[Unit] = []
    at = 0
    while at < len(lines):
        kind = chance.random()
        if kind < MERGED and at + 1 < len(lines):
            units.append(Unit((("" if dense else " ").join(lines[at : at + 2]),), (at, at + 1)))
            at += 1
        elif MERGED <= kind < MERGED + SPLIT and (pieces := in_two(lines[at], dense)):
            units.append(Unit(pieces, (at,)))
        elif kind < MERGED + SPLIT or kind >= MERGED + SPLIT + DELETED:
            units.append(Unit((lines[at],), (at,)))
        at += 1
        if chance.random() < INSERTED:
            units.append(Unit((chance.choice(others),), ()))
    at = 0
    while at + 1 < len(units):
        if chance.random() < SWAPPED:
            units[at], units[at + 1] = units[at + 1], units[at]
            at += 1
        at += 1
    return units


def in_two(line: str, dense: bool) -> tuple[str, str] | None:
    """A line cut near its middle, after a punctuation mark where one is near; None where it is too short."""
    places = range(2, len(line) - 2) if dense else [m.start() for m in re.finditer(r"\s+", line)]
    if not places or len(line) < (12 if dense else 30):
        return None
    middle = len(line) / 2
    best = min(places, key=lambda at: abs(at - middle) - (len(line) / 5 if line[at - 1] in ",;:.?!،؛、。”" else 0))
    return line[:best].strip(), line[best:].strip()


def gold_pairs(left: Sequence[Unit], right: Sequence[Unit]) -> list[Pair]:
    """The segments that share lines, directly or through others, and the gaps."""
    group: dict[int, int] = {}

    def root(line: int) -> int:
        while group.setdefault(line, line) != line:
            line = group[line]
        return line

    for unit in (*left, *right):
        for line in unit.lines[1:]:
            group[root(line)] = root(unit.lines[0])
    sides: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    lone: list[Pair] = []
    for side, units in enumerate((left, right)):
        at = 0
        for unit in units:
            segments = range(at, at + len(unit.texts))
            at = segments.stop
            if unit.lines:
                sides[root(unit.lines[0])][side].extend(segments)
            else:
                lone.extend(((), (i,)) if side else ((i,), ()) for i in segments)
    for ours, theirs in sides.values():
        if ours and theirs:
            lone.append((tuple(sorted(ours)), tuple(sorted(theirs))))
        else:
            lone.extend([*(((i,), ()) for i in ours), *(((), (i,)) for i in theirs)])
    return lone


def cases(folder: Path, language: str, seed: int, both: bool) -> list[Case]:
    """Each document in English and in the other language, made hard there, and where ``both`` in English too."""
    made = []
    pairs = list(zip(documents(folder, "eng"), documents(folder, language), strict=True))
    for number, (english, foreign) in enumerate(pairs):
        sides = []
        for which, lines in enumerate((english, foreign)):
            chance = random.Random(f"{seed} {number} {which}")  # noqa: S311 (not for secrets)
            others = [line for at, pair in enumerate(pairs) if at != number for line in pair[which]]
            if which or both:
                sides.append(made_hard(lines, others, chance, bool(which) and language in _DENSE))
            else:
                sides.append([Unit((line,), (at,)) for at, line in enumerate(lines)])
        texts = [tuple(text for unit in side for text in unit.texts) for side in sides]
        made.append(Case(f"{language} {number}", texts[0], texts[1], tuple(gold_pairs(*sides))))
    return made


def joined(parts: Sequence[Case]) -> Case:
    """All cases, one after the other, as one."""
    left: list[str] = []
    right: list[str] = []
    gold: list[Pair] = []
    for part in parts:
        gold.extend((tuple(i + len(left) for i in a), tuple(j + len(right) for j in b)) for a, b in part.gold)
        left.extend(part.left)
        right.extend(part.right)
    return Case("joined", tuple(left), tuple(right), tuple(gold))


def retranslated(folder: Path) -> Iterator[Case]:
    """Each re-translated story and its original; paragraphs answer to each other, and mostly segments do."""
    for path in sorted((folder / "retranslated").glob("ntrex-*.original.txt")):
        name = path.name.removesuffix(".original.txt")
        copy, original = read(path.with_name(f"{name}.txt")), read(path)
        gold: list[Pair] = []
        for ours, theirs in zip(_paragraphs(copy), _paragraphs(original), strict=True):
            if len(ours) == len(theirs):
                gold.extend(((i,), (j,)) for i, j in zip(ours, theirs, strict=True))
            else:
                gold.extend(_BY_EYE[name])
        yield Case(name, tuple(s.text for s in copy.segments), tuple(s.text for s in original.segments), tuple(gold))


def _paragraphs(document: Document) -> list[list[int]]:
    found: list[list[int]] = []
    end = 0
    for at, segment in enumerate(document.segments):
        if not found or "\n" in document.text[end : segment.start]:
            found.append([])
        found[-1].append(at)
        end = segment.end
    return found


def scored(parts: Sequence[Case], embed: Embed) -> Tally:
    """Align the cases and compare with what is known."""
    tally = Tally()
    for case in parts:
        tally.add(align(case.left, case.right, embed), case.gold)
    return tally


def growth(parts: Sequence[Case], embed: Embed) -> None:
    """Print how long texts of many segments take, with their vectors at hand, and how many texts are embedded."""
    chance = random.Random(1)  # noqa: S311 (not for secrets)
    for size in (1_000, 3_000, 10_000):
        many: list[Case] = []
        while sum(len(case.left) for case in many) < size:
            many.extend(chance.sample(parts, len(parts)))
        while sum(len(case.left) for case in many[:-1]) >= size:
            many.pop()
        case = joined(many)
        embed([*case.left, *case.right])
        asked: list[int] = []
        spent: list[float] = []

        def counted(texts: Sequence[str]) -> NDArray[np.float32]:
            start = perf_counter()
            vectors = embed(texts)
            asked.append(len(texts))  # noqa: B023 (called in this round)
            spent.append(perf_counter() - start)  # noqa: B023
            return vectors

        start, busy = perf_counter(), process_time()
        tally = Tally()
        tally.add(align(case.left, case.right, counted), case.gold)
        seconds, busy = perf_counter() - start - sum(spent), process_time() - busy
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{len(case.left)} and {len(case.right)} segments: {seconds:.1f} s ({busy:.1f} s of processor) without the "
            f"encoder, {asked} texts embedded, {memory} MB at most, strict F1 {Tally.f1(tally.full)[2]:.4f}"
        )


def _line(name: str, tallies: Sequence[Tally]) -> str:
    cells = [f"{Tally.f1(tally.full)[at]:.4f}" for tally in tallies for at in range(3)]
    return f"{name:28}" + "  ".join(cells) + f"  {Tally.f1(tallies[-1].gaps)[2]:.3f}"


def measure(options: argparse.Namespace, embed: Embed) -> None:
    """Print precision, recall and F1 of the documents that were tuned on, of the others, and of all, and F1 of gaps."""
    print("precision, recall, F1 of beads: even documents, odd ones, all; F1 of gaps in all")
    for language in options.languages:
        for sides in options.sides:
            parts = cases(options.data, language, options.swap_seed, sides == "both")
            halves = [scored(parts[0::2], embed), scored(parts[1::2], embed)]
            print(_line(f"{language}, {sides}", [*halves, halves[0] + halves[1]]), flush=True)
            if options.joined:
                print(_line(f"{language}, {sides}, as one", [scored([joined(parts)], embed)]), flush=True)


def main() -> None:
    """Measure what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--languages", nargs="*", default=LANGUAGES)
    parser.add_argument("--swap-seed", type=int, default=1)
    parser.add_argument("--sides", nargs="*", choices=("one", "both"), default=("one",))
    parser.add_argument("--joined", action="store_true", help="also all documents as one text")
    parser.add_argument("--retranslated", action="store_true", help="also copy beside its English original")
    parser.add_argument("--growth", metavar="LANGUAGE", help="also the time that long texts of this language take")
    parser.add_argument("--cache", type=Path, help="a file of vectors to read and to add to")
    options = parser.parse_args()
    embed = Cached(lambda texts: encoder.load().embed(texts), options.cache)
    measure(options, embed)
    if options.retranslated:
        print(_line("re-translated", [scored(list(retranslated(options.data)), embed)]))
    if options.growth:
        growth(cases(options.data, options.growth, options.swap_seed, False), embed)
    embed.save()


if __name__ == "__main__":
    main()
