"""The forward pass of a BERT-type encoder, from its weights alone.

Architecture: Devlin et al. 2019, "BERT". transformers has the same, and the tests hold the two side by side; as with
the language model, its import would take longer than the work. Tuned weights come as int8 matrices, with a scale a row.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch.nn import functional

from mtcheck.models import precision
from mtcheck.models.batching import PAD
from mtcheck.models.e5 import WORDS, unpacked


class Bert:
    """An encoder that reads padded batches of token ids."""

    def __init__(self, folder: Path, tuned: dict[str, torch.Tensor] | None = None) -> None:
        """Load ``config.json`` and ``model.safetensors``; ``tuned`` holds weights that replace some of them.

        Raises OSError.
        """
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.layers: int = config["num_hidden_layers"]
        self.width: int = config["hidden_size"]
        self.positions: int = config["max_position_embeddings"]
        self._heads: int = config["num_attention_heads"]
        self._epsilon: float = config["layer_norm_eps"]
        weights = load_file(folder / "model.safetensors")
        self._words = weights.pop(WORDS)
        self._weights = {name: weight.to(precision.kind()) for name, weight in weights.items()}
        self._weights |= {name: weight.to(precision.kind()) for name, weight in (tuned or {}).items()}

    def states(self, ids: torch.Tensor, layers: int | None = None) -> torch.Tensor:
        """The states, (rows, tokens, width), after ``layers`` layers (all by default) of ids, (rows, tokens)."""
        words = unpacked(self._words[ids.flatten()]).view(*ids.shape, -1)
        place = self._weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        states = self._norm(words.to(precision.kind()) + place + kind, "embeddings.LayerNorm")
        mask = (ids != PAD)[:, None, None, :]
        for layer in range(self.layers if layers is None else layers):
            name = f"encoder.layer.{layer}."
            mixed = self._attention(states, mask, name + "attention.")
            states = self._norm(states + mixed, name + "attention.output.LayerNorm")
            inner = functional.gelu(self._linear(states, name + "intermediate.dense"))
            states = self._norm(states + self._linear(inner, name + "output.dense"), name + "output.LayerNorm")
        return states

    def _attention(self, states: torch.Tensor, mask: torch.Tensor, name: str) -> torch.Tensor:
        rows, length, width = states.shape

        def split(part: str) -> torch.Tensor:
            return self._linear(states, f"{name}self.{part}").view(rows, length, self._heads, -1).transpose(1, 2)

        mixed = functional.scaled_dot_product_attention(split("query"), split("key"), split("value"), attn_mask=mask)
        return self._linear(mixed.transpose(1, 2).reshape(rows, length, width), name + "output.dense")

    def _norm(self, states: torch.Tensor, name: str) -> torch.Tensor:
        weight, bias = self._weights[name + ".weight"], self._weights[name + ".bias"]
        return functional.layer_norm(states, (self.width,), weight, bias, self._epsilon)

    def _linear(self, states: torch.Tensor, name: str) -> torch.Tensor:
        return functional.linear(states, self._weights[name + ".weight"], self._weights[name + ".bias"])


def read_tuned(path: Path) -> dict[str, torch.Tensor]:
    """Weights as `write_tuned` left them, float32; raises OSError."""
    stored = load_file(path)
    return {
        name: weight.float() if weight.dtype != torch.int8 else weight.float() * stored[name + ".scale"].float()
        for name, weight in stored.items()
        if not name.endswith(".scale")
    }


def write_tuned(weights: dict[str, torch.Tensor], path: Path) -> None:
    """Write weights as safetensors: large matrices as int8 with one float32 scale a row, the rest as float16.

    For the scripts that train; mtcheck itself only reads them.
    """
    from safetensors.torch import save_file

    stored: dict[str, torch.Tensor] = {}
    for name, weight in weights.items():
        if weight.dim() == 2 and weight.numel() > 1 << 14:
            scale = weight.float().abs().amax(1, keepdim=True).clamp_min(1e-8) / 127
            stored[name] = (weight.float() / scale).round().to(torch.int8)
            stored[name + ".scale"] = scale
        else:
            stored[name] = weight.to(torch.float16).contiguous()
    save_file(stored, path, metadata={"format": "pt"})
