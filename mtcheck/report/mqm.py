"""The MQM score of a story: what its flags cost, per 1,000 words.

Scoring model of the MQM Council (themqm.org, "linear scoring without calibration"): severities weigh 1, 5 and 25; the
overall quality score is 100 × (1 − penalty / words), not below 0.
"""

from __future__ import annotations

from collections.abc import Iterable

from mtcheck.flag import Flag

_PER = 1000
_FEWEST = 100
"""A shorter text is scored as if it had this many words, or one comma would fail a headline."""


def penalty_per_1000_words(flags: Iterable[Flag], words: int) -> float:
    """The sum of the flags' severity weights, scaled to 1,000 words."""
    return _PER * sum(flag.severity.weight for flag in flags) / max(words, _FEWEST)


def score(penalty: float) -> float:
    """The MQM quality score, 0–100, of a penalty per 1,000 words."""
    return max(0.0, 100.0 * (1.0 - penalty / _PER))
