"""What of the findings is reported: the order in which per-path settings, suppressions and baseline are applied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from mtcheck.baseline import Baseline
from mtcheck.config import Config
from mtcheck.report.model import DocumentReport
from mtcheck.suppression import entry_complaints, kinds_beside, per_path, running_rules, suppress


@dataclass(frozen=True, slots=True)
class Reported:
    """The stories' reports, and a line about each suppression that is unused, expired or not understood."""

    documents: tuple[DocumentReport, ...]
    complaints: tuple[str, ...]


def to_report(
    checked: Iterable[DocumentReport],
    config: Config,
    today: date,
    *,
    baseline: Baseline | None = None,
    whole: bool = True,
) -> Reported:
    """The reports of a checker with what is left of their flags.

    ``whole`` says that the stories are all those that the configuration was written for.
    """
    running = cache(partial(running_rules, config))
    done = [suppress(per_path(one, config), config, running(kinds_beside(one)), today) for one in checked]
    reports = [one.report if baseline is None else baseline.left_out(one.report, config) for one in done]
    in_stories = (line for one in done for line in one.complaints)
    return Reported(tuple(reports), (*in_stories, *entry_complaints(config, done, today, whole=whole)))
