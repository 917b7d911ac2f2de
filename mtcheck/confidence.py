"""Confidence of the learned rules: a logistic regression on what speaks for and against an error."""

from __future__ import annotations

import math
from collections.abc import Sequence


def logistic(weights: Sequence[float], features: Sequence[float]) -> float:
    """The probability, 0–1, that weights and features, one a weight, give; raises ValueError where they do not fit."""
    total = sum(w * x for w, x in zip(weights, features, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def logit(probability: float) -> float:
    """The log-odds of a probability, which is kept away from 0 and 1."""
    bounded = min(max(probability, 0.002), 0.998)
    return math.log(bounded / (1 - bounded))
