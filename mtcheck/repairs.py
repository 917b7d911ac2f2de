"""Probable original wording, where only the copy is at hand: a noisy channel.

An original phrase o went through another language and came back as c. Of the phrases that training material shows to
come back as c, the one is offered that makes P(o | what stands before) · P(c | o) largest (Brill and Moore 2000; the
channel is `scripts/learn_confusions.py`'s table, the prior the language model's, of which only the beginning of each
phrase is looked at, since the states of one reading of the story give that for nothing).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from mtcheck.checks.confidence import logistic
from mtcheck.checks.rule import Flag, ProbableSource, Suggestion
from mtcheck.document.model import Span

Prospects = Callable[[int, Sequence[str]], Sequence[float]]
"""By how many bits each phrase’s beginning is likelier at an offset than what stands there; empty where unknown."""

TABLE = Path(__file__).parent / "models" / "weights" / "confusions.tsv"
LONGEST = 4
"""Words of a phrase of the table."""
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_NOT_WORD = re.compile(r"[^\w\s'-]|_")
WEIGHTS = (0.41, 0.05, 0.15, -0.64)
"""Of a logistic regression on `Repair.features`, fitted by `scripts/fit_repairs.py`."""
BAR = 0.5
"""Confidence from which a repair is offered."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """An original phrase that came back as another: ``seen`` so often, with ``forth`` bits of its coming back so.

    ``back`` is the bits of its having been the original, given that the other phrase is wrong.
    """

    original: str
    seen: int
    forth: float
    back: float


@dataclass(frozen=True, slots=True)
class Repair:
    """A phrase that may have stood in the original, and the words of the copy that it would replace.

    ``prior`` is how many bits likelier it is in its place.
    """

    span: Span
    text: str
    confusion: Confusion
    prior: float

    @property
    def features(self) -> tuple[float, ...]:
        """What the confidence is worked out from: see `WEIGHTS`."""
        return (1.0, max(-10.0, min(10.0, self.prior)), self.confusion.forth, self.confusion.back)

    @property
    def confidence(self) -> float:
        """How likely, 0–1, the phrase brings the sentence nearer to the original."""
        return logistic(WEIGHTS, self.features)


def folded(text: str) -> str:
    """The words in lower case with straight apostrophes, one space between them, no other marks."""
    return " ".join(_NOT_WORD.sub(" ", text.lower().replace("’", "'")).split())


@cache
def confusions() -> dict[str, tuple[Confusion, ...]]:
    """For each phrase of the copy what it may have been, in the table’s order."""
    made: dict[str, list[Confusion]] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            found = Confusion(row["original"], int(row["seen"]), float(row["forth"]), float(row["back"]))
            made.setdefault(row["copy"], []).append(found)
    return {copy: tuple(found) for copy, found in made.items()}


def repairs(text: str, start: int, end: int, prospects: Prospects) -> Iterator[Repair]:
    """Every phrase that may have stood for the words of ``text[start:end]``, in the table’s order."""
    words = list(_WORD.finditer(text, start, end))
    if not 0 < len(words) <= LONGEST:
        return
    place = Span(words[0].start(), words[-1].end())
    known = confusions().get(folded(text[place.start : place.end]), ())
    priors = prospects(place.start, [one.original for one in known]) if known else ()
    for one, prior in zip(known, priors, strict=False):
        yield Repair(place, _as_written(one.original, text[place.start : place.end]), one, prior)


def with_repairs(flags: Iterable[Flag], text: str, prospects: Prospects | None) -> Iterator[Flag]:
    """The flags; those of the error tagger with the likeliest repair, if one is likely enough."""
    for flag in flags:
        if prospects is None or flag.suggestions or not flag.code.startswith("LRN"):
            yield flag
            continue
        best = max(repairs(text, flag.start, flag.end, prospects), key=lambda r: r.confidence, default=None)
        if best is None or best.confidence < BAR:
            yield flag
            continue
        whole = text[flag.start : best.span.start] + best.text + text[best.span.end : flag.end]
        sure = round(best.confidence, 3)
        source = flag.probable_source or ProbableSource("", "", best.text, "model")
        yield replace(flag, suggestions=(Suggestion(whole, sure),), probable_source=source)


def _as_written(phrase: str, instead_of: str) -> str:
    """The phrase with a capital, where what it replaces has one."""
    return phrase[:1].upper() + phrase[1:] if instead_of[:1].isupper() else phrase
