"""Untranslated words: what is flagged, and foreign words that belong."""

import pytest

from mtcheck.analysis import Analysis
from mtcheck.checks import RULES
from mtcheck.corpora.table import rows
from tests.support import analyse, flagged, flags


@pytest.mark.parametrize(
    ("text", "code", "span", "suggestion"),
    [
        ("Envoys of the ONU met in Geneva.", "UNT001", "ONU", "UN"),
        ("The EE.UU. delegation left on Monday.", "UNT001", "EE.UU.", "US"),
        ("Talks began on 3 Oktober in Vienna.", "UNT002", "Oktober", "October"),
        ("Polls open on 12 de mayo.", "UNT002", "mayo", "May"),
        ("Voters said they were insatisfied again.", "UNT004", "insatisfied", "unsatisfied"),
    ],
)
def test_what_stayed_foreign(text: str, code: str, span: str, suggestion: str) -> None:
    (flag,) = flags(text, code)
    assert text[flag.start : flag.end] == span
    assert flag.suggestions[0].text == suggestion


@pytest.mark.parametrize(
    "text",
    [
        "Clinton said ONU (the United Nations in French) was apt.",
        "Tour de France winner Julio Mayo ate jalapeños and kimchi with mayo in Abril Street.",
        "She wrote “la fábrica” on the wall, next to Calle Trabajadores.",
        "Sunday's fiesta drew aficionados of haute couture and schadenfreude.",
        "Le Pen met Schmidt of the daily Libération; the café was full.",
        "The genome's methyltransferase was unmodelled.",
    ],
)
def test_foreign_words_that_belong(text: str) -> None:
    analysis = analyse(text)
    assert [f.code for r in RULES.values() if r.code.startswith("UNT") for f in r.flags(analysis)] == []


def test_the_house_has_its_own_words() -> None:
    text = "The workers of the fábrica went on strike."
    document = analyse(text).document
    assert flagged(text, "UNT003") == ["fábrica"]
    assert list(RULES["UNT003"].flags(Analysis(document, vocabulary=frozenset({"fábrica"})))) == []


@pytest.mark.parametrize("name", ["boilerplate", "foreign_acronyms", "calendar_words", "agencies_and_papers"])
def test_no_entry_stands_twice(name: str) -> None:
    keys = [next(iter(row.values())) for row in rows(name)]
    assert len(keys) == len(set(keys))
