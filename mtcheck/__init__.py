"""mtcheck finds what machine translation broke in news copy that went out in English and came back."""

from __future__ import annotations

from mtcheck.version import __version__

# As type checkers know it; `typing` itself takes as long to load as all that the command needs to be ready for Ctrl-C.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from mtcheck.config import Config
    from mtcheck.document.model import Document
    from mtcheck.flag import Flag
    from mtcheck.pipeline import Checker
    from mtcheck.report.model import Report
else:
    _HOMES = {
        "Checker": "mtcheck.pipeline",
        "Config": "mtcheck.config",
        "Document": "mtcheck.document.model",
        "Flag": "mtcheck.flag",
        "Report": "mtcheck.report.model",
    }

    def __getattr__(name: str) -> object:
        """Load what is asked for: the command is to be ready for Ctrl-C before its modules load."""
        from importlib import import_module

        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_HOMES[name]), name)


__all__ = ["Checker", "Config", "Document", "Flag", "Report", "__version__", "check"]


def check(
    text: str,
    *,
    source: str | None = None,
    original: str | None = None,
    memory: Iterable[str | Path] = (),
    config: Config | None = None,
) -> Report:
    """Check a story given as a string, beside its foreign-language source and its English original where given.

    ``memory`` are files with translations of the house, in addition to those of ``config``.

    Raises `mtcheck.document.reading.UnreadableError` where there is no text, or source or original are in a language
    that they cannot be in, and `mtcheck.alignment.model.OtherStoryError` where they tell another story; TypeError
    and ValueError where an argument is none that can be used.
    """
    for name, value in (("text", text), ("source", source), ("original", original)):
        if not (isinstance(value, str) or (value is None and name != "text")):
            raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    if isinstance(memory, str):
        raise TypeError("memory takes several paths, not a string")
    from dataclasses import replace
    from pathlib import Path

    from mtcheck.config import Config
    from mtcheck.document.reading import from_text
    from mtcheck.evidence import from_texts, require_usable, with_own
    from mtcheck.pipeline import Checker

    own = Config() if config is None else config
    if not isinstance(own, Config):
        raise TypeError(f"config must be a Config, not {type(own).__name__}")
    checker = Checker(replace(own, memory=(*own.memory, *(Path(one) for one in memory))))
    story = from_text(text)
    evidence = with_own(from_texts(source, original), story)
    require_usable(evidence)
    return checker.report([checker.check(story, evidence)])
