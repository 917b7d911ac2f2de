"""Train the error tagger: which words of re-translated copy an editor would mark, from the text alone.

usage: train_error_tagger.py OUT.safetensors MATERIAL.jsonl.gz... [--minutes 14] [--share mqm=0.5] [--dev DATA]
                             [--start WEIGHTS.safetensors] [--rate 1e-4]

MATERIAL holds one story a line (see make_error_material.py): ``set``, ``segments`` ([text, paragraph] each) and
``spans`` ([start, end, category, severity, chance] into the segments' texts joined by line ends; category and severity
may be ""). Sets named ``mqm…`` and ``mlqe…`` have heads of their own, since what their annotators called wrong differs;
sets that end in ``-test`` or ``-dev`` are passed over. The language model reads every story once and stays as it is;
its states are kept in memory (2.3 kB a token). The learning rate falls to nothing over the minutes given, so the
figures depend on the machine. ``--start`` trains on from weights that are there. With ``--dev`` the annotated stories
of DATA are tagged now and then.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from mtcheck.document.model import Document
from mtcheck.document.reading import read
from mtcheck.lines import as_document
from mtcheck.models import language_model, store
from mtcheck.models.bert import read_tuned, write_tuned
from mtcheck.models.language_model import TAP, LanguageModel, Reading
from mtcheck.models.llama import Llama, Shape
from mtcheck.models.tagger import KINDS, heads, parts

LAYERS = 5
HEADS_FASTER = 8.0
WARM = 60
ROW_TOKENS = 2000
DROPPED, HIDDEN = 0.15, 0.05
"""Shares of a state's values, and of whole tokens, that are hidden in training."""
KIND_SHARE, GRAVE_SHARE = 0.05, 0.05
"""Weights of the losses of kind and gravity beside that of being wrong."""
LOOK = 420
"""Seconds between two looks at the development stories."""
HEAD = {"mqm": 1, "mlqe": 2}


@dataclass(frozen=True)
class Row:
    """A part of a story that is read together: the language model’s view of it, and what is wrong in it.

    ``own`` and ``expecting`` are (tokens, width), ``bits`` (tokens,), ``pieces`` the tokens of each word; ``wrong``,
    ``kinds`` and ``grave``, (words,), hold the marks, -1 where unknown; ``head`` is the head that learns from it.
    """

    set: str
    own: torch.Tensor
    expecting: torch.Tensor
    bits: torch.Tensor
    pieces: list[tuple[int, int]]
    wrong: torch.Tensor
    kinds: torch.Tensor
    grave: torch.Tensor
    head: int


def document(segments: Sequence[Sequence[Any]]) -> Document:
    texts, paragraphs = zip(*segments, strict=True)
    return as_document("material", texts, paragraphs)


def rows(path: Path, model: LanguageModel) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            story = json.loads(line)
            if story["set"].endswith(("-test", "-dev")) or not any(text.strip() for text, _ in story["segments"]):
                continue
            reading = model.read(document(story["segments"]))
            for first, last in parts(reading):
                if any(reading.pieces[first:last]):
                    yield row(story, reading, first, last)


def row(story: dict[str, Any], reading: Reading, first: int, last: int) -> Row:
    words = [word for segment in reading.words[first:last] for word in segment]
    pieces = [piece for segment in reading.pieces[first:last] for piece in segment]
    start, end = pieces[0][0], pieces[-1][1]
    wrong, kinds, grave = torch.zeros(len(words)), torch.full((len(words),), -1), torch.full((len(words),), -1.0)
    places = np.array([(word.start, word.end) for word in words])
    for begin, stop, kind, severity, chance, *_ in story["spans"]:
        for at in np.nonzero((places[:, 0] < stop) & (begin < places[:, 1]))[0]:
            wrong[at] = max(float(wrong[at]), chance)
            if kind:
                kinds[at] = KINDS.index(kind)
                grave[at] = float(severity != "minor")
    head = next((number for name, number in HEAD.items() if story["set"].startswith(name)), 0)
    return Row(
        story["set"],
        reading.own[start:end].to(torch.bfloat16).clone(),
        reading.expecting[start:end].to(torch.bfloat16).clone(),
        reading.bits[start:end].float().clone(),
        [(a - start, b - start) for a, b in pieces],
        wrong,
        kinds,
        grave,
        head,
    )


def starting_weights(folder: Path) -> tuple[dict[str, nn.Parameter], Shape]:
    """The language model's own layers from `TAP` on, and heads that know nothing yet."""
    model = Llama(folder)
    made: dict[str, torch.Tensor] = {}
    for number in range(LAYERS):
        lead = f"model.layers.{TAP + number}."
        for name, weight in model.weights.items():
            if name.startswith(lead):
                made[f"layers.{number}.{name.removeprefix(lead)}"] = weight.float()
    width = model.width
    made |= {"norm.weight": torch.ones(width), "expecting.weight": torch.zeros(width, width)}
    made |= {"bits.weight": torch.zeros(width, 3)}
    for name, size, bias in (("wrong", 1 + len(HEAD), -2.0), ("kind", len(KINDS), 0.0), ("grave", 1, 0.0)):
        made |= {name + ".weight": torch.zeros(size, width), name + ".bias": torch.full((size,), bias)}
    return {name: nn.Parameter(weight.clone()) for name, weight in made.items()}, model.shape


def joined(batch: Sequence[Row]) -> tuple[torch.Tensor, ...]:
    """Own and expecting states, bits, which tokens are seen, and the pooling of words, padded."""
    tokens, words = max(len(r.bits) for r in batch), max(len(r.pieces) for r in batch)
    width = batch[0].own.shape[-1]
    own = torch.zeros(len(batch), tokens, width, dtype=torch.bfloat16)
    expecting = torch.zeros_like(own)
    bits, seen = torch.zeros(len(batch), tokens), torch.zeros(len(batch), tokens, dtype=torch.bool)
    pool = torch.zeros(len(batch), words, tokens)
    for at, one in enumerate(batch):
        size = len(one.bits)
        own[at, :size], expecting[at, :size], bits[at, :size], seen[at, :size] = one.own, one.expecting, one.bits, True
        for word, (a, b) in enumerate(one.pieces):
            pool[at, word, a:b] = 1 / max(1, b - a)
    return own, expecting, bits, seen, pool


def padded(marks: Sequence[torch.Tensor]) -> torch.Tensor:
    return nn.utils.rnn.pad_sequence(list(marks), batch_first=True, padding_value=-1)


def loss_of(weights: dict[str, nn.Parameter], shape: Shape, batch: Sequence[Row]) -> torch.Tensor:
    own, expecting, bits, seen, pool = joined(batch)
    with torch.autocast("cpu", torch.bfloat16):
        kept = (torch.rand(own.shape[:2]) >= HIDDEN).unsqueeze(-1)
        own, expecting = (nn.functional.dropout(states.float(), DROPPED) for states in (own * kept, expecting))
        wrong, kinds, grave = heads(weights, shape, own, expecting, bits, seen, pool)
    head = torch.tensor([r.head for r in batch])[:, None, None].expand(-1, wrong.shape[1], 1)
    logits = wrong.float().gather(2, head).squeeze(-1)
    marks, kind_marks, grave_marks = (padded([getattr(r, name) for r in batch]) for name in ("wrong", "kinds", "grave"))
    cross = nn.functional.binary_cross_entropy_with_logits
    loss = cross(logits[marks >= 0], marks[marks >= 0])
    known = kind_marks >= 0
    if known.any():
        loss = loss + KIND_SHARE * nn.functional.cross_entropy(kinds.float()[known], kind_marks[known])
        loss = loss + GRAVE_SHARE * cross(grave.float()[known], grave_marks[known])
    return loss


def batches(material: list[Row], shares: dict[str, float], rng: random.Random) -> Iterator[list[Row]]:
    """Batches of rows of like length in random order, pass after pass; of some sets only a share a pass."""
    for number in itertools.count():
        print(json.dumps({"pass": number}), flush=True)
        chosen = [r for r in material if rng.random() < shares.get(r.set, 1.0)]
        made: list[list[Row]] = [[]]
        for one in sorted(chosen, key=lambda r: len(r.bits) + rng.random() * 40):
            if made[-1] and (len(made[-1]) + 1) * len(one.bits) > ROW_TOKENS:
                made.append([])
            made[-1].append(one)
        rng.shuffle(made)
        yield from made


class Development:
    """The annotated stories, which are tagged to see how training goes."""

    def __init__(self, data: Path, model: LanguageModel) -> None:
        self._rows, self._marks = [], []
        for path in sorted(data.glob("retranslated/*.gold.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            story = read(path.parent / gold["text_file"])
            reading = model.read(story)
            seen = [s for s in gold["spans"] if s.get("from_text_alone", True)]
            spans = [[s["start"], s["end"], s["category"], s["severity"], 1.0] for s in seen]
            for first, last in parts(reading):
                self._rows.append(row({"set": "dev", "spans": spans}, reading, first, last))
                self._marks.append(self._rows[-1].wrong.numpy())

    @torch.inference_mode()
    def area(self, weights: dict[str, nn.Parameter], shape: Shape) -> float:
        """The area under the curve of words inside visible gold spans against words outside."""
        chances = []
        for one in self._rows:
            with torch.autocast("cpu", torch.bfloat16):
                wrong, _, _ = heads(weights, shape, *(t.float() if t.is_floating_point() else t for t in joined([one])))
            chances.append(wrong[0, :, 0].float().numpy())
        marks, order = np.concatenate(self._marks), np.argsort(np.argsort(np.concatenate(chances)))
        right = marks.sum()
        return float((order[marks > 0].sum() - right * (right - 1) / 2) / (right * (len(marks) - right)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("material", type=Path, nargs="+")
    parser.add_argument("--minutes", type=float, default=14)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--share", action="append", default=[], metavar="SET=SHARE", help="share of a set in a pass")
    parser.add_argument("--dev", type=Path, metavar="DATA")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    torch.manual_seed(chosen.seed)
    rng = random.Random(chosen.seed)  # noqa: S311
    shares = {name: float(share) for name, _, share in (text.partition("=") for text in chosen.share)}
    model = language_model.load()
    material = [one for path in chosen.material for one in rows(path, model)]
    counted = {
        name: sum(len(r.pieces) for r in material if r.set == name) for name in sorted({r.set for r in material})
    }
    print(json.dumps({"words": counted}), flush=True)
    development = Development(chosen.dev, model) if chosen.dev else None
    weights, shape = starting_weights(store.prepare())
    if chosen.start:
        weights = {name: nn.Parameter(weight) for name, weight in read_tuned(chosen.start).items()}
    train(chosen.out, weights, shape, material, shares, rng, chosen.minutes, chosen.rate, development)


def train(
    out: Path,
    weights: dict[str, nn.Parameter],
    shape: Shape,
    material: list[Row],
    shares: dict[str, float],
    rng: random.Random,
    minutes: float,
    rate: float,
    development: Development | None,
) -> None:
    average = {name: p.detach().clone() for name, p in weights.items()}
    body = [p for name, p in weights.items() if name.startswith("layers.")]
    rest = [p for name, p in weights.items() if not name.startswith("layers.")]
    optimiser = torch.optim.AdamW(
        [{"params": body, "factor": 1.0}, {"params": rest, "factor": HEADS_FASTER}], lr=rate, weight_decay=0.01
    )
    started = looked = time.monotonic()
    running, since = 0.0, 0
    for step, batch in enumerate(batches(material, shares, rng)):
        gone = (time.monotonic() - started) / (60 * minutes)
        if gone < 1:
            for group in optimiser.param_groups:
                group["lr"] = rate * group["factor"] * min(1.0, (step + 1) / WARM) * max(0.02, 1 - gone)
            loss = loss_of(weights, shape, batch)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(weights.values(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            running, since = running + loss.item(), since + 1
            keep = min(0.997, (step + 1) / (step + 10))
            for name, p in weights.items():
                average[name].lerp_(p.detach(), 1 - keep)
        if gone >= 1 or time.monotonic() - looked > LOOK:
            line = {"minutes": round((time.monotonic() - started) / 60, 1), "step": step, "loss": running / since}
            if development:
                held = {name: nn.Parameter(weight) for name, weight in average.items()}
                line["area"] = round(development.area(held, shape), 4)
            print(json.dumps(line), flush=True)
            write_tuned(average, out)
            running, since, looked = 0.0, 0, time.monotonic()
        if gone >= 1:
            return


if __name__ == "__main__":
    main()
