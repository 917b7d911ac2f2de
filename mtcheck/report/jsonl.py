"""The report as JSON Lines: a story a line."""

from __future__ import annotations

import json

from mtcheck.report.model import SCHEMA, Report


def render(report: Report) -> str:
    """One JSON object a line for each story: the story's part of the JSON report, with what made it in front."""
    head = {"schema": SCHEMA, "mtcheck": report.version, "signature": report.signature}
    return "".join(
        json.dumps(head | document.as_dict(), ensure_ascii=False, separators=(",", ":")) + "\n"
        for document in report.documents
    )
