"""What the rows of a batch add up to: in all, by site, day, pivot and category; the worst stories and rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final, Literal

from mtcheck.flag import Severity

By = Literal["site", "day", "pivot", "category"]
BY: Final[tuple[By, ...]] = ("site", "day", "pivot", "category")
"""What the stories can be grouped by."""
_PER = 1000


@dataclass(frozen=True, slots=True)
class Group:
    """Sums over some stories; ``name`` is "" where site, day or pivot is unknown.

    ``stories`` were checked, ``errors`` could not be. Of a category, ``stories`` and ``failing`` are those that have a
    flag of it, while ``words`` are those of all stories, since each word could have been flagged.
    """

    name: str
    stories: int = 0
    errors: int = 0
    failing: int = 0
    words: int = 0
    critical: int = 0
    major: int = 0
    minor: int = 0

    @property
    def flags(self) -> int:
        """Flags of every severity."""
        return self.critical + self.major + self.minor

    @property
    def flags_per_1000_words(self) -> float:
        """Flags of every severity, scaled to 1,000 words; 0 without words."""
        return self.per_1000_words(self.flags)

    @property
    def penalty_per_1000_words(self) -> float:
        """The MQM severity weights of the flags, scaled to 1,000 words; 0 without words."""
        weights = (Severity.CRITICAL.weight, Severity.MAJOR.weight, Severity.MINOR.weight)
        return self.per_1000_words(
            sum(w * n for w, n in zip(weights, (self.critical, self.major, self.minor), strict=True))
        )

    @property
    def share_failing(self) -> float:
        """The share of the checked stories that fail, 0–1; 0 without stories."""
        return self.failing / self.stories if self.stories else 0.0

    def per_1000_words(self, count: int) -> float:
        """A count scaled to 1,000 words of the group; 0 without words."""
        return _PER * count / self.words if self.words else 0.0


def together(name: str, groups: Iterable[Group]) -> Group:
    """One group of several that share no story."""
    sums = [0] * len(SUMS)
    for group in groups:
        sums = [one + getattr(group, field) for one, field in zip(sums, SUMS, strict=True)]
    return Group(name, *sums)


SUMS: Final = tuple(field.name for field in fields(Group))[1:]
"""The sums of a group, by name."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why stories could not be checked, numbers left out; ``example`` is the first of their keys."""

    reason: str
    stories: int
    example: str


@dataclass(frozen=True, slots=True)
class Example:
    """A flag as it stands in a story; ``line`` is 1-based."""

    key: str
    line: int
    severity: str
    code: str
    text: str
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class RuleSum:
    """How often a rule flagged, in how many stories, and its surest flag (of equal ones the first by key)."""

    code: str
    category: str
    flags: int
    stories: int
    example: Example


@dataclass(frozen=True, slots=True)
class WorstStory:
    """A story with a high penalty, and the gravest and then surest of its flags."""

    key: str
    site: str
    day: str
    verdict: str
    words: int
    score: float
    penalty_per_1000_words: float
    critical: int
    major: int
    minor: int
    gravest: Example | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a results folder adds up to.

    Marks are by nearest rank, None without a story that has them: half of the stories score ``median_score`` or less,
    a tenth ``worst_decile_score`` or less. Groups go by name; rules by flags, the most first; the worst stories by
    penalty per 1,000 words, then by key.
    """

    total: Group
    verdicts: dict[str, int]
    errors: tuple[Reason, ...]
    median_score: float | None
    worst_decile_score: float | None
    median_fluency: float | None
    by: dict[By, tuple[Group, ...]]
    rules: tuple[RuleSum, ...]
    worst: tuple[WorstStory, ...]
    signatures: tuple[str, ...]
