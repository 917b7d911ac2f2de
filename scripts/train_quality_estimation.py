"""Train the quality estimator: which words of a translation are wrong, what is left out, how good the sentence is.

usage: train_quality_estimation.py DATA MATERIAL OUT.safetensors [--minutes 85] [--rate 1.5e-4] [--seed 1]
                                   [--start WEIGHTS.safetensors]

DATA is a folder with `mlqe-pe/`, `critical-pt-en/`, `mqm-zh-en/`, `ntrex/`; MATERIAL holds labelled round trips,
`*.labelled.tsv.gz` (see make_round_trips.py and label_round_trips.py). One multilingual encoder reads the translation's
words, then the source; linear heads tag words and gaps; a small head on the means scores the sentence (direct
assessment, HTER, critical error). The source is left out of some examples, so that the model also works without it;
parallel sentences are broken in known ways (words left out, turned round, figures changed), which no annotated data has
enough of. ``--start`` goes on from weights that this script wrote.

The learning rate falls to nothing over the minutes given, so the figures depend on the machine.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import itertools
import json
import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from transformers import BertConfig, BertModel

from mtcheck.models import store
from mtcheck.models.batching import PAD
from mtcheck.models.bert import read_tuned, write_tuned
from mtcheck.models.e5 import WORDS, unpacked

BATCH_TOKENS = 2400
MOST_WORDS_PIECES, MOST_SOURCE_PIECES = 140, 150
WITHOUT_SOURCE = 0.2
BROKEN = 0.5
LONGEST_RUN = 5
WARM = 300
UNKNOWN = float("nan")


@dataclass(frozen=True)
class Example:
    """A translation's words with their marks (1 wrong, 0 right, -1 unknown) and the sentence's marks (NaN unknown)."""

    source: str
    words: tuple[str, ...]
    marks: tuple[int, ...]
    gaps: tuple[int, ...]
    assessment: float = UNKNOWN
    hter: float = UNKNOWN
    critical: float = UNKNOWN


MQM_COLUMNS = ["system", "document", "segment", "rater", "source", "target", "starts", "ends", "severities"]


def table(path: Path, escaped: bool = False, columns: list[str] | None = None) -> list[dict[str, str]]:
    mark = "\\" if escaped else None
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, columns, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar=mark))


def marks(tags: list[str]) -> tuple[int, ...]:
    return tuple(int(tag == "BAD") for tag in tags)


def held_out(key: str, share: float) -> bool:
    """Whether what has this key is kept for testing; the same on every machine."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF < share


def mlqe(path: Path) -> list[Example]:
    out = []
    for row in table(path):
        tags = row["tags"].split()
        words = tuple(row["mt"].split())
        out.append(
            Example(row["src"], words, marks(tags[1::2]), marks(tags[::2]), float(row["da_z_mean"]), float(row["hter"]))
        )
    return out


def round_trips(path: Path, beside: str) -> list[Example]:
    """Round trips beside their ``pivot`` or, as with `--original`, beside their ``original``."""
    out = []
    for row in table(path, escaped=True):
        wrong = short_runs(marks(row["words"].split()))
        out.append(Example(row[beside], tuple(row["copy"].split()), wrong, marks(row["gaps"].split())))
    return out


def short_runs(wrong: tuple[int, ...]) -> tuple[int, ...]:
    """The marks, with long runs of wrong words made unknown: there the translator said it his own way."""
    out: list[int] = []
    for mark, run in itertools.groupby(wrong):
        size = len(list(run))
        out += [-1 if mark and size > LONGEST_RUN else mark] * size
    return tuple(out)


def critical(path: Path, test: bool) -> list[Example]:
    out = []
    for row in table(path):
        if held_out(row["src"], 0.2) != test:
            continue
        words = tuple(row["mt"].split())
        bad = row["label"] == "BAD"
        known = -1 if bad else 0
        out.append(Example(row["src"], words, (known,) * len(words), (known,) * (len(words) + 1), critical=float(bad)))
    return out


def mqm_spans(row: dict[str, str]) -> list[tuple[int, int]]:
    """The error spans of a row, start and end; none where the annotator found nothing (-1)."""
    both = zip(map(int, row["starts"].split()), map(int, row["ends"].split()), strict=True)
    return [(start, end) for start, end in both if start >= 0]


def mqm(path: Path, test: bool) -> list[Example]:
    out = []
    for row in table(path, columns=MQM_COLUMNS):
        if held_out(row["document"], 0.5) != test:
            continue
        words, spans, at = tuple(row["target"].split()), mqm_spans(row), 0
        wrong = []
        for word in words:
            start = row["target"].index(word, at)
            at = start + len(word)
            wrong.append(int(any(a < at and start < b for a, b in spans)))
        out.append(Example(row["source"], words, tuple(wrong), (-1,) * (len(words) + 1)))
    return out


def parallel(folder: Path, languages: list[str], withheld: set[str]) -> list[Example]:
    """Human translations line by line; the documents withheld are those that detection is measured on."""

    def lines(name: str) -> list[str]:
        with gzip.open(folder / f"{name}.txt.gz", "rt", encoding="utf-8") as file:
            return [line.strip() for line in file]

    english, names = lines("eng"), lines("doc_ids")
    out = []
    for language in languages:
        for source, target, name in zip(lines(language), english, names, strict=True):
            if name not in withheld and source and target:
                words = tuple(target.split())
                out.append(Example(source, words, (0,) * len(words), (0,) * (len(words) + 1), critical=0.0))
    return out


def withheld_documents(data: Path) -> set[str]:
    """Documents of `ntrex/` whose sentences stand in the annotated stories."""
    texts = " ".join(
        path.read_text(encoding="utf-8")
        for path in (*data.glob("retranslated/*.original.txt"), *data.glob("clean/*.txt"))
    )
    with (
        gzip.open(data / "ntrex" / "eng.txt.gz", "rt", encoding="utf-8") as a,
        gzip.open(data / "ntrex" / "doc_ids.txt.gz", "rt", encoding="utf-8") as b,
    ):
        return {name.strip() for line, name in zip(a, b, strict=True) if len(line) > 40 and line[:40] in texts}


_TURNED = {
    "up": "down", "down": "up", "more": "less", "less": "more", "before": "after", "after": "before", "rose": "fell",
    "fell": "rose", "won": "lost", "lost": "won", "against": "for", "first": "last", "high": "low", "higher": "lower",
    "increase": "decrease", "increased": "decreased", "all": "some", "always": "never", "many": "few", "to": "from",
    "from": "to", "with": "without", "his": "her", "her": "his", "he": "she", "she": "he", "could": "should",
    "will": "would", "can": "must", "may": "must", "said": "denied", "new": "old", "only": "also", "not": "",
}  # fmt: skip
_AUXILIARIES = frozenset("is are was were will would can could has had have should may might must did do does".split())


def broken(example: Example, rng: random.Random, vocabulary: list[str]) -> Example:
    """The example with one known error in its words, marked there; unchanged where it is too short."""
    words, wrong, gaps = list(example.words), list(example.marks), list(example.gaps)
    if len(words) < 6:
        return example
    kind = rng.choice(("drop", "drop", "turn", "figure", "replace", "insert", "swap", "negate", "swap names"))
    at = rng.randrange(1, len(words) - 2)
    if kind == "drop":
        size = min(rng.choice((1, 1, 2, 3, 5, 8, 12)), len(words) - at - 1)
        del words[at : at + size], wrong[at : at + size], gaps[at : at + size]
        gaps[at] = 1
    elif kind == "insert":
        size = rng.choice((1, 2, 3, 5))
        words[at:at] = [rng.choice(vocabulary) for _ in range(size)]
        wrong[at:at] = [1] * size
        gaps[at:at] = [0] * size
    elif kind == "swap":
        middle = rng.randrange(at + 1, min(at + 6, len(words)))
        end = min(len(words), middle + rng.randrange(1, 5))
        words[at:end] = words[middle:end] + words[at:middle]
        wrong[at:end] = [1] * (end - at)
    elif kind == "swap names":
        names = [i for i, w in enumerate(words) if i and w[:1].isupper() and len(w) > 3]
        if len(names) < 2:
            return example
        one, other = rng.sample(names, 2)
        words[one], words[other] = words[other], words[one]
        wrong[one] = wrong[other] = 1
    elif kind == "negate":
        places = [i for i, w in enumerate(words) if w.lower() in _AUXILIARIES]
        if not places:
            return example
        place = rng.choice(places) + 1
        words[place:place], wrong[place:place], gaps[place:place] = ["not"], [1], [0]
        wrong[place - 1] = 1
    elif kind == "figure":
        places = [i for i, w in enumerate(words) if any(c.isdigit() for c in w)]
        if not places:
            return example
        place = rng.choice(places)
        words[place] = "".join(
            str(rng.randrange(1, 10)) if c.isdigit() and rng.random() < 0.6 else c for c in words[place]
        )
        wrong[place] = int(words[place] != example.words[place])
    else:
        places = [i for i, w in enumerate(words) if w.lower() in _TURNED] if kind == "turn" else [at]
        if not places:
            return example
        place = rng.choice(places)
        new = _TURNED[words[place].lower()] if kind == "turn" else rng.choice(vocabulary)
        if new:
            words[place], wrong[place] = new, 1
        else:
            del words[place], wrong[place], gaps[place]
            gaps[place] = 1
    return replace(example, words=tuple(words), marks=tuple(wrong), gaps=tuple(gaps), critical=1.0)


class Estimator(nn.Module):
    """The encoder with its heads; the names of the heads' weights are those that mtcheck/models/quality.py reads."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.bert = BertModel(BertConfig.from_pretrained(folder), add_pooling_layer=False)
        stored = load_file(folder / "model.safetensors")
        words = stored.pop(WORDS)
        state = {name: weight.float() for name, weight in stored.items()}
        state["embeddings.word_embeddings.weight"] = unpacked(words)
        self.bert.load_state_dict(state, strict=False)
        self.bert.embeddings.requires_grad_(False)
        width = self.bert.config.hidden_size
        self.word = nn.Linear(width, 1)
        self.gap = nn.Linear(2 * width, 1)
        self.hidden = nn.Linear(4 * width, 128)
        self.sentence = nn.Linear(128, 3)

    def forward(
        self, ids: torch.Tensor, pool: torch.Tensor, sides: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Logits of words with the marks around, (rows, words + 2), gaps, (rows, words + 1), sentences, (rows, 3).

        ``pool``, (rows, words + 2, tokens), averages pieces to words, ``sides``, (rows, 2, tokens), to the two texts.
        """
        states = self.bert(input_ids=ids, attention_mask=(ids != PAD).long()).last_hidden_state
        words = torch.bmm(pool.to(states.dtype), states)
        means = torch.bmm(sides.to(states.dtype), states)
        mt, src = means[:, 0], means[:, 1]
        sentence = self.sentence(torch.tanh(self.hidden(torch.cat((mt, src, (mt - src).abs(), mt * src), -1))))
        pairs = torch.cat((words[:, :-1], words[:, 1:]), -1)
        return self.word(words).squeeze(-1).float(), self.gap(pairs).squeeze(-1).float(), sentence.float()


class Batcher:
    """Turns examples into tensors."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.start, self.end = (self.tokenizer.token_to_id(mark) for mark in ("<s>", "</s>"))

    def _pieces(self, example: Example) -> tuple[list[int], list[int | None], int]:
        own = self.tokenizer.encode(list(example.words), is_pretokenized=True, add_special_tokens=False)
        ids, places = own.ids[:MOST_WORDS_PIECES], own.word_ids[:MOST_WORDS_PIECES]
        length = len(example.words)
        row = [self.start, *ids, self.end]
        where = [0, *(None if w is None else w + 1 for w in places), length + 1]
        middle = len(row)
        if example.source:
            other = self.tokenizer.encode(example.source, add_special_tokens=False).ids[:MOST_SOURCE_PIECES]
            row += [self.end, *other, self.end]
        return row, where, middle

    def __call__(self, examples: list[Example]) -> tuple[torch.Tensor, ...]:
        """Ids, the two poolings, and the marks of words, gaps and sentences (-1 or NaN: unknown)."""
        made = [self._pieces(example) for example in examples]
        tokens = max(len(row) for row, _, _ in made)
        most = max(len(example.words) for example in examples) + 2
        ids = torch.full((len(made), tokens), PAD)
        pool = torch.zeros(len(made), most, tokens)
        sides = torch.zeros(len(made), 2, tokens)
        wrong = torch.full((len(made), most), -1.0)
        gaps = torch.full((len(made), most - 1), -1.0)
        for at, ((row, where, middle), example) in enumerate(zip(made, examples, strict=True)):
            ids[at, : len(row)] = torch.tensor(row)
            for token, word in enumerate(where):
                if word is not None:
                    pool[at, word, token] = 1
            sides[at, 0, 1 : middle - 1] = 1
            if len(row) > middle:
                sides[at, 1, middle + 1 : len(row) - 1] = 1
            seen = {word for word in where if word is not None}
            for word, mark in enumerate(example.marks, 1):
                wrong[at, word] = mark if word in seen else -1
            for gap, mark in enumerate(example.gaps):
                gaps[at, gap] = mark if {gap, gap + 1} <= seen else -1
        pool = pool / pool.sum(-1, keepdim=True).clamp_min(1)
        sides = sides / sides.sum(-1, keepdim=True).clamp_min(1)
        whole = torch.tensor([[e.assessment, e.hter, e.critical] for e in examples])
        return ids, pool, sides, wrong, gaps, whole


def loss_of(model: Estimator, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    ids, pool, sides, wrong, gaps, whole = batch
    word, gap, sentence = model(ids, pool, sides)
    cross = nn.functional.binary_cross_entropy_with_logits
    total = torch.zeros(())
    for logits, target, weight in ((word, wrong, 1.0), (gap, gaps, 0.7)):
        known = target >= 0
        if known.any():
            total = total + weight * cross(logits[known], target[known])
    known = ~whole.isnan()
    if known[:, 0].any():
        total = total + 0.4 * nn.functional.mse_loss(sentence[:, 0][known[:, 0]], whole[:, 0][known[:, 0]])
        total = total + 2.0 * nn.functional.mse_loss(sentence[:, 1].sigmoid()[known[:, 1]], whole[:, 1][known[:, 1]])
    if known[:, 2].any():
        total = total + 0.3 * cross(sentence[:, 2][known[:, 2]], whole[:, 2][known[:, 2]])
    return total


def mcc(right: torch.Tensor, guess: torch.Tensor) -> float:
    """Matthews correlation of two boolean vectors."""
    tp, tn = (right & guess).sum().item(), (~right & ~guess).sum().item()
    fp, fn = (~right & guess).sum().item(), (right & ~guess).sum().item()
    below = math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return (tp * tn - fp * fn) / below if below else 0.0


@torch.inference_mode()
def evaluate(model: nn.Module, batcher: Batcher, examples: list[Example]) -> dict[str, float]:
    """Best word and gap MCC over thresholds, Pearson of assessment and HTER, best critical MCC."""
    model.eval()
    columns: dict[str, list[torch.Tensor]] = {name: [] for name in ("word", "gap", "sentence", "w", "g", "s")}
    for start in range(0, len(examples), 32):
        ids, pool, sides, wrong, gaps, whole = batcher(examples[start : start + 32])
        with torch.autocast("cpu", torch.bfloat16):
            word, gap, sentence = model(ids, pool, sides)
        columns["word"].append(word[wrong >= 0])
        columns["w"].append(wrong[wrong >= 0])
        columns["gap"].append(gap[gaps >= 0])
        columns["g"].append(gaps[gaps >= 0])
        columns["sentence"].append(sentence)
        columns["s"].append(whole)
    model.train()
    joined = {name: torch.cat(parts) for name, parts in columns.items()}
    out: dict[str, float] = {}
    for name, logits, target in (
        ("word", joined["word"], joined["w"]),
        ("gap", joined["gap"], joined["g"]),
        ("critical", joined["sentence"][:, 2], joined["s"][:, 2]),
    ):
        known = ~target.isnan()
        if known.any() and target[known].max() > 0:
            grid = [x / 20 for x in range(1, 20)]
            made = [(mcc(target[known] > 0.5, logits[known].sigmoid() > bar), bar) for bar in grid]
            out[f"{name} mcc"], out[f"{name} bar"] = max(made)
    for index, name in enumerate(("da", "hter")):
        known = ~joined["s"][:, index].isnan()
        if known.any():
            both = torch.stack((joined["sentence"][known][:, index], joined["s"][known][:, index]))
            out[f"{name} pearson"] = torch.corrcoef(both)[0, 1].item()
    return {name: round(value, 3) for name, value in out.items()}


def mixture(data: Path, material: Path, rng: random.Random) -> list[Example]:
    """The training examples of one pass, anew each time: some are broken, some lose their source."""
    pairs = {code: mlqe(data / "mlqe-pe" / f"{code}-en.train.tsv.gz") for code in ("ro", "et", "ru", "ne", "si")}
    labelled = sorted(material.glob("*.labelled.tsv.gz"))
    trips = [e for path in labelled for beside in ("pivot", "original") for e in round_trips(path, beside)]
    languages = "ron spa fra deu ita por rus ukr pol tur nld arb".split()
    human = parallel(data / "ntrex", languages, withheld_documents(data))
    english = critical(data / "critical-pt-en" / "dev.tsv.gz", test=False)
    chinese = mqm(data / "mqm-zh-en" / "2021-news.tsv.gz", test=False)
    vocabulary = sorted({word for e in human[:2000] for word in e.words if word.isalpha() and word.islower()})
    out = pairs["ro"] * 2 + pairs["et"] + pairs["ru"]
    out += rng.sample(pairs["ne"], 2500) + rng.sample(pairs["si"], 2500)
    out += rng.sample(trips, 3000) + rng.sample(chinese, min(1500, len(chinese)))
    for example in [*english, *rng.sample(human, 3500)]:
        breakable = example.critical == 0.0 and rng.random() < BROKEN
        out.append(broken(example, rng, vocabulary) if breakable else example)
    out = [replace(e, source="") if rng.random() < WITHOUT_SOURCE else e for e in out if e.words]
    rng.shuffle(out)
    return out


def batched(examples: list[Example], rng: random.Random) -> Iterator[list[Example]]:
    """Batches of like length in random order, of about `BATCH_TOKENS` pieces."""

    def size(example: Example) -> int:
        return min(MOST_WORDS_PIECES, len("".join(example.words)) // 3) + min(
            MOST_SOURCE_PIECES, len(example.source) // 3
        )

    order = sorted(examples, key=lambda e: size(e) + rng.random() * 8)
    made: list[list[Example]] = [[]]
    for example in order:
        if made[-1] and (len(made[-1]) + 1) * (size(example) + 4) > BATCH_TOKENS:
            made.append([])
        made[-1].append(example)
    rng.shuffle(made)
    yield from made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("material", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=85)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    torch.manual_seed(chosen.seed)
    rng = random.Random(chosen.seed)  # noqa: S311
    folder = store.prepare(store.MULTILINGUAL_E5)
    model, batcher = Estimator(folder), Batcher(folder)
    trained = {name: p for name, p in model.named_parameters() if p.requires_grad}
    if chosen.start is not None:
        written = {name.removeprefix("bert."): name for name in trained}
        with torch.no_grad():
            for name, weight in read_tuned(chosen.start).items():
                trained[written[name]].copy_(weight)
    average = {name: p.detach().clone() for name, p in trained.items()}
    heads = [p for name, p in trained.items() if not name.startswith("bert.")]
    body = [p for name, p in trained.items() if name.startswith("bert.")]
    optimiser = torch.optim.AdamW(
        [{"params": body, "factor": 1.0}, {"params": heads, "factor": 6.0}], lr=chosen.rate, weight_decay=0.01
    )
    dev = mlqe(chosen.data / "mlqe-pe" / "ro-en.dev.tsv.gz")[:400]
    started = looked = time.monotonic()
    step = seen = 0
    running = 0.0

    def weights() -> dict[str, torch.Tensor]:
        return {name.removeprefix("bert."): weight for name, weight in average.items()}

    def batches() -> Iterator[list[Example]]:
        for number in itertools.count():
            print(json.dumps({"pass": number, "examples": seen}), flush=True)
            yield from batched(mixture(chosen.data, chosen.material, rng), rng)

    for examples in batches():
        gone = (time.monotonic() - started) / (60 * chosen.minutes)
        if gone >= 1:
            break
        rate = chosen.rate * min(1.0, (step + 1) / WARM) * (1 - gone)
        for group in optimiser.param_groups:
            group["lr"] = rate * group["factor"]
        with torch.autocast("cpu", torch.bfloat16):
            loss = loss_of(model, batcher(examples))
        loss.backward()
        nn.utils.clip_grad_norm_(trained.values(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step, seen, running = step + 1, seen + len(examples), running + loss.item()
        keep = min(0.998, (step + 1) / (step + 10))
        for name, p in trained.items():
            average[name].lerp_(p.detach(), 1 - keep)
        if time.monotonic() - looked > 420:
            line = {"minutes": round((time.monotonic() - started) / 60, 1), "step": step, "examples": seen}
            own = {name: p.detach().clone() for name, p in trained.items()}
            with torch.no_grad():
                for name, p in trained.items():
                    p.copy_(average[name])
            print(json.dumps(line | {"loss": round(running, 1)} | evaluate(model, batcher, dev)), flush=True)
            with torch.no_grad():
                for name, p in trained.items():
                    p.copy_(own[name])
            write_tuned(weights(), chosen.out)
            running, looked = 0.0, time.monotonic()
    write_tuned(weights(), chosen.out)
    with torch.no_grad():
        for name, p in trained.items():
            p.copy_(average[name])
    print(json.dumps({"examples": seen, "ro-en": evaluate(model, batcher, dev)}))


if __name__ == "__main__":
    main()
