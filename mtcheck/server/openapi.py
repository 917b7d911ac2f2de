"""The OpenAPI 3.1 description of both APIs."""

from __future__ import annotations

from typing import Any, get_args

from mtcheck.config import Bar
from mtcheck.flag import Category, Severity
from mtcheck.server.jobs import LONGEST_PATH
from mtcheck.server.languages import VARIANTS
from mtcheck.version import __version__

_Schema = dict[str, Any]
_TEXT: _Schema = {"type": "string"}
_NUMBER: _Schema = {"type": "number"}
_COUNT: _Schema = {"type": "integer", "minimum": 0}
_NAMES: _Schema = {"type": "array", "items": _TEXT}
_FIELDS: dict[str, str] = {
    "text": "The text to check; this or data.",
    "data": 'Annotated text: {"annotation": [{"text": …} or {"markup": …, "interpretAs": …}, …]}, as JSON.',
    "language": f"One of {', '.join(VARIANTS)}, or auto.",
    "preferredVariants": "With language=auto, the variant of the answer, such as en-GB.",
    "disabledRules": "Codes of rules, comma-separated, that are left out.",
    "enabledRules": "Codes of rules; with enabledOnly=true, no others.",
    "disabledCategories": "Categories that are left out.",
    "enabledCategories": "Categories; with enabledOnly=true, no others.",
    "enabledOnly": "true: only what is enabled.",
    "level": "default or picky; picky lifts the house's least confidence.",
    "mode": "all, allButTextLevelOnly or textLevelOnly; the last finds nothing, since the others find all.",
    "apiKey": "The server's token, for clients that send no Authorization header.",
}


def description(most_bytes: int) -> _Schema:
    """The description of a server that takes bodies of ``most_bytes``."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "mtcheck",
            "version": __version__,
            "description": "Finds what machine translation broke in news copy. Below /v2 the HTTP API of LanguageTool, "
            f"below /v1 the full report. A request body has at most {most_bytes} bytes.",
        },
        "paths": _paths(),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Request": _request(), "Report": _report(), "Error": _object({"error": _TEXT})},
        },
    }


def _paths() -> _Schema:
    form = {"schema": _object(dict.fromkeys(_FIELDS, _TEXT), required=["language"]) | {"additionalProperties": True}}
    query = [
        {"name": name, "in": "query", "description": what, "required": name == "language", "schema": _TEXT}
        for name, what in _FIELDS.items()
    ]
    for name, what in _FIELDS.items():
        form["schema"]["properties"][name] = _TEXT | {"description": what}
    matches = _answers("Matches, as LanguageTool gives them; offsets in UTF-16 code units", {"type": "object"})
    security: list[_Schema] = [{"token": []}, {}]
    return {
        "/v2/check": {
            "get": {"summary": "Check a short text", "parameters": query, "responses": matches, "security": security},
            "post": {
                "summary": "Check a text",
                "requestBody": {"content": {"application/x-www-form-urlencoded": form}, "required": True},
                "responses": matches,
                "security": security,
            },
        },
        "/v2/languages": {"get": _simple("The languages", {"type": "array", "items": {"type": "object"}})},
        "/v2/healthcheck": {"get": _simple("OK, or 503 where no check is let in", _TEXT, "text/plain")},
        "/v2/info": {"get": _simple("Name and version", {"type": "object"})},
        "/v2/maxtextlength": {"get": _simple("The largest body, in bytes", _TEXT, "text/plain")},
        "/v1/check": {
            "post": {
                "summary": "Check a story, alone or beside its source and its original",
                "requestBody": {"content": {"application/json": {"schema": _of("Request")}}, "required": True},
                "responses": _answers("The report", _of("Report"), {"application/json": {"schema": _of("Error")}}),
                "security": security,
            }
        },
        "/openapi.json": {"get": _simple("This description", {"type": "object"})},
        "/docs": {"get": _simple("A page on both APIs", _TEXT, "text/html")},
    }


def _answers(what: str, schema: _Schema, error: _Schema | None = None) -> _Schema:
    error = error or {"text/plain": {"schema": _TEXT}}
    refusals = {
        "400": "Not a request as described",
        "401": "A token is needed",
        "403": "Asked by a page that may not",
        "408": "The request came too slowly",
        "413": "Too long",
        "415": "Sent as another type of content",
        "500": "The check failed",
        "503": "Full, or the check took too long; Retry-After says when to come back",
    }
    if "application/json" in error:
        refusals |= {"422": "No story, or texts of different stories", "501": "No encoder on this server"}
    return {"200": {"description": what, "content": {"application/json": {"schema": schema}}}} | {
        status: {"description": why, "content": error} for status, why in sorted(refusals.items())
    }


def _simple(what: str, schema: _Schema, media: str = "application/json") -> _Schema:
    return {"summary": what, "responses": {"200": {"description": what, "content": {media: {"schema": schema}}}}}


def _request() -> _Schema:
    options = {
        "select": _NAMES | {"description": "Codes, beginnings of codes, names or categories of rules; no others."},
        "ignore": _NAMES | {"description": "Those that are left out."},
        "fail_on": {"enum": [*get_args(Bar), None]},
        "min_score": _maybe(_NUMBER | {"minimum": 0, "maximum": 100}),
        "min_confidence": _maybe(_NUMBER | {"minimum": 0, "maximum": 1}),
        "pivot": _maybe(_TEXT | {"description": "The language that the copy came through, ISO 639-1."}),
    }
    return _object(
        {
            "text": _TEXT
            | {"description": "The story: text, or a file of a format that mtcheck knows by its content."},
            "path": _TEXT
            | {
                "description": "What the client calls the story: [[per-path]] and [[suppress]] of the configuration go "
                "by it, and its ending tells Markdown. No file is looked for there.",
                "maxLength": LONGEST_PATH,
            },
            "source": _maybe(_TEXT | {"description": "The foreign-language story."}),
            "original": _maybe(_TEXT | {"description": "The English wire story."}),
            "options": _object(options, required=[]) | {"additionalProperties": False},
        },
        required=["text"],
    ) | {"additionalProperties": False}


def _report() -> _Schema:
    suggestion = _object({"text": _TEXT, "confidence": _NUMBER, "safe": {"type": "boolean"}})
    source = _object({"language": _TEXT, "text": _TEXT, "english": _TEXT, "evidence": _TEXT})
    place = {"start": _COUNT, "end": _COUNT}
    flag = _object(
        place
        | {
            "line": _COUNT,
            "column": _COUNT,
            "code": _TEXT,
            "rule": _TEXT,
            "category": {"enum": [str(one) for one in Category]},
            "severity": {"enum": [str(one) for one in Severity]},
            "confidence": _NUMBER,
            "message": _TEXT,
            "suggestions": {"type": "array", "items": suggestion},
            "probable_source": _maybe(source),
            "segment": _maybe(_COUNT),
        }
    )
    segment = _object({"index": _COUNT} | place | {"fluency": _maybe(_NUMBER), "surprisal": _maybe(_NUMBER)})
    quality = {"score": _NUMBER, "penalty_per_1000_words": _NUMBER, "fluency": _maybe(_NUMBER), "verdict": _TEXT}
    document = _object(
        {
            "path": _TEXT,
            "sha256": _TEXT,
            "words": _COUNT,
            "language": _TEXT,
            "pivot": _maybe(_object({"language": _TEXT, "confidence": _NUMBER})),
            "quality": _object(quality),
            "flags": {"type": "array", "items": flag},
            "segments": {"type": "array", "items": segment},
        }
    )
    counts = _object({str(one): _COUNT for one in Severity})
    return _object(
        {
            "schema": {"const": 1},
            "mtcheck": _TEXT,
            "signature": _TEXT,
            "documents": {"type": "array", "items": document},
            "summary": _object({"documents": _COUNT, "words": _COUNT, "flags": counts}),
        }
    )


def _object(properties: _Schema, required: list[str] | None = None) -> _Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
    }


def _maybe(schema: _Schema) -> _Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _of(name: str) -> _Schema:
    return {"$ref": f"#/components/schemas/{name}"}
