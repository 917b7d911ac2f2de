"""Beads for the terminal: one text under the other, segments without a partner named."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from mtcheck.report.alignment.model import AlignedPair
from mtcheck.report.text import visible

_WIDTH = 100
_MARGIN = 22


def render(pair: AlignedPair) -> str:
    """Indices and score in a margin, then both sides, about 100 columns wide."""
    return "".join(f"{line}\n" for line in _lines(pair))


def _lines(pair: AlignedPair) -> Iterator[str]:
    yield f"{visible(pair.left.path)} ({pair.left_language})  |  {visible(pair.right.path)} ({pair.right_language})"
    for bead in pair.beads:
        yield ""
        score = f"{bead.score:.2f}" if bead.left and bead.right else "----"
        margin = f"{_numbers(bead.left):>6} = {_numbers(bead.right):<6} {score}"
        for side in (pair.left_text(bead), pair.right_text(bead)):
            for line in textwrap.wrap(visible(side), _WIDTH - _MARGIN) or ["(nothing)"]:
                yield f"{margin:{_MARGIN}}{line}"
                margin = ""
    lonely = sum(1 for _ in pair.unaligned())
    yield ""
    yield f"{len(pair.beads)} beads, {lonely} segment{'' if lonely == 1 else 's'} without a partner"


def _numbers(indices: tuple[int, ...]) -> str:
    return ",".join(str(i + 1) for i in indices) or "-"
