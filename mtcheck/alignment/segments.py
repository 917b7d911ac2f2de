"""Segments of one text aligned with those of another: many to many, with gaps and local changes of order.

Dynamic programming over the similarities of an encoder, in a band that is found from coarse to fine (Thompson & Koehn
2019, "Vecalign"; Salvador & Chan 2007, "FastDTW"). A bead is worth its log-odds of being a translation against being a
gap: what its vectors have in common beyond what unrelated segments have (Artetxe & Schwenk 2019 on margins), how well
its lengths fit (Gale & Church 1993), and which numbers and names both sides have. Joined segments are first
approximated by the sum of their vectors; where a path nearly as good as the best joins them, they are embedded in
earnest and the path is sought again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from mtcheck.alignment.anchors import Anchors
from mtcheck.alignment.model import Bead, Embed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

_NEVER = np.float32(-1e9)
_LONGEST_RUN = 4
_SHAPES = ((1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (2, 3), (3, 2), (1, 4), (4, 1))
"""Segments that a bead may join, left and right."""
_CROSSED = (((1, 1), (1, 1)), ((1, 1), (1, 2)), ((1, 2), (1, 1)), ((1, 1), (2, 1)), ((2, 1), (1, 1)))
"""Two beads that may have changed places: the first on the left and the second, which stands first on the right."""
_SIZES = (*_SHAPES, *((a + c, b + d) for (a, b), (c, d) in _CROSSED))
"""Segments that each step of a path goes on by, but for gaps."""
_MARGIN, _MISFIT, _ANCHORS = 226.0, 3.1, 4.4
"""Log-odds for a margin of 1, against lengths one standard deviation off, and for all anchors shared."""
_WORTH = np.array([-0.9, 0.9, 0.9, -2.4, -3.8, -3.8, -4.0, -4.0, -5.0, -5.0], np.float32)
"""Log-odds of each shape where all evidence is 0, against gaps."""
_EXCHANGE = 6.3
"""Log-odds against the exchange of two beads. These three and the above are weights of a conditional random field over
paths, fitted to half of the documents of NTREX-128 in Romanian, Japanese and Arabic beside English, with lines joined,
cut, left out, put in and exchanged; the last four of `_WORTH`, of which there are too few cases, are set by hand."""
_LENGTH_VARIANCE = 6.8
"""Of the length of a translation, a character of the mean length (Gale & Church 1993)."""
_MOST_MISFIT = 16.0
_UNRELATED = 0.75
"""Similarity of two segments that have nothing in common; counts as one more neighbour of each segment."""
_EVEN, _STEEPNESS = 0.84, 149.0
"""Similarity at which a bead is as likely a translation as the best match in another story, and the log-odds that a
similarity of 1 adds: a logistic regression over translations and beads of unlike stories in the same languages and
Russian. Of beads of unlike English stories 90 % are under 0.83."""
_SLACK = 4.0
"""Log-odds that a path may lose for the joined segments on it to be embedded."""
_FULL, _COARSE_FULL = 1 << 16, 1 << 19
"""Nodes up to which no band is needed, and up to which none is on the coarsest level, where there are few steps."""
_COARSE = np.float32(0.2)
"""Cosine of the centred vectors of blocks of segments under which a gap is the better guess."""
_COMMON = np.float32(0.99)
"""How much of what segments have in common is taken off; a little stays, so that texts of one phrase are followed."""
_DENSE = re.compile(r"[、-〿぀-ヿ㐀-鿿！-｠]")
_RADIUS = 24
"""Cells that a band reaches to each side of the path of the coarser level."""


class _Side:
    """The segments of one text, and the vectors of runs of 1–4 of them.

    ``vectors[k - 1]`` holds the unit vectors of the runs of k segments, by the first of them, (segments, width);
    ``known[k - 1]`` tells which may be used. ``usual[k - 1]`` is the sum of the similarities with
    the other text’s segments and with one that has nothing in common.
    """

    def __init__(self, texts: Sequence[str], vectors: Floats) -> None:
        self.texts = texts
        self.size = len(texts)
        self.lengths = np.array([max(len(text), 1) for text in texts], np.float32)
        self.mean = vectors.mean(0)
        self.vectors = [vectors]
        total = np.concatenate([[0], np.cumsum(self.lengths)])
        self.run_lengths = [_padded(total[k:] - total[:-k], self.size) for k in range(1, _LONGEST_RUN + 1)]
        weighed = vectors * self.lengths[:, None]
        run = weighed
        for k in range(2, _LONGEST_RUN + 1):
            run = run[:-1] + weighed[k - 1 :] if len(run) > 1 else run[:0]
            self.vectors.append(_padded(_unit(run), self.size))
        self.known = [np.arange(self.size) <= self.size - k for k in range(1, _LONGEST_RUN + 1)]
        self.usual: list[Floats] = []

    def compare(self, other: _Side) -> None:
        """Work out how similar each run is to the other text on the whole."""
        self.usual = [vectors @ other.mean * other.size + np.float32(_UNRELATED) for vectors in self.vectors]


def _padded(rows: NDArray[np.floating], size: int) -> Floats:
    out = np.zeros((size, *rows.shape[1:]), np.float32)
    out[: len(rows)] = rows
    return out


def _unit(rows: Floats) -> Floats:
    norms = np.linalg.norm(rows, axis=-1, keepdims=True)
    unit: Floats = (rows / np.maximum(norms, 1e-9)).astype(np.float32)
    return unit


class _Band:
    """The nodes of a dynamic programme that are looked at: row i from column ``low[i]`` up to ``high[i]``.

    A node (i, j) stands between segments: i of the left and j of the right are behind it. All arrays over nodes are
    flat, row after row, and end with one that stands for every node outside the band.
    """

    def __init__(self, low: Ints, high: Ints) -> None:
        self.low, self.high = low, high
        widths = high - low + 1
        self.first = np.concatenate([[0], np.cumsum(widths)])
        self.cells = int(self.first[-1])
        self.rows = np.repeat(np.arange(len(low)), widths)
        self.columns = np.arange(self.cells) - self.first[self.rows] + low[self.rows]

    def at(self, rows: Ints, columns: Ints) -> Ints:
        """The places of nodes in the flat arrays."""
        inside = np.clip(rows, 0, len(self.low) - 1)
        found = (inside == rows) & (columns >= self.low[inside]) & (columns <= self.high[inside])
        return np.where(found, self.first[inside] + columns - self.low[inside], self.cells).astype(np.int32)

    def moved(self, down: int, right: int) -> Ints:
        """For each node the place of the node so many rows and columns on."""
        return self.at(self.rows + down, self.columns + right)

    @staticmethod
    def full(rows: int, columns: int) -> _Band:
        """All nodes of two texts of so many segments."""
        return _Band(np.zeros(rows + 1, np.int64), np.full(rows + 1, columns, np.int64))


def _cosines(band: _Band, left: _Side, right: _Side) -> Floats:
    """The similarity of the bead of each shape that ends at each node, (shapes, nodes and one)."""
    out = np.zeros((len(_SHAPES), band.cells + 1), np.float32)
    for i in range(1, len(band.low)):
        low, high = int(band.low[i]), int(band.high[i])
        first = int(band.first[i])
        for b in range(1, _LONGEST_RUN + 1):
            start = max(low - b, 0)
            shapes = [(at, a) for at, (a, c) in enumerate(_SHAPES) if c == b and a <= i]
            if start > high - b or not shapes:
                continue
            ours = np.stack([left.vectors[a - 1][i - a] for _, a in shapes])
            made = ours @ right.vectors[b - 1][start : high - b + 1].T
            at = first + start + b - low
            for row, (shape, _) in enumerate(shapes):
                out[shape, at : at + made.shape[1]] = made[row]
    return out


def _evidence(
    band: _Band, left: _Side, right: _Side, ratio: float | None, anchors: Anchors
) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """Margin, misfit of the lengths, shared anchors of the bead of each shape that ends at each node, and if it may be.

    All are (shapes, nodes and one).
    """
    margins = _cosines(band, left, right)
    misfit = np.zeros_like(margins)
    possible = np.zeros(margins.shape, bool)
    for at, (a, b) in enumerate(_SHAPES):
        ours, theirs = band.rows - a, band.columns - b
        fits = np.flatnonzero((ours >= 0) & (theirs >= 0))
        ours, theirs = ours[fits], theirs[fits]
        possible[at, fits] = left.known[a - 1][ours] & right.known[b - 1][theirs]
        cosines = margins[at, fits]
        usual = (left.usual[a - 1][ours] - cosines) / right.size + (right.usual[b - 1][theirs] - cosines) / left.size
        margins[at, fits] = cosines - np.minimum(usual / 2, _EVEN)
        if ratio is not None:
            expected = left.run_lengths[a - 1][ours] * np.float32(ratio**0.5)
            found = right.run_lengths[b - 1][theirs] / np.float32(ratio**0.5)
            squared = (found - expected) ** 2 / (_LENGTH_VARIANCE * (found + expected) / 2)
            misfit[at, fits] = np.sqrt(np.minimum(squared, _MOST_MISFIT))
    return margins, misfit, _shared(band, left, right, anchors), possible


def _shared(band: _Band, left: _Side, right: _Side, anchors: Anchors) -> Floats:
    """How many of the anchors of the bead of each shape that ends at each node stand on both sides, 0–1 (Dice)."""
    cells = np.zeros(band.cells + 1, np.float32)
    rows, columns, weights = anchors.pairs(np.maximum(band.low[1:] - 1, 0), band.high[1:])
    np.add.at(cells, band.at(rows + 1, columns + 1), weights)
    cells[band.cells] = 0
    out = np.zeros((len(_SHAPES), band.cells + 1), np.float32)
    for at, (a, b) in enumerate(_SHAPES):
        for p in range(a):
            for q in range(b):
                out[at, :-1] += cells[band.moved(-p, -q)]
        ours = _run_sums(anchors.left, a)[np.maximum(band.rows - a, 0)]
        theirs = _run_sums(anchors.right, b)[np.maximum(band.columns - b, 0)]
        out[at, :-1] *= 2 / (ours + theirs + 1)
    return out


def _run_sums(values: Floats, length: int) -> Floats:
    """The sum of each run of so many values, by its first."""
    total = np.concatenate([[0], np.cumsum(values, dtype=np.float64)])
    return _padded(total[length:] - total[:-length], len(values))


class _Programme:
    """The dynamic programme of a band: what each step into each node is worth, and where it comes from.

    ``sizes`` are the segments that each step goes on by, left and right; gaps, which are worth nothing, are the last
    of them and, for right segments, the step beyond. ``scores`` are those of the other steps, (steps, nodes and one).
    """

    def __init__(self, band: _Band, sizes: Sequence[tuple[int, int]], scores: Floats) -> None:
        self.band = band
        self.sizes = (*sizes, (1, 0))
        self.gap_right = len(self.sizes)
        self.scores = np.concatenate([scores, np.zeros((1, band.cells + 1), np.float32)])
        self.before = np.stack([band.moved(-a, -b) for a, b in self.sizes])

    def forward(self) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
        """The worth of the best path up to each node, and the last step of it."""
        band = self.band
        best = np.full(band.cells + 1, _NEVER, np.float64)
        steps = np.full(band.cells + 1, self.gap_right, np.int8)
        for i in range(len(band.low)):
            here = slice(int(band.first[i]), int(band.first[i + 1]))
            made = best[self.before[:, here]] + self.scores[:, here]
            chosen = made.argmax(0)
            entered = np.take_along_axis(made, chosen[None], 0)[0]
            if i == 0:
                entered[0] = 0
            best[here] = np.maximum.accumulate(entered)
            steps[here] = np.where(entered >= best[here], chosen, self.gap_right)
        return best, steps

    def backward(self) -> NDArray[np.float64]:
        """The worth of the best path from each node on."""
        band = self.band
        best = np.full(band.cells + 1, _NEVER, np.float64)
        after = np.stack([band.moved(a, b) for a, b in self.sizes])
        gained = np.stack([row[places] for row, places in zip(self.scores, after, strict=True)])
        for i in range(len(band.low) - 1, -1, -1):
            here = slice(int(band.first[i]), int(band.first[i + 1]))
            left = (best[after[:, here]] + gained[:, here]).max(0)
            if i == len(band.low) - 1:
                left[-1] = 0
            best[here] = np.maximum.accumulate(left[::-1])[::-1]
        return best

    def path(self) -> list[tuple[int, int, int]]:
        """The steps of the best path and the nodes that they lead to, from the first to the last."""
        _, steps = self.forward()
        i, j = len(self.band.low) - 1, int(self.band.high[-1])
        out = []
        while i or j:
            step = int(steps[self.band.first[i] + j - self.band.low[i]])
            out.append((step, i, j))
            down, right = (0, 1) if step == self.gap_right else self.sizes[step]
            i, j = i - down, j - right
        return out[::-1]

    def rivals(self, slack: float) -> Iterator[tuple[float, tuple[int, int], tuple[int, int]]]:
        """Beads that join segments on a path worth at most ``slack`` less than the best.

        Yields what the path loses, and the first segment and the number of them of each side.
        """
        best, _ = self.forward()
        rest = self.backward()
        total = best[self.band.cells - 1]
        for step in range(len(self.sizes) - 1):
            lost = total - (best[self.before[step]] + self.scores[step, :-1] + rest[:-1])
            for node in np.flatnonzero(lost <= slack):
                i, j = int(self.band.rows[node]), int(self.band.columns[node])
                for (p, q), (down, right) in _beads_of(step):
                    if p + q > 2:
                        yield float(lost[node]), (i - down - p, p), (j - right - q, q)


def _beads_of(step: int) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    """The shapes of a step’s beads, and how many segments of each side follow them within the step."""
    if step < len(_SHAPES):
        return ((_SHAPES[step], (0, 0)),)
    (a, b), (c, d) = _CROSSED[step - len(_SHAPES)]
    return ((a, b), (c, 0)), ((c, d), (0, b))


def align(left: Sequence[str], right: Sequence[str], embed: Embed) -> tuple[Bead, ...]:
    """The beads of two texts, given as the texts of their segments.

    Every segment of both is in one bead, alone on its side where the other text has nothing for it. Beads are in the
    order of the left side, and right segments that stand alone are where they stand on the right. ``embed`` gives one
    unit vector a text, (texts, width); it is asked for all segments, then for at most twice as many joined ones.
    """
    if not left or not right:
        return (*(Bead((i,), (), 0.0) for i in range(len(left))), *(Bead((), (j,), 0.0) for j in range(len(right))))
    vectors = embed([*left, *right])
    sides = _Side(left, vectors[: len(left)]), _Side(right, vectors[len(left) :])
    _compare(*sides)
    anchors = Anchors(left, right)
    band = _band(*sides)
    first = _programme(band, *sides, None, anchors)
    ratio = _ratio(first, *sides)
    second = _programme(band, *sides, ratio, anchors)
    _embed_joined(second, *sides, embed)
    last = _programme(band, *sides, ratio, anchors)
    return tuple(_beads(last, *sides))


def _compare(left: _Side, right: _Side) -> None:
    left.compare(right)
    right.compare(left)


def _programme(band: _Band, left: _Side, right: _Side, ratio: float | None, anchors: Anchors) -> _Programme:
    margins, misfit, shared, possible = _evidence(band, left, right, ratio, anchors)
    scores = _MARGIN * margins - _MISFIT * misfit + _ANCHORS * shared + _WORTH[:, None]
    scores = np.where(possible, scores, _NEVER).astype(np.float32)
    return _Programme(band, _SIZES, np.concatenate([scores, *_crossed(band, scores)]))


def _crossed(band: _Band, scores: Floats) -> Iterator[Floats]:
    """The score of each pair of exchanged beads that ends at each node, (1, nodes and one)."""
    for (a, b), (c, d) in _CROSSED:
        first = scores[_SHAPES.index((a, b)), band.moved(-c, 0)]
        second = scores[_SHAPES.index((c, d)), band.moved(0, -b)]
        yield np.append(first + second - np.float32(_EXCHANGE), _NEVER)[None].astype(np.float32)


def _ratio(programme: _Programme, left: _Side, right: _Side) -> float:
    """Characters of the right text for one of the left, over the beads of one segment each; 1 where there is none."""
    nodes = [(i - 1, j - 1) for step, i, j in programme.path() if step == 0]
    if not nodes:
        return 1.0
    ours, theirs = np.array(nodes).T
    return math.exp(float(np.median(np.log(right.lengths[theirs]) - np.log(left.lengths[ours]))))


def _embed_joined(programme: _Programme, left: _Side, right: _Side, embed: Embed) -> None:
    """Embed the joined segments that matter, and let no others be joined."""
    lost: dict[tuple[int, int, int], float] = {}
    for loss, *runs in programme.rivals(_SLACK):
        for which, (start, size) in enumerate(runs):
            if size > 1:
                lost[which, start, size] = min(loss, lost.get((which, start, size), loss))
    chosen = sorted(sorted(lost, key=lambda run: (lost[run], run))[: 2 * (left.size + right.size)])
    for side in (left, right):
        for known in side.known[1:]:
            known[:] = False
    if not chosen:
        return
    sides = left, right
    vectors = embed([joined(sides[which].texts[start : start + size]) for which, start, size in chosen])
    for (which, start, size), vector in zip(chosen, vectors, strict=True):
        sides[which].vectors[size - 1][start] = vector
        sides[which].known[size - 1][start] = True
    _compare(left, right)


def joined(texts: Sequence[str]) -> str:
    """Neighbouring segments as one text, with a space between them where their script has spaces."""
    out = texts[0]
    for text in texts[1:]:
        out += text if _DENSE.match(out[-1:]) and _DENSE.match(text) else f" {text}"
    return out


def _beads(programme: _Programme, left: _Side, right: _Side) -> Iterator[Bead]:
    for step, i, j in programme.path():
        if step == programme.gap_right:
            yield Bead((), (j - 1,), 0.0)
        elif step == programme.gap_right - 1:
            yield Bead((i - 1,), (), 0.0)
        else:
            for (a, b), (down, back) in _beads_of(step):
                ours, theirs = range(i - down - a, i - down), range(j - back - b, j - back)
                cosine = float(left.vectors[a - 1][ours[0]] @ right.vectors[b - 1][theirs[0]])
                yield Bead(tuple(ours), tuple(theirs), _probability(cosine))


def _probability(cosine: float) -> float:
    """That two texts of this similarity are translations rather than the best match in another story."""
    return 1 / (1 + math.exp(-_STEEPNESS * (cosine - _EVEN)))


def _band(left: _Side, right: _Side) -> _Band:
    """The band about the path that texts half as fine take, and so on down to texts that need no band."""
    ours, theirs = (_centred(side) for side in (left, right))
    levels = [(ours, theirs)]
    if len(ours) * len(theirs) <= _FULL:
        return _Band.full(len(ours), len(theirs))
    while len(levels) == 1 or (len(ours) * len(theirs) > _COARSE_FULL and min(len(ours), len(theirs)) > 1):
        ours, theirs = _halved(ours), _halved(theirs)
        levels.append((ours, theirs))
    band = _Band.full(len(ours), len(theirs))
    for coarse, fine in zip(levels[:0:-1], levels[-2::-1], strict=True):
        band = _about(_coarse_path(band, *coarse), len(fine[0]), len(fine[1]))
    return band


def _centred(side: _Side) -> Floats:
    """The segments’ vectors without what they all have in common, the longer ones the weightier."""
    centred: Floats = (side.vectors[0] - _COMMON * side.mean) * side.lengths[:, None]
    return centred


def _halved(rows: Floats) -> Floats:
    """Neighbours two by two, summed."""
    out: Floats = rows[::2].copy()
    out[: len(rows) // 2] += rows[1::2]
    return out


def _coarse_path(band: _Band, left: Floats, right: Floats) -> list[tuple[int, int]]:
    """The nodes of the best path of one-to-one steps and gaps."""
    left, right = _unit(left), _unit(right)
    scores = np.full((1, band.cells + 1), _NEVER, np.float32)
    for i in range(1, len(band.low)):
        low, high, first = max(int(band.low[i]), 1), int(band.high[i]), int(band.first[i])
        at = first + low - int(band.low[i])
        scores[0, at : int(band.first[i + 1])] = right[low - 1 : high] @ left[i - 1] - _COARSE
    path = _Programme(band, ((1, 1),), scores).path()
    return [(0, 0), *((i, j) for _, i, j in path)]


def _about(path: Sequence[tuple[int, int]], rows: int, columns: int) -> _Band:
    """The nodes within `_RADIUS` of a path through texts half as fine."""
    low = np.full(rows + 1, columns, np.int64)
    high = np.zeros(rows + 1, np.int64)
    nodes = np.minimum(np.array(path) * 2, (rows, columns))
    np.minimum.at(low, nodes[:, 0], nodes[:, 1])
    np.maximum.at(high, nodes[:, 0], nodes[:, 1])
    # The rows between those of the path; a path that is cut short ends at the last row.
    low = np.minimum.accumulate(low[::-1])[::-1]
    high = np.maximum.accumulate(high)
    back = np.maximum(np.arange(rows + 1) - _RADIUS, 0)
    ahead = np.minimum(np.arange(rows + 1) + _RADIUS, rows)
    return _Band(np.maximum(low[back] - _RADIUS, 0), np.minimum(high[ahead] + _RADIUS, columns))
