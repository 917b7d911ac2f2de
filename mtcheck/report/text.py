"""The report as a page for the terminal: each flag under the sentence that it stands in."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator

import click

from mtcheck.flag import Flag, Severity
from mtcheck.report.model import DocumentReport, Report

_COLOURS = {Severity.CRITICAL: "magenta", Severity.MAJOR: "red", Severity.MINOR: "yellow"}
_WIDTH = 100
_AROUND = 36


def render(report: Report, colour: bool = False) -> str:
    """The report as text of about 100 columns; with ANSI colours where ``colour`` says so."""
    page = _Page(colour)
    lines: list[str] = []
    for document in report.documents:
        lines += [*page.story(document), ""]
    lines.append(page.summary(report))
    return "\n".join(lines) + "\n"


class _Page:
    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def _style(self, text: str, **style: object) -> str:
        return click.style(text, **style) if self._colour else text  # type: ignore[arg-type]

    def story(self, document: DocumentReport) -> Iterator[str]:
        quality = document.quality
        fluency = "not scored" if quality.fluency is None else f"{quality.fluency:.0f}/100"
        verdict = self._style(quality.verdict.upper(), bold=True, fg="red" if quality.verdict == "fail" else "green")
        yield (
            f"{self._style(visible(document.path), bold=True)}  {verdict}  MQM score {quality.score:.1f}  "
            f"fluency {fluency}  {document.document.words:,} words  {_counted(document.flags)}"
        )
        for flag in document.flags:
            yield ""
            yield from self._flag(document, flag)

    def _flag(self, document: DocumentReport, flag: Flag) -> Iterator[str]:
        line, column = document.document.position(flag.start)
        severity = self._style(str(flag.severity), fg=_COLOURS[flag.severity], bold=True)
        yield f"  {line}:{column}  {severity}  {flag.code} {flag.rule}  ({flag.confidence:.0%} sure)"
        before, marked, after = _excerpt(document, flag)
        yield f"    {before}{self._style(marked, underline=True)}{after}"
        rule = "^" * max(1, columns(marked))
        yield " " * (4 + columns(before)) + self._style(rule, fg=_COLOURS[flag.severity])
        for text in textwrap.wrap(visible(flag.message), _WIDTH - 4):
            yield f"    {text}"
        for suggestion in flag.suggestions:
            if not suggestion.text:
                yield "    → take it out"
            else:
                yield f"    → {self._style(visible(suggestion.text), fg='green')}"

        yield from textwrap.wrap(
            visible(_provenance(flag)), _WIDTH, initial_indent="    ← ", subsequent_indent="      "
        )

    def summary(self, report: Report) -> str:
        stories = "1 story" if len(report.documents) == 1 else f"{len(report.documents)} stories"
        flags = [flag for document in report.documents for flag in document.flags]
        return f"{stories}, {report.words:,} words: {_counted(flags)}\n{self._style(report.signature, dim=True)}"


def _provenance(flag: Flag) -> str:
    """What the span was probably made from, where another text of the story shows it."""
    source = flag.probable_source
    if source is None or source.evidence == "corpus":
        return ""
    said = [
        f"“{source.text}” ({source.language})" if source.text else "",
        f"“{source.english}”" if source.english else "",
    ]
    return f"{' = '.join(part for part in said if part)}, from the {source.evidence}"


def visible(text: str) -> str:
    """The text with control and direction characters written out, so that a story cannot drive the terminal."""
    return "".join(
        " " if c.isspace() else f"<U+{ord(c):04X}>" if unicodedata.category(c) in {"Cc", "Cf", "Cs"} else c
        for c in text
    )


def columns(text: str) -> int:
    """The terminal columns that the text takes: two for wide characters, none for combining ones."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in {"W", "F"} else 1 for c in text
    )


def _excerpt(document: DocumentReport, flag: Flag) -> tuple[str, str, str]:
    """The flagged words with what stands around them in their sentence, cut to about a line."""
    text = document.document.text
    index = document.document.segment_at(flag.start)
    start, end = flag.start, flag.end
    if index is not None:
        segment = document.document.segments[index]
        start, end = min(segment.start, start), max(segment.end, end)
    marked = text[flag.start : flag.end]
    if len(marked) > _WIDTH - 10:
        marked = f"{marked[: _WIDTH // 2 - 8]} … {marked[-(_WIDTH // 2 - 8) :]}"
    left, right = text[start : flag.start], text[flag.end : end]
    if len(left) > _AROUND:
        left = "…" + left[-_AROUND:].partition(" ")[2]
    room = max(20, _WIDTH - 4 - len(left) - len(marked))
    if len(right) > room:
        right = right[:room].rpartition(" ")[0] + " …"
    return visible(left), visible(marked), visible(right)


def _counted(flags: tuple[Flag, ...] | list[Flag]) -> str:
    if not flags:
        return "no flags"
    parts = [(s, sum(flag.severity is s for flag in flags)) for s in reversed(Severity)]
    return ", ".join(f"{count} {severity}" for severity, count in parts if count)
