"""The tables of facts: valid, large enough, and a broken one is named by file and line."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from mtcheck.cli import group
from mtcheck.corpora.countries import countries
from mtcheck.corpora.offices import office_index, offices, title_of
from mtcheck.corpora.people import people, people_index
from mtcheck.corpora.phrase_index import keys
from mtcheck.corpora.phrases import phrases
from mtcheck.corpora.table import folder, rows
from mtcheck.corpora.transliteration import PIVOTS, transliterate
from mtcheck.corpora.validation import validate


def test_the_tables_are_valid() -> None:
    assert [str(problem) for problem in validate()] == []


def test_the_tables_are_as_large_as_they_say() -> None:
    states = [c for c in countries() if len(c) == 2 and (c, "head-of-state") in offices()]
    assert len(states) >= 190
    assert len(people()) >= 1500
    assert len(rows("organisations")) >= 1100
    assert len(phrases()) >= 600
    assert len({code for phrase in phrases().values() for code, _ in phrase.sources}) >= 12


@pytest.mark.parametrize(
    ("table", "line", "message"),
    [
        ("offices", "xx.head-of-state\tPresident\t\t\t", "there is no country “xx”"),
        ("offices", "us.grand-vizier\tVizier\t\t\t", "there is no kind of office “grand-vizier”"),
        ("people", "a-b\tA B\tus\tx\tmayor\t\t\t", "gender: “x” is none of f, m"),
        ("people", "a-b\tA B\tus\tm\tmayor of York\t\t\t", "does not have the form it should"),
        ("phrases", "a-b\tidiom\tes:a\ta b\tc\tgrave\tno\t\t", "severity: “grave”"),
        ("phrases", "a-b\tidiom\tes:a\ta (b/(c))\tc\tminor\tno\t\t", "brackets within brackets"),
        ("organisations", "a-b\tbody\t\tAB\t\t\t\t\t", "name: must not be empty"),
        ("countries", "us\tUnited States\t\t\t\t\t\t", "id: “us” is on line"),
        ("countries", "qq\tQueue", "2 fields, the header has 8"),
        ("countries", "qq\tQueue \t\t\t\t\t\t", "name: stray white space"),
        ("countries", "qq\tQue\u0301e\t\t\t\t\t\t", "name: not in Unicode NFC"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, table: str, line: str, message: str) -> None:
    for path in [*folder().glob("*.tsv"), folder() / "datapackage.json"]:
        shutil.copy(path, tmp_path)
    where = tmp_path / f"{table}.tsv"
    number = len(where.read_text(encoding="utf-8").splitlines()) + 1
    with where.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    result = CliRunner().invoke(group, ["corpora", "validate", str(tmp_path)], standalone_mode=False)
    assert result.return_value == 2
    assert f"{table}.tsv, line {number}: " in result.output
    assert message in result.output


def test_a_folder_without_a_schema_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(group, ["corpora", "validate", str(tmp_path)])
    assert result.exit_code == 1
    assert "there is no datapackage.json" in result.output


@pytest.mark.parametrize(
    ("country", "kind", "title"),
    [
        ("us", "deputy-foreign-minister", "Deputy Secretary of State"),
        ("ru", "deputy-foreign-minister", "Deputy Foreign Minister"),
        ("us", "head-of-government", "President"),
        ("gb", "finance-minister", "Chancellor of the Exchequer"),
        ("es", "head-of-government", "Prime Minister"),
        ("fr", "deputy-health-minister", "Deputy Health Minister"),
        ("fr", "grand-vizier", None),
    ],
)
def test_offices_map_to_what_english_calls_them(country: str, kind: str, title: str | None) -> None:
    assert title_of(country, kind) == title


def test_one_title_has_several_readings() -> None:
    readings = {(s.country, s.kind, s.standing) for s in office_index().get(keys("Secretary of State"))}
    assert ("us", "foreign-minister", "title") in readings
    assert ("ro", "junior-minister", "also") in readings


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("ro", "Serghei Lavrov"),
        ("pt", "Serguei Lavrov"),
        ("de", "Sergej Lawrow"),
        ("pl", "Siergiej Ławrow"),
        ("it", "Sergej Lavrov"),
    ],
)
def test_transliteration(language: str, name: str) -> None:
    assert " ".join(transliterate(word, language) for word in ("Сергей", "Лавров")) == name


def test_no_right_spelling_is_called_foreign() -> None:
    for spellings in (them for _, them in people_index().items()):
        assert len({s.right for s in spellings}) == 1
    assert "sergey lavrov" in {" ".join(k) for k, them in people_index().items() if them[0].right}


def test_transliteration_leaves_latin_letters_alone() -> None:
    for language in PIVOTS:
        assert transliterate("Smith", language) == "Smith"
