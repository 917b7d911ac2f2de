"""The formats of a report by name, each rendered by the module of `mtcheck.report` that it names."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final

from mtcheck.report.model import Report

FORMATS: Final = (
    "text",
    "json",
    "jsonl",
    "sarif",
    "junit",
    "github",
    "gitlab",
    "rdjson",
    "checkstyle",
    "markdown",
    "csv",
    "html",
)
"""Every format's name, which is also its module's."""


def renderer(name: str) -> Callable[[Report], str]:
    """The renderer of one of `FORMATS`; its module is loaded now and not before. Raises KeyError."""
    if name not in FORMATS:
        raise KeyError(name)
    render: Callable[[Report], str] = import_module(f"mtcheck.report.{name}").render
    return render
