"""The report as a table for spreadsheets: a flag a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from mtcheck.report.model import DocumentReport, Report
from mtcheck.report.place import Places, relative

BYTE_ORDER_MARK = "\ufeff"
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
    return BYTE_ORDER_MARK + out.getvalue()


def _rows(document: DocumentReport) -> Iterator[list[str | int | float]]:
    places = Places(document.document)
    for flag in document.flags:
        region = places.region(flag)
        source = flag.probable_source
        yield [
            text_cell(relative(document.path)),
            text_cell(document.document.item),
            region.start.line,
            region.start.column,
            region.end.line,
            region.end.column,
            flag.code,
            flag.rule,
            str(flag.category),
            str(flag.severity),
            round(flag.confidence, 2),
            text_cell(document.document.text[flag.start : flag.end]),
            text_cell(flag.message),
            text_cell(flag.suggestions[0].text if flag.suggestions else ""),
            text_cell("" if source is None else source.text or source.english),
            text_cell("" if source is None else source.language),
            document.quality.verdict,
            round(document.quality.score, 1),
        ]


def text_cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" \u00a0\ufeff")[:1] in _FORMULA else text
