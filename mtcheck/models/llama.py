"""The forward pass of a Llama-type model, from its weights alone.

Architecture: Touvron et al. 2023, "LLaMA", with grouped queries (Ainslie et al. 2023) and rotary positions (Su et al.
2021). transformers has the same, and the tests hold the two side by side; it takes three seconds to import, a third of
the time that an editor waits for a whole check, and this takes none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch.nn import functional

from mtcheck.models.precision import kind

_BLOCK = 128
"""Tokens whose attention is worked out together."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a model its weights do not tell: numbers of heads and of key groups, and two constants."""

    heads: int
    groups: int
    epsilon: float
    theta: float


class Llama:
    """A decoder-only language model that reads whole sequences, without a cache."""

    def __init__(self, folder: Path) -> None:
        """Load ``config.json`` and ``model.safetensors``, as transformers lays them out; raises OSError."""
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        weights = load_file(folder / "model.safetensors")
        self.weights = {name: weight.to(kind()) for name, weight in weights.items()}
        self.layers: int = config["num_hidden_layers"]
        self.shape = Shape(
            config["num_attention_heads"],
            config["num_key_value_heads"],
            config["rms_norm_eps"],
            config["rope_theta"],
        )
        self.width: int = config["hidden_size"]
        self.start_token: int = config["bos_token_id"]
        self._head = self.weights["model.embed_tokens.weight" if config["tie_word_embeddings"] else "lm_head.weight"]

    def hidden(self, ids: torch.Tensor, tap: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
        """The states after ``tap`` layers and the last ones, both (rows, tokens, width), of token ids, (rows, tokens).

        A row may be filled up at its end with any token: what comes later is not seen.
        """
        states = functional.embedding(ids, self.weights["model.embed_tokens.weight"])
        tapped = states
        turn = rotation(ids.shape[1], states.shape[-1] // self.shape.heads, self.shape.theta, states.dtype)
        for number in range(self.layers):
            states = layer(states, self.weights, f"model.layers.{number}.", self.shape, turn)
            if number + 1 == tap:
                tapped = states
        return tapped, norm(states, self.weights["model.norm.weight"], self.shape.epsilon)

    def logits(self, states: torch.Tensor) -> torch.Tensor:
        """The scores of every token of the vocabulary, (tokens, vocabulary), as float32."""
        return functional.linear(states, self._head).float()


def layer(
    states: torch.Tensor,
    weights: Mapping[str, torch.Tensor],
    name: str,
    shape: Shape,
    turn: tuple[torch.Tensor, torch.Tensor],
    seen: torch.Tensor | None = None,
) -> torch.Tensor:
    """One layer, whose weights have names that start with ``name``, over states, (rows, tokens, width).

    Every token sees those before it; where ``seen``, (rows, tokens), is given, every token that it is true for.
    """
    states = states + _attention(
        norm(states, weights[name + "input_layernorm.weight"], shape.epsilon),
        weights,
        name + "self_attn.",
        shape,
        turn,
        seen,
    )
    inner = norm(states, weights[name + "post_attention_layernorm.weight"], shape.epsilon)
    gate = functional.silu(functional.linear(inner, weights[name + "mlp.gate_proj.weight"]))
    wide = gate * functional.linear(inner, weights[name + "mlp.up_proj.weight"])
    return states + functional.linear(wide, weights[name + "mlp.down_proj.weight"])


def _attention(
    states: torch.Tensor,
    weights: Mapping[str, torch.Tensor],
    name: str,
    shape: Shape,
    turn: tuple[torch.Tensor, torch.Tensor],
    seen: torch.Tensor | None,
) -> torch.Tensor:
    rows, length, width = states.shape

    def split(part: str, heads: int) -> torch.Tensor:
        return functional.linear(states, weights[name + part]).view(rows, length, heads, -1).transpose(1, 2)

    queries = _turned(split("q_proj.weight", shape.heads), *turn)
    keys, values = _turned(split("k_proj.weight", shape.groups), *turn), split("v_proj.weight", shape.groups)
    if seen is None:
        mixed = _looking_back(queries, keys, values)
    else:
        # In float32, which this is quicker in than in bfloat16 on the processors measured.
        mixed = functional.scaled_dot_product_attention(
            queries.float(), keys.float(), values.float(), attn_mask=seen[:, None, None, :], enable_gqa=True
        ).to(states.dtype)
    return functional.linear(mixed.transpose(1, 2).reshape(rows, length, width), weights[name + "o_proj.weight"])


def _looking_back(queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    """Attention of (rows, heads, tokens, width) to what stands before in (rows, groups, tokens, width).

    Block by block, so that half of the products, which nothing sees, are not made and the others stay in the cache:
    three quarters of the time of torch's own.
    """
    rows, heads, length, width = queries.shape
    groups = keys.shape[1]
    share = heads // groups
    queries = (queries * width**-0.5).reshape(rows * groups, share, length, width)
    keys = keys.reshape(rows * groups, length, width).transpose(1, 2).contiguous()
    values = values.reshape(rows * groups, length, width)
    out = []
    for start in range(0, length, _BLOCK):
        end = min(start + _BLOCK, length)
        size = end - start
        scores = torch.bmm(queries[:, :, start:end].reshape(rows * groups, share * size, width), keys[:, :, :end])
        scores = scores.view(rows * groups, share, size, end)
        scores[..., start:] += scores.new_full((size, size), float("-inf")).triu_(1)
        chances = scores.softmax(-1).view(rows * groups, share * size, end)
        out.append(torch.bmm(chances, values[:, :end]).view(rows * groups, share, size, width))
    return torch.cat(out, 2).view(rows, heads, length, width)


def rotation(length: int, width: int, theta: float, kind: torch.dtype) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosines and sines, (length, width), by which a head of that width is turned at each place."""
    speeds = theta ** -(torch.arange(0, width, 2).float() / width)
    angles = torch.outer(torch.arange(length).float(), speeds).repeat(1, 2)
    return angles.cos().to(kind), angles.sin().to(kind)


def norm(states: torch.Tensor, weight: torch.Tensor, epsilon: float) -> torch.Tensor:
    """The states with a root mean square of one, times the weight (Zhang and Sennrich 2019)."""
    wide = states.float()
    wide = wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + epsilon)
    return wide.to(states.dtype) * weight


def _turned(states: torch.Tensor, cosine: torch.Tensor, sine: torch.Tensor) -> torch.Tensor:
    first, second = states.chunk(2, -1)
    return states * cosine + torch.cat((-second, first), -1) * sine
