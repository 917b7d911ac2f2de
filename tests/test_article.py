"""Acronyms without the article that they go with."""

import pytest

from mtcheck.checks import RULES
from mtcheck.document.reading import from_text
from mtcheck.models import parser
from tests.support import analyse


def flagged(text: str) -> list[str]:
    analysis = analyse(text, parses=parser.load().parse(from_text(text)))
    return [text[flag.start : flag.end] for flag in RULES["AGR005"].flags(analysis)]


def test_an_acronym_that_wants_the_article() -> None:
    assert flagged("The envoy to OSCE spoke of a report by FBI.") == ["to OSCE", "by FBI"]


@pytest.mark.parametrize(
    "text",
    [
        "The envoy to the OSCE spoke of a report by the FBI.",
        "They spoke of EU rules, of UN peacekeepers and of WHO staff in UK waters.",
        "The alliance of NATO with UNICEF was new.",
        "According to FBI Director Jo Lind, and to BBC News, the plan failed.",
        "He asked WHO to help. The CIA, the EU, a UN without an army.",
    ],
)
def test_an_acronym_that_stands_right(text: str) -> None:
    assert flagged(text) == []
