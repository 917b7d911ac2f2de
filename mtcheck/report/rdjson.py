"""The report in reviewdog's diagnostic format (rdjson, the DiagnosticResult message)."""

from __future__ import annotations

import json
from typing import Any

from mtcheck.document.model import Document
from mtcheck.document.spelling import replacement
from mtcheck.flag import Flag, Severity
from mtcheck.report.model import DocumentReport, Report
from mtcheck.report.place import Places, Position, Region, relative

_SEVERITY = {Severity.CRITICAL: "ERROR", Severity.MAJOR: "WARNING", Severity.MINOR: "INFO"}


def render(report: Report) -> str:
    """A DiagnosticResult as JSON; columns count bytes of UTF-8 from 1, and ranges end before their end."""
    diagnostics = [one for document in report.documents for one in _diagnostics(document)]
    result = {"source": {"name": "mtcheck"}, "diagnostics": diagnostics}
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def _diagnostics(document: DocumentReport) -> list[dict[str, Any]]:
    places, path = Places(document.document), relative(document.path)
    return [_diagnostic(document.document, flag, places.region(flag), path) for flag in document.flags]


def _diagnostic(document: Document, flag: Flag, region: Region, path: str) -> dict[str, Any]:
    span = _range(region)
    texts = [replacement(document, flag.start, flag.end, suggestion.text) for suggestion in flag.suggestions]
    out: dict[str, Any] = {
        "message": flag.message,
        "location": {"path": path, "range": span},
        "severity": _SEVERITY[flag.severity],
        "code": {"value": flag.code},
    }
    suggestions = [{"range": span, "text": text} for text in texts if text is not None]
    return out | ({"suggestions": suggestions} if suggestions else {})


def _range(region: Region) -> dict[str, dict[str, int]]:
    return {"start": _position(region.start), "end": _position(region.end)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.byte_column}
