"""The report as a table for spreadsheets: a flag a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from mtcheck.report.model import DocumentReport, Report
from mtcheck.report.place import Places, relative

_BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel takes the file for one of its country's old encoding."""
_COLUMNS = (
    "path", "item", "line", "column", "end_line", "end_column", "code", "rule", "category", "severity", "confidence",
    "flagged", "message", "suggestion", "probable_source", "probable_source_language", "verdict", "score",
)  # fmt: skip
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""First characters by which spreadsheets take a cell for a formula or a command (OWASP, CSV injection)."""


def render(report: Report) -> str:
    """RFC 4180 with a header and a byte order mark; the first suggestion alone; text can be no formula.

    A cell of text that begins as a formula does gets an apostrophe in front, which spreadsheets show as text.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for document in report.documents:
        writer.writerows(_rows(document))
    return _BYTE_ORDER_MARK + out.getvalue()


def _rows(document: DocumentReport) -> Iterator[list[str | int | float]]:
    places = Places(document.document)
    for flag in document.flags:
        region = places.region(flag)
        source = flag.probable_source
        yield [
            _text(relative(document.path)),
            _text(document.document.item),
            region.start.line,
            region.start.column,
            region.end.line,
            region.end.column,
            flag.code,
            flag.rule,
            str(flag.category),
            str(flag.severity),
            round(flag.confidence, 2),
            _text(document.document.text[flag.start : flag.end]),
            _text(flag.message),
            _text(flag.suggestions[0].text if flag.suggestions else ""),
            _text("" if source is None else source.text or source.english),
            _text("" if source is None else source.language),
            document.quality.verdict,
            round(document.quality.score, 1),
        ]


def _text(text: str) -> str:
    return f"'{text}" if text.lstrip(" \u00a0\ufeff")[:1] in _FORMULA else text
