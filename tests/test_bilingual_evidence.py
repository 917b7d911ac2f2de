"""A bilingual file is checked against its own other side, unless another text is given."""

import json
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from click.testing import CliRunner, Result
from lxml import html

from mtcheck.cli import group
from mtcheck.document.model import Document
from mtcheck.document.reading import from_text, read
from mtcheck.evidence import Evidence, with_own
from mtcheck.models import store
from mtcheck.result_cache import contents

PAIRS = (
    (
        "Cinci feriboturi au părăsit portul vineri, a declarat ministrul transporturilor.",
        "Five ferries left the harbour on Friday, the transport minister said.",
    ),
    (
        "Guvernul nu va plăti pentru noul dig. Orașul a cerut 12 milioane de euro.",
        "The government will pay for the new pier. The city asked for 12 million euros.",
    ),
    ("Echipajele s-au întors duminică.", "The crews came back on Sunday."),
)
ENGLISH = tuple(copy for _, copy in PAIRS)


def xliff_1(pairs: tuple[tuple[str, str], ...] = PAIRS, language: str = "ro-RO") -> str:
    units = "".join(
        f'<trans-unit id="{at}"><source>{escape(one)}</source><target>{escape(other)}</target></trans-unit>'
        for at, (one, other) in enumerate(pairs)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
        f'<file original="story.txt" datatype="plaintext" source-language="{language}" target-language="en-GB">'
        f"<body>{units}</body></file></xliff>"
    )


def xliff_2(pairs: tuple[tuple[str, str], ...] = PAIRS, language: str = "ro") -> str:
    units = "".join(
        f'<unit id="u{at}"><segment><source>{escape(one)}</source><target>{escape(other)}</target></segment></unit>'
        for at, (one, other) in enumerate(pairs)
    )
    return (
        f'<xliff version="2.0" srcLang="{language}" trgLang="en" xmlns="urn:oasis:names:tc:xliff:document:2.0">'
        f'<file id="f1">{units}</file></xliff>'
    )


def tmx(pairs: tuple[tuple[str, str], ...] = PAIRS, language: str = "RO") -> str:
    units = "".join(
        f'<tu><tuv xml:lang="{language}"><seg>{escape(one)}</seg></tuv>'
        f'<tuv xml:lang="en-US"><seg>{escape(other)}</seg></tuv></tu>'
        for one, other in pairs
    )
    return (
        '<tmx version="1.4"><header creationtool="test" creationtoolversion="1" segtype="paragraph" o-tmf="x" '
        f'adminlang="en" srclang="{language}" datatype="plaintext"/><body>{units}</body></tmx>'
    )


WRITERS = pytest.mark.parametrize("write", [xliff_1, xliff_2, tmx])


def own(file: str) -> Evidence:
    return with_own(Evidence(), from_text(file, "story.xlf"))


@WRITERS
def test_the_other_side_is_the_source_sentence_by_sentence(write) -> None:  # type: ignore[no-untyped-def]
    evidence = own(write())
    assert evidence.original is None
    assert evidence.language == "ro"
    assert evidence.source is not None
    assert [s.paragraph for s in evidence.source.segments] == [0, 1, 1, 2]
    assert evidence.source.segments[1].text == "Guvernul nu va plăti pentru noul dig."
    assert evidence.source.path == "story.xlf"


def test_an_english_side_is_the_original() -> None:
    pairs = tuple((copy, copy.replace("Friday", "Thursday")) for copy in ENGLISH)
    for file in (xliff_1(pairs, "en-US"), xliff_2(pairs, "en")):
        evidence = own(file)
        assert evidence.source is None
        assert evidence.original is not None
        assert "on Friday" in evidence.original.text


@pytest.mark.parametrize(("pairs", "kind", "language"), [(PAIRS, "source", "ro"), (None, "original", "und")])
def test_a_language_that_is_not_said_is_told_from_the_words(
    pairs: tuple[tuple[str, str], ...] | None, kind: str, language: str
) -> None:
    file = xliff_2(pairs or tuple((copy, copy) for copy in ENGLISH)).replace(' srcLang="ro"', "")
    evidence = own(file)
    assert getattr(evidence, kind) is not None
    assert evidence.language == language


def test_a_foreign_side_that_is_called_english_is_no_original() -> None:
    evidence = own(xliff_1(PAIRS, "en-US"))
    assert (evidence.original, evidence.language) == (None, "ro")


def test_what_is_given_wins_and_the_rest_is_kept() -> None:
    story = from_text(xliff_1())
    given = Document("given.txt", "Altceva.")
    assert with_own(Evidence(source=given, language="ro"), story) == Evidence(source=given, language="ro")
    both = with_own(Evidence(original=given), story)
    assert both.original is given
    assert both.source is not None
    english = from_text(xliff_1(tuple((copy, copy) for copy in ENGLISH), "en"))
    assert with_own(Evidence(original=given), english) == Evidence(original=given)


def test_a_source_is_never_taken_for_a_file_of_some_format() -> None:
    pairs = (('{"headline": "Feriboturile"} <html> pleacă.', "The ferries leave."), ("  ", "They come back."))
    source = own(xliff_1(pairs)).source
    assert source is not None
    assert source.format == "text"
    assert source.segments[0].text.startswith('{"headline"')


def test_without_another_side_there_is_no_evidence() -> None:
    assert not own(xliff_2().replace("<source>", "<notes>").replace("</source>", "</notes>"))
    assert not with_own(Evidence(), from_text("The ferries leave."))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, list(arguments), standalone_mode=False)


@pytest.mark.model
@pytest.mark.skipif(not store.is_ready(store.MULTILINGUAL_E5), reason="the encoder is not prepared")
class TestCommands:
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / ".git").mkdir()
        monkeypatch.chdir(tmp_path)

    def checked(self, *arguments: str) -> dict:  # type: ignore[type-arg]
        done = run("check", "--fast", "--format", "json", *arguments)
        assert done.return_value in {0, 1}, done.stderr
        return json.loads(done.stdout)["documents"][0]  # type: ignore[no-any-return]

    @WRITERS
    def test_a_dropped_negation_is_found_beside_the_own_source(self, write) -> None:  # type: ignore[no-untyped-def]
        name = "story.tmx" if write is tmx else "story.xlf"
        Path(name).write_text(write(), encoding="utf-8")
        report = self.checked(name)
        (other,) = report["beside"]
        assert (other["kind"], other["language"], other["path"]) == ("source", "ro", name)
        text = read(Path(name)).text
        found = [flag for flag in report["flags"] if text.find("The government will pay") <= flag["start"]]
        assert any(flag["category"] in {"meaning", "omission"} for flag in found), report["flags"]

    def test_the_same_pairs_as_two_files_are_flagged_alike(self) -> None:
        Path("story.xlf").write_text(xliff_1(), encoding="utf-8")
        Path("story.txt").write_text("\n\n".join(copy for _, copy in PAIRS), encoding="utf-8")
        Path("source.txt").write_text("\n\n".join(source for source, _ in PAIRS), encoding="utf-8")
        ours, two = self.checked("story.xlf"), self.checked("story.txt", "--source", "source.txt")
        shape = [(flag["code"], flag["start"], flag["end"]) for flag in two["flags"]]
        assert [(flag["code"], flag["start"], flag["end"]) for flag in ours["flags"]] == shape
        assert shape

    def test_a_given_source_wins(self) -> None:
        Path("story.xlf").write_text(xliff_1(), encoding="utf-8")
        right = "\n\n".join(source for source, _ in PAIRS).replace("nu va plăti", "va plăti")
        Path("given.txt").write_text(right, encoding="utf-8")
        (other,) = self.checked("story.xlf", "--source", "given.txt")["beside"]
        assert other["path"] == "given.txt"

    def test_an_edit_of_the_source_alone_is_seen_and_no_result_is_kept(self) -> None:
        right = tuple((source.replace("nu va plăti", "va plăti"), copy) for source, copy in PAIRS)
        Path("story.xlf").write_text(xliff_1(right), encoding="utf-8")
        kept = contents()
        clean = self.checked("story.xlf")["flags"]
        Path("story.xlf").write_text(xliff_1(), encoding="utf-8")
        assert len(self.checked("story.xlf")["flags"]) > len(clean)
        assert contents() == kept

    def test_the_page_shows_the_source_beside_the_story(self) -> None:
        Path("story.xlf").write_text(xliff_1(), encoding="utf-8")
        assert run("report", "--fast", "story.xlf", "--output", "page.html").return_value == 0
        page = html.fromstring(Path("page.html").read_text(encoding="utf-8"))
        shown = str(page.xpath("string(.//body)"))
        assert "Guvernul nu va plăti pentru noul dig." in shown

    def test_an_entry_for_a_rule_that_needs_the_source_is_not_idle_beside_it(self) -> None:
        Path("mtcheck.toml").write_text('[[suppress]]\nrules = ["OMI001"]\nreason = "so"\n', encoding="utf-8")
        Path("story.txt").write_text("The crews came back on Sunday.\n", encoding="utf-8")
        assert "suppresses nothing" not in run("check", "--fast", "story.txt").stderr
        Path("story.xlf").write_text(xliff_1(PAIRS[:1]), encoding="utf-8")
        assert "suppresses nothing" in run("check", "--fast", "story.xlf").stderr
        assert "suppresses nothing" in run("report", "--fast", "story.xlf", "--output", "page.html").stderr

    def test_a_baseline_takes_what_is_found_beside_the_own_source(self) -> None:
        Path("story.xlf").write_text(xliff_1(), encoding="utf-8")
        assert self.checked("story.xlf")["flags"]
        assert run("baseline", "write", "--fast", "story.xlf").return_value == 0
        assert self.checked("story.xlf", "--baseline", "mtcheck-baseline.json")["flags"] == []
