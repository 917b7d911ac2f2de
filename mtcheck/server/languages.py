"""The languages of the LanguageTool API: the Englishes, since the copy that mtcheck checks is in English."""

from __future__ import annotations

from typing import Any, Final

VARIANTS: Final = {
    "en": "English",
    "en-AU": "English (Australian)",
    "en-CA": "English (Canadian)",
    "en-GB": "English (GB)",
    "en-NZ": "English (New Zealand)",
    "en-US": "English (US)",
    "en-ZA": "English (South African)",
}
"""Codes and names, as LanguageTool has them; mtcheck checks all of them alike."""
DEFAULT: Final = "en-US"


def known(code: str) -> str | None:
    """The code as LanguageTool spells it, or None; case and underscores do not matter."""
    wanted = code.strip().replace("_", "-").lower()
    return next((one for one in VARIANTS if one.lower() == wanted), None)


def listed() -> list[dict[str, Any]]:
    """The answer to /v2/languages."""
    return [{"name": name, "code": "en", "longCode": code} for code, name in VARIANTS.items()]
