"""Quality estimation: how good a translation is, and which of its words are wrong, with the source or without.

The task is that of the WMT shared tasks on quality estimation (Zerva et al. 2022); the model is the multilingual
encoder reading the translation, then the source, with linear heads on words and on the gaps between them and a small
one on the means (compare Kim et al. 2017, "Predictor-Estimator"; Ranasinghe et al. 2020, "TransQuest"). Trained by
`scripts/train_quality_estimation.py`; the weights' card lies beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from mtcheck.models import store
from mtcheck.models.batching import batches, padded
from mtcheck.models.bert import Bert, read_tuned
from mtcheck.models.encoder import tokenizer
from mtcheck.models.readable import readable
from mtcheck.models.readings import Estimate

WEIGHTS = Path(__file__).parent / "weights" / "quality_estimation.safetensors"
_MOST_WORDS_PIECES, _MOST_SOURCE_PIECES = 140, 150
"""Pieces of a segment that are read, as in training."""


class QualityEstimator:
    """Reads segments with their sources."""

    def __init__(self, bert: Bert, heads: dict[str, torch.Tensor], tokenizer: Any) -> None:
        self._bert = bert
        self._heads = heads
        self._tokenizer = tokenizer
        self._start, self._end = (tokenizer.token_to_id(mark) for mark in ("<s>", "</s>"))

    def estimate(self, segments: Sequence[Sequence[str]], sources: Sequence[str] | None = None) -> list[Estimate]:
        """An estimate for the words of each segment; ``sources`` has one text a segment, "" where there is none."""
        rows, places = [], []
        for words, source in zip(segments, sources or [""] * len(segments), strict=True):
            row, where = self._row(words, source)
            rows.append(row)
            places.append(where)
        out: dict[int, Estimate] = {}
        for batch in batches([len(row) for row in rows]):
            with torch.inference_mode():
                states = self._bert.states(padded([rows[i] for i in batch])).float()
                for position, index in enumerate(batch):
                    own = states[position, : len(rows[index])]
                    out[index] = self._estimate(own, places[index], len(segments[index]))
        return [out[i] for i in range(len(rows))]

    def _row(self, words: Sequence[str], source: str) -> tuple[list[int], list[int | None]]:
        """Token ids, and for the tokens of the translation the word they belong to, the marks around it included."""
        read = [readable(word) for word in words]
        own = self._tokenizer.encode(read, is_pretokenized=True, add_special_tokens=False)
        ids = own.ids[:_MOST_WORDS_PIECES]
        row = [self._start, *ids, self._end]
        where = [0, *(None if w is None else w + 1 for w in own.word_ids[: len(ids)]), len(words) + 1]
        if source:
            other = self._tokenizer.encode(readable(source), add_special_tokens=False).ids[:_MOST_SOURCE_PIECES]
            row += [self._end, *other, self._end]
        return row, where

    def _estimate(self, states: torch.Tensor, where: Sequence[int | None], words: int) -> Estimate:
        pool = torch.zeros(words + 2, len(states))
        for token, word in enumerate(where):
            if word is not None:
                pool[word, token] = 1
        counts = pool.sum(-1, keepdim=True)
        means = pool @ states / counts.clamp_min(1)
        wrong = self._linear(means, "word").squeeze(-1).sigmoid() * (counts.squeeze(-1) > 0)
        missing = self._linear(torch.cat((means[:-1], means[1:]), -1), "gap").squeeze(-1).sigmoid()
        missing = missing * ((counts[:-1] > 0) & (counts[1:] > 0)).squeeze(-1)
        middle = len(where)
        mt = _mean(states[1 : middle - 1])
        source = _mean(states[middle + 1 : -1])
        joined = torch.cat((mt, source, (mt - source).abs(), mt * source))
        assessment, hter, critical = self._linear(torch.tanh(self._linear(joined, "hidden")), "sentence")
        return Estimate(
            tuple(wrong[1:-1].tolist()),
            tuple(missing.tolist()),
            float(assessment),
            float(hter.sigmoid()),
            float(critical.sigmoid()),
        )

    def _linear(self, states: torch.Tensor, name: str) -> torch.Tensor:
        return functional.linear(states, self._heads[name + ".weight"], self._heads[name + ".bias"])


def _mean(states: torch.Tensor) -> torch.Tensor:
    return states.mean(0) if len(states) else states.new_zeros(states.shape[-1])


@cache
def load(weights: Path = WEIGHTS) -> QualityEstimator:
    """Load the estimator, preparing the encoder first where the cache holds none; raises `store.ModelError`."""
    where = store.prepare(store.MULTILINGUAL_E5)
    tuned = read_tuned(weights)
    heads = {name: tuned.pop(name) for name in list(tuned) if not name.startswith("encoder.")}
    return QualityEstimator(Bert(where, tuned), heads, tokenizer())
