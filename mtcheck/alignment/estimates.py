"""Quality estimates of the copy, read beside the text that it is aligned with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mtcheck.alignment.model import Parallel
from mtcheck.models.readings import Estimate

if TYPE_CHECKING:
    from mtcheck.models.quality import QualityEstimator


def estimate_beside(parallel: Parallel, estimator: QualityEstimator) -> tuple[Estimate | None, ...]:
    """An estimate for each segment of the copy, read bead by bead beside the other text; None for lone ones.

    The words of the estimates are the white-space separated words of the segments.
    """
    beads = [bead for bead in parallel.beads if bead.left and bead.right]
    words = [[parallel.copy.segments[i].text.split() for i in bead.left] for bead in beads]
    made = estimator.estimate(
        [[word for own in parts for word in own] for parts in words],
        [parallel.text_of(bead.right) for bead in beads],
    )
    out: list[Estimate | None] = [None] * len(parallel.copy.segments)
    for bead, parts, whole in zip(beads, words, made, strict=True):
        at = 0
        for index, own in zip(bead.left, parts, strict=True):
            end = at + len(own)
            out[index] = replace(whole, words=whole.words[at:end], gaps=whole.gaps[at : end + 1])
            at = end
    return tuple(out)
