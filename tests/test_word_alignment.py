"""Words of texts in many scripts, links between words by made-up states, and by the encoder on sentences of our own."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from mtcheck.alignment.words import link, words_of
from mtcheck.models import encoder, store
from scripts.measure_word_alignment import GOLD, Example, all_links, linked, rates, read_gold, read_links

ready = pytest.mark.skipif(
    not store.is_ready(store.MULTILINGUAL_E5) or not encoder.WORD_WEIGHTS.is_file(),
    reason="the multilingual encoder is not prepared",
)

SCRIPTS = (
    "aZé3 .,-'’%€“”\n\t¡çșțþжЯґαΩאבعربي٣हिन्दीไทยລາວမြန်ខ្មែរ日本語コンピュータひらがな한국어々〆ﾊﾝ𠀋😀\u200c\u00ad\u0301"
)


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in words_of(text)]


def pairs(links: list[tuple[int, int, float]]) -> list[tuple[int, int]]:
    return [(i, j) for i, j, _ in links]


def names(count: int, letter: str) -> list[str]:
    return [f"{letter}{'x' * at}" for at in range(count)]


def random_states(count: int, seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=(count, 64)).astype(np.float32)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mi-a spus că-l știe.", ["Mi-a", "spus", "că-l", "știe"]),
        ("L’homme d'État, dit-il…", ["L’homme", "d'État", "dit-il"]),
        ("It rose 5.1% to $3,200 at 6:40.", ["It", "rose", "5.1", "%", "to", "$", "3,200", "at", "6:40"]),
        ("The U.S. said so.Then it left.", ["The", "U.S.", "said", "so", "Then", "it", "left"]),
        ("«Ещё раз», — сказал он", ["Ещё", "раз", "сказал", "он"]),
        ("日本のコンピューター", ["日", "本", "の", "コンピューター"]),
        ("한국어 문장", ["한국어", "문장"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("می‌خواهم بروم", ["می‌خواهم", "بروم"]),
        ("कि ٣٫٥ कि", ["कि", "٣٫٥", "कि"]),
        (" “…” - ", []),
        ("", []),
    ],
)
def test_words_of_many_scripts(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_text_without_spaces_is_cut_small_and_whole() -> None:
    text = "รัฐมนตรีว่าการกระทรวง"
    assert all(len(word) <= 4 for word in words(text))
    assert "".join(words(text)) == text
    assert len(words(text)) <= len(text) / 2


@given(st.text(alphabet=SCRIPTS, max_size=60) | st.text(max_size=60))
def test_spans_are_ordered_apart_and_hold_every_letter(text: str) -> None:
    spans = words_of(text)
    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
    held = {at for start, end in spans for at in range(start, end)}
    assert all(at in held for at, character in enumerate(text) if character.isalnum())
    assert not any(text[at].isspace() for at in held)


@given(st.integers(1, 40), st.integers(0, 5))
def test_the_same_states_are_linked_in_order(count: int, seed: int) -> None:
    states = random_states(count + 1, seed)
    links = link(names(count + 1, "a"), names(count + 1, "b"), states, states)
    assert pairs(links) == [(i, i) for i in range(count + 1)]
    assert all(0.5 < score <= 1 for _, _, score in links)


def test_states_win_over_places() -> None:
    order = [5, 0, 1, 2, 3, 4, 9, 8, 7, 6]
    states = random_states(10)
    links = link(names(10, "a"), names(10, "b"), states, states[order])
    assert pairs(links) == sorted((i, order.index(i)) for i in range(10))


def test_places_tell_words_apart_that_occur_twice() -> None:
    states = random_states(9)
    states[6] = states[2]
    links = link(names(9, "a"), names(9, "b"), states, states)
    assert pairs(links) == [(i, i) for i in range(9)]


def test_a_word_may_have_several_partners() -> None:
    states = random_states(6)
    doubled = np.insert(states, 3, states[2], axis=0)
    links = link(names(6, "a"), names(7, "b"), states, doubled)
    assert {(2, 2), (2, 3)} <= set(pairs(links))
    assert len(links) == 7


def test_a_word_with_nothing_in_common_stays_alone() -> None:
    states = np.eye(8, 64, dtype=np.float32)
    more = np.insert(states, 4, -states.sum(0), axis=0)
    assert pairs(link(names(8, "a"), names(9, "b"), states, more)) == [(i, i + (i > 3)) for i in range(8)]


def test_an_article_joins_its_noun_where_the_other_side_has_none() -> None:
    states = random_states(4)
    english = ["the", "boats", "and", "the", "ships"]
    articles = states[[0, 0, 1, 2, 2]] + random_states(5, 1) * np.array([[2], [0.1], [0.1], [2], [0.1]], np.float32)
    assert pairs(link(["bărcile", "și", "navele"], english, states[:3], articles)) == [
        (0, 0), (0, 1), (1, 2), (2, 3), (2, 4),
    ]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), [("3.200", "3,200"), ("Kovács", "Kovács"), ("NATO", "NATO"), ("%", "%")])
def test_names_and_figures_are_linked_whatever_their_states(left: str, right: str) -> None:
    states, others = random_states(5), random_states(5)
    others[3] = random_states(1, 7)[0]
    links = link(["a1b", "bcd", "cde", left, "def"], ["ghi", "hij", "ijk", right, "jkl"], states, others)
    assert (3, 3) in pairs(links)


def test_sides_without_words_or_states() -> None:
    none = np.zeros((0, 64), np.float32)
    assert link([], ["b"], none, random_states(1)) == []
    assert link(["a"], [], random_states(1), none) == []
    assert link(["abc", "bcd"], ["cde"], np.zeros((2, 64), np.float32), np.zeros((1, 64), np.float32)) == []


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 1000))
def test_links_are_ordered_and_inside_and_turn_with_the_sides(n: int, m: int, seed: int) -> None:
    ours, theirs = names(n, "a"), names(m, "b")
    left, right = random_states(n, seed), random_states(m, seed + 1)
    links = link(ours, theirs, left, right)
    assert pairs(links) == sorted(set(pairs(links)))
    assert all(0 <= i < n and 0 <= j < m and 0 <= score <= 1 for i, j, score in links)
    assert sorted((j, i) for i, j in pairs(links)) == pairs(link(theirs, ours, right, left))


def test_error_rate() -> None:
    sure, possible = read_links("0-0 1-1 1?2")
    example = Example(("a", "b"), ("c", "d", "e"), sure, possible)
    assert rates([example], [sure]) == (0, 1, 1)
    assert rates([example], [frozenset({(0, 0), (1, 2)})]) == (1 - 3 / 4, 1, 0.5)
    assert rates([example], [frozenset({(0, 1), (1, 1)})]) == (1 - 2 / 4, 0.5, 0.5)


def test_the_gold_is_well_formed() -> None:
    gold = read_gold(GOLD)
    assert len(gold) == 60
    assert all(12 <= len(one.left) <= 30 for one in gold)
    assert all(i < len(one.left) and j < len(one.right) for one in gold for i, j in one.possible)


@pytest.mark.model
@ready
def test_the_tuned_encoder_links_romanian_with_english() -> None:
    gold = read_gold(GOLD)
    tuned = encoder.load_for_words()._encoder
    found, _ = linked(tuned, encoder.WORD_LAYER, gold, all_links)
    error, precision, recall = rates(gold, found)
    assert error < 0.2
    assert min(precision, recall) > 0.8
