"""House glossaries: three formats, the house's word wins, and bad files end in one line."""

import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from mtcheck import Checker, Config
from mtcheck.analysis import Analysis
from mtcheck.cli import group
from mtcheck.corpora.glossary import GlossaryError, Term, read_glossaries
from mtcheck.document.model import Document
from mtcheck.document.reading import from_text
from mtcheck.document.segmentation import segment
from mtcheck.flag import Category, Flag, Severity, Suggestion
from mtcheck.triage import house_style

TBX = """<?xml version="1.0" encoding="UTF-8"?>
<martif type="TBX" xml:lang="en"><text><body>
<termEntry id="c1">
 <langSet xml:lang="en">
  <tig><term>Kharkiv</term></tig>
  <tig><term>Kharkov</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
 </langSet>
 <langSet xml:lang="ru"><tig><term>Харьков</term></tig></langSet>
</termEntry>
</body></text></martif>
"""
TBX3 = """<tbx xmlns="urn:iso:std:iso:30042:ed-2" style="dca" type="TBX-Basic" xml:lang="en"><text><body>
<conceptEntry id="c1"><langSec xml:lang="en-GB">
 <termSec><term>Kharkiv</term></termSec>
 <termSec><term>Kharkov</term><termNote type="normativeAuthorization">deprecatedTerm</termNote></termSec>
</langSec></conceptEntry></body></text></tbx>
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def check(text: str, *glossaries: Path) -> list[tuple[str, str, str]]:
    report = Checker(Config(fast=True, glossary=glossaries)).check(from_text(text, "story"))
    return [(f.code, text[f.start : f.end], f.suggestions[0].text if f.suggestions else "") for f in report.flags]


TBX_ELEMENTS = """<tbx xmlns="urn:iso:std:iso:30042:ed-2" xmlns:min="http://www.tbxinfo.net/ns/min" style="dct"
 type="TBX-Min" xml:lang="en"><text><body><conceptEntry id="c1"><langSec xml:lang="en">
 <termSec><term>Kharkiv</term><note>“Kharkov” is deprecated; the old form is not recommended.</note></termSec>
 <termSec><term>Kharkov</term><min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec>
</langSec></conceptEntry></body></text></tbx>
"""
TBX_GROUPS = """<martif type="TBX" xml:lang="en"><text><body><termEntry id="c1"><langSet xml:lang="en">
 <ntig><termGrp><term>Kharkiv</term><termNote type="usageNote">never the deprecated form</termNote></termGrp></ntig>
 <ntig><termGrp><term>Kharkov</term><termNoteGrp>
  <termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></termNoteGrp></termGrp></ntig>
</langSet></termEntry></body></text></martif>
"""


@pytest.mark.parametrize("tbx", [TBX, TBX3, TBX_ELEMENTS, TBX_GROUPS])
def test_tbx_keeps_preferred_and_deprecated_apart(tmp_path: Path, tbx: str) -> None:
    (term,) = read_glossaries((write(tmp_path, "house.tbx", tbx),)).terms
    assert (term.text, term.avoid) == ("Kharkiv", ("Kharkov",))


def test_tsv_with_some_columns(tmp_path: Path) -> None:
    path = write(tmp_path, "house.tsv", "term\tavoid\tnote\nKharkiv\tKharkov | Harkov\tsince 2022\nMayor\n")
    assert read_glossaries((path,)).terms == (Term("Kharkiv", ("Kharkov", "Harkov"), note="since 2022"), Term("Mayor"))


def test_english_of_a_country_is_english_in_a_tbx(tmp_path: Path) -> None:
    tbx = TBX.replace('<langSet xml:lang="en"', '<langSet xml:lang="en_US"')
    (term,) = read_glossaries((write(tmp_path, "house.tbx", tbx),)).terms
    assert (term.text, term.avoid) == ("Kharkiv", ("Kharkov",))


def test_the_avoided_wording_is_flagged(tmp_path: Path) -> None:
    path = write(tmp_path, "house.tsv", "term\tavoid\nKharkiv\tKharkov\n")
    assert check("The train to Kharkov was late.\n", path) == [("HSE001", "Kharkov", "Kharkiv")]
    assert check("The train to Kharkiv was late.\n", path) == []


@pytest.mark.parametrize(
    ("text", "put"),
    [
        ("KHARKOV IS CALM\n", ["KHARKIV"]),
        ("Chairman Ivanov came, and a chairman left.\n", ["President", "president"]),
        ("CHAIRMAN IVANOV CAME\n", ["PRESIDENT"]),
        ("The U.N.O. met. It was the UNO that met.\n", ["United Nations", "United Nations"]),
        ("E-phones are sold there.\n", ["ePhones"]),
    ],
)
def test_the_term_takes_the_capitals_of_the_story(tmp_path: Path, text: str, put: list[str]) -> None:
    table = "Kharkiv\tKharkov\npresident\tchairman\nUnited Nations\tUNO | U.N.O.\nePhones\te-phones\n"
    path = write(tmp_path, "house.tsv", f"term\tavoid\n{table}")
    assert [put for _, _, put in check(text, path)] == put


@pytest.mark.parametrize(
    "address",
    [
        "https://x.example/Kharkov",
        "(www.example.com/Kharkov)",
        "x@Kharkov.com",
        "Kharkov@example.com",
        "Kharkov.ua",
        "@Kharkov",
        "#Kharkov",
    ],
)
def test_addresses_are_left_alone(tmp_path: Path, address: str) -> None:
    path = write(tmp_path, "house.tsv", "term\tavoid\nKharkiv\tKharkov\n")
    assert check(f"The firm saw {address}, and left.\n", path) == []
    assert len(check(f"The firm saw {address}, and left Kharkov.\n", path)) == 1


@pytest.mark.parametrize(
    "title", ["“Farewell to Kharkov”", "‘Farewell to Kharkov’", '"Kharkov"', "«Kharkov»", "“Kharkov"]
)
def test_a_title_or_quotation_is_not_changed_unseen(tmp_path: Path, title: str) -> None:
    path = write(tmp_path, "house.tsv", "term\tavoid\nKharkiv\tKharkov\n")
    text = f"The city’s people left Kharkov.\n\nThey read {title}.\n\nThen they left Kharkov’s port.\n"
    report = Checker(Config(fast=True, glossary=(path,))).check(from_text(text))
    safe = [flag.suggestions[0].safe for flag in report.flags if flag.code == "HSE001"]
    assert safe == [True, False, True]


def test_the_house_wins_over_our_tables(tmp_path: Path) -> None:
    text = "Serghei Lavrov arrived in Geneva on Monday.\n"
    assert [code for code, *_ in check(text)] == ["NAM001"]
    assert check(text, write(tmp_path, "house.txt", "# our spellings\nSerghei Lavrov\n")) == []


def test_suggestions_are_in_the_words_of_the_house(tmp_path: Path) -> None:
    path = write(tmp_path, "house.tsv", "term\tavoid\nVolodymyr Zelenskiy\tVolodymyr Zelenskyy\n")
    ((code, _, put),) = check("Volodimir Zelenski arrived in Geneva on Monday.\n", path)
    assert (code, put) == ("NAM001", "Volodymyr Zelenskiy")


@pytest.mark.parametrize(
    ("suggestion", "expected"),
    [
        ("Kharkov", "Kharkiv"),
        ("the Kharkov’s port", "the Kharkiv’s harbour"),
        ("Port of Kharkov", "Harbour of Kharkiv"),
        ("Ports", "Ports"),
        ("Kharkovite", "Kharkovite"),
        ("Republic of Valmera", "Republic of Valmera"),
        ("in Valmera", "in Republic of Valmera"),
        ("a Centre of Defence", "a Center of Defense"),
        ("Prime Minister", "prime minister"),
        ("a\\1 port", "a\\1 harbour"),
        ("", ""),
        ("told us", "told us"),
        ("the US said", "the U.S. said"),
        ("who said it, WHO", "who said it, World Health Organization"),
    ],
)
def test_suggestions_are_put_word_for_word(tmp_path: Path, suggestion: str, expected: str) -> None:
    lines = [
        "Kharkiv\tKharkov",
        "harbour\tport",
        "Republic of Valmera\tValmera",
        "center\tcentre",
        "Defense\tDefence",
        "prime minister\tPrime Minister",
        "U.S.\tUS",
        "World Health Organization\tWHO",
    ]
    glossary = read_glossaries((write(tmp_path, "house.tsv", "\n".join(["term\tavoid", *lines])),))
    analysis = Analysis(Document("x", "A b c.", segment("A b c.")), glossary=glossary)
    flag = Flag(0, 1, "A1", "a", Category.CASING, Severity.MINOR, 0.9, "m", (Suggestion(suggestion),))
    [made] = house_style([flag], analysis)
    assert made.suggestions[0].text == expected


def test_a_large_glossary_takes_no_time(tmp_path: Path) -> None:
    lines = "\n".join(f"term{n} of the house\twording{n} avoided" for n in range(5_000))
    glossary = read_glossaries((write(tmp_path, "house.tsv", f"term\tavoid\n{lines}\n"),))
    analysis = Analysis(Document("x", "A b c.", segment("A b c.")), glossary=glossary)
    flag = Flag(0, 1, "A1", "a", Category.CASING, Severity.MINOR, 0.9, "m", (Suggestion("wording7 avoided"),))
    before = time.process_time()
    made = list(house_style([flag] * 200, analysis))
    assert time.process_time() - before < 1
    assert {one.suggestions[0].text for one in made} == {"term7 of the house"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("term\tforbid\nA\tB\n", "line 1: unknown column “forbid”"),
        ("avoid\tnote\nA\tB\n", "line 1: no column “term”"),
        ("term\tavoid\n# note\n\tB\n", "line 3: no term"),
        ("term\tavoid\nA\tB\tC\n", "line 2: 3 fields, the header has 2"),
        ("<martif><text>", "not XML"),
        ("<html></html>", "XML, but not TBX"),
        ('<!DOCTYPE m [<!ENTITY a "b">]>\n<martif><x>&a;</x></martif>', "entities of its own are not read"),
    ],
)
def test_a_bad_glossary_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, "house.any", text)
    with pytest.raises(GlossaryError, match=r"house\.any") as caught:
        read_glossaries((path,))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_command_line_names_a_missing_glossary(tmp_path: Path) -> None:
    story = write(tmp_path, "story.txt", "The minister said nothing on Monday, and went home to rest.\n")
    result = CliRunner().invoke(group, ["check", "--fast", "--glossary", str(tmp_path / "none.tsv"), str(story)])
    assert result.exit_code == 1
    assert "none.tsv: cannot be read" in result.output


def test_files_that_are_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "house.txt"
    path.write_bytes("Orbán\n".encode("latin-1"))
    with pytest.raises(GlossaryError, match="not UTF-8"):
        read_glossaries((path,))


def test_small_letters_are_not_the_wording_in_capitals() -> None:
    term = Term("World Health Organization", ("WHO", "world health body"))
    assert term.wording_of("WHO") == "WHO"
    assert term.wording_of("who") is None
    assert term.wording_of("World health body") == "world health body"
