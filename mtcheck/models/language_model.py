"""The language model: how many bits each word of a story takes, given the story before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtcheck.analysis import WordSurprisal
from mtcheck.document.model import Document, Segment
from mtcheck.models import store

if TYPE_CHECKING:
    import torch

    from mtcheck.models.llama import Llama

WINDOW = 2048
"""Tokens of one pass."""
CONTEXT = 512
"""Tokens of the story before, at the least, that a later window is given again."""
_HEAD_ROWS = 512
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


class LanguageModel:
    """A causal language model over stories."""

    def __init__(self, model: Llama, tokenizer: Any) -> None:
        self._model = model
        self._tokenizer = tokenizer

    def surprisals(self, document: Document) -> tuple[tuple[WordSurprisal, ...], ...]:
        """Bits per white-space separated word of each segment, offsets into the document's text.

        The surprisal of a word is the sum over its tokens of -log2 p(token | the story before it)
        (Hale 2001, "A probabilistic Earley parser as a psycholinguistic model").
        """
        text, bases = _running_text(document.segments)
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        offsets = encoded.offsets
        boundaries, at = [], 0
        for base in bases:
            while at < len(offsets) and offsets[at][1] <= base:
                at += 1
            boundaries.append(at)
        bits = self._bits(encoded.ids, [*boundaries, len(offsets)])
        return tuple(self._words(document.segments, bases, text, offsets, boundaries, bits))

    def gain(self, document: Document, start: int, end: int, replacement: str) -> float:
        """Bits that a stretch of a story would take less if it read otherwise.

        The replacement, with the rest of its sentence up to a few words, is weighed against what stands there, given
        the same words before it: the log ratio of a noisy-channel comparison without the channel.
        """
        text = document.text
        segment = next(s for s in document.segments if s.start <= start < s.end or start < s.end)
        before = " ".join(
            text[max(0, start - _BEFORE) : start].translate(_PLAIN).split(" ")[1 if start > _BEFORE else 0 :]
        )
        after = text[end : min(segment.end, end + _AFTER)].translate(_PLAIN)
        return self._stretch(before, text[start:end].translate(_PLAIN), after) - self._stretch(
            before, replacement, after
        )

    def _stretch(self, before: str, middle: str, after: str) -> float:
        encoded = self._tokenizer.encode(before + middle + after, add_special_tokens=False)
        bits = self._bits(encoded.ids, [0, len(encoded.ids)])
        return sum(b for b, (_, last) in zip(bits, encoded.offsets, strict=True) if last > len(before))

    def _words(
        self,
        segments: tuple[Segment, ...],
        bases: list[int],
        text: str,
        offsets: list[tuple[int, int]],
        boundaries: list[int],
        bits: list[float],
    ) -> Iterator[tuple[WordSurprisal, ...]]:
        for segment, base, token in zip(segments, bases, boundaries, strict=True):
            words = []
            for match in _WORD.finditer(text, base, base + len(segment.text)):
                total = 0.0
                while token < len(offsets) and offsets[token][0] < match.end():
                    if offsets[token][1] > match.start():
                        total += bits[token]
                    token += 1
                shift = segment.start - base
                words.append(WordSurprisal(match.start() + shift, match.end() + shift, total))
            yield tuple(words)

    def _bits(self, ids: list[int], boundaries: list[int]) -> list[float]:
        import torch

        out: list[torch.Tensor] = []
        with torch.inference_mode():
            for window in windows(boundaries):
                read = torch.tensor([self._model.start_token, *ids[window.start : window.end]])
                hidden = self._model.hidden(read[:-1])
                first = window.scored - window.start
                for row in range(first, len(hidden), _HEAD_ROWS):
                    logits = self._model.logits(hidden[row : row + _HEAD_ROWS])
                    targets = read[row + 1 : row + 1 + len(logits)]
                    out.append(torch.nn.functional.cross_entropy(logits, targets, reduction="none"))
        if not out:
            return []
        return (torch.cat(out) / torch.log(torch.tensor(2.0))).tolist()


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
        parts.append(segment.text.translate(_PLAIN))
        length += len(segment.text)
    return "".join(parts), bases


@cache
def load(folder: Path | None = None) -> LanguageModel:
    """Load the language model, preparing it first where the cache holds none; raises `store.ModelError`."""
    from tokenizers import Tokenizer

    from mtcheck.models.llama import Llama

    where = folder or store.prepare()
    return LanguageModel(Llama(where), Tokenizer.from_file(str(where / "tokenizer.json")))
