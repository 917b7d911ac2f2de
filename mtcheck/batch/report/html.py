"""The page: figures, charts with their tables, rules and stories; it needs nothing from elsewhere and no script."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from mtcheck.batch.report.charts import bars, line, said
from mtcheck.batch.report.labels import label, noun
from mtcheck.batch.report.model import BatchReport
from mtcheck.report.html import policy
from mtcheck.report.html.marking import plain

if TYPE_CHECKING:
    from jinja2 import Environment

_GROUPS = 20
"""Sites and pivots that are shown; the others are added up."""
_RULES = 25


def render(report: BatchReport) -> str:
    """The page; its style is that of the editor's report, with what charts need beside.

    The Content-Security-Policy (CSP level 3) admits the style sheet by its SHA-256 and no script but an empty one.
    Every text of a story is escaped. Charts are SVG with a title and a description, each with a table of its figures.
    """
    style = _style()
    days, unit = report.course()
    return (
        _environment()
        .get_template("summary.html")
        .render(
            report=report,
            summary=report.summary,
            total=report.summary.total,
            style=style,
            policy=policy(style, ""),
            days=days,
            unit=unit,
            line=line(days, unit),
            grouped={by: report.leading(by, _GROUPS) for by in report.by if by != "day"},
            most_rules=_RULES,
        )
    )


@cache
def _style() -> str:
    house = resources.files("mtcheck.report.html") / "templates" / "page.css"
    own = resources.files(__package__) / "templates" / "summary.css"
    return house.read_text("utf-8") + own.read_text("utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("mtcheck.batch.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"plain": plain, "label": label, "noun": noun, "bars": bars, "said": said}
    environment.filters |= {"count": "{:,}".format, "rate": "{:,.1f}".format, "share": "{:.1%}".format}
    return environment
