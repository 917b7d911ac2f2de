"""Titles, names and organisations: a table of right and wrong cases, and what each check must and must not see."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from mtcheck import Checker, Config
from mtcheck.alignment.model import Bead, Parallel
from mtcheck.analysis import Analysis
from mtcheck.checks.office_verdict import lowered
from mtcheck.document.reading import from_text
from tests.support import flagged, flags


@pytest.mark.parametrize(
    ("text", "span", "put"),
    [
        (
            "Moscow will be represented by Deputy Secretary of State Sergei Rybkov.",
            "Deputy Secretary of State Sergei Rybkov",
            "Deputy Foreign Minister Sergei Ryabkov",
        ),
        (
            "The delegation will be led by Deputy Foreign Minister Wendy Sherman.",
            "Deputy Foreign Minister Wendy Sherman",
            "Deputy Secretary of State Wendy Sherman",
        ),
        ("Turkish Chancellor Hakan Fidan spoke.", "Chancellor Hakan Fidan", "Foreign Minister Hakan Fidan"),
        ("Moscow will be represented by Secretary of State Ivan Petrov.", "Secretary of State Ivan Petrov",
         "Foreign Minister Ivan Petrov"),
    ],
)  # fmt: skip
def test_an_office_of_another_country(text: str, span: str, put: str) -> None:
    (flag,) = flags(text, "TTL001")
    assert (text[flag.start : flag.end], flag.suggestions[0].text) == (span, put)
    assert flag.probable_source is not None
    assert flag.probable_source.evidence == "corpus"


@pytest.mark.parametrize(
    "text",
    [
        "U.S. Secretary of State Antony Blinken met Russian Foreign Minister Sergei Lavrov.",
        "Romanian Secretary of State Ion Popescu visited Cluj.",
        "The former Polish prime minister Donald Tusk spoke.",
        "Barcelona President Joan Laporta resigned.",
        "After meeting the prime minister, Emmanuel Macron said the talks had failed.",
        "The spokesman of the Russian president Dmitry Peskov did not comment.",
        "Prime Minister-designate Dmitry Peskov did not comment.",
        "The president of the club, Dmitry Peskov, did not comment.",
        "The prime minister, Emmanuel Macron, Olaf Scholz and the others left.",
        "Bavarian Premier Markus Söder wants nuclear power back.",
        "The Minsk talks were opened by the President of the Republic of Belarus, Alexander Lukashenko.",
        "They marched against the interim President Michel Temer.",
        "The U.S. NSA listened to the Pope of Rome.",
        "Anton Vaino is head of the Kremlin administration in Moscow, as Russia and Russians know.",
        "The European mediator Wolfgang Ischinger spoke of Kosovo.",
        "The chairman of the European Commission’s trade committee spoke. The EU and the European Union waited.",
        "The chairwoman of the European Parliament trade committee spoke. The EU and the European Union waited.",
        "Britain and the British know of no secretary for business in the club.",
        "They told us Secretary of State elections would be held in Ohio.",
        "Russia's ambassador to the United States spoke of a president of the country, Moscow said.",
    ],
)
def test_right_titles_stay_unflagged(text: str) -> None:
    assert [f for code in ("TTL001", "TTL002", "TTL003", "TTL004", "TTL006") for f in flags(text, code)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sergei Lavrov met the press.", []),
        ("Sergey Lavrov met the press.", []),
        ("Volodymyr Zelensky, Volodymyr Zelenskiy and Volodymyr Zelenskyy are one.", []),
        ("Vladimir Poutine met the press. Poutine was late.", ["Vladimir Poutine", "Poutine"]),
        ("A poutine truck arrived in Quebec.", []),
    ],
)
def test_pivot_spellings(text: str, found: list[str]) -> None:
    assert flagged(text, "NAM001") == found


@pytest.mark.parametrize(
    "text",
    [
        "Dmitry Rybakov won the race.",
        "Colonel Ivan Ivanov spoke first. His wife Anna Ivanova was there.",
        "Maria Petrescu and her brother Mario Petrescu left.",
    ],
)
def test_a_bare_unknown_name_is_never_flagged(text: str) -> None:
    assert [f for code in ("NAM001", "NAM002", "NAM003", "NAM004", "NAM005") for f in flags(text, code)] == []


def test_a_last_letter_written_twice_is_no_form_of_a_name() -> None:
    assert flagged("Adi Sutrisnoo spoke for the agency. Sutrisno was calm, and Sutrisno left.", "NAM003") == [
        "Sutrisnoo"
    ]


@pytest.mark.parametrize(
    "text", ["Arseny Yatsenyuk and Anatoliy Serdyukov left.", "Abdel-Fattah el-Sissi left. Sissi slept."]
)
def test_agencies_may_differ(text: str) -> None:
    assert [f for code in ("NAM001", "NAM002", "NAM003") for f in flags(text, code)] == []


def test_a_misspelt_given_name_that_comes_last() -> None:
    (flag,) = flags("The host is Xi Jingping.", "NAM002")
    assert flag.suggestions[0].text == "Xi Jinping"


def test_a_title_before_a_name_set_off_by_commas() -> None:
    (flag,) = flags("The Hungarian president, Viktor Orban, was first to speak.", "TTL003")
    assert flag.suggestions[0].text == "prime minister"


@pytest.mark.parametrize(
    ("text", "span", "put"),
    [
        ("The president of the central bank, Andrew Bailey, spoke.", "president of the central bank",
         "Bank of England governor"),
        ("Andrew Bailey, president of the Bank of England, spoke.", "president of the Bank of England",
         "Bank of England governor"),
        ("The President of the Bank of England, Andrew Bailey, spoke.", "President of the Bank of England",
         "Bank of England Governor"),
        ("The president of the European Union, Ursula von der Leyen, spoke.", "president of the European Union",
         "European Commission president"),
        ("The European Union’s president, Ursula von der Leyen, spoke.", "European Union’s president",
         "European Commission president"),
        ("The foreign minister of the United States, Marco Rubio, spoke.", "foreign minister", "secretary of state"),
        ("The Minister of Foreign Affairs of Britain, Yvette Cooper, spoke.", "Minister of Foreign Affairs",
         "Foreign Secretary"),
        ("The British minister of foreign affairs arrived in Kyiv.", "minister of foreign affairs", "foreign secretary"),
        ("Britain’s Foreign Minister Yvette Cooper arrived.", "Foreign Minister Yvette Cooper",
         "Foreign Secretary Yvette Cooper"),
        ("The minister of health, Wes Streeting, arrived.", "minister of health", "health secretary"),
        ("British Health Minister Wes Streeting arrived.", "Health Minister Wes Streeting",
         "Health Secretary Wes Streeting"),
        ("The British Finance Minister, Rachel Reeves, arrived.", "Finance Minister", "Chancellor of the Exchequer"),
        ("The shadow minister of finance, Mel Stride, arrived.", "shadow minister of finance", "shadow chancellor"),
        ("British Business and Trade Minister Peter Kyle spoke.", "Business and Trade Minister Peter Kyle",
         "Business and Trade Secretary Peter Kyle"),
        ("The Secretary for Business Peter Kyle spoke.", "Secretary for Business Peter Kyle",
         "Business Secretary Peter Kyle"),
        ("The Chairman of the European Commission, Ursula von der Leyen, spoke.", "Chairman of the European Commission",
         "European Commission President"),
        ("The deputy Mike Johnson spoke.", "deputy Mike Johnson", "Rep. Mike Johnson"),
        ("The deputy, Mike Johnson, spoke.", "deputy", "lawmaker"),
    ],
)  # fmt: skip
def test_a_title_is_suggested_as_english_writes_it(text: str, span: str, put: str) -> None:
    (flag,) = [f for code in ("TTL001", "TTL002", "TTL003") for f in flags(text, code)]
    assert (text[flag.start : flag.end], flag.suggestions[0].text) == (span, put)


@pytest.mark.parametrize(
    ("title", "put"),
    [
        ("Secretary of State", "secretary of state"),
        ("Chancellor of the Exchequer", "chancellor of the Exchequer"),
        ("Central Bank Governor", "central bank governor"),
        ("Secretary-General", "secretary-general"),
        ("National Intelligence and Security Service Director-General",
         "National Intelligence and Security Service director-general"),
        ("Bank of Canada Deputy Governor", "Bank of Canada deputy governor"),
        ("Constitutional and Legal Affairs Minister", "constitutional and legal affairs minister"),
        ("MI5 Director General", "MI5 director general"),
    ],
)  # fmt: skip
def test_a_title_away_from_a_name_keeps_the_capitals_of_names(title: str, put: str) -> None:
    assert lowered(title) == put


@pytest.mark.parametrize(
    "text",
    [
        "Secretary of State Marco Rubio sent deputy Christopher Landau to Geneva.",
        "Secretary of State Antony Blinken and deputy Wendy Sherman spoke.",
        "The deputy, Christopher Landau, left.",
        "The sheriff and deputy Karen Brenkman, an American, left the United States.",
    ],
)
def test_a_deputy_of_somebody_is_no_lawmaker(text: str) -> None:
    assert [f for code in ("TTL001", "TTL002", "TTL003") for f in flags(text, code)] == []


@pytest.mark.parametrize(
    "text",
    [
        "British foreign minister Yvette Cooper met British finance minister Rachel Reeves.",
        "British Health Minister Karin Smyth and Business Minister Gareth Thomas arrived.",
        "The British Health Minister arrived.",
        "Minister of State for Health Stephen Kinnock spoke.",
        "Defence Secretary John Healey met Foreign Office minister Stephen Doughty.",
        "Justice Minister Dominic Raab spoke. Justice Secretary David Lammy spoke.",
        "Secretary of State for Business Peter Kyle and Business Secretary Jonathan Reynolds spoke.",
        "Secretary of State for Foreign Affairs David Lammy spoke.",
        "Trade Secretary Liz Truss met Shadow Chancellor Mel Stride.",
        "Australian shadow minister for finance Jane Hume arrived in Australia.",
        "The Northern Ireland Minister of Finance met the Scottish Minister for Justice.",
        "Polish Minister of Foreign Affairs Radoslaw Sikorski met British Foreign Secretary Yvette Cooper.",
        "Danish Business Minister Morten Bodskov spoke.",
    ],
)
def test_british_ministers_may_be_juniors(text: str) -> None:
    assert [f for code in ("TTL001", "TTL002", "TTL003", "TTL004") for f in flags(text, code)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The speaker of the Russian Foreign Ministry said so.", ["speaker of the"]),
        ("The Foreign Ministry speaker said so.", ["speaker"]),
        ("The speaker of the State Duma wrote to the Foreign Ministry.", []),
    ],
)
def test_a_ministry_has_no_speaker(text: str, found: list[str]) -> None:
    assert flagged(text, "WRD001") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The U.S. Senate Judicial Commission met.", ["U.S. Senate Judicial Commission"]),
        ("Washington waits: the Judicial Committee of the Senate met.", ["Judicial Committee of the Senate"]),
        ("Joe Biden wrote to the House Judicial Commission.", ["House Judicial Commission"]),
        ("Joe Biden wrote to the House Judiciary Committee.", []),
        ("The Senate Judicial Commission in Bucharest met, and Romania waits for the United States.", []),
        ("The Judicial Committee of the Senate met.", []),
        ("Reporters in Washington call it the Senate Judicial Committee.", []),
    ],
)
def test_a_committee_is_of_the_country_that_the_story_is_about(text: str, found: list[str]) -> None:
    assert flagged(text, "ORG001") + flagged(text, "ORG004") == found


def test_a_pronoun_is_left_alone_where_somebody_else_may_be_meant() -> None:
    text = "Ursula von der Leyen met John Brenkman in Brussels. “We are ready,” he said."
    assert flags(text, "NAM006") == []


def test_the_pivot_is_read_off_its_traces() -> None:
    text = "Serghei Lavrov a spus. Serghei Riabkov was quoted by Agerpres. The OTAN summit was held in SUA.\n"
    pivot = Checker(Config(fast=True)).check(from_text(text, "story")).pivot
    assert pivot is not None
    assert pivot.language == "ro"
    assert pivot.confidence > 0.6


def test_copy_without_traces_has_no_pivot() -> None:
    text = "The minister said the talks had failed, and that there was no date for another round.\n"
    assert Checker(Config(fast=True)).check(from_text(text, "story")).pivot is None


def test_a_paper_that_english_copy_quotes_is_no_trace_of_its_language() -> None:
    text = "The frigate will be late, Die Zeit and Le Monde said. {} had asked the navy about it.\n"
    pivots = [Checker(Config(fast=True)).check(from_text(text.format(name))).pivot for name in ("Bild", "Lusa")]
    assert pivots[0] is None
    assert pivots[1] is not None
    assert pivots[1].language == "pt"


def test_beside_a_source_the_pivot_is_its_language_unless_another_is_given() -> None:
    copy, source = (from_text(text) for text in ("Agerpres said so.", "A agência disse isso."))
    for language, given, expected in (("pt", None, "pt"), ("pt", "es", "es"), ("und", None, "ro")):
        beside = Parallel("source", language, copy, source, (Bead((0,), (0,), 0.9),), ((),))
        pivot = Analysis(copy, source=beside, given_pivot=given).pivot
        assert pivot is not None
        assert pivot.language == expected
        assert (pivot.confidence == 1.0) is (language != "und")


def test_a_given_pivot_is_taken_at_its_word() -> None:
    text = "The minister said the talks had failed, and that there was no date for another round.\n"
    pivot = Checker(Config(fast=True, pivot="pl")).check(from_text(text, "story")).pivot
    assert pivot is not None
    assert (pivot.language, pivot.confidence) == ("pl", 1.0)


CASES = Path(__file__).parent / "knowledge_cases.tsv"
CHECKER = Checker(Config(fast=True, select=("TTL", "NAM", "ORG", "UNT001")))


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_table_is_wide_enough() -> None:
    rows = cases()
    assert len(rows) >= 700
    assert len({row["country"] for row in rows}) >= 100
    wrong = sum(bool(row["wrong"]) for row in rows)
    assert 0.4 <= wrong / len(rows) <= 0.6
    assert all(row["wrong"] in row["sentence"] for row in rows)


def test_recall_and_precision_over_the_table() -> None:
    found, wanted, right, given = 0, 0, 0, 0
    missed: Counter[str] = Counter()
    for row in cases():
        text = row["sentence"] + "\n"
        start = text.find(row["wrong"]) if row["wrong"] else -1
        end = start + len(row["wrong"])
        spans = [(f.start, f.end) for f in CHECKER.check(from_text(text, "case")).flags]
        hits = [s for s in spans if start >= 0 and s[0] < end and start < s[1]]
        given += len(spans)
        right += len(hits)
        if row["wrong"]:
            wanted += 1
            found += bool(hits)
            missed[row["kind"]] += not hits
    assert found / wanted >= 0.9, missed
    assert right / given >= 0.98


def test_a_person_of_another_country_is_given_his_own() -> None:
    text = "On Monday French Chancellor Olaf Scholz arrived in Paris."
    [flag] = flags(text, "TTL004")
    assert text[flag.start : flag.end] == "French Chancellor Olaf Scholz"
    assert [suggestion.text for suggestion in flag.suggestions] == ["German Chancellor Olaf Scholz"]
