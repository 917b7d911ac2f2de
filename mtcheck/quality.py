"""A story's marks and its verdict, from its flags; made anew where some of them are taken out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mtcheck.config import Config
from mtcheck.flag import Flag, Severity
from mtcheck.report.model import DocumentReport, Quality
from mtcheck.report.mqm import penalty_per_1000_words, score


def quality_of(flags: Iterable[Flag], words: int, fluency: float | None, config: Config) -> Quality:
    """The MQM marks of a story of so many words, and whether it fails by ``fail_on`` and ``min_score``."""
    flags = tuple(flags)
    penalty = penalty_per_1000_words(flags, words)
    mark = score(penalty)
    low = config.min_score is not None and mark < config.min_score
    grave = config.fail_on != "never" and any(f.severity.weight >= Severity(config.fail_on).weight for f in flags)
    return Quality(mark, penalty, fluency, "fail" if low or grave else "pass")


def with_flags(report: DocumentReport, flags: Iterable[Flag], config: Config) -> DocumentReport:
    """The report with these flags in place of its own, and the marks and verdict that follow from them."""
    flags = tuple(flags)
    if flags == report.flags:
        return report
    words, fluency = report.document.words, report.quality.fluency
    return replace(report, flags=flags, quality=quality_of(flags, words, fluency, config))
