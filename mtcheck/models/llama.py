"""The forward pass of a Llama-type model, from its weights alone.

Architecture: Touvron et al. 2023, "LLaMA", with grouped queries (Ainslie et al. 2023) and rotary positions (Su et al.
2021). transformers has the same, and the tests hold the two side by side; it takes three seconds to import, a third of
the time that an editor waits for a whole check, and this takes none.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch.nn import functional


class Llama:
    """A decoder-only language model that reads one sequence at a time, without a cache."""

    def __init__(self, folder: Path) -> None:
        """Load ``config.json`` and ``model.safetensors``, as transformers lays them out; raises OSError."""
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._weights = load_file(folder / "model.safetensors")
        self._layers: int = config["num_hidden_layers"]
        self._heads: int = config["num_attention_heads"]
        self._groups: int = config["num_key_value_heads"]
        self._epsilon: float = config["rms_norm_eps"]
        self._theta: float = config["rope_theta"]
        self.start_token: int = config["bos_token_id"]
        head = "model.embed_tokens.weight" if config["tie_word_embeddings"] else "lm_head.weight"
        self._head = self._weights[head]

    def hidden(self, ids: torch.Tensor) -> torch.Tensor:
        """The last states, (tokens, width), of the token ids, (tokens,)."""
        states = functional.embedding(ids, self._weights["model.embed_tokens.weight"])
        turn = self._rotation(len(ids), states.dtype)
        for layer in range(self._layers):
            name = f"model.layers.{layer}."
            states = states + self._attention(self._norm(states, name + "input_layernorm"), name + "self_attn.", turn)
            inner = self._norm(states, name + "post_attention_layernorm")
            gate = functional.silu(self._linear(inner, name + "mlp.gate_proj"))
            states = states + self._linear(gate * self._linear(inner, name + "mlp.up_proj"), name + "mlp.down_proj")
        return self._norm(states, "model.norm")

    def logits(self, states: torch.Tensor) -> torch.Tensor:
        """The scores of every token of the vocabulary, (tokens, vocabulary), as float32."""
        return functional.linear(states, self._head).float()

    def _attention(self, states: torch.Tensor, name: str, turn: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        length = len(states)
        query = self._linear(states, name + "q_proj").view(length, self._heads, -1).transpose(0, 1)
        key = self._linear(states, name + "k_proj").view(length, self._groups, -1).transpose(0, 1)
        value = self._linear(states, name + "v_proj").view(length, self._groups, -1).transpose(0, 1)
        share = self._heads // self._groups
        mixed = functional.scaled_dot_product_attention(
            _turned(query, *turn)[None],
            _turned(key, *turn).repeat_interleave(share, 0)[None],
            value.repeat_interleave(share, 0)[None],
            is_causal=True,
        )[0]
        return self._linear(mixed.transpose(0, 1).reshape(length, -1), name + "o_proj")

    def _rotation(self, length: int, kind: torch.dtype) -> tuple[torch.Tensor, torch.Tensor]:
        width = self._weights["model.layers.0.self_attn.q_proj.weight"].shape[0] // self._heads
        speeds = self._theta ** -(torch.arange(0, width, 2).float() / width)
        angles = torch.outer(torch.arange(length).float(), speeds).repeat(1, 2)
        return angles.cos().to(kind), angles.sin().to(kind)

    def _norm(self, states: torch.Tensor, name: str) -> torch.Tensor:
        wide = states.float()
        wide = wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + self._epsilon)
        weight: torch.Tensor = self._weights[name + ".weight"]
        return wide.to(states.dtype) * weight

    def _linear(self, states: torch.Tensor, name: str) -> torch.Tensor:
        return functional.linear(states, self._weights[name + ".weight"])


def _turned(states: torch.Tensor, cosine: torch.Tensor, sine: torch.Tensor) -> torch.Tensor:
    first, second = states.chunk(2, -1)
    return states * cosine + torch.cat((-second, first), -1) * sine
