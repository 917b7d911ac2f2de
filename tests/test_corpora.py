"""The tables of facts: valid, large enough, and a broken one is named by file and line."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from wordfreq import zipf_frequency

from mtcheck.cli import group
from mtcheck.corpora.countries import countries
from mtcheck.corpora.offices import office_index, offices, title_of
from mtcheck.corpora.organisations import organisation_index
from mtcheck.corpora.people import foreign_spellings, people, people_index
from mtcheck.corpora.phrase_index import PhraseIndex, first_key, keys, last_key
from mtcheck.corpora.phrases import phrases
from mtcheck.corpora.transliteration import PIVOTS, transliterate
from mtcheck.corpora.validation import validate
from mtcheck.tables import folder, rows


def test_the_tables_are_valid() -> None:
    assert [str(problem) for problem in validate()] == []


def test_the_tables_are_as_large_as_they_say() -> None:
    states = [c for c in countries() if len(c) == 2 and (c, "head-of-state") in offices()]
    assert len(states) >= 190
    assert len(people()) >= 1670
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
    "text",
    [
        "{}",
        "[]",
        "3",
        "{",
        '{"resources": {}}',
        '{"resources": [{"name": "a"}]}',
        '{"resources": [{"name": "a", "path": "a.tsv", "schema": {"fields": [{"name": "x"}]}}]}',
        '{"resources": [{"name": "a", "path": "a.tsv", "schema": {"fields": [], "foreignKeys": [{}]}}]}',
    ],
)
def test_a_schema_that_is_none_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "datapackage.json").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(group, ["corpora", "validate", str(tmp_path)])
    assert isinstance(result.exception, SystemExit)
    assert result.output.startswith(f"Error: {tmp_path}")
    assert len(result.output.splitlines()) == 1


def test_a_table_without_its_columns_is_told(tmp_path: Path) -> None:
    for path in [*folder().glob("*.tsv"), folder() / "datapackage.json"]:
        shutil.copy(path, tmp_path)
    (tmp_path / "offices.tsv").write_text("id\nus.minister\n", encoding="utf-8")
    result = CliRunner().invoke(group, ["corpora", "validate", str(tmp_path)])
    assert isinstance(result.exception, SystemExit)
    assert "no “title”" in result.output


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


def test_no_two_people_share_a_name() -> None:
    shared = {k: {s.person for s in them} for k, them in people_index().items() if them[0].right}
    assert {k: ids for k, ids in shared.items() if len(ids) > 1} == {}


def test_foreign_spellings_by_family_name() -> None:
    assert {s.person for s in foreign_spellings("lawrow")} == {"sergei-lavrov"}
    assert "Serghei Lavrov" in {s.text for s in foreign_spellings("lavrov")}
    assert "Sergey Lavrov" not in {s.text for s in foreign_spellings("lavrov")}


def test_no_word_of_english_is_a_literal_name() -> None:
    single = {k[0] for k, them in organisation_index().items() if len(k) == 1 and not them[0].right}
    assert {word for word in single if zipf_frequency(word, "en") >= 2.8} == set()


@given(st.text(alphabet="abÉß -'’.theTHE", max_size=20))
def test_the_ends_of_a_phrase_are_the_ends_of_its_keys(phrase: str) -> None:
    ends = keys(phrase)
    assert (first_key(phrase), last_key(phrase)) == ((ends[0], ends[-1]) if ends else ("", ""))


PHRASES = st.lists(st.tuples(st.text(alphabet="ab the-", min_size=1, max_size=9), st.integers(0, 3)), max_size=12)


@given(PHRASES, PHRASES)
def test_an_index_answers_as_if_all_its_phrases_were_taken_apart(
    early: list[tuple[str, int]], late: list[tuple[str, int]]
) -> None:
    index: PhraseIndex[int] = PhraseIndex()
    plain: dict[tuple[str, ...], set[int]] = {}
    for batch in (early, late):
        for phrase, value in batch:
            index.add(phrase, value)
            if keys(phrase):
                plain.setdefault(keys(phrase), set()).add(value)
        for tokens, values in plain.items():
            assert set(index.get(tokens)) == values
            assert len(index.get(tokens)) == len(values)
            assert index.longest([*tokens, "zzz"], 0) == (len(tokens), index.get(tokens))
    assert {tokens: set(values) for tokens, values in index.items()} == plain


def test_what_is_not_kept_is_not_found() -> None:
    index: PhraseIndex[int] = PhraseIndex(lambda _, values: [v for v in values if v > 1])
    for phrase, value in (("red cross", 1), ("red", 2), ("red", 1)):
        index.add(phrase, value)
    assert index.longest(["red", "cross"], 0) == (1, [2])
    assert index.get(("red", "cross")) == ()
