"""Untranslated words: what is flagged, and foreign words that belong."""

import pytest

from mtcheck.alignment.model import Bead, Parallel
from mtcheck.analysis import Analysis
from mtcheck.checks import RULES
from mtcheck.flag import Flag, ProbableSource, Severity
from mtcheck.tables import rows
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


def beside_source(copy: str, source: str, original: str = "") -> list[Flag]:
    """What UNT003 flags in one sentence beside its Portuguese source, and its original where there is one."""
    ours, theirs, wire = (analyse(text).document for text in (copy, source, original or copy))
    bead = (Bead((0,), (0,), 0.9),)
    made = Analysis(
        ours,
        source=Parallel("source", "pt", ours, theirs, bead, ((),)),
        original=Parallel("original", "en", ours, wire, bead, ((),)) if original else None,
    )
    return list(RULES["UNT003"].flags(made))


@pytest.mark.parametrize("text", ["The tractor hit a chiqueirinho wall.", "The tractor hit a sty (chiqueirinho) wall."])
def test_a_word_that_the_source_has_letter_for_letter_is_untranslated(text: str) -> None:
    (flag,) = beside_source(text, "O trator atingiu um chiqueirinho.")
    assert text[flag.start : flag.end] == "chiqueirinho"
    assert (flag.confidence, flag.severity) == (0.95, Severity.MAJOR)
    assert flag.message == "“chiqueirinho” is Portuguese, left untranslated."
    assert flag.probable_source == ProbableSource("pt", "chiqueirinho", "", "source")


@pytest.mark.parametrize(
    ("copy", "source"),
    [
        ("The tractor hit a chiqueirinho wall.", "O trator atingiu uma parede."),
        ("The tractor hit a chiqueirinho wall.", "O trator atingiu uns chiqueirinhos."),
        ("The tractor hit a “chiqueirinho” wall.", "O trator atingiu um chiqueirinho."),
        ("The tractor hit a *chiqueirinho* wall.", "O trator atingiu um chiqueirinho."),
        ("The tractor hit the Chiqueirinho wall.", "O trator atingiu o Chiqueirinho."),
        ("The tractor hit a favela wall.", "O trator atingiu uma favela."),
        ("The tractor hit a hospital wall.", "O trator atingiu um hospital."),
    ],
)
def test_beside_the_source_names_quoted_words_and_english_ones_are_left_alone(copy: str, source: str) -> None:
    assert beside_source(copy, source) == []


def test_a_foreign_word_of_the_english_original_belongs() -> None:
    copy, source = "The tractor hit a chiqueirinho wall.", "O trator atingiu um chiqueirinho."
    assert beside_source(copy, source, "The tractor hit the wall of a chiqueirinho.") == []
    assert len(beside_source(copy, source, "The tractor hit the wall of a sty.")) == 1


def test_the_house_has_its_own_words() -> None:
    text = "The workers of the fábrica went on strike."
    document = analyse(text).document
    assert flagged(text, "UNT003") == ["fábrica"]
    assert list(RULES["UNT003"].flags(Analysis(document, vocabulary=frozenset({"fábrica"})))) == []


@pytest.mark.parametrize(
    "name", ["boilerplate", "foreign_acronyms", "calendar_words", "loanwords", "agencies_and_papers"]
)
def test_no_entry_stands_twice(name: str) -> None:
    keys = [next(iter(row.values())) for row in rows(name)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Growth was 3 percent of BIP, as the BCE left its rates alone.", ["BIP", "BCE"]),
        ("The temple burned in the sixth century BCE; another stood in 300 BCE.", []),
        ("The regulator granted an EUA for the vaccine, and TVA crews mended the dam.", []),
        ("The European Central Bank met. The BCE said so.", ["BCE"]),
        ("The Universal Energy group (UE) met. On Friday UE said so.", []),
        ("The UE (European Union) met. The UE said so.", []),
        ("The fan wore a “ONU” badge. A paper of l’UE lay there.", []),
    ],
)
def test_an_acronym_with_another_meaning_needs_evidence(text: str, spans: list[str]) -> None:
    assert flagged(text, "UNT001") == spans


def test_only_an_unmistakable_acronym_is_changed_without_a_person() -> None:
    text = "The ONU and the FMI Hall met on 3 percent of PIB."
    assert [(text[f.start : f.end], f.suggestions[0].safe) for f in flags(text, "UNT001")] == [
        ("ONU", True),
        ("FMI", False),
        ("PIB", False),
    ]


@pytest.mark.parametrize(
    ("text", "safe"),
    [("It opens on 12 octubre.", True), ("It opens on 12 de octubre.", False), ("It opened in octubre.", False)],
)
def test_a_month_is_changed_without_a_person_only_after_its_day(text: str, safe: bool) -> None:
    (flag,) = flags(text, "UNT002")
    assert flag.suggestions[0].safe is safe


@pytest.mark.parametrize(
    "text", ["He told it in Marca.", "She has faith in Kasım, and in Maja.", "The statue of Augustus 2000 years on."]
)
def test_names_are_no_months(text: str) -> None:
    assert flagged(text, "UNT002") == []


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("The ministerul said that the guvernului was ready.", ["ministerul", "guvernului"]),
        ("The company of desarrollo sostenible said so.", ["desarrollo sostenible"]),
        ("In the fábrica I saw nobody.", ["fábrica"]),
        ("“We went to the fábrica at night and we saw nobody there,” he said.", ["fábrica"]),
        ("He read “la fábrica de los sueños perdidos en la noche del invierno” aloud.", []),
        ("The film Volver a empezar opened; so did Siete mesas de billar francés.", []),
        ("The so-called ayuntamiento met in the alcaldía, or town hall.", []),
        ("Bread costs 25 kuruş in the powiat.", []),
    ],
)
def test_foreign_words_and_phrases(text: str, spans: list[str]) -> None:
    assert flagged(text, "UNT003") == spans


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("inconstitutional", "unconstitutional"),
        ("impopular", "unpopular"),
        ("desmilitarised", "demilitarised"),
        ("desorganised", "disorganised"),
        ("coalitionary", "coalition"),
        ("estabilización", "stabilization"),
        ("prestigiosa", "prestigious"),
    ],
)
def test_half_translated_words(word: str, english: str) -> None:
    (flag,) = flags(f"They said that it was {word} at best.", "UNT004")
    assert flag.suggestions[0].text == english
    assert not flag.suggestions[0].safe


@pytest.mark.parametrize(
    "text",
    [
        "An irresolute, impolitic and incautious man deselected the descaled kettle.",
        "The desalination and desegregation plans were incontestable and inexpert.",
        "Inscrutable bureaucracies desiccate; the exclusionary view is undesirous.",
    ],
)
def test_rare_english_is_not_half_translated(text: str) -> None:
    assert flagged(text, "UNT004") == []


def test_a_long_run_of_foreign_words_takes_linear_time() -> None:
    text = "He saw " + "fábrica desarrollo que sostenible " * 5000 + "and left."
    # So long a sentence is cut, and each piece is flagged once.
    found = flagged(text, "UNT003")
    assert 20_000 * 0.99 < sum(len(one.split()) for one in found) <= 20_000
    assert len(found) < 60
