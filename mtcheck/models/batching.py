"""Rows of tokens of unlike length read together: in batches, each filled up to its longest row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch

PAD = 1
"""The piece that fills a row of a batch up to the longest."""
_BATCH_TOKENS = 4096


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices of rows of like length, the longest first, at most `_BATCH_TOKENS` tokens with the padding."""
    order = sorted(range(len(lengths)), key=lambda i: (-lengths[i], i))
    start = 0
    while start < len(order):
        size = max(1, _BATCH_TOKENS // max(1, lengths[order[start]]))
        yield order[start : start + size]
        start += size


def padded(rows: Sequence[Sequence[int]]) -> torch.Tensor:
    """The rows as one tensor, (rows, longest), filled with `PAD`."""
    longest = max(len(row) for row in rows)
    return torch.tensor([[*row, *[PAD] * (longest - len(row))] for row in rows])
