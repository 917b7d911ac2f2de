"""The conditional of what is only alleged, and the real one."""

import pytest

from mtcheck.checks import RULES
from tests.support import analyse


def flagged(text: str, pivot: str | None) -> list[str]:
    return [text[f.start : f.end] for f in RULES["CAL005"].flags(analyse(text, given_pivot=pivot))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The driver would have hit an officer before he drove off.", "would have hit"),
        ("One of the police officers would then have used his weapon.", "would then have used"),
        ("According to prosecutors, the sum would have been paid in cash.", "would have been paid"),
    ],
)
def test_in_news_through_french_it_is_a_hedge(text: str, words: str) -> None:
    assert flagged(text, "fr") == [words]
    (flag,) = RULES["CAL005"].flags(analyse(text, given_pivot="fr"))
    assert words.replace("would", "is believed to") in flag.message


@pytest.mark.parametrize("pivot", [None, "pl"])
def test_in_other_news_it_is_a_conditional(pivot: str | None) -> None:
    assert flagged("The driver would have hit an officer before he drove off.", pivot) == []


@pytest.mark.parametrize(
    "text",
    [
        "The driver would have hit the officer if he had not jumped aside.",
        "Police said the driver would have been charged.",
        "The suspect would have to pay a fine.",
        "The victims would have the right to appeal.",
        "The harvest would have been larger in a wet year.",
    ],
)
def test_a_real_conditional_is_left_alone(text: str) -> None:
    assert flagged(text, "fr") == []
