"""The error tagger: which words of a story an editor would mark, from the text alone.

The language model reads a story from left to right, and much that is wrong shows only by what follows. So the tagger
takes the language model’s states half-way up and reads them on through a few layers of its own, copied from the
language model's and tuned, in which every word sees those after it too (compare BehnamGhader et al. 2024, "LLM2Vec").
With each token go the state that the language model predicted it from and its surprisal. Heads on the means over the
tokens of a word say how likely the word is part of an error, of which kind, and how grave. Trained by
`scripts/train_error_tagger.py`; the weights' card lies beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from mtcheck.models import language_model, store
from mtcheck.models.bert import read_tuned
from mtcheck.models.llama import Shape, layer, norm, rotation
from mtcheck.models.precision import kind
from mtcheck.models.readings import WordTag

if TYPE_CHECKING:
    from mtcheck.models.language_model import Reading

KINDS = (
    "title", "name", "organisation", "duplication", "garbled", "calque", "attribution", "glued", "casing",
    "punctuation", "debris", "wrong_word", "agreement", "pronoun", "untranslated", "number", "omission", "addition",
    "meaning",
)  # fmt: skip
"""The categories of a report, in the order of the head that tells them apart."""
MOST_TOKENS = 384
"""Tokens that are read together; a story is cut where segments end."""


class ErrorTagger:
    """Reads on from what the language model made of a story."""

    def __init__(self, weights: Mapping[str, torch.Tensor], shape: Shape) -> None:
        self._weights = weights
        self._shape = shape

    def tag(self, reading: Reading) -> tuple[tuple[WordTag, ...], ...]:
        """A tag for each word of each segment of the story read."""
        out: list[tuple[WordTag, ...]] = []
        for first, last in parts(reading):
            out += self._tagged(reading, first, last)
        return tuple(out)

    def _tagged(self, reading: Reading, first: int, last: int) -> Iterator[tuple[WordTag, ...]]:
        """The tags of segments ``first`` to ``last``, the end left out."""
        pieces = [place for segment in reading.pieces[first:last] for place in segment]
        if not pieces:
            yield from (() for _ in range(first, last))
            return
        start, end = pieces[0][0], pieces[-1][1]
        with torch.inference_mode():
            wrong, kinds, grave = heads(
                self._weights,
                self._shape,
                reading.own[None, start:end].to(kind()),
                reading.expecting[None, start:end].to(kind()),
                reading.bits[None, start:end],
                torch.ones(1, end - start, dtype=torch.bool),
                pooling([pieces], start, end - start),
            )
        chances = wrong[0, :, 0].sigmoid().tolist()
        likely = kinds[0].softmax(-1).tolist()
        graves = grave[0].sigmoid().tolist()
        at = 0
        for segment in reading.pieces[first:last]:
            yield tuple(WordTag(chances[i], tuple(likely[i]), graves[i]) for i in range(at, at + len(segment)))
            at += len(segment)


def parts(reading: Reading) -> Iterator[tuple[int, int]]:
    """Runs of whole segments of at most `MOST_TOKENS`; one longer segment is read by itself."""
    first, begun = 0, 0
    for index, pieces in enumerate(reading.pieces):
        if index > first and pieces and pieces[-1][1] - begun > MOST_TOKENS:
            yield first, index
            first, begun = index, pieces[0][0]
    if first < len(reading.pieces):
        yield first, len(reading.pieces)


def pooling(rows: list[list[tuple[int, int]]], start: int, tokens: int) -> torch.Tensor:
    """Weights, (rows, words, tokens), that average the tokens of each word; ``start`` is the first token’s number."""
    out = torch.zeros(len(rows), max(len(row) for row in rows), tokens)
    for row, pieces in enumerate(rows):
        for word, (first, last) in enumerate(pieces):
            out[row, word, first - start : last - start] = 1 / max(1, last - first)
    return out


def heads(
    weights: Mapping[str, torch.Tensor],
    shape: Shape,
    own: torch.Tensor,
    expecting: torch.Tensor,
    bits: torch.Tensor,
    seen: torch.Tensor,
    pool: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Logits of words: wrong by each data set’s measure, (rows, words, sets), kinds, (rows, words, kinds), and grave.

    ``own`` and ``expecting``, (rows, tokens, width), and ``bits``, (rows, tokens), are those of
    `language_model.Reading`; ``seen``, (rows, tokens), is false for what only fills a row up; ``pool`` is `pooling`'s.
    """
    scaled = torch.stack((bits / 10, torch.log1p(bits) / 3, (bits > _SURPRISING).float()), -1).to(own.dtype)
    states = own + functional.linear(expecting, weights["expecting.weight"])
    states = states + functional.linear(scaled, weights["bits.weight"]) * _BITS_SCALE
    turn = rotation(states.shape[1], states.shape[2] // shape.heads, shape.theta, states.dtype)
    number = 0
    while f"layers.{number}.input_layernorm.weight" in weights:
        states = layer(states, weights, f"layers.{number}.", shape, turn, seen)
        number += 1
    states = norm(states, weights["norm.weight"], shape.epsilon)
    words = torch.bmm(pool.to(states.dtype), states).float()

    def head(name: str) -> torch.Tensor:
        return functional.linear(words, weights[name + ".weight"].float(), weights[name + ".bias"].float())

    return head("wrong"), head("kind"), head("grave").squeeze(-1)


_SURPRISING = 8.0
_BITS_SCALE = 10.0


@cache
def load(weights: Path = store.ERROR_TAGGER) -> ErrorTagger:
    """Load the tagger and, for its shape, the language model; raises `store.ModelError`."""
    shape = language_model.load().shape
    tuned = read_tuned(weights)
    return ErrorTagger({name: weight.to(kind()) for name, weight in tuned.items()}, shape)
