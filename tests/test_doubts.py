"""Stretches of doubt: where they begin and end, what they are called, and what becomes of them beside other flags."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtcheck.alignment.model import Bead, Parallel
from mtcheck.analysis import Analysis
from mtcheck.document.model import Document
from mtcheck.document.reading import from_text
from mtcheck.doubts import GROUPS, doubts
from mtcheck.flag import Category, Flag, Severity
from mtcheck.models.readings import WordSurprisal, WordTag
from mtcheck.models.tagger import KINDS
from mtcheck.stretch import is_content, stretches, trimmed
from mtcheck.triage import beside_original, neighbours_joined, triage

TEXT = "The panel spoke. The agents of the prison closed “the hard wing,” he said."


def tagged(
    document: Document, wrong: dict[str, float], kind: str = "calque"
) -> tuple[list[list[WordTag]], list[list[WordSurprisal]]]:
    """Tags and surprisals of a text whose words are right but for some; every error is of one kind."""
    kinds = tuple(float(name == kind) for name in KINDS)
    tags, bits = [], []
    for segment in document.segments:
        words, at = [], 0
        for word in segment.text.split():
            at = segment.text.index(word, at)
            words.append(WordSurprisal(segment.start + at, segment.start + at + len(word), 9.0))
            at += len(word)
        bits.append(words)
        tags.append([WordTag(wrong.get(document.text[w.start : w.end], 0.02), kinds, 0.7) for w in words])
    return tags, bits


def test_a_stretch_takes_in_its_doubtful_neighbours_and_no_marks_at_its_ends() -> None:
    document = from_text(TEXT)
    tags, bits = tagged(document, {"“the": 0.5, "hard": 0.8, "wing,”": 0.45, "spoke.": 0.3})
    found = list(doubts(document, tags, bits))
    assert [document.text[d.span.start : d.span.end] for d in found] == ["spoke", "the hard wing"]
    assert found[1].kind == "calque"
    assert found[1].words == 3
    assert found[1].peak == 0.8
    assert 0 < found[0].confidence < found[1].confidence < 1


def test_the_same_words_are_doubted_less_in_copy_that_reads_well() -> None:
    long = " ".join([TEXT] * 12)
    document = from_text(long)
    quiet = list(doubts(document, *tagged(document, {"hard": 0.6})))
    noisy = list(
        doubts(document, *tagged(document, {"hard": 0.6, "panel": 0.5, "closed": 0.5, "agents": 0.5, "said.": 0.4}))
    )
    hard = [max(d.confidence for d in found if d.peak == 0.6) for found in (quiet, noisy)]
    assert hard[0] < hard[1]


@pytest.mark.parametrize("group", GROUPS)
def test_every_category_is_reported_under_the_name_of_its_group(group: tuple[str, ...]) -> None:
    document = from_text(TEXT)
    for kind in group:
        found = list(doubts(document, *tagged(document, {"agents": 0.9}, kind)))
        assert [d.kind for d in found] == [group[0]]


def test_the_groups_hold_every_kind_once() -> None:
    assert sorted(kind for group in GROUPS for kind in group) == sorted(KINDS)


CHANCES = st.lists(st.floats(0, 1, allow_nan=False), max_size=30)


@given(CHANCES, st.data())
def test_stretches_never_overlap_and_each_holds_a_peak(chances: list[float], data: st.DataObject) -> None:
    may = data.draw(st.lists(st.booleans(), min_size=len(chances), max_size=len(chances)))
    found = sorted(stretches(chances, may, 0.2, 5))
    for (_, end), (start, _) in itertools.pairwise(found):
        assert end <= start
    for first, last in found:
        assert 0 <= first < last <= len(chances)
        assert last - first <= 6
        assert any(may[i] and chances[i] >= 0.2 for i in range(first, last))
    covered = {i for first, last in found for i in range(first, last)}
    assert all(i in covered for i, c in enumerate(chances) if may[i] and c >= 0.2)


@given(st.text(max_size=20), st.text(max_size=20))
def test_trimming_stays_inside(before: str, text: str) -> None:
    start, end = trimmed(before + text, len(before), len(before) + len(text))
    assert len(before) <= start <= end <= len(before) + len(text)


def test_small_words_and_marks_say_nothing_by_themselves() -> None:
    assert [is_content(word) for word in ("the", "“Of,”", "—", "agents", "Wing.")] == [False, False, False, True, True]


def flag(start: int, end: int, code: str, category: Category, confidence: float) -> Flag:
    return Flag(start, end, code, code.lower(), category, Severity.MINOR, confidence, code)


def test_what_a_rule_can_name_is_left_to_the_rule_and_surer_for_it() -> None:
    rule = flag(4, 20, "TTL001", Category.TITLE, 0.8)
    doubt = flag(8, 20, "LRN002", Category.CALQUE, 0.5)
    assert [(f.code, f.confidence) for f in triage([doubt, rule])] == [("TTL001", 0.9)]
    heard = replace(rule, code="WRD002")
    assert [(f.code, f.confidence) for f in triage([doubt, heard])] == [("WRD002", heard.confidence)]


def test_a_doubt_that_a_rule_touches_only_at_its_edge_stays() -> None:
    rule = flag(18, 20, "PUN001", Category.PUNCTUATION, 0.8)
    doubt = flag(2, 20, "LRN002", Category.CALQUE, 0.5)
    assert [f.code for f in triage([doubt, rule])] == ["LRN002", "PUN001"]


def test_a_doubt_goes_once_three_tenths_of_it_are_compared_with_the_original() -> None:
    doubt = flag(10, 30, "LRN002", Category.CALQUE, 0.9)

    def compared(start: int, end: int) -> Flag:
        return flag(start, end, "WRD002", Category.WRONG_WORD, 0.6)

    def left(*flags: Flag) -> list[str]:
        return [f.code for f in triage([doubt, *flags])]

    assert left(compared(4, 16)) == ["WRD002"]
    assert left(compared(4, 15)) == ["WRD002", "LRN002"]
    assert left(compared(4, 13), compared(26, 33)) == ["WRD002", "WRD002"]
    assert left(compared(30, 40)) == ["LRN002", "WRD002"]
    assert left(flag(4, 16, "PUN001", Category.PUNCTUATION, 0.9)) == ["PUN001", "LRN002"]


@pytest.mark.parametrize(("code", "category"), [("NUM001", Category.NUMBER), ("NAM007", Category.NAME)])
def test_a_figure_or_a_name_says_more_than_that_the_words_differ(code: str, category: Category) -> None:
    exact = flag(10, 20, code, category, 0.7)
    same, inside, beyond = (
        flag(start, end, "WRD002", Category.WRONG_WORD, 0.9) for start, end in ((10, 20), (12, 18), (8, 20))
    )
    assert [f.code for f in triage([same, exact])] == [code]
    assert [f.code for f in triage([inside, exact])] == [code]
    assert [f.code for f in triage([beyond, exact])] == ["WRD002", code]
    assert [f.code for f in triage([same, exact], min_confidence=0.8)] == ["WRD002"]
    assert [f.code for f in triage([replace(same, code="MEA001"), exact])] == ["MEA001"]


def test_neighbouring_doubts_are_one_flag_with_the_surest_one_s_message() -> None:
    def doubt(words: str, code: str, confidence: float) -> Flag:
        start = TEXT.index(words)
        return replace(
            flag(start, start + len(words), code, Category.CALQUE, confidence),
            message=f"“{words}” reads word for word.",
        )

    wing, hard, agents = doubt("wing", "LRN001", 0.5), doubt("the hard", "LRN002", 0.8), doubt("agents", "LRN002", 0.6)
    joined = neighbours_joined([agents, hard, wing], TEXT)
    assert [(f.code, TEXT[f.start : f.end], f.confidence, f.message) for f in joined] == [
        ("LRN002", "agents", 0.6, "“agents” reads word for word."),
        ("LRN002", "the hard wing", 0.8, "“the hard wing” reads word for word."),
    ]
    rule = replace(hard, code="CAL002")
    assert neighbours_joined([rule, wing], TEXT) == (rule, wing)
    spoke, the = doubt("spoke", "LRN002", 0.8), doubt("The agents", "LRN002", 0.8)
    assert neighbours_joined([spoke, the], TEXT) == (spoke, the)
    long = doubt("The agents of the prison closed", "LRN002", 0.8)
    assert neighbours_joined([long, hard], TEXT) == (long, hard)


def test_the_bar_is_held_to_after_flags_have_joined() -> None:
    pair = [flag(0, 5, "WRD001", Category.WRONG_WORD, 0.4), flag(0, 5, "LRN001", Category.WRONG_WORD, 0.4)]
    assert [f.code for f in triage(pair, min_confidence=0.6)] == ["WRD001"]
    assert triage(pair[1:], min_confidence=0.6) == ()


def test_words_that_the_original_has_too_are_not_doubted() -> None:
    copy, original = from_text("The agents of the prison spoke."), from_text("The officers of the prison spoke.")
    parallel = Parallel("original", "en", copy, original, (Bead((0,), (0,), 0.9),), ((),))
    analysis = Analysis(copy, original=parallel)
    doubted = [flag(4, 10, "LRN001", Category.WRONG_WORD, 0.6), flag(18, 24, "LRN001", Category.WRONG_WORD, 0.6)]
    assert list(beside_original(doubted, analysis)) == doubted[:1]
    assert list(beside_original(doubted, Analysis(copy))) == doubted
