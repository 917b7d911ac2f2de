"""The error tagger: a story is read in parts, filling rows up changes nothing, and what it says reaches the report."""

import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtcheck import Checker, Config
from mtcheck.checks import RULES
from mtcheck.checks.rule import Rule
from mtcheck.document.reading import from_text
from mtcheck.models import language_model, tagger
from mtcheck.models.language_model import Reading
from mtcheck.models.tagger import MOST_TOKENS, heads, parts, pooling
from tests.support import examples

LEARNED = [rule for rule in RULES.values() if "tags" in rule.needs]
BROKEN = (
    "The talks was held on last Tuesday in the Brussels, and the ministers was agree on most of points. "
    "He arrived to London in the Friday. The council rejected the draft of renamed the assembly to parliament of not."
)
CLEAN = (
    "The talks were held last Tuesday in Brussels, and the ministers agreed on most points. He arrived in London on "
    "Friday. The council rejected the plan to rename the assembly."
)


def reading(sizes: list[int]) -> Reading:
    """A reading of segments of so many one-token words, without states."""
    pieces, at = [], 0
    for size in sizes:
        pieces.append(tuple((at + i, at + i + 1) for i in range(size)))
        at += size
    nothing = torch.zeros(at, 4)
    return Reading(torch.zeros(at), nothing, nothing, tuple(() for _ in sizes), tuple(pieces))


@given(st.lists(st.integers(0, 500), max_size=12))
def test_parts_hold_every_segment_once_and_few_tokens(sizes: list[int]) -> None:
    found = list(parts(reading(sizes)))
    assert [i for first, last in found for i in range(first, last)] == list(range(len(sizes)))
    for first, last in found:
        own = sizes[first:last]
        assert sum(own) <= MOST_TOKENS or sum(size > 0 for size in own) <= 1 or sum(own[:-1]) == 0


def test_filling_a_row_up_changes_no_word() -> None:
    model = language_model.load()
    made = model.read(from_text(CLEAN))
    own = tagger.load()
    tokens = len(made.bits)
    pieces = [piece for segment in made.pieces for piece in segment]

    def wrong(extra: int) -> torch.Tensor:
        def longer(states: torch.Tensor) -> torch.Tensor:
            filled = torch.cat((states, torch.ones(extra, *states.shape[1:], dtype=states.dtype)))
            return filled[None]

        seen = torch.tensor([[True] * tokens + [False] * extra])
        pool = pooling([pieces], 0, tokens + extra)
        with torch.inference_mode():
            return heads(
                own._weights,
                own._shape,
                longer(made.own),
                longer(made.expecting),
                longer(made.bits),
                seen,
                pool,
            )[0]

    assert torch.allclose(wrong(0), wrong(7), atol=0.15)


def test_every_word_gets_a_tag_and_the_same_one_again() -> None:
    document = from_text(BROKEN)
    made = language_model.load().read(document)
    tags = tagger.load().tag(made)
    assert [len(segment) for segment in tags] == [len(words) for words in made.words]
    assert tagger.load().tag(made) == tags
    for tag in (tag for segment in tags for tag in segment):
        assert 0 <= tag.wrong <= 1
        assert sum(tag.kinds) == pytest.approx(1, abs=1e-3)


def test_broken_copy_is_flagged_and_its_better_wording_is_not() -> None:
    checker = Checker(Config(select=("LRN",)))
    assert len(checker.check(from_text(BROKEN)).flags) >= 2
    assert checker.check(from_text(CLEAN)).flags == ()


@pytest.mark.parametrize("rule", LEARNED, ids=lambda rule: rule.code)
def test_the_examples_of_the_learned_rules_are_flagged_and_the_better_wordings_are_not(rule: Rule) -> None:
    checker = Checker(Config(select=("LRN",)))
    for text in examples(rule, "Example"):
        assert checker.check(from_text(text)).flags, text
    for text in examples(rule, "Better"):
        assert checker.check(from_text(text)).flags == (), text


def test_a_stricter_profile_shows_no_less() -> None:
    shown = {
        name: {(f.start, f.end) for f in Checker(Config(select=("LRN",), profile=name)).check(from_text(BROKEN)).flags}
        for name in ("strict", "balanced", "quiet")
    }
    for fewer, more in itertools.pairwise(("quiet", "balanced", "strict")):
        # Neighbours are made one flag, so that a stricter profile's may be longer.
        assert all(any(a < end and start < b for a, b in shown[more]) for start, end in shown[fewer])
    assert len(shown["quiet"]) < len(shown["strict"])
