"""Probable original wording: which phrases come into question, and how they are written into a flag."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtcheck import repairs
from mtcheck.checks.rule import Category, Flag, Severity, Suggestion
from mtcheck.document.model import Span
from mtcheck.repairs import Confusion, Repair, folded, with_repairs

TEXT = "Agents of the prison raised the stock, he said."


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {
        "agents": (Confusion("officers", 40, 2.0, 0.2), Confusion("police", 1, 6.0, 5.0)),
        "the stock": (Confusion("the stakes", 20, 1.0, 0.5),),
    }
    monkeypatch.setattr(repairs, "confusions", lambda: known)


def likelier(start: int, phrases: Sequence[str]) -> list[float]:
    return [8.0 if phrase in {"officers", "the stakes"} else -8.0 for phrase in phrases]


def flag(start: int, end: int, code: str = "LRN001", suggestions: tuple[Suggestion, ...] = ()) -> Flag:
    return Flag(start, end, code, "x", Category.WRONG_WORD, Severity.MINOR, 0.6, "m", suggestions)


def test_what_may_have_stood_for_the_flagged_words_comes_into_question() -> None:
    found = list(repairs.repairs(TEXT, 0, 6, likelier))
    assert [(TEXT[r.span.start : r.span.end], r.text, r.prior) for r in found] == [
        ("Agents", "Officers", 8.0),
        ("Agents", "Police", -8.0),
    ]
    assert [r.text for r in repairs.repairs(TEXT, 28, 38, likelier)] == ["the stakes"]


def test_nothing_is_offered_for_a_part_of_the_flagged_words() -> None:
    assert list(repairs.repairs(TEXT, 21, 37, likelier)) == []
    assert list(repairs.repairs(TEXT, 32, 37, likelier)) == []


def test_a_likely_repair_becomes_a_suggestion_for_the_whole_span(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repairs, "BAR", 0.0)
    [done] = with_repairs([flag(28, 37)], TEXT, likelier)
    assert [s.text for s in done.suggestions] == ["the stakes"]
    assert not done.suggestions[0].safe
    assert done.probable_source is not None
    assert done.probable_source.evidence == "model"


def test_an_unlikely_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repairs, "BAR", 1.0)
    given = flag(28, 37)
    assert list(with_repairs([given], TEXT, likelier)) == [given]


def test_flags_of_rules_and_flags_with_suggestions_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repairs, "BAR", 0.0)
    given = [flag(0, 6, "TTL001"), flag(0, 6, suggestions=(Suggestion("Staff"),))]
    assert list(with_repairs(given, TEXT, likelier)) == given
    assert list(with_repairs([flag(0, 6)], TEXT, None)) == [flag(0, 6)]


def test_evidence_for_a_repair_raises_its_confidence() -> None:
    weak = Repair(Span(0, 6), "police", Confusion("police", 1, 6.0, 5.0), -8.0)
    strong = Repair(Span(0, 6), "officers", Confusion("officers", 40, 6.0, 0.2), 8.0)
    assert weak.confidence < strong.confidence


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
