"""The report as annotations of a GitHub Actions run, and as the summary of its job."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtcheck.flag import Flag, Severity
from mtcheck.report import markdown
from mtcheck.report.model import DocumentReport, Report
from mtcheck.report.place import Places, Region, relative

_COMMAND = {Severity.CRITICAL: "error", Severity.MAJOR: "warning", Severity.MINOR: "notice"}
_LARGEST_SUMMARY = 1_000_000
"""Bytes; of a step's summary GitHub takes 1 MiB, and nothing of a longer one."""


def render(report: Report) -> str:
    """Workflow commands (``::error file=…``), a line each; the worst first, since a step shows ten of each kind."""
    found = [(flag.severity.weight, line) for document in report.documents for flag, line in _commands(document)]
    found.sort(key=lambda one: -one[0])
    return "".join(line + "\n" for _, line in found)


def append_summary(report: Report, path: Path) -> None:
    """Append the report in Markdown to the job's summary, the file that GITHUB_STEP_SUMMARY names; raises OSError."""
    written = path.stat().st_size if path.exists() else 0
    summary = markdown.render(report, _LARGEST_SUMMARY - written)
    with path.open("ab") as file:
        file.write(summary.encode("utf-8", "replace"))


def _commands(document: DocumentReport) -> Iterator[tuple[Flag, str]]:
    places, path = Places(document.document), relative(document.path)
    for flag in document.flags:
        properties = ",".join(
            f"{name}={_property(str(value))}" for name, value in _properties(flag, places.region(flag), path)
        )
        yield flag, f"::{_COMMAND[flag.severity]} {properties}::{_data(_message(flag))}"


def _properties(flag: Flag, region: Region, path: str) -> Iterator[tuple[str, str | int]]:
    """GitHub takes columns only of what stands on one line."""
    yield "file", path
    yield "line", region.start.line
    yield "endLine", region.end.line
    if region.end.line == region.start.line:
        yield "col", region.start.column
        yield "endColumn", region.end.column
    yield "title", f"{flag.code} {flag.rule} ({flag.severity})"


def _message(flag: Flag) -> str:
    suggested = [f"→ {one.text}" if one.text else "→ take it out" for one in flag.suggestions]
    return "\n".join([flag.message, *suggested])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
