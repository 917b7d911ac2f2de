"""The multilingual encoder’s file (multilingual-e5-small, four bits), written out as safetensors with its tokenizer.

The file is little-endian: the mark ``E5S1`` and a version, the sizes, the pieces of the SentencePiece vocabulary with
their scores, a normalisation map, a directory of tensors, the tensors. Matrices are blocks of 32 weights: a float16
scale and 16 bytes, whose low halves are the first 16 weights and whose high halves the other 16, less 8. The word
embeddings, nine tenths of the file, stay in these blocks: a story uses a few thousand of a quarter of a million rows.
"""

from __future__ import annotations

import itertools
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

_MARK = b"E5S1"
_BLOCK = 32
BLOCK_BYTES = 18
"""Bytes of a block of 32 weights."""
WORDS = "embeddings.word_embeddings.blocks"
"""The tensor of the word embeddings, (pieces, width / 32 × 18) bytes."""
_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class _Sizes:
    width: int
    layers: int
    heads: int
    inner: int
    pieces: int
    positions: int
    types: int
    epsilon: float


class _Reader:
    """Reads the file from front to back."""

    def __init__(self, data: bytes) -> None:
        if data[:4] != _MARK:
            raise ValueError("not a file of the multilingual encoder")
        self.data = data
        self.at = 8

    def take(self, kind: str) -> Any:
        value = struct.unpack_from("<" + kind, self.data, self.at)[0]
        self.at += struct.calcsize("<" + kind)
        return value

    def skip(self, count: int) -> int:
        start, self.at = self.at, self.at + count
        return start


def convert(weights: Path, folder: Path) -> None:
    """Write ``config.json``, ``model.safetensors`` and ``tokenizer.json`` into ``folder``; raises ValueError."""
    from safetensors.torch import save_file

    reader = _Reader(weights.read_bytes())
    width, layers, heads, inner, pieces, positions, types = (reader.take("i") for _ in range(7))
    sizes = _Sizes(width, layers, heads, inner, pieces, positions, types, epsilon=reader.take("f"))
    reader.take("i")
    tokenizer = _tokenizer(reader)
    directory = {}
    for _ in range(reader.take("i")):
        length = reader.take("H")
        start = reader.skip(length + 1)
        count = reader.take("I")
        directory[reader.data[start : start + length].decode("ascii")] = (count, reader.take("Q"), reader.take("Q"))
    save_file(_state(reader.data, directory, sizes), folder / "model.safetensors", metadata={"format": "pt"})
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": sizes.width,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.inner,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.types,
        "layer_norm_eps": sizes.epsilon,
        "vocab_size": sizes.pieces,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
    tokenizer.save(str(folder / "tokenizer.json"))


def unpacked(blocks: torch.Tensor) -> torch.Tensor:
    """The float32 weights, (rows, width), of rows of blocks, (rows, width / 32 × 18) bytes."""
    import torch

    parts = blocks.view(len(blocks), -1, BLOCK_BYTES)
    scale = parts[..., :2].contiguous().view(torch.float16).float()
    halves = torch.cat((parts[..., 2:] & 15, parts[..., 2:] >> 4), -1)
    return ((halves.float() - 8) * scale).flatten(1)


def _state(data: bytes, directory: dict[str, tuple[int, int, int]], sizes: _Sizes) -> dict[str, torch.Tensor]:
    import torch

    def raw(name: str) -> torch.Tensor:
        _, offset, size = directory[name]
        return torch.frombuffer(bytearray(data[offset : offset + size]), dtype=torch.uint8)

    def vector(name: str, *shape: int) -> torch.Tensor:
        return raw(name).view(torch.float32).reshape(shape)

    def matrix(name: str, rows: int, columns: int) -> torch.Tensor:
        return unpacked(raw(name).view(rows, columns // _BLOCK * BLOCK_BYTES)).to(torch.bfloat16)

    state = {
        WORDS: raw("emb.word").view(sizes.pieces, sizes.width // _BLOCK * BLOCK_BYTES),
        "embeddings.position_embeddings.weight": vector("emb.pos", sizes.positions, sizes.width),
        "embeddings.token_type_embeddings.weight": vector("emb.type", sizes.types, sizes.width),
        "embeddings.LayerNorm.weight": vector("emb.ln.w", sizes.width),
        "embeddings.LayerNorm.bias": vector("emb.ln.b", sizes.width),
    }
    shapes = {"fi": (sizes.inner, sizes.width), "fo": (sizes.width, sizes.inner)}
    for layer in range(sizes.layers):
        for short, name in _MATRICES.items():
            rows, columns = shapes.get(short, (sizes.width, sizes.width))
            state[f"encoder.layer.{layer}.{name}.weight"] = matrix(f"l{layer}.{short}.w", rows, columns)
            state[f"encoder.layer.{layer}.{name}.bias"] = vector(f"l{layer}.{short}.b", rows)
        for short, name in _NORMS.items():
            state[f"encoder.layer.{layer}.{name}.weight"] = vector(f"l{layer}.{short}.w", sizes.width)
            state[f"encoder.layer.{layer}.{name}.bias"] = vector(f"l{layer}.{short}.b", sizes.width)
    return state


def _tokenizer(reader: _Reader) -> Any:
    import numpy as np

    count = reader.take("i")
    bos, eos, _, unknown = (reader.take("i") for _ in range(4))
    length = reader.take("Q")
    offsets = np.frombuffer(reader.data, "<u4", count + 1, reader.skip(4 * (count + 1)))
    scores = np.frombuffer(reader.data, "<f4", count, reader.skip(4 * count))
    start = reader.skip(length)
    text = reader.data[start : start + length]
    pieces = [text[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(offsets)]
    reader.take("i")
    reader.skip(reader.take("I"))
    return _unigram(pieces, scores.tolist(), bos, eos, unknown)


def _unigram(pieces: Sequence[str], scores: Sequence[float], bos: int, eos: int, unknown: int) -> Any:
    """The tokenizer of XLM-R: SentencePiece’s unigram model after NFKC, with marks around one text or two."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=unknown))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", bos), ("</s>", eos)],
    )
    return tokenizer
