"""Tune the multilingual encoder so that a word and its translation lie side by side, on parallel text without labels.

usage: tune_word_alignment.py DATA OUT.safetensors [--pairs 5000] [--rate 2e-5] [--seed 1]

DATA is a folder with `newstest2016-ro-en/`, `mlqe-pe/` and `ntrex/`, and with `retranslated/` and `clean/`, whose
documents are kept out. The objectives are those of Dou & Neubig 2021 ("awesome-align") that need no labels:
self-training, where the links that `mtcheck.alignment.words` makes of the present states are the truth of the next
step, and consistency between the two directions. Each word shares itself out among the words of the other side by a
softmax over cosines; the cross-entropy with its links draws its translations near and puts the other words of the
sentence away.

Only the layers that words are aligned by are tuned, the embeddings stay. A model that teaches itself drifts when it
does so for long: at a rate of 8e-5 over 10,000 pairs it linked more and more, and was ruined.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from transformers import BertConfig, BertModel

from mtcheck.alignment.words import ARTICLE, kinds, stages, words_of
from mtcheck.models import store
from mtcheck.models.batching import PAD
from mtcheck.models.bert import write_tuned
from mtcheck.models.e5 import WORDS, unpacked
from mtcheck.models.encoder import WORD_LAYER

MOST_WORDS = 60
BATCH_TOKENS = 2600
SHARPNESS = 18.0
JOINED_WEIGHT = 0.5
CONSISTENCY = 0.2
WARM = 40
ROMANIAN, ENGLISH = 0.4, 0.06
"""Shares of pairs that are Romanian and English, and of those that are a translation and its correction."""
BARE, WORDS_ALONE = 0.2, 0.3
"""How often the foreign side loses its diacritics, and how often both sides lose their punctuation marks."""


@dataclass(frozen=True)
class Pair:
    """A sentence and its translation, as words."""

    left: tuple[str, ...]
    right: tuple[str, ...]


def lines(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [line.strip() for line in file]


def withheld_documents(data: Path) -> set[int]:
    """The numbers of the NTREX documents that detection is measured on."""
    return {int(path.name[6:9]) for folder in ("retranslated", "clean") for path in (data / folder).glob("ntrex-*.txt")}


def news(data: Path) -> dict[str, list[tuple[str, str]]]:
    """Foreign and English sentences of NTREX by language, without the documents withheld."""
    english, names = lines(data / "ntrex" / "eng.txt.gz"), lines(data / "ntrex" / "doc_ids.txt.gz")
    numbers = {name: at for at, name in enumerate(dict.fromkeys(names))}
    withheld = withheld_documents(data)
    kept = [at for at, name in enumerate(names) if numbers[name] not in withheld]
    out = {}
    for path in sorted((data / "ntrex").glob("*.txt.gz")):
        language = path.name.partition(".")[0]
        if language not in ("eng", "doc_ids"):
            foreign = lines(path)
            out[language] = [(foreign[at], english[at]) for at in kept]
    return out


def corrected(data: Path, code: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Sources and corrected translations, and machine translations and corrected ones, of MLQE-PE."""
    with gzip.open(data / "mlqe-pe" / f"{code}-en.train.tsv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row["src"], row["pe"]) for row in rows], [(row["mt"], row["pe"]) for row in rows]


def raw_pairs(data: Path, rng: random.Random, count: int) -> list[tuple[str, str]]:
    """Sentences of two languages, as many as asked for.

    Romanian and English ones, some that are both English, and a fair share of each other language.
    """
    folder = data / "newstest2016-ro-en"
    sets = news(data)
    romanian = list(zip(lines(folder / "first1000.ro.gz"), lines(folder / "first1000.en.gz"), strict=True))
    romanian += sets.pop("ron")
    english = []
    for code in ("ro", "ru", "et"):
        pairs, same = corrected(data, code)
        english += same
        if code == "ro":
            romanian += pairs
        else:
            sets[f"mlqe-{code}"] = pairs
    chosen = rng.sample(romanian, min(len(romanian), round(ROMANIAN * count)))
    chosen += rng.sample(english, round(ENGLISH * count))
    share = (count - len(chosen)) / sum(map(len, sets.values()))
    for one in sets.values():
        chosen += rng.sample(one, min(len(one), round(share * len(one))))
    rng.shuffle(chosen)
    return chosen


def split(text: str, marks: bool) -> tuple[str, ...]:
    """The words of a text, with its punctuation marks or without."""
    out: list[str] = []
    at = 0
    for start, end in [*words_of(text), (len(text), len(text))]:
        if marks:
            out += "".join(text[at:start].split())
        out += [text[start:end]] if end > start else []
        at = end
    return tuple(out)


def bare(text: str) -> str:
    """The text without the diacritics of the Latin script."""
    return "".join(
        c if ord(c) > 0x24F else unicodedata.normalize("NFD", c)[0] for c in unicodedata.normalize("NFC", text)
    )


def pairs(data: Path, rng: random.Random, count: int) -> list[Pair]:
    out = []
    for foreign, english in raw_pairs(data, rng, count):
        marks = rng.random() >= WORDS_ALONE
        left = split(bare(foreign) if rng.random() < BARE else foreign, marks)
        right = split(english, marks)
        if 1 < len(left) <= MOST_WORDS and 1 < len(right) <= MOST_WORDS:
            out.append(Pair(left, right))
    return out


def load(folder: Path) -> BertModel:
    """The encoder's first layers, with dropout switched off and the embeddings frozen."""
    config = BertConfig.from_pretrained(
        folder, num_hidden_layers=WORD_LAYER, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    model = BertModel(config, add_pooling_layer=False)
    stored = load_file(folder / "model.safetensors")
    state = {name: weight.float() for name, weight in stored.items() if name != WORDS}
    state["embeddings.word_embeddings.weight"] = unpacked(stored[WORDS])
    model.load_state_dict(state, strict=False)
    model.embeddings.requires_grad_(False)
    return model


class Reader:
    """Words to states, as `mtcheck.models.encoder.Encoder.words` has them, with gradients."""

    def __init__(self, folder: Path, model: BertModel) -> None:
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.model = model

    def __call__(self, sentences: list[tuple[str, ...]]) -> torch.Tensor:
        """The states, (sentences, most words, width), zeros where a sentence has no such word."""
        encoded = [self.tokenizer.encode(list(words), is_pretokenized=True) for words in sentences]
        longest = max(len(one.ids) for one in encoded)
        ids = torch.full((len(encoded), longest), PAD)
        pool = torch.zeros(len(encoded), max(map(len, sentences)), longest)
        for row, one in enumerate(encoded):
            ids[row, : len(one.ids)] = torch.tensor(one.ids)
            for token, word in enumerate(one.word_ids):
                if word is not None:
                    pool[row, word, token] = 1
        pool /= pool.sum(-1, keepdim=True).clamp_min(1)
        with torch.autocast("cpu", torch.bfloat16):
            states = self.model(input_ids=ids, attention_mask=(ids != PAD).long()).last_hidden_state
        return torch.bmm(pool, states.float())


def targets(batch: list[Pair], left: torch.Tensor, right: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """What left words, then right words, should share themselves out among, and may; (pairs, left, right) each.

    A word with direct links has those alone; one that joined a neighbour's has these, and counts for less. English
    articles look for a word, no word looks for them.
    """
    rows = torch.zeros(len(batch), left.shape[1], right.shape[1])
    columns = torch.zeros_like(rows)
    open_to_rows = torch.zeros(rows.shape, dtype=torch.bool)
    open_to_columns = torch.zeros_like(open_to_rows)
    for at, pair in enumerate(batch):
        n, m = len(pair.left), len(pair.right)
        direct, joined, _ = stages(pair.left, pair.right, left[at, :n].numpy(), right[at, :m].numpy())
        for out, axis in ((rows, 1), (columns, 0)):
            lone = ~direct.any(axis, keepdims=True)
            wanted = direct / direct.sum(axis, keepdims=True).clip(1)
            wanted = wanted + JOINED_WEIGHT * (lone & joined) / joined.sum(axis, keepdims=True).clip(1)
            out[at, :n, :m] = torch.from_numpy(wanted).float()
        open_to_rows[at, :n, :m] = torch.from_numpy(kinds(pair.right) != ARTICLE)[None, :]
        open_to_columns[at, :n, :m] = torch.from_numpy(kinds(pair.left) != ARTICLE)[:, None]
    return rows * open_to_rows, columns * open_to_columns, open_to_rows, open_to_columns


def unit(states: torch.Tensor, mean: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    return nn.functional.normalize((states - mean) * real, dim=-1)


def sides(reader: Reader, batch: list[Pair]) -> tuple[torch.Tensor, torch.Tensor]:
    """The states of the left and of the right words, (pairs, most words, width) each."""
    states = reader([p.left for p in batch] + [p.right for p in batch])
    left, right = states[: len(batch)], states[len(batch) :]
    return left[:, : max(len(p.left) for p in batch)], right[:, : max(len(p.right) for p in batch)]


def loss_of(reader: Reader, batch: list[Pair]) -> torch.Tensor:
    left, right = sides(reader, batch)
    rows, columns, open_to_rows, open_to_columns = targets(batch, left.detach(), right.detach())
    ours, theirs = ((side.detach().abs().sum(-1, keepdim=True) > 0).float() for side in (left, right))
    mean = (left.sum(1, keepdim=True) + right.sum(1, keepdim=True)) / (ours.sum(1, True) + theirs.sum(1, True))
    cosines = torch.bmm(unit(left, mean, ours), unit(right, mean, theirs).transpose(1, 2))
    forward = (SHARPNESS * cosines).masked_fill(~open_to_rows, -1e4).log_softmax(2)
    backward = (SHARPNESS * cosines).masked_fill(~open_to_columns, -1e4).log_softmax(1)
    cross = -(rows * forward).sum() / rows.sum().clamp_min(1) - (columns * backward).sum() / columns.sum().clamp_min(1)
    both = forward.exp() * backward.exp() * (open_to_rows & open_to_columns)
    agree = both.sum((1, 2)) / torch.minimum(ours.sum((1, 2)), theirs.sum((1, 2)))
    return cross - CONSISTENCY * agree.mean()


def batched(examples: list[Pair], rng: random.Random) -> Iterator[list[Pair]]:
    """Batches of like length in random order."""

    def size(pair: Pair) -> int:
        return sum(len(word) for word in pair.left + pair.right) // 4 + len(pair.left) + len(pair.right)

    made: list[list[Pair]] = [[]]
    for pair in sorted(examples, key=lambda p: size(p) + rng.random() * 8):
        if made[-1] and (len(made[-1]) + 1) * size(pair) > BATCH_TOKENS:
            made.append([])
        made[-1].append(pair)
    rng.shuffle(made)
    yield from made


def tuned_weights(model: BertModel) -> dict[str, torch.Tensor]:
    return {name: p.detach() for name, p in model.named_parameters() if p.requires_grad}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pairs", type=int, default=5000)
    parser.add_argument("--rate", type=float, default=2e-5)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    torch.manual_seed(chosen.seed)
    rng = random.Random(chosen.seed)  # noqa: S311
    folder = store.prepare(store.MULTILINGUAL_E5)
    model = load(folder)
    reader = Reader(folder, model)
    batches = list(batched(pairs(chosen.data, rng, chosen.pairs), rng))
    trained = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=chosen.rate, weight_decay=0.01)
    started = time.monotonic()
    seen, running = 0, 0.0
    for step, batch in enumerate(batches, 1):
        for group in optimiser.param_groups:
            group["lr"] = chosen.rate * min(1, step / WARM) * (1 - (step - 1) / len(batches))
        loss = loss_of(reader, batch)
        loss.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        seen, running = seen + len(batch), running + loss.item()
        if step % 20 == 0:
            line = {"step": step, "of": len(batches), "pairs": seen, "seconds": round(time.monotonic() - started)}
            print(json.dumps(line | {"loss": round(running / 20, 4)}), flush=True)
            running = 0.0
        if step % 60 == 0:
            write_tuned(tuned_weights(model), chosen.out)
    write_tuned(tuned_weights(model), chosen.out)


if __name__ == "__main__":
    main()
