"""mtcheck finds what machine translation broke in news copy that went out in English and came back."""

from __future__ import annotations

from mtcheck.checks.rule import Flag
from mtcheck.config import Config
from mtcheck.document.model import Document
from mtcheck.pipeline import Checker
from mtcheck.report.model import Report
from mtcheck.version import __version__

__all__ = ["Checker", "Config", "Document", "Flag", "Report", "__version__", "check"]


def check(text: str, *, source: str | None = None, original: str | None = None, config: Config | None = None) -> Report:
    """Check a story given as a string, beside its foreign-language source and its English original where given.

    Raises `mtcheck.document.reading.UnreadableError` where there is no text, and
    `mtcheck.alignment.model.OtherStoryError` where source or original tell another story.
    """
    from mtcheck.document.reading import from_text
    from mtcheck.evidence import from_texts, with_own

    checker = Checker(config)
    story = from_text(text)
    return checker.report([checker.check(story, with_own(from_texts(source, original), story))])
