"""Other checkers of English, where they are installed: shared by the scripts that hold mtcheck against them."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from scoring import Flags

Rival = Callable[[str], Flags]


def harper() -> Rival:
    import harper  # type: ignore[import-not-found]

    linter = harper.Linter()
    return lambda text: [
        (one.span.start, one.span.end, "Harper", one.lint_kind) for one in linter.lint(text, language="plaintext")
    ]


def languagetool() -> Rival:
    import lt_py  # type: ignore[import-not-found]

    engine = lt_py.Engine("en-US")

    def flags(text: str) -> Flags:
        raw = text.encode()
        # Its offsets count bytes.
        spans = [(m["offset"], m["offset"] + m["length"], m["rule_id"]) for m in engine.check(text)]
        return [(len(raw[:a].decode()), len(raw[:b].decode()), "LanguageTool", code) for a, b, code in spans]

    return flags


def installed() -> dict[str, Callable[[], Rival]]:
    """What makes each grammar checker that is there: of harper-py, and of lingotweaker with lingotweaker-data-en."""
    known = {"Harper": ("harper", harper), "LanguageTool's rules": ("lt_py", languagetool)}
    return {name: make for name, (module, make) in known.items() if find_spec(module) is not None}
