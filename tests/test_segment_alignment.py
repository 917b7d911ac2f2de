"""Segments to segments: joins, cuts, gaps and exchanges, texts of every size, and what the score says."""

import random
import re
import zlib
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mtcheck.alignment.anchors import Anchors, keys
from mtcheck.alignment.model import Bead
from mtcheck.alignment.segments import align, joined
from mtcheck.models import encoder, store

STORY = (
    "The ferry left the harbour before dawn with ninety people on board.",
    "Its captain had warned the company twice about the broken pump.",
    "Fishermen saw smoke rise over the water shortly after seven.",
    "Two helicopters from the naval base lifted off within minutes.",
    "Nobody was hurt, but the hold was flooded up to the second deck.",
    "A court in the capital will decide who pays for the salvage.",
)
VOCABULARY = sorted(set(re.findall(r"\w+", " ".join(STORY).lower())))


@cache
def vector(word: str) -> NDArray[np.float64]:
    return np.random.default_rng(zlib.crc32(word.encode())).standard_normal(128)


def bag_of_words(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors that are near each other where texts share words."""
    out = np.zeros((len(texts), 128), np.float32)
    for row, text in zip(out, texts, strict=True):
        for word in re.findall(r"\w+", text.lower()):
            row += vector(word)
    unit: NDArray[np.float32] = out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-6)
    return unit


def pairs(left: Sequence[str], right: Sequence[str]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(bead.left, bead.right) for bead in align(left, right, bag_of_words)]


def long_story(size: int, seed: int = 1) -> list[str]:
    """Sentences of words of which no two texts share many."""
    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    return [" ".join(f"w{chance.randrange(5000)}" for _ in range(chance.randint(6, 14))) for _ in range(size)]


def assert_covers(beads: Sequence[Bead], left: int, right: int) -> None:
    """Every segment stands once, the left ones in order, and an empty side scores 0."""
    assert [i for bead in beads for i in bead.left] == list(range(left))
    assert sorted(j for bead in beads for j in bead.right) == list(range(right))
    for bead in beads:
        assert list(bead.right) == sorted(bead.right)
        assert 0 <= bead.score <= 1
        assert bead.score == 0 or (bead.left and bead.right)


def test_the_same_text_is_aligned_one_to_one() -> None:
    assert pairs(STORY, STORY) == [((i,), (i,)) for i in range(6)]


@pytest.mark.parametrize("at", range(5))
def test_two_segments_made_one(at: int) -> None:
    right = [*STORY[:at], f"{STORY[at]} {STORY[at + 1]}", *STORY[at + 2 :]]
    expected = [((i,), (i,)) for i in range(at)] + [((at, at + 1), (at,))]
    assert pairs(STORY, right) == expected + [((i + 1,), (i,)) for i in range(at + 1, 5)]


@pytest.mark.parametrize("at", range(6))
def test_a_segment_cut_in_two(at: int) -> None:
    words = STORY[at].split()
    pieces = [" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])]
    expected = [((i,), (i,)) for i in range(at)] + [((at,), (at, at + 1))]
    assert pairs(STORY, [*STORY[:at], *pieces, *STORY[at + 1 :]]) == expected + [
        ((i,), (i + 1,)) for i in range(at + 1, 6)
    ]


def test_three_segments_made_one() -> None:
    assert pairs(STORY, [STORY[0], " ".join(STORY[1:4]), *STORY[4:]])[1] == ((1, 2, 3), (1,))


@pytest.mark.parametrize("at", range(6))
def test_gaps_stand_where_the_segment_is_missing(at: int) -> None:
    shorter = [*STORY[:at], *STORY[at + 1 :]]
    assert pairs(STORY, shorter)[at] == ((at,), ())
    assert pairs(shorter, STORY)[at] == ((), (at,))


@pytest.mark.parametrize("at", range(5))
def test_neighbours_that_changed_places(at: int) -> None:
    right = [*STORY[:at], STORY[at + 1], STORY[at], *STORY[at + 2 :]]
    assert pairs(STORY, right)[at : at + 2] == [((at,), (at + 1,)), ((at + 1,), (at,))]


def test_a_joined_bead_may_change_places() -> None:
    right = [STORY[0], STORY[3], f"{STORY[1]} {STORY[2]}", *STORY[4:]]
    assert pairs(STORY, right)[1:3] == [((1, 2), (2,)), ((3,), (1,))]


def test_empty_texts_are_all_gaps() -> None:
    def unused(texts: Sequence[str]) -> NDArray[np.float32]:
        raise AssertionError(texts)

    assert align([], [], unused) == ()
    assert align(["one", "two"], [], unused) == (Bead((0,), (), 0.0), Bead((1,), (), 0.0))
    assert align([], ["one"], unused) == (Bead((), (0,), 0.0),)


def test_one_segment_beside_itself_and_beside_two_halves() -> None:
    assert align([STORY[0]], [STORY[0]], bag_of_words)[0].score > 0.99
    half = STORY[0].index(" before")
    assert pairs([STORY[0]], [STORY[0][:half], STORY[0][half + 1 :]]) == [((0,), (0, 1))]


def test_the_score_tells_the_same_from_the_unlike() -> None:
    assert min(bead.score for bead in align(STORY, STORY, bag_of_words)) > 0.99
    assert max(bead.score for bead in align(STORY, long_story(6), bag_of_words)) < 0.01


@pytest.mark.parametrize(("left", "right"), [(5, 5), (5, 7), (300, 300), (300, 320)])
def test_segments_that_are_all_alike_are_aligned_in_order(left: int, right: int) -> None:
    beads = align(["And so it goes."] * left, ["And so it goes."] * right, bag_of_words)
    assert_covers(beads, left, right)
    assert sum(bool(bead.left and bead.right) for bead in beads) >= min(left, right) * 0.9
    assert all(abs(bead.left[0] - bead.right[0]) <= right - left for bead in beads if bead.left and bead.right)


def test_a_passage_is_found_in_a_text_ten_times_as_long() -> None:
    whole = long_story(900)
    found = {(bead.left, bead.right) for bead in align(whole[500:590], whole, bag_of_words)}
    assert {((i,), (500 + i,)) for i in range(90)} <= found


def test_long_texts_with_long_gaps_are_followed() -> None:
    whole = long_story(1500)
    left, right = whole[:700] + whole[820:], whole[100:1200] + whole[1300:]
    found = {bead.left: bead.right for bead in align(left, right, bag_of_words)}
    for at, text in enumerate(left):
        expected = (right.index(text),) if text in right else ()
        assert found[(at,)] == expected


def test_only_joined_segments_in_doubt_are_embedded() -> None:
    whole = long_story(400)
    right = [*whole[:200], f"{whole[200]} {whole[201]}", *whole[202:]]
    asked: list[Sequence[str]] = []

    def counted(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.append(texts)
        return bag_of_words(texts)

    assert ((200, 201), (200,)) in {(bead.left, bead.right) for bead in align(whole, right, counted)}
    assert asked[0] == [*whole, *right]
    assert right[200] in asked[1]
    assert len(asked) == 2
    assert len(asked[1]) < 10


texts = st.lists(
    st.one_of(
        st.sampled_from(STORY),
        st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=8).map(" ".join),
        st.sampled_from(["", "…", "7", "２０１９年、ドナルド・トランプ"]),
    ),
    max_size=9,
)


@settings(max_examples=80, deadline=None)
@given(texts, texts)
def test_every_segment_stands_once(left: list[str], right: list[str]) -> None:
    beads = align(left, right, bag_of_words)
    assert_covers(beads, len(left), len(right))
    assert align(left, right, bag_of_words) == beads


@settings(max_examples=40, deadline=None)
@given(st.permutations(STORY), st.sets(st.integers(0, 5), max_size=3), st.integers(0, 4), st.booleans())
def test_sides_may_change_places(story: list[str], missing: set[int], at: int, exchanged: bool) -> None:
    right = [*story[:at], f"{story[at]} {story[at + 1]}", *story[at + 2 :]]
    right = [text for i, text in enumerate(right) if i not in missing]
    if exchanged and len(right) > 1:
        right[0], right[1] = right[1], right[0]
    there = {(bead.left, bead.right) for bead in align(story, right, bag_of_words)}
    assert {(bead.right, bead.left) for bead in align(right, story, bag_of_words)} == there


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 700), st.integers(1, 700))
def test_bands_cover_texts_of_all_sizes(seed: int, left: int, right: int) -> None:
    whole = long_story(max(left, right), seed)
    assert_covers(align(whole[:left], whole[-right:], bag_of_words), left, right)


def test_anchors_are_read_in_other_scripts() -> None:
    english = keys("In 2019 Trump met Merkel in Moldova; 1,200 came.")
    assert english == {"2019", "1200", "3451", "5424", "5431"}
    assert english <= keys("У 2019 році Трамп зустрів Меркель у Молдові; прийшли 1.200.")
    assert {"2019", "3451", "5424"} <= keys("٢٠١٩ ترامب ميركل")
    assert {"2019", "3451"} <= keys("２０１９年、トランプ氏")
    assert keys("the boats came back in the evening") == frozenset()
    assert keys("東京都知事は記者会見で") == frozenset()


def test_rare_anchors_weigh_more_than_common_ones() -> None:
    left = ["Trump spoke", "Trump left", "Trump and Merkel met"]
    right = ["Трамп сказал", "Трамп уехал", "Трамп и Меркель"]
    rows, columns, weights = Anchors(left, right).pairs(np.zeros(3, np.int64), np.full(3, 3))
    shared = {(int(i), int(j)): 0.0 for i in range(3) for j in range(3)}
    for i, j, weight in zip(rows, columns, weights, strict=True):
        shared[int(i), int(j)] += float(weight)
    assert shared.pop((2, 2)) > 0.9
    assert max(shared.values()) < 0.1
    narrow = Anchors(left, right).pairs(np.array([0, 0, 2]), np.array([1, 1, 3]))
    assert set(zip(narrow[0].tolist(), narrow[1].tolist(), strict=True)) == {(0, 0), (1, 0), (2, 2)}


def test_japanese_is_joined_without_spaces() -> None:
    assert joined(["船は港を出た。", "誰もけがをしなかった。"]) == "船は港を出た。誰もけがをしなかった。"
    assert joined(["The boat sailed.", "Nobody was hurt."]) == "The boat sailed. Nobody was hurt."


@pytest.mark.model
@pytest.mark.skipif(not store.is_ready(store.MULTILINGUAL_E5), reason="the multilingual encoder is not prepared")
def test_a_romanian_story_with_a_join_a_cut_and_a_gap() -> None:
    source = [
        "Feribotul a plecat din port înainte de zori, cu nouăzeci de oameni la bord. "
        "Căpitanul avertizase compania de două ori în legătură cu pompa stricată.",
        "Pescarii au văzut fum ridicându-se deasupra apei,",
        "la puțin timp după ora șapte.",
        "Nimeni nu a fost rănit, dar cala a fost inundată până la puntea a doua.",
        "O instanță din capitală va decide cine plătește pentru recuperare.",
    ]
    beads = align(STORY, source, encoder.load().embed)
    assert [(bead.left, bead.right) for bead in beads] == [
        ((0, 1), (0,)), ((2,), (1, 2)), ((3,), ()), ((4,), (3,)), ((5,), (4,)),
    ]  # fmt: skip
    assert all(bead.score > 0.5 for bead in beads if bead.right)
