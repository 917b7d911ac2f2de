"""The findings that a house lives with: a file that later checks leave them out by.

A finding is known again by its content (`mtcheck.report.fingerprint`): the rule, the flagged words and their sentence.
Edits elsewhere in the story do not bring it back; an edit of the sentence does.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtcheck.config import Config
from mtcheck.quality import with_flags
from mtcheck.report.fingerprint import fingerprints
from mtcheck.report.model import DocumentReport

SCHEMA = 1
_LARGEST = 64 * 1024 * 1024
_LONGEST = 80


class BaselineError(Exception):
    """The file cannot be used; the message says what and where in one line."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A finding: the rule's code, the beginning of the flagged words, for people to read, and its fingerprint."""

    code: str
    words: str
    fingerprint: str


@dataclass(frozen=True)
class Baseline:
    """The entries of each story, by its path relative to ``folder``, with forward slashes."""

    folder: Path
    stories: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)

    def name_of(self, path: str) -> str:
        """What the story of a path is called in here."""
        return Path(os.path.relpath(path, self.folder)).as_posix()

    def path_of(self, name: str) -> Path:
        """Where the story of a name lies, relative to the current folder."""
        return Path(os.path.relpath(self.folder / name))

    def __len__(self) -> int:
        return sum(len(entries) for entries in self.stories.values())

    def left_out(self, report: DocumentReport, config: Config) -> DocumentReport:
        """The report without the findings that are in here, its marks made anew."""
        known = {entry.fingerprint for entry in self.stories.get(self.name_of(report.path), ())}
        flags = (flag for flag, own in zip(report.flags, fingerprints(report), strict=True) if own not in known)
        return with_flags(report, flags, config) if known else report

    def taken(self, reports: Iterable[DocumentReport], running: frozenset[str]) -> Baseline:
        """This one with the findings of the reports in place of what it holds on their stories.

        Entries of rules that did not run (``running`` are the codes of those that did) stay.
        """
        found = self._found(reports)
        kept = {name: self._not_run(name, running) for name in found}
        return self._with({name: {*kept[name], *entries} for name, entries in found.items()})

    def pruned(self, reports: Iterable[DocumentReport], running: frozenset[str], gone: Iterable[str] = ()) -> Baseline:
        """This one without what is no longer found in the reports, and without the stories ``gone``, by name."""
        found = self._found(reports)
        left: dict[str, set[Entry]] = {name: set() for name in gone}
        for name, entries in found.items():
            now = {entry.fingerprint for entry in entries}
            own = {entry for entry in self.stories.get(name, ()) if entry.fingerprint in now}
            left[name] = {*self._not_run(name, running), *own}
        return self._with(left)

    def _found(self, reports: Iterable[DocumentReport]) -> dict[str, set[Entry]]:
        out: dict[str, set[Entry]] = {}
        for report in reports:
            own = out.setdefault(self.name_of(report.path), set())
            for flag, fingerprint in zip(report.flags, fingerprints(report), strict=True):
                own.add(Entry(flag.code, _shown(report.document.text[flag.start : flag.end]), fingerprint))
        return out

    def _not_run(self, name: str, running: frozenset[str]) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.stories.get(name, ()) if entry.code not in running)

    def _with(self, changed: Mapping[str, Iterable[Entry]]) -> Baseline:
        stories = {**self.stories, **{name: tuple(sorted(set(own))) for name, own in changed.items()}}
        return Baseline(self.folder, {name: stories[name] for name in sorted(stories) if stories[name]})


def read(path: Path) -> Baseline:
    """Read a baseline; raises BaselineError."""
    import msgspec

    try:
        if path.stat().st_size > _LARGEST:
            raise BaselineError(f"{path}: is larger than {_LARGEST // 1024 // 1024} MB, which no baseline is")
        data: Any = msgspec.json.decode(path.read_bytes())
    except OSError as error:
        raise BaselineError(f"{path}: cannot be read ({error.strerror})") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BaselineError(f"{path}: is not a baseline: not JSON ({error})") from None
    if not isinstance(data, dict) or data.get("mtcheck-baseline") != SCHEMA:
        raise BaselineError(f"{path}: is not a baseline that this mtcheck reads (“mtcheck-baseline” is not {SCHEMA})")
    try:
        stories = msgspec.convert(data.get("stories"), dict[str, tuple[Entry, ...]])
    except msgspec.ValidationError as error:
        raise BaselineError(f"{path}: is not a baseline: {error}") from None
    return Baseline(path.parent, {name: tuple(sorted(stories[name])) for name in sorted(stories)})


def render(baseline: Baseline) -> str:
    """The file's text: JSON with sorted stories and entries, an entry a line, so that differences can be read."""
    lines = ["{", f'  "mtcheck-baseline": {SCHEMA},', '  "stories": {']
    last = len(baseline.stories) - 1
    for at, (name, entries) in enumerate(baseline.stories.items()):
        lines.append(f"    {_json(name)}: [")
        for index, entry in enumerate(entries):
            one = {"code": entry.code, "words": entry.words, "fingerprint": entry.fingerprint}
            lines.append(f"      {_json(one)}{',' if index < len(entries) - 1 else ''}")
        lines.append("    ]" + ("," if at < last else ""))
    return "\n".join([*lines, "  }", "}", ""])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


def _shown(words: str) -> str:
    words = " ".join(words.split()).encode("utf-8", "replace").decode()
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
