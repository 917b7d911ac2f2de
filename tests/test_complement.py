"""Verbs with a complement that English does not give them, and the good English that looks like it."""

import pytest

from mtcheck.checks import RULES
from mtcheck.document.reading import from_text
from mtcheck.flag import Flag
from mtcheck.models import parser
from tests.support import analyse


def flags(text: str) -> list[Flag]:
    analysis = analyse(text, parses=parser.load().parse(from_text(text)))
    return [flag for code in ("AGR001", "AGR002", "AGR003", "AGR004") for flag in RULES[code].flags(analysis)]


@pytest.mark.parametrize(
    ("text", "code", "words", "better"),
    [
        ("The mayor informed that two bridges were closed.", "AGR001", "informed that", "said that"),
        ("The agency has also informed that the port is open.", "AGR001", "informed that", "said that"),
        ("Marin reminds that the ferry is old.", "AGR001", "reminds that", None),
        ("The minister described that the roads were under water.", "AGR002", "described that", "said that"),
        ("The party criticised that the vote was held at night.", "AGR002", "criticised that", "said that"),
        ("The new valve allows to reduce the pressure in minutes.", "AGR003", "allows to", None),
        ("The app was changed, allowing to pay by card.", "AGR003", "allowing to", None),
        ("The ministers discussed about the fishing quotas.", "AGR004", "discussed about", "discussed"),
        ("The ministry announced about the meeting.", "AGR004", "announced about", "announced"),
        ("He was accused for a bombing in March.", "AGR004", "accused for", "accused of"),
        ("The price depends from the harvest.", "AGR004", "depends from", "depends on"),
    ],
)
def test_a_frame_of_another_language(text: str, code: str, words: str, better: str | None) -> None:
    (flag,) = flags(text)
    assert (flag.code, text[flag.start : flag.end]) == (code, words)
    assert [suggestion.text for suggestion in flag.suggestions] == ([] if better is None else [better])


@pytest.mark.parametrize(
    "text",
    [
        "The mayor informed residents that two bridges were closed.",
        "Residents were informed that two bridges were closed. Officials informed that evening of the leak left.",
        "The company announced about 300 job cuts, and announced about half of the names.",
        "She told that story again. We remind readers that the ferry is old.",
        "The report describes that night. He described the roads that were under water.",
        "The valve allows crews to reduce the pressure. Crews are allowed to reduce it.",
        "He was advised to rest, and urged to stay. They are permitted to leave.",
        "The ministers discussed the quotas. They talked about them, and requested a pause for lunch.",
        "The request for help came late. Their visit to Rome was short; contact with the crew was lost.",
        "He was accused in court of a bombing. Two suspects were arrested in Rome, suspected in the past of theft.",
        "The lake depends in part on rain, and differs in depth from the others.",
    ],
)
def test_good_english_that_looks_like_it(text: str) -> None:
    assert flags(text) == []
