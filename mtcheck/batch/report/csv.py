"""What a batch adds up to, for spreadsheets: a group a row, beneath one row for all stories."""

from __future__ import annotations

import csv
import io

from mtcheck.batch.report.model import BatchReport
from mtcheck.batch.summary import Group
from mtcheck.report.csv import BYTE_ORDER_MARK, text_cell

_COLUMNS = (
    "by", "name", "stories", "errors", "failing", "share_failing", "words", "critical", "major", "minor",
    "flags_per_1000_words", "penalty_per_1000_words", "median_score", "worst_decile_score", "median_fluency",
)  # fmt: skip


def render(report: BatchReport) -> str:
    """RFC 4180 with a header and a byte order mark; ``by`` is "all" in the first row, which alone has medians.

    Names that begin as a formula does are kept from being one, as in the report of single stories.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    summary = report.summary
    marks = [summary.median_score, summary.worst_decile_score, summary.median_fluency]
    writer.writerow(["all", *_row(summary.total), *marks])
    for by in report.by:
        writer.writerows([by, *_row(group), "", "", ""] for group in summary.by[by])
    return BYTE_ORDER_MARK + out.getvalue()


def _row(group: Group) -> list[str | int | float]:
    return [
        text_cell(group.name),
        group.stories,
        group.errors,
        group.failing,
        round(group.share_failing, 4),
        group.words,
        group.critical,
        group.major,
        group.minor,
        round(group.flags_per_1000_words, 3),
        round(group.penalty_per_1000_words, 3),
    ]
