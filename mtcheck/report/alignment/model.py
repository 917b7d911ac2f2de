"""What the alignment formats show: two documents and the beads between their segments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.alignment.model import Bead
from mtcheck.document.model import Document
from mtcheck.report.xml_text import xml_text


@dataclass(frozen=True)
class AlignedPair:
    """Two texts with their languages (ISO 639-1, "und" where unknown) and the beads that cover both."""

    left: Document
    right: Document
    left_language: str
    right_language: str
    beads: tuple[Bead, ...]

    def left_text(self, bead: Bead) -> str:
        """What the bead says in the left text, on one line."""
        return _on_one_line(self.left, bead.left)

    def right_text(self, bead: Bead) -> str:
        """What the bead says in the right text, on one line."""
        return _on_one_line(self.right, bead.right)

    def unaligned(self) -> Iterator[tuple[str, int, str]]:
        """Path, index and text of each segment without a partner."""
        for bead in self.beads:
            if not bead.right:
                yield from ((self.left.path, i, self.left.segments[i].text) for i in bead.left)
            if not bead.left:
                yield from ((self.right.path, i, self.right.segments[i].text) for i in bead.right)


def _on_one_line(document: Document, indices: tuple[int, ...]) -> str:
    return " ".join(xml_text(" ".join(document.segments[i].text.split())) for i in indices)
