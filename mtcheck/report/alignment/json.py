"""Beads as JSON, with the texts of both sides and the segments that have no partner."""

from __future__ import annotations

import json

from mtcheck.report.alignment.model import AlignedPair

SCHEMA = 1


def render(pair: AlignedPair) -> str:
    """The alignment as JSON text with a line end; field order and rounding are stable."""
    data = {
        "schema": SCHEMA,
        "left": {"path": pair.left.path, "language": pair.left_language, "segments": len(pair.left.segments)},
        "right": {"path": pair.right.path, "language": pair.right_language, "segments": len(pair.right.segments)},
        "beads": [
            {
                "left": list(bead.left),
                "right": list(bead.right),
                "score": round(bead.score, 4),
                "left_text": pair.left_text(bead),
                "right_text": pair.right_text(bead),
            }
            for bead in pair.beads
        ],
        "unaligned": [{"path": path, "index": index, "text": text} for path, index, text in pair.unaligned()],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
