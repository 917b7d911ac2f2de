"""The report in SARIF 2.1.0 (OASIS), within the limits of GitHub's code scanning."""

from __future__ import annotations

import heapq
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mtcheck.document.model import Document
from mtcheck.document.spelling import replacement
from mtcheck.flag import Flag, RuleCard, Severity
from mtcheck.report.fingerprint import fingerprints
from mtcheck.report.markdown import escaped
from mtcheck.report.model import DocumentReport, Report
from mtcheck.report.place import Places, Region, relative, title

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FINGERPRINT = "mtcheckFlag/v1"
"""A key of its own: GitHub's upload puts its own hash under primaryLocationLineHash, and warns where that is taken."""
_LEVEL = {Severity.CRITICAL: "error", Severity.MAJOR: "warning", Severity.MINOR: "note"}
_PROBLEM = {Severity.CRITICAL: "error", Severity.MAJOR: "warning", Severity.MINOR: "recommendation"}
_MOST_RESULTS = 5_000
"""What GitHub keeps of a run; it refuses one with more than 25,000."""
_LONGEST = 1_000
"""Characters of a message or description; GitHub shows 1,024 of them."""


def render(report: Report) -> str:
    """A SARIF log of one run: the stories as artefacts, the rules that flagged something, a result a flag.

    Columns count code points. Of more than 5,000 flags the gravest are kept, and a notification says how many are
    not. Suggestions are fixes where they can be written over the file.
    """
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _run(report: Report) -> dict[str, Any]:
    kept, left_out = _kept(report)
    rules = {rule.code: rule for rule in report.rules}
    codes = sorted({flag.code for flags in kept for flag in flags.values()})
    rule_index = {code: index for index, code in enumerate(codes)}
    artifacts = {uri: index for index, uri in enumerate(dict.fromkeys(_uri(one.path) for one in report.documents))}
    results = [
        result
        for document, flags in zip(report.documents, kept, strict=True)
        for result in _results(document, flags, artifacts, rule_index)
    ]
    driver = {
        "name": "mtcheck",
        "semanticVersion": report.version,
        "rules": [_rule(rules[code]) for code in codes],
    }
    return {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True} | _notifications(left_out)],
        "artifacts": [{"location": {"uri": uri}, "roles": ["analysisTarget"]} for uri in artifacts],
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": results,
        "properties": {"signature": report.signature, "stories": [_story(one) for one in report.documents]},
    }


def _kept(report: Report) -> tuple[list[dict[int, Flag]], int]:
    """The flags of each story that go into the log, by their index in it, and how many do not go in."""
    every = [
        (-flag.severity.weight, story, index)
        for story, document in enumerate(report.documents)
        for index, flag in enumerate(document.flags)
    ]
    kept: list[dict[int, Flag]] = [{} for _ in report.documents]
    for _, story, index in heapq.nsmallest(_MOST_RESULTS, every):
        kept[story][index] = report.documents[story].flags[index]
    return kept, max(0, len(every) - _MOST_RESULTS)


def _notifications(left_out: int) -> dict[str, Any]:
    if not left_out:
        return {}
    text = f"{left_out:,} flags more were found than a log holds; the gravest {_MOST_RESULTS:,} are here."
    return {"toolExecutionNotifications": [{"level": "warning", "message": {"text": text}}]}


def _rule(rule: RuleCard) -> dict[str, Any]:
    summary, _, explanation = rule.documentation.partition("\n")
    paragraphs = [" ".join(block.split()) for block in explanation.split("\n\n") if block.strip()]
    why = [one for one in paragraphs if one.startswith("Why:")]
    sure = rule.confidence
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": _clipped(summary)},
        "fullDescription": {"text": _clipped(" ".join([summary, *why]))},
        "help": {"text": rule.documentation, "markdown": _help(rule)},
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {
            "tags": ["translation", str(rule.category), f"MQM: {rule.mqm}"],
            "precision": "very-high" if sure >= 0.9 else "high" if sure >= 0.8 else "medium" if sure >= 0.6 else "low",
            "problem.severity": _PROBLEM[rule.severity],
        },
    }


def _help(rule: RuleCard) -> str:
    lines = [f"**{rule.code} {rule.name}**", ""]
    for line in rule.documentation.splitlines():
        head, colon, rest = line.partition(": ")
        known = colon and head in {"Why", "Example", "Better", "Source", "Original", "Copy", "Memory"}
        shown = f"**{head}:** {escaped(rest)}" if known else escaped(line)
        lines.append(f"{shown}  " if known and head != "Why" else shown)
    return "\n".join([*lines, "", f"MQM: {escaped(rule.mqm)}"])


def _results(
    document: DocumentReport, kept: dict[int, Flag], artifacts: dict[str, int], rule_index: dict[str, int]
) -> Iterator[dict[str, Any]]:
    places = Places(document.document)
    names = fingerprints(document)
    uri = _uri(document.path)
    location = {"uri": uri, "index": artifacts[uri]}
    for index, flag in sorted(kept.items()):
        region = _region(places.region(flag))
        shown = region | {"snippet": {"text": places.words(flag)}}
        result: dict[str, Any] = {
            "ruleId": flag.code,
            "ruleIndex": rule_index[flag.code],
            "level": _LEVEL[flag.severity],
            "message": {"text": _clipped(_message(flag))},
            "locations": [{"physicalLocation": {"artifactLocation": location, "region": shown}}],
            "partialFingerprints": {_FINGERPRINT: names[index]},
            "properties": _properties(flag),
        }
        fixes = list(_fixes(document.document, flag, location, region))
        yield result | ({"fixes": fixes} if fixes else {})


def _message(flag: Flag) -> str:
    """The message, with the first suggestion, since GitHub shows no fixes."""
    if not flag.suggestions:
        return flag.message
    text = flag.suggestions[0].text
    return f"{flag.message} Suggested: {f'“{text}”' if text else 'take it out'}."


def _fixes(
    document: Document, flag: Flag, location: dict[str, Any], region: dict[str, int]
) -> Iterator[dict[str, Any]]:
    for text in (suggestion.text for suggestion in flag.suggestions):
        spelled = replacement(document, flag.start, flag.end, text)
        if spelled is None:
            continue
        change: dict[str, Any] = {"deletedRegion": region} | ({"insertedContent": {"text": spelled}} if spelled else {})
        yield {
            "description": {"text": _clipped(f"Write “{text}”." if text else "Take it out.")},
            "artifactChanges": [{"artifactLocation": location, "replacements": [change]}],
        }


def _properties(flag: Flag) -> dict[str, Any]:
    out: dict[str, Any] = {
        "category": str(flag.category),
        "severity": str(flag.severity),
        "confidence": round(flag.confidence, 2),
    }
    source = flag.probable_source
    if source is not None:
        out["probableSource"] = {
            "language": source.language,
            "text": source.text,
            "english": source.english,
            "evidence": source.evidence,
        }
    return out


def _region(region: Region) -> dict[str, int]:
    return {
        "startLine": region.start.line,
        "startColumn": region.start.column,
        "endLine": region.end.line,
        "endColumn": region.end.column,
    }


def _story(document: DocumentReport) -> dict[str, Any]:
    quality = document.quality
    return {
        "story": title(document.document),
        "verdict": quality.verdict,
        "score": round(quality.score, 1),
        "fluency": None if quality.fluency is None else round(quality.fluency, 1),
    }


def _uri(path: str) -> str:
    """A relative reference where the story lies in the current folder or near it, else a file URI (RFC 3986)."""
    near = relative(path)
    if Path(near).is_absolute():
        return Path(near).as_uri()
    return quote(os.fsencode(near))


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
