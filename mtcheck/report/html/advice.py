"""What an editor wants to know first: may this go out, and why not?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from mtcheck.flag import Flag, Severity
from mtcheck.report.model import DocumentReport

LIKELY = 0.5
"""Confidence from which a critical flag alone keeps a story from going out."""
LOWEST_SCORE = 85.0
"""MQM score below which a story is better written anew: a major error, or more, every 33 words."""
_LONGEST = 60
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Step(StrEnum):
    """What to do with a story; the most urgent first."""

    STOP = "stop"
    LOOK = "look"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, in few words too, and why, in one sentence."""

    step: Step
    words: str
    why: str


def advise(report: DocumentReport) -> Advice:
    """The advice on one story.

    Do not publish: a critical flag is likely right, or the MQM score is below `LOWEST_SCORE`. Look: the story fails by
    the configuration's own bar, or has a major flag. Publish: all else.
    """
    critical = [f for f in report.flags if f.severity is Severity.CRITICAL and f.confidence >= LIKELY]
    if critical:
        return Advice(Step.STOP, "Do not publish", _why_critical(report, critical))
    if report.quality.score < LOWEST_SCORE:
        return Advice(Step.STOP, "Do not publish", f"Errors stand too close: {_tally(report)}.")
    if report.quality.verdict == "fail" or any(f.severity is not Severity.MINOR for f in report.flags):
        return Advice(Step.LOOK, "Look before publishing", _why_look(report))
    why = "Nothing was found." if not report.flags else f"Only small things were found: {_tally(report)}."
    return Advice(Step.PUBLISH, "Publish", why)


def urgency(report: DocumentReport) -> tuple[int, int, int, float, str, str]:
    """A key that sorts the most urgent story first: the advice, critical and major flags, the score, then the path."""
    counted = Counter(flag.severity for flag in report.flags)
    return (
        list(Step).index(advise(report).step),
        -counted[Severity.CRITICAL],
        -counted[Severity.MAJOR],
        report.quality.score,
        report.path,
        report.document.item,
    )


def number(count: int, noun: str, plural: str = "") -> str:
    """A count with its noun, small counts as words: "two errors", "14 errors"."""
    said = _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"
    return f"{said} {noun if count == 1 else plural or noun + 's'}"


def _why_critical(report: DocumentReport, critical: list[Flag]) -> str:
    shown = [f"“{_short(report.document.text[f.start : f.end])}” ({_named(f)})" for f in critical[:2]]
    more = len(critical) - len(shown)
    places = " and ".join(shown) if not more else f"{', '.join(shown)} and {number(more, 'more place')}"
    return f"{_capital(number(len(critical), 'critical error'))} would mislead readers: {places}."


def _why_look(report: DocumentReport) -> str:
    if not report.flags:
        return "The score is below the bar of this house."
    kinds = Counter(_named(flag) for flag in report.flags)
    common, count = min(kinds.items(), key=lambda item: (-item[1], item[0]))
    said = f"{_capital(_tally(report))} to look at"
    if len(kinds) == 1:
        return f"{said}, of the kind “{common}”."
    return f"{said}, most often of the kind “{common}”." if count > 1 else f"{said}, each of another kind."


def _tally(report: DocumentReport) -> str:
    counted = counts(report)
    *most, last = [number(count, str(severity), str(severity)) for severity, count in counted.items() if count]
    listed = f"{', '.join(most)} and {last}" if most else last
    return f"{listed} {'error' if sum(counted.values()) == 1 else 'errors'}"


def counts(report: DocumentReport) -> dict[Severity, int]:
    """One story's flags by severity, the worst first, with zeros."""
    counted = Counter(flag.severity for flag in report.flags)
    return {severity: counted[severity] for severity in reversed(Severity)}


def _named(flag: Flag) -> str:
    return str(flag.category).replace("_", " ")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(" ")[0] + " …"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
