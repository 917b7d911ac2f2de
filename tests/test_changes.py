"""What a copy turned round, misspelt, left out or added, told against another text of the story."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck.alignment.model import Bead, Kind, Parallel, WordLink
from mtcheck.alignment.names import changed_names, skeleton
from mtcheck.alignment.polarity import languages, polarity, turns
from mtcheck.analysis import Analysis
from mtcheck.checks import addition, meaning, number, omission
from mtcheck.checks.rule import Finding
from mtcheck.document.model import Document, Role, Segment, Span
from mtcheck.flag import Severity
from mtcheck.models.readings import Token

TURNED = """
negation-lost|ro|The minister will resign.|Ministrul nu va demisiona.
negation-lost|ro|The troops have left.|Trupele n-au plecat.
negation-lost|es|The government negotiates with them.|El gobierno no negocia con ellos.
negation-lost|pt|The bank will pay.|O banco não vai pagar.
negation-lost|fr|The mayor knew the report.|Le maire ne connaissait pas le rapport.
negation-lost|fr|He spoke to police.|Il n’a jamais parlé à la police.
negation-lost|it|The court heard the witness.|Il tribunale non ha sentito il testimone.
negation-lost|ca|The company will pay.|L'empresa no pagarà.
negation-lost|de|The troops will march.|Die Truppen werden nicht marschieren.
negation-lost|de|He had money.|Er hatte kein Geld.
negation-lost|nl|The team will play.|De ploeg zal niet spelen.
negation-lost|pl|The president signed it.|Prezydent nie podpisał tego.
negation-lost|ru|The plant will work.|Завод не будет работать.
negation-lost|uk|The plant will work.|Завод не працюватиме.
negation-lost|tr|This is true.|Bu doğru değil.
negation-lost|ar|The minister knows.|الوزير لا يعلم.
negation-lost|cs|The minister is guilty.|Ministr není vinen.
negation-lost|en|The minister will resign.|The minister will not resign.
negation-lost|en|He saw the report.|He never saw the report.
negation-added|ro|The minister will not resign.|Ministrul va demisiona.
negation-added|es|The bank never paid.|El banco pagó.
negation-added|de|Nobody came.|Alle kamen.
negation-added|ru|The plant will not work.|Завод будет работать.
negation-added|en|The bridge was not safe.|The bridge was safe.
same|ro|The minister refused to resign.|Ministrul nu a vrut să demisioneze.
same|ro|Nobody came.|Nu a venit nimeni.
same|ro|There are only two left.|Nu au mai rămas decât două.
same|ro|The minister and his aide will resign.|Nu numai ministrul, ci și consilierul va demisiona.
same|ro|He failed to answer.|Nu a răspuns.
same|ro|It is impossible to know.|Nu se poate ști.
same|es|He was unable to attend.|No pudo asistir.
same|es|They will leave, won't they?|Se irán, ¿no?
same|es|The law is a fraud and a threat.|La ley no solo es un fraude, sino una amenaza.
same|es|He denied the charge.|No reconoció los hechos.
same|pt|He left without a word.|Saiu e não disse nada.
same|fr|He fears that she will come.|Il craint qu'elle ne vienne.
same|fr|He speaks English.|Il ne parle que l’anglais.
same|fr|The pace slowed.|Il avança d’un pas.
same|it|The report lacks proof.|Il rapporto non contiene prove.
same|de|The plan is unlikely to work.|Der Plan wird wohl nicht gelingen.
same|de|The president and his wife came.|Nicht nur der Präsident, auch seine Frau kam.
same|nl|Neither side agreed.|Geen van beide partijen stemde in.
same|pl|The talks failed.|Rozmowy nie powiodły się.
same|ru|The attack was prevented.|Нападение не удалось.
same|ru|More than once he warned them.|Он не раз их предупреждал.
same|ru|He was not happy.|Он был недоволен.
same|tr|The minister did not come.|Bakan gelmedi.
same|ja|He did not come.|彼は来なかった。
same|en|Unless it rains they will play.|If it does not rain they will play.
same|fr|Is he coming?|Ne vient-il pas ?
direction-reversed|ro|Prices rose in May.|Prețurile au scăzut în mai.
direction-reversed|es|Wheat prices fell in May.|Los precios del trigo subieron; el precio aumentó en mayo.
direction-reversed|pt|The company sold the mine.|A empresa comprou a mina.
direction-reversed|fr|Parliament accepted the treaty.|Le parlement a rejeté le traité.
direction-reversed|de|The party lost the vote.|Die Partei gewann die Wahl.
direction-reversed|ru|Exports stopped.|Импорт прекратился.
direction-reversed|it|The market closed on Monday.|Il mercato ha aperto lunedì.
direction-reversed|es|He left the house after the blast.|Salió de casa antes de la explosión.
direction-reversed|en|Taxes rose sharply.|Taxes fell sharply.
same|ro|Prices fell, then rose.|Prețurile au scăzut.
same|es|The party did not win.|El partido perdió.
same|de|He sold it and bought another.|Er verkaufte es und kaufte ein anderes.
same|fr|Output is up.|La production a baissé puis augmenté.
same|pt|The price dropped.|O preço caiu.
hedge-lost|fr|The suspect fled to Spain.|Le suspect aurait fui en Espagne.
hedge-lost|es|The driver fled to France.|El conductor habría huido a Francia.
hedge-lost|pt|The driver fled to Spain.|O condutor teria fugido para Espanha.
hedge-lost|it|The driver fled to France.|Il conducente avrebbe lasciato la Francia.
hedge-lost|ro|The driver fled to Spain.|Șoferul ar fi fugit în Spania.
hedge-lost|de|The driver fled to Spain.|Der Fahrer soll das Land verlassen haben.
hedge-lost|nl|The driver left the country.|De bestuurder zou het land hebben verlaten.
hedge-lost|ru|The driver fled to Spain.|Водитель якобы бежал в Испанию.
hedge-lost|en|The driver fled to Spain.|The driver reportedly fled to Spain.
same|fr|The suspect reportedly fled.|Le suspect aurait fui.
same|fr|Police say the suspect fled.|Le suspect aurait fui.
same|fr|He had come, given the time.|Il aurait accepté si on le lui avait demandé.
same|fr|He had time.|Il aurait le temps.
same|de|The bridge is to be built.|Die Brücke soll gebaut werden.
same|ro|It was good to see.|Ar fi bine.
condition-lost|ro|The army will leave.|Armata va pleca, dacă primește ordin.
condition-lost|ru|The army will leave.|Армия уйдёт, если получит приказ.
same|ro|The army will leave if ordered.|Armata va pleca, dacă primește ordin.
same|ru|The army leaves when ordered.|Армия уйдёт, если получит приказ.
condition-lost|pt|The army will leave.|O exército vai sair, caso receba ordens.
same|pt|The judge closed the file.|O juiz encerrou o caso.
same|pt|The army will leave.|O exército vai sair, no caso de ordens.
same|es|Troops leave in the case of war.|Las tropas salen en caso de guerra.
condition-lost|es|The troops will leave.|Las tropas saldrán en caso de guerra.
"""
CASES = [tuple(line.split("|")) for line in TURNED.strip().splitlines()]


@pytest.mark.parametrize(("expected", "language", "copy", "other"), CASES)
def test_what_was_turned_round(expected: str, language: str, copy: str, other: str) -> None:
    found = [turn.kind for turn in turns(polarity(copy, "en"), polarity(other, language), language)]
    assert found == ([] if expected == "same" else [expected])


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60
    assert languages() >= set("en ro es pt fr it ca de nl pl ru uk tr ar cs".split())


@given(st.text(max_size=120), st.sampled_from(sorted(languages())))
@settings(max_examples=150)
def test_any_text_is_read_with_spans_inside_it(text: str, language: str) -> None:
    made = polarity(text, language)
    spans = [*made.nots, *made.denying, *made.hedges, *made.ifs, *(span for _, _, span in made.directions)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@pytest.mark.parametrize(
    ("piece", "language"), [("nu ", "ro"), ("ne pas ", "fr"), ("aurait ", "fr"), ("soll haben ", "de")]
)
def test_time_grows_in_step_with_the_text(piece: str, language: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count
        start = time.perf_counter()
        polarity.__wrapped__(text, language)
        return time.perf_counter() - start

    seconds(50)
    assert seconds(8_000) < 40 * seconds(1_000) + 0.5


def document(sentences: Sequence[str], roles: Sequence[Role] = ()) -> Document:
    """A document with one segment a sentence."""
    segments, at = [], 0
    for index, text in enumerate(sentences):
        role = roles[index] if roles else Role.BODY
        segments.append(Segment(index, at, at + len(text), text, index, role))
        at += len(text) + 1
    return Document("story.txt", " ".join(sentences), tuple(segments))


Pair = tuple[str | None, str | None]


def parallel(
    pairs: Sequence[Pair],
    language: str,
    kind: Kind = "source",
    *,
    linked: Sequence[tuple[str, str]] = (),
    score: float = 0.9,
) -> Parallel:
    """A copy beside another text, sentence by sentence; ``linked`` are words that stand once on their side."""
    copy = document([mine for mine, _ in pairs if mine is not None])
    other = document([theirs for _, theirs in pairs if theirs is not None])
    beads, mine_at, theirs_at = [], 0, 0
    for mine, theirs in pairs:
        left = () if mine is None else (mine_at,)
        right = () if theirs is None else (theirs_at,)
        beads.append(Bead(left, right, score if left and right else 0.0))
        mine_at, theirs_at = mine_at + len(left), theirs_at + len(right)
    links: list[tuple[WordLink, ...]] = []
    for bead in beads:
        own = [
            WordLink(_word(copy, ours), _word(other, theirs), 0.9)
            for ours, theirs in linked
            if copy.segment_at(_word(copy, ours).start) in bead.left
        ]
        links.append(tuple(sorted(own)))
    return Parallel(kind, language, copy, other, tuple(beads), tuple(links))


def _word(text: Document, word: str) -> Span:
    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text.text)
    assert found is not None, word
    return Span(found.start(), found.end())


def analysis(beside: Parallel, parses: tuple[tuple[Token, ...], ...] | None = None) -> Analysis:
    """An analysis of the copy with the other text in its place."""
    if beside.kind == "original":
        return Analysis(beside.copy, parses=parses, original=beside)
    return Analysis(beside.copy, parses=parses, source=beside)


Check = Callable[[Analysis], Iterable[Finding]]


def found_by(check: Check, beside: Parallel) -> list[tuple[str, Finding]]:
    """The words that a check flags, with the findings."""
    made = analysis(beside)
    return [(made.text[f.start : f.end], f) for f in check(made)]


MISSPELT = """
Rybkov|original|en|Deputy Minister Sergei Rybkov arrived.|Deputy Minister Sergei Ryabkov arrived.|Ryabkov
Dobrescov|original|en|The envoy Ivan Dobrescov spoke.|The envoy Ivan Dobreskov spoke.|Dobreskov
Harmansen|original|en|The lawyer Knud Harmansen left.|The lawyer Knud Hermansen left.|Hermansen
Valmerra|original|en|The ships left Valmerra at night.|The ships left Valmera at night.|Valmera
Kowalczik|original|en|A driver named Piotr Kowalczik died.|A driver named Piotr Kowalczyk died.|Kowalczyk
Brzowska|original|en|The singer Ewa Brzowska won.|The singer Ewa Brzozowska won.|Brzozowska
Stanescru|original|en|The mayor Dan Stanescru spoke.|The mayor Dan Stanescu spoke.|Stanescu
Okonkvo|original|en|The goal by Chidi Okonkvo counted.|The goal by Chidi Okonkwo counted.|Okonkwo
Lindgrem|original|en|Researcher Maja Lindgrem said so.|Researcher Maja Lindgren said so.|Lindgren
Tarvinnen|original|en|The driver Aki Tarvinnen won.|The driver Aki Tarvainen won.|Tarvainen
Verhoevel|source|de|The mayor Jan Verhoevel spoke.|Der Bürgermeister Jan Verhoeven sprach.|Verhoeven
Brandsletter|source|de|The lawyer Uwe Brandsletter left.|Der Anwalt Uwe Brandstetter ging.|Brandstetter
Kalinowskim|source|pl|-|-|-
"""
WRONG_NAMES = [tuple(line.split("|")) for line in MISSPELT.strip().splitlines() if not line.endswith("-")]


@pytest.mark.parametrize(("name", "kind", "language", "copy", "other", "right"), WRONG_NAMES)
def test_a_misspelt_name_is_told(name: str, kind: Kind, language: str, copy: str, other: str, right: str) -> None:
    beside = parallel([(copy, other)], language, kind)
    (change,) = changed_names(beside)
    assert beside.copy.text[change.copy.start : change.copy.end] == name
    assert (change.other, change.kind) == (right, "misspelt")
    assert change.english == (right if kind == "original" else "")


SAME_NAMES = """
original|en|Minister Sergei Ryabkov arrived.|Minister Sergei Ryabkov arrived.
original|en|The Ryabkovs arrived in Geneva.|The Ryabkov family arrived in Geneva.
original|en|Talks in Berlin ended.|Talks in Bern ended.
original|en|The minister left.|The minister, Knud Hermansen, left.
original|en|Knud Hermansen left.|The lawyer left.
original|en|A German envoy left.|A Germany official left.
original|en|The envoy Dahl left.|The envoy Dahn left.
source|ro|Talks in London ended.|Discuțiile de la Londra s-au încheiat.
source|fr|Germany agreed.|L’Allemagne a accepté.
source|de|Volodymyr Zelenskyy spoke in Kyiv.|Wolodymyr Selenskyj sprach in Kiew.
source|fr|Volodymyr Zelenskyy spoke.|Volodymyr Zelensky a parlé.
source|pl|He met Jerzy Kalinowski there.|Spotkał się z Jerzym Kalinowskim.
source|pl|The letter by Adam Wisniewski came.|Przyszedł list Adama Wiśniewskiego.
source|cs|She met Karel Dvoracek there.|Setkala se s Karlem Dvořáčkem.
source|ru|Minister Sergei Ryabkov arrived.|Приехал министр Сергей Рябков.
source|ru|He met Igor Dolzhenkov there.|Он встретился с Игорем Долженковым.
source|uk|Mayor Andriy Sadovyi spoke.|Міський голова Андрій Садовий виступив.
source|el|Minister Nikos Dendias spoke.|Ο υπουργός Νίκος Δένδιας μίλησε.
source|tr|Minister Yasar Guler spoke.|Bakan Yaşar Güler konuştu.
source|es|He met Yevgueni Prokhorov there.|Se reunió con Yevgueni Projorov.
source|ro|He met Khrushchenko there.|S-a întâlnit cu Hrușcenko.
source|hu|Minister Peter Szijjarto spoke.|Szijjártó Péter miniszter beszélt.
source|sv|Researcher Maja Lindgren said so.|Forskaren Maja Lindgrens svar kom.
source|fr|He met Chebotaryov there.|Il a rencontré Tchebotariov.
source|it|He met Shcherbakov there.|Ha incontrato Ščerbakov.
source|de|He met Zhuravlyov there.|Er traf Schurawljow.
"""
RIGHT_NAMES = [tuple(line.split("|")) for line in SAME_NAMES.strip().splitlines()]


@pytest.mark.parametrize(("kind", "language", "copy", "other"), RIGHT_NAMES)
def test_exonyms_spellings_and_cases_are_no_other_names(kind: Kind, language: str, copy: str, other: str) -> None:
    assert list(changed_names(parallel([(copy, other)], language, kind))) == []


def test_another_known_person_is_told_in_any_script() -> None:
    for language, other in (
        ("ru", "Сергей Лавров прибыл в Женеву."),
        ("ro", "Serghei Lavrov a sosit la Geneva."),
    ):
        beside = parallel([("Vladimir Putin arrived in Geneva.", other)], language)
        (change,) = changed_names(beside)
        assert (change.kind, change.english) == (
            "another-person",
            "Sergei Lavrov" if "Lavrov" in change.english else "",
        )


def test_a_person_named_in_the_next_sentence_is_not_another_one() -> None:
    pairs: list[Pair] = [
        ("Vladimir Putin arrived in Geneva.", "The president arrived in Geneva with Sergei Lavrov."),
        ("He was late.", "Vladimir Putin was late."),
    ]
    assert list(changed_names(parallel(pairs, "en", "original"))) == []


def test_a_name_is_told_even_where_the_next_sentence_has_it_right() -> None:
    pairs: list[Pair] = [
        ("The singer Ewa Brzozovska won.", "The singer Ewa Brzozowska won."),
        ("The singer Brzozowska wept.", "The singer Brzozowska wept."),
    ]
    (change,) = changed_names(parallel(pairs, "en", "original"))
    assert change.english == "Brzozowska"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Zelenskyy", "Selenskyj"),
        ("Lavrov", "Лавров"),
        ("Shcherbakov", "Schtscherbakow"),
        ("Dendias", "Δένδιας"),
        ("Bogdanov", "Богданов"),
        ("Kuznetsov", "Kusnezow"),
    ],
)
def test_spellings_of_one_name_have_one_skeleton(one: str, two: str) -> None:
    assert skeleton(one) == skeleton(two)


@pytest.mark.parametrize(
    ("language", "copy", "other", "flagged", "severity", "suggested"),
    [
        (
            "ro",
            "The damage exceeds 1.2 million lei.",
            "Pagubele trec de 1,2 miliarde de lei.",
            "1.2 million lei",
            "critical",
            (),
        ),
        ("ro", "In all 1.234 ships came.", "Au venit în total 1.234 de nave.", "1.234", "critical", ("1,234",)),
        ("es", "Police held 45 men.", "La policía detuvo a 54 hombres.", "45", None, ("54",)),
        ("de", "He was born in 1956.", "Er wurde 1965 geboren.", "1956", None, ("1965",)),
        ("fr", "It lies 30 km away.", "C’est à 30 miles.", "30 km", None, ()),
    ],
)
def test_an_altered_figure_of_the_source_is_flagged(
    language: str, copy: str, other: str, flagged: str, severity: str | None, suggested: tuple[str, ...]
) -> None:
    ((text, finding),) = found_by(number.altered_figure, parallel([(copy, other)], language))
    assert text == flagged
    assert finding.severity == (Severity(severity) if severity else None)
    assert tuple(s.text for s in finding.suggestions) == suggested
    assert not any(s.safe for s in finding.suggestions)
    assert finding.probable_source is not None
    assert (finding.probable_source.language, finding.probable_source.evidence) == (language, "source")


def test_the_originals_figure_may_be_put_in_place_where_its_form_is_the_same() -> None:
    beside = parallel([("Police held 45 men.", "Police held 54 men.")], "en", "original")
    ((text, finding),) = found_by(number.altered_figure, beside)
    assert text == "45"
    assert [(s.text, s.safe) for s in finding.suggestions] == [("54", True)]
    assert finding.probable_source is not None
    assert (finding.probable_source.english, finding.probable_source.evidence) == ("54", "original")
    spelt = parallel([("Police held 45 men.", "Police held fifty-four men.")], "en", "original")
    ((_, finding),) = found_by(number.altered_figure, spelt)
    assert [s.safe for s in finding.suggestions] == [False]


def test_the_original_speaks_before_the_source_and_a_figure_is_flagged_once() -> None:
    source = parallel([("Police held 45 men.", "Poliția a reținut 54 de oameni.")], "ro")
    original = parallel([("Police held 45 men.", "Police held 54 men.")], "en", "original")
    both = Analysis(source.copy, source=source, original=original)
    (finding,) = number.altered_figure(both)
    assert finding.probable_source is not None
    assert finding.probable_source.evidence == "original"


@pytest.mark.parametrize(
    ("copy", "other", "flagged"),
    [
        ("In all 500 people came.", "Au venit circa 500 de oameni.", ["500"]),
        ("Roughly speaking, 500 people came.", "Au venit circa 500 de oameni.", []),
        ("About 500 people came.", "Au venit circa 500 de oameni.", []),
        ("Fewer than 500 people came.", "Au venit peste 500 de oameni.", ["500"]),
        ("An average of 500 people came.", "Au venit în medie 500 de oameni.", []),
    ],
)
def test_a_lost_bound_is_flagged(copy: str, other: str, flagged: list[str]) -> None:
    assert [text for text, _ in found_by(number.figure_bound_lost, parallel([(copy, other)], "ro"))] == flagged


@pytest.mark.parametrize(("copy", "other"), [("On average 62 people came.", "Veio uma média de 62 pessoas."),
                                            ("Each day 62 came.", "Veio uma média de 62 por dia.")])  # fmt: skip
def test_an_average_is_no_bound(copy: str, other: str) -> None:
    assert found_by(number.figure_bound_lost, parallel([(copy, other)], "pt")) == []
    about = other.replace("uma média de", "cerca de")
    assert len(found_by(number.figure_bound_lost, parallel([(copy, about)], "pt"))) == 1


@pytest.mark.parametrize(
    ("language", "other", "lost"),
    [
        ("en", "She is 100 percent certain of it.", False),
        ("en", "She is 100% behind them.", False),
        ("en", "She owns 100 percent of it.", True),
        ("en", "She is 90 percent certain of it.", True),
        ("pt", "Ela tem 100% de certeza.", False),
        ("pt", "Ela tem 100% das ações.", True),
        ("de", "Sie ist zu 100 Prozent sicher.", False),
        ("fr", "Elle est à 100 % derrière eux.", False),
    ],
)
def test_one_hundred_percent_sure_is_no_figure(language: str, other: str, lost: bool) -> None:
    beside = parallel(
        [("She is absolutely sure of it.", other)], language, "original" if language == "en" else "source"
    )
    assert bool(found_by(number.figure_lost, beside)) is lost


@pytest.mark.parametrize(
    ("language", "copy", "other", "put"),
    [
        ("en", "He left on Tuesday.", "He left on Thursday.", "Thursday"),
        ("pt", "He left on Tuesday.", "Saiu na quinta-feira.", "Thursday"),
        ("ro", "He left on Tuesday.", "A plecat joi.", "Thursday"),
        ("de", "He left on Tuesday.", "Er ging am Donnerstag.", "Thursday"),
        ("en", "He left yesterday.", "He left on Thursday.", None),
        ("en", "He left on Thursday.", "He left yesterday.", None),
        ("ro", "He left on Thursday after three months.", "A plecat joi, după trei luni.", None),
        ("pt", "He left on Tuesday.", "Saiu na terça.", None),
    ],
)
def test_another_weekday_is_flagged_and_yesterday_is_not(language: str, copy: str, other: str, put: str | None) -> None:
    beside = parallel([(copy, other)], language, "original" if language == "en" else "source")
    found = found_by(number.altered_figure, beside)
    assert [[s.text for s in finding.suggestions] for _, finding in found] == ([] if put is None else [[put]])
    assert [text for text, _ in found] == ([] if put is None else ["Tuesday"])


def test_a_figure_from_nowhere_and_a_lost_one_are_flagged_unless_another_sentence_has_them() -> None:
    added: list[Pair] = [("A total of 45 men came.", "Au venit pompierii."), ("They left.", "Au plecat.")]
    assert [t for t, _ in found_by(number.figure_not_in_source, parallel(added, "ro"))] == ["45"]
    moved: list[Pair] = [("A total of 45 men came.", "Au venit pompierii."), ("They left.", "Cei 45 au plecat.")]
    assert found_by(number.figure_not_in_source, parallel(moved, "ro")) == []
    lost: list[Pair] = [("The firefighters left early.", "Cei 45 de pompieri au plecat devreme.")]
    ((text, finding),) = found_by(number.figure_lost, parallel(lost, "ro", linked=[("firefighters", "pompieri")]))
    assert text == "firefighters"
    assert "“45”" in finding.message
    assert (
        found_by(
            number.figure_lost, parallel([(moved[0][1], moved[0][0]), ("45 left.", "They left.")], "en", "original")
        )
        == []
    )


def test_figures_of_loose_beads_navigation_and_unknown_languages_are_left_alone() -> None:
    pair: list[Pair] = [("Police held 45 men.", "La policía detuvo a 54 hombres.")]
    assert found_by(number.altered_figure, parallel(pair, "es", score=0.4)) == []
    assert found_by(number.altered_figure, parallel(pair, "xx")) == []
    beside = parallel(pair, "es")
    menu = document(["Police held 45 men."], [Role.NAVIGATION])
    assert (
        list(
            number.altered_figure(
                Analysis(menu, source=Parallel("source", "es", menu, beside.document, beside.beads, ((),)))
            )
        )
        == []
    )


def test_a_lost_negation_is_flagged_at_the_verb_it_belongs_to() -> None:
    pairs: list[Pair] = [("The minister will resign.", "Ministrul nu va demisiona.")]
    ((text, finding),) = found_by(
        meaning.negation_lost_or_added,
        parallel(pairs, "ro", linked=[("minister", "Ministrul"), ("resign", "demisiona"), ("will", "va")]),
    )
    assert text == "will"
    assert "nu va demisiona" in finding.message
    ((text, finding),) = found_by(meaning.negation_lost_or_added, parallel(pairs, "ro"))
    assert text in {"minister", "will"}
    assert finding.confidence == 0.7


def test_an_added_negation_is_flagged_where_it_stands() -> None:
    beside = parallel([("The bridge was not safe.", "The bridge was safe.")], "en", "original")
    ((text, finding),) = found_by(meaning.negation_lost_or_added, beside)
    assert text == "not"
    assert finding.probable_source is not None
    assert finding.probable_source.english == "The bridge was safe."


def test_merged_beads_are_read_as_one() -> None:
    copy = document(["The minister will resign.", "He did not say when."])
    other = document(["Ministrul va demisiona, dar nu a spus când."])
    beside = Parallel("source", "ro", copy, other, (Bead((0, 1), (0,), 0.9),), ((),))
    assert list(meaning.negation_lost_or_added(Analysis(copy, source=beside))) == []


def test_a_reversed_direction_is_flagged_unless_the_links_say_other_words_are_meant() -> None:
    pairs: list[Pair] = [("Prices rose in May.", "Prețurile au scăzut în mai.")]
    ((text, finding),) = found_by(meaning.direction_reversed, parallel(pairs, "ro", linked=[("rose", "scăzut")]))
    assert text == "rose"
    assert "scăzut" in finding.message
    assert found_by(meaning.direction_reversed, parallel(pairs, "ro", linked=[("rose", "mai")])) == []
    assert len(found_by(meaning.direction_reversed, parallel(pairs, "ro"))) == 1


def test_a_lost_hedge_is_flagged() -> None:
    pairs: list[Pair] = [("The driver fled to Spain.", "Le conducteur aurait fui en Espagne.")]
    ((text, finding),) = found_by(
        meaning.hedge_lost, parallel(pairs, "fr", linked=[("fled", "fui"), ("driver", "conducteur")])
    )
    assert text == "fled"
    assert "only reports" in finding.message


def test_a_lost_condition_is_told_at_a_word_that_says_something() -> None:
    pairs: list[Pair] = [("Over to the army it goes.", "Armata pleacă dacă primește ordin.")]
    beside = parallel(pairs, "ro", linked=[("to", "primește")])
    ((text, _),) = found_by(meaning.hedge_lost, beside)
    assert text == "army"
    verb = ((token(pairs[0][0] or "", "goes", "VERB", "ROOT", 0),),)
    (finding,) = meaning.hedge_lost(Analysis(beside.copy, parses=verb, source=beside))
    assert beside.copy.text[finding.start : finding.end] == "goes"


def token(text: str, word: str, pos: str, dep: str, head: int, lemma: str = "") -> Token:
    """A token of a made-up parse, at the word’s place in the text."""
    start = text.index(word)
    return Token(start, start + len(word), word, lemma or word, pos, "", dep, head, "")


def clause(text: str, subject: str, verb: str, patient: str, lemma: str) -> tuple[tuple[Token, ...], ...]:
    """The parse of a clause with these heads."""
    own = (
        token(text, subject, "NOUN", "nsubj", 1),
        token(text, verb, "VERB", "ROOT", 1, lemma),
        token(text, patient, "NOUN", "dobj", 1),
    )
    return (own,)


@pytest.mark.parametrize(
    ("original", "flagged"),
    [
        ("The striker thanked the goalkeeper.", ["goalkeeper thanked the striker"]),
        ("The goalkeeper thanked the striker.", []),
        ("The striker was thanked by the goalkeeper.", []),
        ("The striker whom the goalkeeper thanked left.", []),
    ],
)
def test_agent_and_patient_exchanged_is_flagged(original: str, flagged: list[str]) -> None:
    copy = "The goalkeeper thanked the striker."
    links = [("goalkeeper", "goalkeeper"), ("thanked", "thanked"), ("striker", "striker")]
    beside = parallel([(copy, original)], "en", "original", linked=links)
    made = analysis(beside, clause(copy, "goalkeeper", "thanked", "striker", "thank"))
    assert [made.text[f.start : f.end] for f in meaning.agent_and_patient_exchanged(made)] == flagged


GAP: list[Pair] = [
    ("The fire broke out at night.", "Incendiul a izbucnit noaptea."),
    (None, "Nimeni nu a fost rănit în acest incident."),
    ("The cause is not known.", "Cauza nu se cunoaște."),
]


def test_a_sentence_left_out_is_flagged_at_the_word_before_the_gap() -> None:
    ((text, finding),) = found_by(omission.sentence_left_out, parallel(GAP, "ro"))
    assert text == "night"
    assert "Nimeni nu a fost rănit" in finding.message
    assert finding.severity is None
    ((_, finding),) = found_by(omission.sentence_left_out, parallel(GAP, "en", "original"))
    assert finding.severity is Severity.MINOR


@pytest.mark.parametrize(
    "missing", ["Foto: agenția locală", "Citește și", "Da.", "De redacția noastră, 14 septembrie 2020 la ora 10"]
)
def test_captions_and_by_lines_are_not_missed(missing: str) -> None:
    assert found_by(omission.sentence_left_out, parallel([GAP[0], (None, missing), GAP[2]], "ro")) == []


def test_what_stands_before_or_after_the_story_is_not_missed() -> None:
    assert found_by(omission.sentence_left_out, parallel([GAP[1], GAP[0], GAP[2]], "ro")) == []
    assert found_by(omission.sentence_left_out, parallel([GAP[0], GAP[2], GAP[1]], "ro")) == []


def test_sentences_left_out_together_are_one_finding() -> None:
    ((_, finding),) = found_by(omission.sentence_left_out, parallel([GAP[0], GAP[1], GAP[1], GAP[2]], "ro"))
    assert finding.message.startswith("2 sentences")


def test_a_part_left_out_is_flagged_only_where_the_sentence_is_short() -> None:
    usual: list[Pair] = [("The villagers left their houses.", "Sătenii au plecat din casele lor.")]
    cut: Pair = (
        "The mayor refused to evacuate.",
        "Primarul, avertizat dinainte insistent, a refuzat să evacueze.",
    )
    links = [("mayor", "Primarul"), ("refused", "refuzat"), ("to", "să"), ("evacuate", "evacueze"), ("The", "a")]
    copy_links = [pair for pair in links if pair[0] != "The"]
    beside = parallel([cut, *usual, *usual], "ro", linked=[*copy_links])
    ((text, finding),) = found_by(omission.part_left_out, beside)
    assert text == "mayor"
    assert "avertizat dinainte insistent" in finding.message
    long: Pair = (cut[0][:-1] + ", although he had been warned before and more than once." if cut[0] else None, cut[1])
    assert found_by(omission.part_left_out, parallel([long, *usual, *usual], "ro", linked=copy_links)) == []


ADDED: list[Pair] = [
    ("The bridge was closed.", "Podul a fost închis."),
    ("Visitors love its famous view.", None),
    ("Works will take a year.", "Lucrările durează un an."),
]


def test_a_sentence_the_source_has_not_is_flagged() -> None:
    ((text, _),) = found_by(addition.sentence_not_in_source, parallel(ADDED, "ro"))
    assert text == "Visitors love its famous view."
    assert found_by(addition.sentence_not_in_source, parallel([ADDED[0], ADDED[2], ADDED[1]], "ro")) == []


def test_a_sentence_that_the_original_has_is_not_added() -> None:
    source = parallel(ADDED, "ro")
    full: list[Pair] = [(mine, mine) for mine, _ in ADDED]
    original = parallel(full, "en", "original")
    assert list(addition.sentence_not_in_source(Analysis(source.copy, source=source, original=original))) == []


CHECKS = [
    number.altered_figure, number.figure_bound_lost, number.figure_not_in_source, number.figure_lost,
    meaning.negation_lost_or_added, meaning.direction_reversed, meaning.hedge_lost,
    omission.sentence_left_out, omission.part_left_out, addition.sentence_not_in_source,
]  # fmt: skip


@pytest.mark.parametrize("check", CHECKS)
def test_without_another_text_nothing_is_said(check: Check) -> None:
    assert list(check(Analysis(document(["The minister will not resign in 2020."])))) == []


@given(
    st.lists(st.tuples(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40)), min_size=1, max_size=4),
    st.sampled_from(["ro", "en", "zh"]),
)
@settings(max_examples=60, deadline=None)
def test_any_two_texts_are_compared_with_spans_inside_the_copy(pairs: list[tuple[str, str]], language: str) -> None:
    beside = parallel(pairs, language, "original" if language == "en" else "source")
    made = analysis(beside)
    for check in CHECKS:
        for finding in check(made):
            assert 0 <= finding.start < finding.end <= len(made.text)
    for change in changed_names(beside):
        assert 0 <= change.copy.start < change.copy.end <= len(made.text)
