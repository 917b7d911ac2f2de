"""The sums over many rows, table after table.

Every sum is one of integers and every choice has a tie-break, so that the outcome is the same whatever the order of the
rows. What is held grows with the groups (sites, days, pivots, rules, reasons of errors), not with the stories.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mtcheck.batch.summary import BY, SUMS, Example, Group, Reason, RuleSum, Summary, WorstStory
from mtcheck.flag import Severity

COLUMNS: Final = (
    "key", "site", "day", "status", "error", "words", "pivot", "score", "penalty_per_1000_words", "fluency", "verdict",
    "critical", "major", "minor", "signature",
)  # fmt: skip
FLAG_COLUMNS: Final = ("code", "category", "severity", "confidence", "line", "text", "message", "suggestion")
"""What is needed of each of a row's ``flags``, beside `COLUMNS` of the row."""
WORST = 20
"""Stories listed as the worst."""
_GRAVEST_FIRST: Final = tuple(str(severity) for severity in reversed(Severity))
_MARKS = 1001
"""Marks have one decimal: 0.0 to 100.0."""
_LONGEST_REASON = 160
_NUMBER = re.compile(r"(?<![\w-])\d+(?:[,.:]\d+)*")
_FLAG_BITS = 20
_KEY_BITS = 32


class Sums:
    """Takes tables of rows by `add`, and has what they add up to as `summary`."""

    def __init__(self) -> None:
        self._groups: dict[str, dict[str, list[int]]] = {by: {} for by in BY}
        self._total = [0] * len(SUMS)
        self._verdicts: Counter[str] = Counter()
        self._scores = np.zeros(_MARKS, np.int64)
        self._fluencies = np.zeros(_MARKS, np.int64)
        self._reasons: dict[str, tuple[int, str]] = {}
        self._rules: dict[str, _RuleSoFar] = {}
        self._worst: list[WorstStory] = []
        self._signatures: set[str] = set()

    def add(self, rows: pa.Table) -> None:
        """Add rows that have `COLUMNS` and a list ``flags`` with `FLAG_COLUMNS`, of the types of the batch's schema."""
        if not rows.num_rows:
            return
        rows = rows.combine_chunks()
        checked = pc.equal(rows["status"], "ok")
        self._add_errors(rows.filter(pc.invert(checked)))
        self._signatures.update(one for one in pc.unique(rows["signature"]).to_pylist() if one)
        sums = _sums_of_rows(rows)
        for by in ("site", "day", "pivot"):
            _add_by(self._groups[by], rows[by], sums)
        stories = rows.filter(checked)
        for verdict in pc.value_counts(stories["verdict"]).to_pylist():
            self._verdicts[verdict["values"] or ""] += verdict["counts"]
        _count_marks(self._scores, stories["score"])
        _count_marks(self._fluencies, stories["fluency"])
        ranks = _ranks(stories["key"])
        self._add_worst(stories, ranks)
        self._add_flags(stories, ranks)
        self._total = [one + int(pc.sum(sums[name]).as_py()) for one, name in zip(self._total, SUMS, strict=True)]

    def summary(self) -> Summary:
        """What was added so far; days that are no ISO 8601 date count as unknown."""
        total = Group("", *self._total)
        by: dict[Any, tuple[Group, ...]] = {}
        for name, groups in self._groups.items():
            known = _with_one_unknown_day(groups) if name == "day" else groups
            by[name] = tuple(Group(key, *known[key]) for key in sorted(known))
        by["category"] = tuple(
            Group(name, stories, 0, failing, total.words, *flags)
            for name, (stories, _, failing, _, *flags) in sorted(self._groups["category"].items())
        )
        return Summary(
            total=total,
            verdicts=dict(sorted(self._verdicts.items())),
            errors=tuple(
                Reason(reason, stories, example)
                for reason, (stories, example) in sorted(self._reasons.items(), key=lambda one: (-one[1][0], one[0]))
            ),
            median_score=_at_share(self._scores, 2),
            worst_decile_score=_at_share(self._scores, 10),
            median_fluency=_at_share(self._fluencies, 2),
            by=by,
            rules=tuple(sorted((one.done() for one in self._rules.values()), key=lambda one: (-one.flags, one.code))),
            worst=tuple(self._worst),
            signatures=tuple(sorted(self._signatures)),
        )

    def _add_errors(self, rows: pa.Table) -> None:
        for key, error in zip(rows["key"].to_pylist(), rows["error"].to_pylist(), strict=True):
            reason = _reason(key, error or "")
            stories, example = self._reasons.get(reason, (0, key))
            self._reasons[reason] = (stories + 1, min(example, key))

    def _add_worst(self, stories: pa.Table, ranks: NDArray[np.int64]) -> None:
        penalty = np.nan_to_num(_floats(stories["penalty_per_1000_words"]))
        least = self._worst[-1].penalty_per_1000_words if len(self._worst) == WORST else 0.0
        candidates = np.flatnonzero((penalty > 0) & (penalty >= least))
        order = np.lexsort((ranks[candidates], -penalty[candidates]))[:WORST]
        found = [_story(row) for row in stories.take(pa.array(candidates[order])).to_pylist()]
        self._worst = nsmallest(WORST, self._worst + found, key=lambda one: (-one.penalty_per_1000_words, one.key))

    def _add_flags(self, stories: pa.Table, ranks: NDArray[np.int64]) -> None:
        lists = stories["flags"].combine_chunks()
        lists = lists.chunk(0) if isinstance(lists, pa.ChunkedArray) else lists
        flags = pc.list_flatten(lists)
        if not len(flags):
            return
        story = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)
        failing = _integers(_is(stories["verdict"], "fail"))[story]
        severity = _integers(pc.index_in(pc.struct_field(flags, "severity"), pa.array(_GRAVEST_FIRST)).fill_null(2))
        category, categories = _encoded(pc.struct_field(flags, "category"))
        by_severity = np.bincount(category * 3 + severity, minlength=3 * len(categories)).reshape(-1, 3).tolist()
        with_it, failed = _stories_with(category, story, failing, len(categories))
        for name, having, fails, counts in zip(categories, with_it, failed, by_severity, strict=True):
            _add_to(self._groups["category"], name, [having, 0, fails, 0, *counts])
        code, codes = _encoded(pc.struct_field(flags, "code"))
        with_it, _ = _stories_with(code, story, failing, len(codes))
        counted = np.bincount(code, minlength=len(codes)).tolist()
        surest = _surest(code, flags, story, ranks, len(codes))
        for name, at, count, having in zip(codes, surest, counted, with_it, strict=True):
            key = stories["key"][int(story[at])].as_py()
            rule = self._rule(name, key, at - int(np.searchsorted(story, story[at])), flags[at].as_py())
            rule.flags += count
            rule.stories += having

    def _rule(self, code: str, key: str, position: int, flag: dict[str, Any]) -> _RuleSoFar:
        """The sums of a rule, whose example is now this flag if it is surer, or as sure and earlier by key."""
        rank = (-_percent(flag["confidence"]), key, position)
        rule = self._rules.get(code)
        if rule is None:
            rule = self._rules[code] = _RuleSoFar(code, flag["category"] or "", rank, _example(key, flag))
        elif rank < rule.rank:
            rule.category, rule.rank, rule.example = flag["category"] or "", rank, _example(key, flag)
        return rule


@dataclass(slots=True)
class _RuleSoFar:
    code: str
    category: str
    rank: tuple[int, str, int]
    example: Example
    flags: int = 0
    stories: int = 0

    def done(self) -> RuleSum:
        return RuleSum(self.code, self.category, self.flags, self.stories, self.example)


def _sums_of_rows(rows: pa.Table) -> pa.Table:
    """The `Group` sums of each row."""
    checked = pc.equal(rows["status"], "ok")
    counts = {name: rows[name] for name in ("words", "critical", "major", "minor")} | {
        "stories": checked,
        "errors": pc.invert(checked),
        "failing": pc.and_(checked, _is(rows["verdict"], "fail")),
    }
    return pa.table({name: pc.fill_null(counts[name].cast(pa.int64()), 0) for name in SUMS})


def _add_by(groups: dict[str, list[int]], names: pa.ChunkedArray, sums: pa.Table) -> None:
    grouped = sums.append_column("group", pc.fill_null(names, "")).group_by("group")
    for row in grouped.aggregate([(name, "sum") for name in SUMS]).to_pylist():
        _add_to(groups, row["group"], [row[f"{name}_sum"] for name in SUMS])


def _add_to(groups: dict[str, list[int]], name: str, sums: list[int]) -> None:
    groups[name] = [one + other for one, other in zip(groups[name], sums, strict=True)] if name in groups else sums


def _with_one_unknown_day(groups: dict[str, list[int]]) -> dict[str, list[int]]:
    out: dict[str, list[int]] = {}
    for name, sums in groups.items():
        _add_to(out, name if _is_day(name) else "", sums)
    return out


def _is_day(name: str) -> bool:
    try:
        return date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False


def _is(values: pa.ChunkedArray, wanted: str) -> pa.ChunkedArray:
    return pc.fill_null(pc.equal(values, wanted), False)


def _integers(values: pa.Array) -> NDArray[np.int64]:
    return np.asarray(values.cast(pa.int64()).to_numpy(zero_copy_only=False), np.int64)


def _floats(values: pa.Array | pa.ChunkedArray) -> NDArray[np.float64]:
    return np.asarray(pc.fill_null(values.cast(pa.float64()), 0.0).to_numpy(zero_copy_only=False), np.float64)


def _encoded(values: pa.Array) -> tuple[NDArray[np.int64], list[str]]:
    """Each value as an index into the distinct ones, and those."""
    encoded = pc.fill_null(values, "").dictionary_encode()
    return _integers(encoded.indices), encoded.dictionary.to_pylist()


def _ranks(keys: pa.ChunkedArray) -> NDArray[np.int64]:
    return np.asarray(pc.rank(keys, tiebreaker="dense").to_numpy(zero_copy_only=False)).astype(np.int64)


def _stories_with(
    kind: NDArray[np.int64], story: NDArray[np.int64], failing: NDArray[np.int64], kinds: int
) -> tuple[list[int], list[int]]:
    """For each kind of flag, the stories that have it, and those of them that fail."""
    pairs, first = np.unique(story * kinds + kind, return_index=True)
    kind = pairs % kinds
    fails = failing[first] > 0
    return np.bincount(kind, minlength=kinds).tolist(), np.bincount(kind[fails], minlength=kinds).tolist()


def _surest(
    code: NDArray[np.int64], flags: pa.StructArray, story: NDArray[np.int64], ranks: NDArray[np.int64], codes: int
) -> list[int]:
    """The index of each code's surest flag; of equal ones, that of the first story by key, then the first in it."""
    confidence = np.nan_to_num(_floats(pc.struct_field(flags, "confidence")))
    unsure = 100 - np.rint(100 * confidence).clip(0, 100).astype(np.int64)
    position = np.minimum(np.arange(len(code)) - np.searchsorted(story, story), (1 << _FLAG_BITS) - 1)
    order = (unsure << (_KEY_BITS + _FLAG_BITS)) | (ranks[story] << _FLAG_BITS) | position
    best = np.full(codes, np.iinfo(np.int64).max)
    np.minimum.at(best, code, order)
    found = np.flatnonzero(best[code] == order)
    at = np.zeros(codes, np.int64)
    at[code[found[::-1]]] = found[::-1]
    return [int(one) for one in at]


def _percent(confidence: float | None) -> int:
    return min(100, max(0, round(100 * (confidence or 0.0))))


def _count_marks(histogram: NDArray[np.int64], marks: pa.ChunkedArray) -> None:
    tenths = np.rint(10 * _floats(pc.drop_null(marks))).clip(0, _MARKS - 1).astype(np.int64)
    histogram += np.bincount(tenths, minlength=_MARKS)


def _at_share(histogram: NDArray[np.int64], parts: int) -> float | None:
    """The mark that one in ``parts`` stories does not exceed, by nearest rank."""
    stories = int(histogram.sum())
    if not stories:
        return None
    rank = -(-stories // parts)
    return int(np.searchsorted(np.cumsum(histogram), rank)) / 10


def _story(row: dict[str, Any]) -> WorstStory:
    flags = row["flags"] or []
    graveness = {name: at for at, name in enumerate(_GRAVEST_FIRST)}
    first = min(
        range(len(flags)),
        key=lambda at: (graveness.get(flags[at]["severity"], 9), -_percent(flags[at]["confidence"]), at),
        default=None,
    )
    return WorstStory(
        key=row["key"],
        site=row["site"] or "",
        day=row["day"] or "",
        verdict=row["verdict"] or "",
        words=row["words"] or 0,
        score=round(row["score"] or 0.0, 1),
        penalty_per_1000_words=row["penalty_per_1000_words"],
        critical=row["critical"] or 0,
        major=row["major"] or 0,
        minor=row["minor"] or 0,
        gravest=None if first is None else _example(row["key"], flags[first]),
    )


def _example(key: str, flag: dict[str, Any]) -> Example:
    return Example(
        key=key,
        line=flag["line"] or 0,
        **{name: flag[name] or "" for name in ("severity", "code", "text", "message", "suggestion")},
    )


def _reason(key: str, error: str) -> str:
    """An error's words without the story's name and without numbers, so that equal reasons are counted together."""
    name, _, item = key.rpartition("#")
    for place in (key, name if item.isdecimal() else key):
        error = error.removeprefix(f"{place}: ")
    return _NUMBER.sub("…", " ".join(error.split())[:_LONGEST_REASON]) or "unknown"
