"""The report that an editor opens: one page that needs nothing from elsewhere, and trusts no story."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from mtcheck.report.html.advice import urgency
from mtcheck.report.html.marking import plain, runs
from mtcheck.report.html.story import story
from mtcheck.report.model import Report

if TYPE_CHECKING:
    from jinja2 import Environment


def render(report: Report) -> str:
    """The page: one story, or an index of several, the most urgent first, with a section for each.

    Style and script stand in the page, and its Content-Security-Policy (CSP level 3) admits these two by their SHA-256
    and nothing else; there is neither a ``style`` attribute nor an inline handler. Every text of a story is escaped.
    """
    documents = sorted(report.documents, key=urgency)
    style, script = _part("page.css"), _part("page.js")
    return (
        _environment()
        .get_template("page.html")
        .render(
            report=report,
            stories=[story(f"s{number}", one) for number, one in enumerate(documents, 1)],
            style=style,
            script=script,
            policy=policy(style, script),
        )
    )


def policy(style: str, script: str) -> str:
    """The content security policy of a page with this style sheet and script."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; "
        "form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _part(name: str) -> str:
    return (resources.files(__package__) / "templates" / name).read_text("utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("mtcheck.report.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"plain": plain, "runs": runs}
    return environment
