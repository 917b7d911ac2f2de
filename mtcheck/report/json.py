"""The report as JSON."""

from __future__ import annotations

import json

from mtcheck.report.model import Report


def render(report: Report) -> str:
    """The report as JSON text, schema 1, with a line end."""
    return json.dumps(report.as_dict(), ensure_ascii=False, indent=2) + "\n"
