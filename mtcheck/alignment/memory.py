"""The translation memory beside the copy: for each segment the sentence of the house that is nearest to it.

What decides is the likeness of the characters (chrF, Popović 2015) and the edits to get from one text to the other
(TER, Snover et al. 2006), both from sacrebleu. No unit scores well on them that shares few words with the text, so
that candidates are found by their rare words, which costs next to nothing in a memory of any size; where more than
`CANDIDATES` are left, the multilingual encoder picks among them. A foreign sentence that the house has translated
before is better evidence than English that looks alike, so that where the source of a segment is known it is looked
up too, among the sources of the memory.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from mtcheck.alignment.model import Embed
from mtcheck.corpora.memory_files import LONGEST, Memory, MemoryUnit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Side = Literal["source", "target"]

CANDIDATES = 20
"""Units a text that are compared with it in full."""
_POOL = 200
"""Units a text that the encoder picks from."""
_COMMON = 2_000
"""Units that hold a word which is too common to look up by."""
_SHARED = 0.3
"""Part of a text's words, by their rarity, that a candidate must share."""
_STEM = 5
"""Letters by which words are compared, since endings differ."""
_MOST_KEPT = 50_000
"""Vectors that are kept from one story to the next."""
_COMPARED = 3
"""Candidates a text, the best by chrF, whose edits are counted, since that takes a hundred times as long."""
_PROMISING = 0.45
"""chrF under which edits are not counted."""
_FEWEST_SPACES, _MOST_SPACES = 2, 60
"""Spaces of texts that are compared word by word: fewer have Chinese and headlines, more take too long."""
_NEAR: dict[Side, float] = {"source": 0.7, "target": 0.6}
"""Similarity from which a unit is near; sources that are less alike speak of other things."""
_TERM = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{2}|[^\W_]+")


@dataclass(frozen=True, slots=True)
class MemoryMatch:
    """A unit of the memory that is near a segment of the copy.

    ``similarity`` is 0–1, 1 for the same text; it is that of the foreign sentences where ``side`` is “source”, that of
    the segment and the unit’s English where it is “target”. ``source`` is the foreign sentence that was looked up, ""
    where none was given.
    """

    unit: MemoryUnit
    similarity: float
    side: Side
    source: str = ""


class Lookup:
    """A memory ready to be looked up in; what was embedded of it is kept, so that more stories cost less."""

    def __init__(self, memory: Memory, embed: Embed) -> None:
        self._units = memory.units
        self._embed = embed
        self._scores = _Scores()
        self._sides: dict[Side, _Index] = {
            "source": _Index([unit.source for unit in memory.units], embed),
            "target": _Index([unit.target for unit in memory.units], embed),
        }

    def nearest(self, texts: Sequence[str], sources: Sequence[str] | None = None) -> list[MemoryMatch | None]:
        """The nearest unit of each text, None where none is near.

        ``sources`` holds a foreign sentence, or "", a text; raises ValueError where there are not as many.
        """
        given = list(sources) if sources is not None else [""] * len(texts)
        if len(given) != len(texts):
            raise ValueError(f"{len(texts)} texts and {len(given)} sources")
        by_target = self._best("target", texts)
        by_source = self._best("source", given)
        out: list[MemoryMatch | None] = []
        for source, *found in zip(given, by_source, by_target, strict=True):
            sided: tuple[tuple[Side, tuple[int, float] | None], ...] = (("source", found[0]), ("target", found[1]))
            near = [(score, at, side) for side, one in sided if one for at, score in [one] if score >= _NEAR[side]]
            # The first of equals: the source, and within a side the unit that stands first.
            best = max(near, key=lambda one: one[0], default=None)
            out.append(None if best is None else MemoryMatch(self._units[best[1]], best[0], best[2], source))
        return out

    def _best(self, side: Side, queries: Sequence[str]) -> list[tuple[int, float] | None]:
        """The most similar unit of each query with its similarity; None where there are no candidates."""
        index = self._sides[side]
        out: list[tuple[int, float] | None] = []
        for query, candidates in zip(queries, index.candidates(queries), strict=True):
            alike = sorted(((self._scores.characters(query, index.texts[at]), -at) for at in candidates), reverse=True)
            scored = [(self._scores.similarity(query, index.texts[-at]), at) for _, at in alike[:_COMPARED]]
            best = max(scored, default=None)
            out.append(None if best is None else (-best[1], best[0]))
        return out


class _Scores:
    """How alike two texts are, by sacrebleu's metrics."""

    def __init__(self) -> None:
        from sacrebleu.metrics.chrf import CHRF
        from sacrebleu.metrics.ter import TER

        self._chrf = CHRF()
        self._ter = TER()

    def characters(self, left: str, right: str) -> float:
        """chrF, 0–1."""
        score: float = self._chrf.sentence_score(left, [right]).score
        return score / 100

    def similarity(self, left: str, right: str) -> float:
        """The mean of chrF and 1 − TER, 0–1; chrF alone where it is low, and where a text has few spaces or many."""
        if left == right:
            return 1.0
        characters = self.characters(left, right)
        words = sorted((left.count(" "), right.count(" ")))
        if characters < _PROMISING or words[0] < _FEWEST_SPACES or words[1] > _MOST_SPACES:
            return characters
        edits: float = self._ter.sentence_score(left, [right]).score / 100
        return (characters + max(0.0, 1.0 - edits)) / 2


class _Index:
    """One side of a memory: by the vectors of its texts, and by their rare words."""

    def __init__(self, texts: Sequence[str], embed: Embed) -> None:
        self.texts = texts
        self._embed = embed
        self._rows: dict[int, NDArray[np.float32]] = {}

    def candidates(self, queries: Sequence[str]) -> list[list[int]]:
        """Indices of the texts that may be near each query, at most `CANDIDATES`, in ascending order."""
        pools = [self._sharing_words(query) if len(query) <= LONGEST else [] for query in queries]
        crowded = [at for at, pool in enumerate(pools) if len(pool) > CANDIDATES]
        if crowded:
            rows = self._vectors(sorted({index for at in crowded for index in pools[at]}))
            for at, vector in zip(crowded, self._embed([queries[at] for at in crowded]), strict=True):
                cosines = {index: float(rows[index] @ vector) for index in pools[at]}
                pools[at] = sorted(sorted(cosines, key=lambda index: (-cosines[index], index))[:CANDIDATES])
        return pools

    def _vectors(self, indices: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        if len(self._rows) > _MOST_KEPT:
            self._rows.clear()
        missing = [at for at in indices if at not in self._rows]
        if missing:
            self._rows.update(zip(missing, self._embed([self.texts[at] for at in missing]), strict=True))
        return self._rows

    def _sharing_words(self, query: str) -> list[int]:
        """Indices of texts that share `_SHARED` of the query's words, by rarity; the `_POOL` that share most."""
        shared: dict[int, float] = defaultdict(float)
        total = 0.0
        for word in sorted(_terms(query)):
            holders = self._holders.get(word, ())
            if len(holders) <= _COMMON:
                weight = math.log(1 + len(self.texts) / max(1, len(holders)))
                total += weight
                for at in holders:
                    shared[at] += weight
        enough = (at for at, weight in shared.items() if weight >= _SHARED * total)
        return sorted(sorted(enough, key=lambda at: (-shared[at], at))[:_POOL])

    @cached_property
    def _holders(self) -> dict[str, list[int]]:
        """The texts that hold each word, one beyond `_COMMON` at most; two characters stand for an unspaced word."""
        holders: dict[str, list[int]] = defaultdict(list)
        for at, text in enumerate(self.texts):
            for word in _terms(text):
                if len(holders[word]) <= _COMMON:
                    holders[word].append(at)
        return holders


def _terms(text: str) -> set[str]:
    return {term[:_STEM] for term in _TERM.findall(text.lower())}
