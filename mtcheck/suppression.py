"""Which findings the house has said it does not want: per-path settings, ``[[suppress]]``, comments in the story."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mtcheck.alignment.model import Kind
from mtcheck.checks import RULES
from mtcheck.checks.rule import Need
from mtcheck.config import Config, PathSettings, Suppression
from mtcheck.directives import Directive, directives
from mtcheck.flag import Flag
from mtcheck.path_glob import matches_any
from mtcheck.quality import with_flags
from mtcheck.report.model import DocumentReport
from mtcheck.selection import chosen_rules
from mtcheck.triage import selector


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A story's report without what is suppressed.

    ``complaints`` are lines about its comments: unused, misspelt, never ended. ``in_scope`` and ``used`` hold indices
    into ``Config.suppress``: the entries whose paths take the story in, and those that suppressed something in it.
    """

    report: DocumentReport
    complaints: tuple[str, ...] = ()
    in_scope: frozenset[int] = frozenset()
    used: frozenset[int] = frozenset()


def running_rules(config: Config, beside: Collection[Kind] = ()) -> frozenset[str]:
    """The codes of the rules that can find something: a suppression of others is not held to be unused.

    ``beside`` are the kinds of the other texts that the story is compared with (`kinds_beside`).
    """
    there: set[Need] = {*beside}
    if not config.fast:
        there |= {"parse", "tags"}
    if config.memory:
        there.add("memory")
    if config.glossary:
        there.add("glossary")
    return frozenset(rule.code for rule in chosen_rules(config) if rule.runs_with(there))


def kinds_beside(report: DocumentReport) -> frozenset[Kind]:
    """Which other texts the story was compared with."""
    return frozenset(parallel.kind for parallel in report.parallels)


def per_path(report: DocumentReport, config: Config) -> DocumentReport:
    """The report by the settings of ``[[per-path]]`` that hold for the story's path."""
    flags = report.flags
    for settings in config.per_path:
        if matches_any(report.path, settings.paths, settings.base):
            flags = tuple(_by(settings, flags))
    return with_flags(report, flags, config)


def _by(settings: PathSettings, flags: Iterable[Flag]) -> Iterable[Flag]:
    wanted = selector(settings.select, settings.ignore)
    for flag in flags:
        if not wanted(flag.code, flag.rule, str(flag.category)):
            continue
        severity = flag.severity
        for word, own in settings.severity.items():
            severity = own if _named(flag, (word,)) else severity
        yield flag if severity is flag.severity else replace(flag, severity=severity)


def suppress(report: DocumentReport, config: Config, running: frozenset[str], today: date) -> Suppressed:
    """The report without what ``[[suppress]]`` and the story's comments take out of it.

    ``running`` are the codes of the rules that could find something (`running_rules`); an entry that expired before
    ``today`` no longer holds.
    """
    entries = [
        (index, entry)
        for index, entry in enumerate(config.suppress)
        if not _expired(entry, today)
        and (not entry.paths or matches_any(report.path, entry.paths, entry.base))
        and any(_rule_named(code, entry.rules) for code in running)
    ]
    found = directives(report.document)
    used: set[int] = set()
    met: set[tuple[int, str]] = set()
    kept = []
    for flag in report.flags:
        span = report.document.file_span(flag.start, flag.end)
        by_entry = {index for index, entry in entries if _takes_out(entry, flag, report)}
        by_comment = {
            (at, word)
            for at, one in enumerate(found.directives)
            if one.start < max(span.end, span.start + 1) and span.start < one.end
            for word in one.rules
            if word == "all" or _named(flag, (word,))
        }
        used |= by_entry
        met |= by_comment
        if not by_entry and not by_comment:
            kept.append(flag)
    unused = _unused(report, found.directives, met, running)
    return Suppressed(
        with_flags(report, kept, config),
        tuple(text for _, text in sorted([*found.complaints, *unused])),
        frozenset(index for index, _ in entries),
        frozenset(used),
    )


def entry_complaints(config: Config, done: Sequence[Suppressed], today: date, *, whole: bool = True) -> tuple[str, ...]:
    """Lines about the entries of ``[[suppress]]``: those expired, and those unused in all the stories.

    An entry counts as unused only where a story lay in its paths, and not where the stories are but some of those that
    it was written for (``whole`` False).
    """
    in_scope = frozenset().union(*(one.in_scope for one in done))
    used = frozenset().union(*(one.used for one in done))
    out = []
    for index, entry in enumerate(config.suppress):
        name = f"[[suppress]] no. {index + 1} ({entry.reason})"
        if _expired(entry, today):
            out.append(f"{name}: expired on {entry.expires}, and no longer suppresses anything")
        elif whole and index in in_scope and index not in used:
            out.append(f"{name}: suppresses nothing")
    return tuple(out)


def _expired(entry: Suppression, today: date) -> bool:
    return entry.expires is not None and entry.expires < today


def _takes_out(entry: Suppression, flag: Flag, report: DocumentReport) -> bool:
    if entry.rules and not _named(flag, entry.rules):
        return False
    if not entry.words:
        return True
    flagged = _spaced(report.document.text[flag.start : flag.end])
    return any(re.search(rf"(?<!\w){re.escape(_spaced(words))}(?!\w)", flagged) for words in entry.words)


def _unused(
    report: DocumentReport, found: Sequence[Directive], met: set[tuple[int, str]], running: frozenset[str]
) -> list[tuple[int, str]]:
    """The offset and the line of complaint of each comment with a word that took nothing out, though it could have."""
    out = []
    for at, one in enumerate(found):
        idle = [w for w in one.rules if (at, w) not in met and any(_rule_named(code, (w,)) for code in running)]
        if idle:
            out.append((one.place, f"{one.where}: “mtcheck: {one.kind} {', '.join(idle)}” suppresses nothing"))
    return out


def _named(flag: Flag, words: tuple[str, ...]) -> bool:
    return selector(words, ())(flag.code, flag.rule, str(flag.category))


def _rule_named(code: str, words: tuple[str, ...]) -> bool:
    rule = RULES[code]
    return "all" in words or selector(words, ())(code, rule.name, str(rule.category))


def _spaced(text: str) -> str:
    return " ".join(text.split()).casefold()
