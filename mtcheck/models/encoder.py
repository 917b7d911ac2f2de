"""The multilingual encoder: sentences and words of about a hundred languages as vectors in one space.

multilingual-e5-small (Wang et al. 2024, "Multilingual E5 Text Embeddings"): 12 layers, 384 wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from mtcheck.models import store
from mtcheck.models.batching import PAD, batches, padded
from mtcheck.models.bert import Bert, read_tuned
from mtcheck.models.readable import readable

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORD_WEIGHTS = Path(__file__).parent / "weights" / "word_alignment.safetensors"
WORD_LAYER = 7
"""The layer whose states words are aligned by."""
LONGEST = 500
"""Tokens of a text that are read; positions end at 512."""
_PREFIX = "query: "
"""What the encoder was trained to see before texts that are compared with each other."""


class Encoder:
    """Turns texts into vectors."""

    def __init__(self, bert: Bert, tokenizer: Any) -> None:
        self._bert = bert
        self._tokenizer = tokenizer

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text, (texts, 384); cosines of unrelated texts lie about 0.75, of translations about 0.9.

        The mean of the last states, as the model was trained. Texts beyond `LONGEST` tokens are cut.
        """
        encoded = self._tokenizer.encode_batch([_PREFIX + readable(text) for text in texts])
        rows = [one.ids if len(one.ids) <= LONGEST else [*one.ids[: LONGEST - 1], one.ids[-1]] for one in encoded]
        out = np.zeros((len(rows), self._bert.width), np.float32)
        for batch in batches([len(row) for row in rows]):
            ids = padded([rows[i] for i in batch])
            with torch.inference_mode():
                states = self._bert.states(ids).float()
                mask = (ids != PAD).unsqueeze(-1).float()
                means = (states * mask).sum(1) / mask.sum(1)
                out[batch] = torch.nn.functional.normalize(means, dim=-1).numpy()
        return out

    def words(self, sentences: Sequence[Sequence[str]], layer: int) -> list[NDArray[np.float32]]:
        """The states of each sentence’s words after ``layer`` layers, (words, 384) a sentence, means over pieces.

        Words beyond `LONGEST` tokens, and words without pieces, get zeros.
        """
        plain = ([readable(word) for word in words] for words in sentences)
        encoded = [self._tokenizer.encode(words, is_pretokenized=True) for words in plain]
        rows = [one.ids[:LONGEST] for one in encoded]
        out = [np.zeros((len(words), self._bert.width), np.float32) for words in sentences]
        for batch in batches([len(row) for row in rows]):
            with torch.inference_mode():
                states = self._bert.states(padded([rows[i] for i in batch]), layer).float().numpy()
            for position, index in enumerate(batch):
                counts = np.zeros(len(sentences[index]), np.float32)
                for token, word in enumerate(encoded[index].word_ids[:LONGEST]):
                    if word is not None:
                        out[index][word] += states[position, token]
                        counts[word] += 1
                out[index] /= np.maximum(counts, 1)[:, None]
        return out


@cache
def load() -> Encoder:
    """Load the encoder, preparing it first where the cache holds none; raises `store.ModelError`."""
    where = store.prepare(store.MULTILINGUAL_E5)
    return Encoder(Bert(where), tokenizer())


@cache
def tokenizer() -> Any:
    """The encoder’s tokenizer, which all models built on it share; raises `store.ModelError`."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(store.prepare(store.MULTILINGUAL_E5) / "tokenizer.json"))


class WordEncoder:
    """The first layers of the encoder, tuned so that a word and its translation lie side by side."""

    def __init__(self, encoder: Encoder, layer: int) -> None:
        self._encoder = encoder
        self._layer = layer

    def states(self, sentences: Sequence[Sequence[str]]) -> list[NDArray[np.float32]]:
        """One vector a word, (words, 384) a sentence."""
        return self._encoder.words(sentences, self._layer)


@cache
def load_for_words() -> WordEncoder:
    """Load the encoder of words, preparing the encoder first where the cache holds none; raises `store.ModelError`."""
    where = store.prepare(store.MULTILINGUAL_E5)
    return WordEncoder(Encoder(Bert(where, read_tuned(WORD_WEIGHTS)), tokenizer()), WORD_LAYER)
