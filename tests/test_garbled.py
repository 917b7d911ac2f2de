"""Garbled clauses: what is flagged, and the good English that looks like it."""

import pytest

from mtcheck.analysis import Analysis
from mtcheck.checks import RULES
from mtcheck.document.model import Document
from mtcheck.document.segmentation import segment
from mtcheck.models.readings import Token
from tests.support import flagged


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("The council will not of the plan this year.", "will not of"),
        ("“The army can of this alone,” he said.", "can of"),
        ("Prices rose as they of in the south.", "they of"),
        ("He couldn’t of the news.", "couldn’t of"),
    ],
)
def test_of_for_a_verb(text: str, span: str) -> None:
    assert flagged(text, "GAR002") == [span]


@pytest.mark.parametrize(
    "text",
    [
        "They, of course, declined; we of course did too.",
        "The last week of May of this year was dry.",
        "His will of 1912 was never found. She has the will of iron that it takes.",
        "He of all people should know.",
    ],
)
def test_of_where_it_belongs(text: str) -> None:
    assert flagged(text, "GAR002") == []


def test_a_lost_noun() -> None:
    assert flagged("He regretted the possible of the term.", "GAR003") == ["the possible of the"]
    assert flagged("The best of the year, and the art of the possible.", "GAR003") == []


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Police searched the of two men.", ["the of"]),
        ("They asked for a from the state.", ["a from"]),
        ("What the is/ought problem shows.", ["the is"]),
        ("An up-and-coming star gave the with-it crowd an A from her.", []),
        ("None of the above was true, and the who's who of sport came.", []),
    ],
)
def test_clashing_function_words(text: str, spans: list[str]) -> None:
    assert flagged(text, "GAR004") == spans


def test_a_sentence_that_breaks_off() -> None:
    assert flagged("They will meet in the. The talks go on.", "GAR005") == ["meet in the"]
    assert flagged("This is what it was made for. He gave in. So did they. The The played on.", "GAR005") == []


def _tokens(text: str, tagged: str) -> tuple[Token, ...]:
    """Tokens from "word/TAG/POS" triples, in the order of the text."""
    out, at = [], 0
    for item in tagged.split():
        word, tag, pos = item.split("/")
        at = text.index(word, at)
        out.append(Token(at, at + len(word), word, word, pos, tag, "dep", 0, ""))
        at += len(word)
    return tuple(out)


def test_a_sentence_without_a_verb_is_shown_up_to_where_the_verb_should_stand() -> None:
    text = "The envoys of both states by closing the road to the port."
    tokens = _tokens(
        text,
        "The/DT/DET envoys/NNS/PROPN of/IN/ADP both/DT/DET states/NNS/PROPN by/IN/ADP closing/VBG/VERB the/DT/DET "
        "road/NN/PROPN to/IN/ADP the/DT/DET port/NN/PROPN ././PUNCT",
    )
    analysis = Analysis(Document("x", text, segment(text)), (tokens,))
    (flag,) = RULES["GAR001"].flags(analysis)
    assert text[flag.start : flag.end] == "The envoys of both states by closing the road"


def test_rules_that_need_models_are_silent_without_them() -> None:
    analysis = Analysis(Document("x", "A b c.", segment("A b c.")))
    silent = [r for r in RULES.values() if r.needs]
    assert silent
    assert all(list(r.flags(analysis)) == [] for r in silent)
