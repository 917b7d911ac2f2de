"""The language model: how many bits each word of a story takes, given the story before it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtcheck.document.model import Document, Segment
from mtcheck.models import store
from mtcheck.models.readable import readable
from mtcheck.models.readings import WordSurprisal

if TYPE_CHECKING:
    import torch

    from mtcheck.models.llama import Llama, Shape

WINDOW = 2048
"""Tokens of one pass."""
CONTEXT = 512
"""Tokens of the story before, at the least, that a later window is given again."""
TAP = 15
"""The layer whose states the error tagger reads on from."""
_HEAD_ROWS = 128
"""Tokens whose scores of the whole vocabulary are held at a time, 25 MB, which the allocator keeps for the next."""
_BEFORE, _AFTER = 160, 50
"""Characters before and after a stretch that are read when a replacement for it is weighed."""

# One character for one: the model has seen far more of the straight marks, and offsets must not move.
_PLAIN = str.maketrans("“”„«»‘’‚\u00a0\u202f\ufeff", '"' * 5 + "'" * 3 + " " * 3)
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens ``start`` to ``end`` of a story are read; those from ``scored`` on are scored."""

    start: int
    scored: int
    end: int


def windows(boundaries: list[int], window: int = WINDOW, context: int = CONTEXT) -> Iterator[Window]:
    """Cut a story into windows that end where segments end.

    ``boundaries`` holds the first token of each segment and, last, the number of tokens. Each window after the first
    starts with at least ``context`` tokens of the story before. Only a segment that fills a window alone is cut.
    """
    total = boundaries[-1]
    scored = 0
    while scored < total:
        start = 0 if scored == 0 else max(0, scored - context)
        end = max((b for b in boundaries if scored < b <= start + window), default=start + window)
        end = min(end, total)
        yield Window(start, scored, end)
        scored = end


@dataclass(frozen=True)
class Reading:
    """What the language model makes of a story, token by token; ``width`` is that of its states.

    ``bits``, (tokens,), is each token's surprisal; ``own``, (tokens, width), the state after layer `TAP` of the token
    itself, and ``expecting``, (tokens, width), the last state of the token before it, from which it is predicted.
    ``words`` has, segment by segment, the spans of the white-space separated words in the document's text with their
    surprisal, ``pieces`` the first token of each word and the one after its last.
    """

    bits: torch.Tensor
    own: torch.Tensor
    expecting: torch.Tensor
    words: tuple[tuple[WordSurprisal, ...], ...]
    pieces: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True)
class _Story:
    """A story’s running text, where its segments start in it, and its tokens; ``boundaries`` as in `windows`."""

    document: Document
    text: str
    bases: list[int]
    ids: list[int]
    offsets: list[tuple[int, int]]
    boundaries: list[int]


class LanguageModel:
    """A causal language model over stories."""

    def __init__(self, model: Llama, tokenizer: Any) -> None:
        self._model = model
        self._tokenizer = tokenizer

    @property
    def shape(self) -> Shape:
        """The shape of the model underneath."""
        return self._model.shape

    def surprisals(self, document: Document) -> tuple[tuple[WordSurprisal, ...], ...]:
        """Bits per white-space separated word of each segment, offsets into the document's text: see `read`."""
        return self.read(document).words

    def read(self, document: Document) -> Reading:
        """Read a story once.

        The surprisal of a word is the sum over its tokens of -log2 p(token | the story before it)
        (Hale 2001, "A probabilistic Earley parser as a psycholinguistic model").
        """
        return self._read(self._prepared(document))

    def read_each(self, documents: Sequence[Document]) -> list[Reading]:
        """Read many short stories, each by itself but several in one pass, which takes a fraction of the time."""
        import torch

        from mtcheck.models.batching import batches, padded

        stories = [self._prepared(document) for document in documents]
        out: dict[int, Reading] = {}
        short = [i for i, story in enumerate(stories) if len(story.ids) < WINDOW]
        for batch in batches([len(stories[i].ids) + 1 for i in short]):
            together = [short[place] for place in batch]
            rows = padded([[self._model.start_token, *stories[i].ids] for i in together])
            with torch.inference_mode():
                for i, row, tapped, last in zip(together, rows, *self._model.hidden(rows, TAP), strict=True):
                    size = len(stories[i].ids)
                    bits = self._bits(last[:size], row[1 : size + 1])
                    out[i] = _reading(stories[i], bits, tapped[1 : size + 1], last[:size])
        return [out[i] if i in out else self._read(story) for i, story in enumerate(stories)]

    def _read(self, story: _Story) -> Reading:
        return _reading(story, *self._pass(story.ids, story.boundaries))

    def _prepared(self, document: Document) -> _Story:
        text, bases = _running_text(document.segments)
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        offsets = encoded.offsets
        boundaries, at = [], 0
        for base in bases:
            while at < len(offsets) and offsets[at][1] <= base:
                at += 1
            boundaries.append(at)
        return _Story(document, text, bases, encoded.ids, offsets, [*boundaries, len(offsets)])

    def gain(self, document: Document, start: int, end: int, replacement: str) -> float:
        """Bits that a stretch of a story would take less if it read otherwise.

        The replacement, with the rest of its sentence up to a few words, is weighed against what stands there, given
        the same words before it: the log ratio of a noisy-channel comparison without the channel.
        """
        text = document.text
        segment = next(s for s in document.segments if s.start <= start < s.end or start < s.end)
        before = " ".join(_plain(text[max(0, start - _BEFORE) : start]).split(" ")[1 if start > _BEFORE else 0 :])
        after = _plain(text[end : min(segment.end, end + _AFTER)])
        stands, instead = self._bits_after(before, [_plain(text[start:end]) + after, replacement + after])
        return stands - instead

    def _bits_after(self, before: str, ends: Sequence[str]) -> list[float]:
        """Bits that each of the ends takes after the same beginning; a token across the seam counts as the end's."""
        import torch

        encoded = [self._tokenizer.encode(before + end, add_special_tokens=False) for end in ends]
        start = self._model.start_token
        longest = max(len(one.ids) for one in encoded)
        rows = torch.tensor([[start, *one.ids, *[start] * (longest - len(one.ids))] for one in encoded])
        out = []
        with torch.inference_mode():
            _, last = self._model.hidden(rows)
            for row, states, one in zip(rows, last, encoded, strict=True):
                first = next((at for at, (_, stop) in enumerate(one.offsets) if stop > len(before)), len(one.ids))
                bits = self._bits(states[first : len(one.ids)], row[first + 1 : len(one.ids) + 1])
                out.append(math.fsum(bits.tolist()))
        return out

    def _pass(self, ids: list[int], boundaries: list[int]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Bits, own states and expecting states of the tokens: see `Reading`."""
        import torch

        bits, own, expecting = [torch.zeros(0)], [], []
        with torch.inference_mode():
            for window in windows(boundaries):
                read = torch.tensor([self._model.start_token, *ids[window.start : window.end]])
                tapped, last = (states[0] for states in self._model.hidden(read[None], TAP))
                first = window.scored - window.start
                own.append(tapped[first + 1 :])
                expecting.append(last[first:-1])
                bits.append(self._bits(last[first:-1], read[first + 1 :]))
        width = self._model.width
        return (
            torch.cat(bits),
            torch.cat(own) if own else torch.zeros(0, width),
            torch.cat(expecting) if expecting else torch.zeros(0, width),
        )

    def _bits(self, states: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        """Surprisal in bits, (tokens,), of each token after the state, (tokens, width), that it is predicted from."""
        import torch

        out = [torch.zeros(0)]
        for row in range(0, len(ids), _HEAD_ROWS):
            logits = self._model.logits(states[row : row + _HEAD_ROWS])
            right = logits.gather(1, ids[row : row + _HEAD_ROWS, None])[:, 0]
            out.append((logits.logsumexp(1) - right) / math.log(2))
        return torch.cat(out)


def _reading(story: _Story, bits: torch.Tensor, own: torch.Tensor, expecting: torch.Tensor) -> Reading:
    words, pieces = [], []
    scores = bits.tolist()
    for segment, base, token in zip(story.document.segments, story.bases, story.boundaries[:-1], strict=True):
        spans, ranges = _words(segment, base, story.text, story.offsets, token, scores)
        words.append(spans)
        pieces.append(ranges)
    return Reading(bits, own, expecting, tuple(words), tuple(pieces))


def _words(
    segment: Segment, base: int, text: str, offsets: list[tuple[int, int]], token: int, bits: list[float]
) -> tuple[tuple[WordSurprisal, ...], tuple[tuple[int, int], ...]]:
    """The words of a segment that starts at ``base`` of the running text, and the tokens of each."""
    words, pieces = [], []
    shift = segment.start - base
    for match in _WORD.finditer(text, base, base + len(segment.text)):
        while token < len(offsets) and offsets[token][1] <= match.start():
            token += 1
        first = token
        while token < len(offsets) and offsets[token][0] < match.end():
            token += 1
        words.append(WordSurprisal(match.start() + shift, match.end() + shift, sum(bits[first:token])))
        pieces.append((first, token))
    return tuple(words), tuple(pieces)


def _plain(text: str) -> str:
    return readable(text.translate(_PLAIN))


def _running_text(segments: tuple[Segment, ...]) -> tuple[str, list[int]]:
    """The story with one space between sentences and a blank line between paragraphs, and each segment's start."""
    parts: list[str] = []
    bases: list[int] = []
    length = 0
    for index, segment in enumerate(segments):
        if index:
            gap = " " if segments[index - 1].paragraph == segment.paragraph else "\n\n"
            parts.append(gap)
            length += len(gap)
        bases.append(length)
        parts.append(_plain(segment.text))
        length += len(segment.text)
    return "".join(parts), bases


@cache
def load(folder: Path | None = None) -> LanguageModel:
    """Load the language model, preparing it first where the cache holds none; raises `store.ModelError`."""
    from tokenizers import Tokenizer

    from mtcheck.models.llama import Llama

    where = folder or store.prepare()
    return LanguageModel(Llama(where), Tokenizer.from_file(str(where / "tokenizer.json")))
