"""What the models say of a story, a segment or a word; this module loads none of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the dependency parse.

    ``pos`` is the Universal Dependencies class (NOUN, VERB, AUX …), ``tag`` the Penn Treebank tag, ``dep`` the
    parser's arc label and ``head`` the index of the governing token within the same segment (its own index for
    a root). ``entity`` is the entity type (PERSON, ORG, GPE …) or "".
    """

    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    entity: str


@dataclass(frozen=True, slots=True)
class Fluency:
    """How expected a segment is after the story before it.

    ``surprisal`` is in bits per word; ``score`` is 0–100, the share of human news sentences of similar length
    that are at least as surprising.
    """

    surprisal: float
    score: float


@dataclass(frozen=True, slots=True)
class WordSurprisal:
    """Bits that a language model needs for one white-space separated word, given the story before it."""

    start: int
    end: int
    bits: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What quality estimation says of one segment.

    ``words`` and ``gaps`` hold the probability, 0–1, that a word is wrong, and that something is left out before each
    word and, last, after the last one; words beyond what is read get 0. ``assessment`` is a direct assessment as a
    z-score, ``hter`` the share of words that a post-editor would change, ``critical`` the probability that the
    sentence says something else than its source.
    """

    words: tuple[float, ...]
    gaps: tuple[float, ...]
    assessment: float
    hter: float
    critical: float


@dataclass(frozen=True, slots=True)
class WordTag:
    """What the error tagger says of one white-space separated word.

    ``wrong`` is how likely, 0–1, it is part of an error, before calibration; ``kinds`` how likely each of
    `mtcheck.models.tagger.KINDS` would be it; ``grave`` how likely the error is more than minor.
    """

    wrong: float
    kinds: tuple[float, ...]
    grave: float
