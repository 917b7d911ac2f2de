"""Beads as tab-separated lines: left indices, right indices (from 0, comma-separated, empty for none), score."""

from __future__ import annotations

from mtcheck.report.alignment.model import AlignedPair


def render(pair: AlignedPair) -> str:
    """One line a bead."""
    return "".join(
        f"{','.join(map(str, bead.left))}\t{','.join(map(str, bead.right))}\t{bead.score:.4f}\n" for bead in pair.beads
    )
