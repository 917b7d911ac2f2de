"""The numbers that the models compute in."""

from __future__ import annotations

from functools import cache

import torch

_MULTIPLY_BFLOAT16 = ("avx512_bf16", "amx_bf16", "bf16", "sve_bf16")
"""What torch calls the instructions, on x86 and ARM; without them bfloat16 takes four times as long as float32."""


@cache
def kind() -> torch.dtype:
    """bfloat16 where the processor multiplies it, which takes half the time of float32; elsewhere float32."""
    able = torch.cpu.get_capabilities()
    return torch.bfloat16 if any(able.get(name) for name in _MULTIPLY_BFLOAT16) else torch.float32
