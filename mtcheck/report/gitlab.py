"""The report as GitLab's Code Quality artefact, the subset of Code Climate that merge requests show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mtcheck.report.fingerprint import fingerprints, with_path
from mtcheck.report.model import DocumentReport, Report
from mtcheck.report.place import Places, relative


def render(report: Report) -> str:
    """A JSON array of issues: description, check_name, fingerprint, severity and location.

    GitLab's severities info, minor, major, critical and blocker hold MQM's three under the same names. GitLab shows
    one issue a fingerprint, so that the path is part of it.
    """
    issues = [issue for document in report.documents for issue in _issues(document)]
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"


def _issues(document: DocumentReport) -> Iterator[dict[str, Any]]:
    places, path = Places(document.document), relative(document.path)
    for flag, fingerprint in zip(document.flags, fingerprints(document), strict=True):
        region = places.region(flag)
        yield {
            "description": f"{flag.code} {flag.rule}: {flag.message}",
            "check_name": flag.code,
            "fingerprint": with_path(fingerprint, path),
            "severity": str(flag.severity),
            "location": {"path": path, "lines": {"begin": region.start.line, "end": region.end.line}},
        }
