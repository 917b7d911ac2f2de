"""The form fields of /v2/check, read as LanguageTool reads them."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from mtcheck.server.annotated import Annotated, parsed, plain
from mtcheck.server.errors import RefusedError
from mtcheck.server.jobs import LanguageToolJob, Narrowing
from mtcheck.server.languages import DEFAULT, VARIANTS, known

_MOST_FIELDS = 100
_LEVELS = (
    "default",
    "picky",
    "academic",
    "clarity",
    "professional",
    "creative",
    "customer",
    "jobapp",
    "objective",
    "elegant",
)
"""What LanguageTool takes for ``level``; to mtcheck all but "picky" are the default."""
_MODES: Final = ("all", "textLevelOnly", "allButTextLevelOnly")


def fields(encoded: str) -> dict[str, str]:
    """The fields of a query or of a URL-encoded body; of a field given twice, the last. Raises RefusedError (400)."""
    try:
        return dict(
            parse_qsl(encoded, keep_blank_values=True, encoding="utf-8", errors="replace", max_num_fields=_MOST_FIELDS)
        )
    except ValueError:
        raise RefusedError(400, f"More than {_MOST_FIELDS} parameters") from None


def job(given: dict[str, str]) -> LanguageToolJob | None:
    """What is to be checked, or None for a request that wants text-level rules alone.

    The browser add-on sends every text twice, once for these; mtcheck answers everything to the other request, so that
    nothing is shown twice. Raises RefusedError (400) with LanguageTool's own words where it has any.
    """
    text = _text(given)
    language = _language(given)
    narrowing = _narrowing(given)
    level = given.get("level", "default")
    if level.lower() not in _LEVELS:
        raise RefusedError(400, f"If you specify 'level', it must be one of: {', '.join(_LEVELS)}")
    mode = given.get("mode", "all")
    if mode.lower() not in {one.lower() for one in _MODES}:
        raise RefusedError(400, f"If you specify 'mode', it must be one of: {', '.join(_MODES)}")
    if mode.lower() == "textlevelonly":
        return None
    return LanguageToolJob(text.text, text.marked_up, text.pieces, language, narrowing, level.lower() == "picky")


def _text(given: dict[str, str]) -> Annotated:
    if "text" in given and "data" in given:
        raise RefusedError(400, "Set only 'text' or 'data' parameter, not both")
    if "text" in given:
        return plain(given["text"])
    if "data" in given:
        return parsed(given["data"])
    raise RefusedError(400, "Missing 'text' or 'data' parameter")


def _language(given: dict[str, str]) -> str:
    asked = given.get("language", "")
    if not asked:
        raise RefusedError(400, "Missing 'language' parameter, e.g. 'language=en-US' for American English")
    if asked.lower() == "auto":
        preferred = (known(one) for one in _listed(given, "preferredVariants"))
        return next((one for one in preferred if one is not None), DEFAULT)
    found = known(asked)
    if found is None:
        codes = ", ".join(VARIANTS)
        raise RefusedError(400, f"'{asked[:40]}' is not a language code known to mtcheck. Supported codes are: {codes}")
    return found


def _narrowing(given: dict[str, str]) -> Narrowing:
    only = given.get("enabledOnly", "").lower() in {"yes", "true"}
    enabled = [*_listed(given, "enabledRules"), *_listed(given, "enabledCategories")]
    disabled = [*_listed(given, "disabledRules"), *_listed(given, "disabledCategories")]
    if only and disabled:
        raise RefusedError(400, "You cannot specify disabled rules or categories using enabledOnly=true")
    if only and not enabled:
        raise RefusedError(400, "You must specify enabled rules or categories when using enabledOnly=true")
    return Narrowing(frozenset(one.lower() for one in enabled), frozenset(one.lower() for one in disabled), only)


def _listed(given: dict[str, str], field: str) -> list[str]:
    return [one.strip() for one in given.get(field, "").split(",") if one.strip()]
