"""mtcheck finds what machine translation broke in news copy that went out in English and came back."""

from __future__ import annotations

from mtcheck.version import __version__

# As type checkers know it; `typing` itself takes as long to load as all that the command needs to be ready for Ctrl-C.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from mtcheck.checks.rule import Flag
    from mtcheck.config import Config
    from mtcheck.document.model import Document
    from mtcheck.pipeline import Checker
    from mtcheck.report.model import Report
else:
    _HOMES = {
        "Checker": "mtcheck.pipeline",
        "Config": "mtcheck.config",
        "Document": "mtcheck.document.model",
        "Flag": "mtcheck.checks.rule",
        "Report": "mtcheck.report.model",
    }

    def __getattr__(name: str) -> object:
        """Load what is asked for: the command is to be ready for Ctrl-C before its modules load."""
        from importlib import import_module

        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_HOMES[name]), name)


__all__ = ["Checker", "Config", "Document", "Flag", "Report", "__version__", "check"]


def check(text: str, *, source: str | None = None, original: str | None = None, config: Config | None = None) -> Report:
    """Check a story given as a string, beside its foreign-language source and its English original where given.

    Raises `mtcheck.document.reading.UnreadableError` where there is no text, or source or original are in a language
    that they cannot be in, and `mtcheck.alignment.model.OtherStoryError` where they tell another story.
    """
    from mtcheck.document.reading import from_text
    from mtcheck.evidence import from_texts, require_usable, with_own
    from mtcheck.pipeline import Checker

    checker = Checker(config)
    story = from_text(text)
    evidence = with_own(from_texts(source, original), story)
    require_usable(evidence)
    return checker.report([checker.check(story, evidence)])
