"""mtcheck finds what machine translation broke in news copy that went out in English and came back."""

from __future__ import annotations

from mtcheck.checks.rule import Flag
from mtcheck.config import Config
from mtcheck.document.model import Document
from mtcheck.pipeline import Checker
from mtcheck.report.model import Report
from mtcheck.version import __version__

__all__ = ["Checker", "Config", "Document", "Flag", "Report", "__version__", "check"]


def check(text: str, *, config: Config | None = None) -> Report:
    """Check a story given as a string; raises `mtcheck.document.reading.UnreadableError` where there is no text."""
    from mtcheck.document.reading import from_text

    checker = Checker(config)
    return checker.report([checker.check(from_text(text))])
