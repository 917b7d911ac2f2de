"""What the formats show: a summary, the results it was made from, and the groupings that are wanted."""

from __future__ import annotations

from dataclasses import dataclass

from mtcheck.batch.summary import By, Group, Summary, together

_FINEST = 120
"""Most points of a line of days; beyond it months are shown, then years."""
_PARTS_OF_A_DAY = (10, 7, 4)


@dataclass(frozen=True, slots=True)
class BatchReport:
    """``results`` is the folder as given, ``shards`` those read, ``missing`` those that are known to lack.

    ``running`` says that the run has not come to its end.
    """

    results: str
    version: str
    summary: Summary
    shards: int
    missing: int
    by: tuple[By, ...]
    running: bool = False

    def unfinished(self) -> str:
        """What of the results is not there yet, in one sentence; "" where nothing is known to lack."""
        if not self.missing:
            return "The results are not complete: the run has not come to its end." if self.running else ""
        shards = f"{self.missing:,} of {self.shards + self.missing:,} shards"
        return f"The results are not complete: {shards} {'is' if self.missing == 1 else 'are'} missing."

    def leading(self, by: By, most: int) -> tuple[tuple[Group, ...], Group | None]:
        """The ``most`` groups with the most words, the highest rate of flags first, and the others as one.

        A group without a name comes last. Of categories, which share stories and words, none is left out.
        """
        groups = self.summary.by[by]
        named = [group for group in groups if group.name]
        if by != "category":
            named.sort(key=lambda group: (-group.words, group.name))
            rest = named[most:]
            named = named[:most]
        else:
            rest = []
        named.sort(key=lambda group: (-group.flags_per_1000_words, group.name))
        unnamed = [group for group in groups if not group.name]
        return (*named, *unnamed), together("", rest) if rest else None

    def course(self) -> tuple[tuple[Group, ...], str]:
        """The groups of days in order of time, unknown ones left out: days, or months or years where days are many.

        With them what they are: "day", "month" or "year".
        """
        days = [group for group in self.summary.by["day"] if group.name]
        for length, unit in zip(_PARTS_OF_A_DAY, ("day", "month", "year"), strict=True):
            merged: dict[str, list[Group]] = {}
            for group in days:
                merged.setdefault(group.name[:length], []).append(group)
            if len(merged) <= _FINEST or unit == "year":
                break
        return tuple(together(name, groups) for name, groups in merged.items()), unit
