"""A story beside its source and its original, from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree, html

import mtcheck
from mtcheck.alignment.model import OtherStoryError
from mtcheck.cli import group
from mtcheck.config import Config
from mtcheck.document.reading import UnreadableError
from mtcheck.evidence import from_texts, read_in_its_language
from mtcheck.models import store
from mtcheck.pipeline import Checker

EXAMPLES = Path(__file__).parent.parent / "corpora" / "examples"
COPY, SOURCE, ORIGINAL = (str(EXAMPLES / f"harbour-talks{kind}.txt") for kind in ("", ".pt", ".original"))
OTHER = (
    "The museum will open a new wing next spring, its director said on Tuesday. Visitors will see paintings that were "
    "kept in cellars for eighty years. The roof was repaired at a cost of three million euros.\n"
    "A choir from the village school sang at the ceremony, and the mayor planted an apple tree.\n"
)

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(
        not (store.is_ready() and store.is_ready(store.MULTILINGUAL_E5)), reason="the models are not prepared"
    ),
]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, list(arguments), standalone_mode=False)


def checked(*arguments: str) -> dict:  # type: ignore[type-arg]
    return json.loads(run("check", COPY, "--format", "json", *arguments).stdout)["documents"][0]  # type: ignore[no-any-return]


def test_beside_the_original_what_reads_well_and_is_wrong_is_found() -> None:
    alone, beside = checked(), checked("--original", ORIGINAL)
    assert len(beside["flags"]) > len(alone["flags"])
    text = Path(COPY).read_text(encoding="utf-8")
    found = [flag for flag in beside["flags"] if (flag["probable_source"] or {}).get("evidence") == "original"]
    assert found
    original = " ".join(Path(ORIGINAL).read_text(encoding="utf-8").split())
    assert all(flag["probable_source"]["english"] in original for flag in found)
    bonfire = [flag for flag in beside["flags"] if "bonfire" in text[flag["start"] : flag["end"]]]
    assert bonfire


def test_beside_the_source_the_report_shows_the_words_across() -> None:
    document = checked("--source", SOURCE)
    (other,) = document["beside"]
    assert (other["kind"], other["language"]) == ("source", "pt")
    assert other["similarity"] > 0.6
    first = document["segments"][0]["alignment"]
    assert first["source_text"].startswith("Ministros aceitam")
    assert -5 < document["segments"][2]["quality"]["assessment"] < 3


@pytest.mark.parametrize("option", ["--source", "--original"])
def test_another_story_is_refused(tmp_path: Path, option: str) -> None:
    other = tmp_path / "other.txt"
    text = OTHER if option == "--original" else (
        "Muzeul va deschide o aripă nouă în primăvara viitoare, a spus marți directorul său. Vizitatorii vor vedea "
        "picturi care au stat optzeci de ani în pivnițe. Acoperișul a fost reparat cu trei milioane de euro.\n"
    )  # fmt: skip
    other.write_text(text, encoding="utf-8")
    done = run("check", COPY, option, str(other))
    assert done.return_value == 2
    assert done.stderr.startswith(f"mtcheck: {other}: is not the {option[2:]} of {COPY}")
    assert len(done.stderr.splitlines()) == 1


def test_a_source_in_english_and_an_original_that_is_not_are_refused() -> None:
    assert "is in English" in run("check", COPY, "--source", ORIGINAL).stderr
    assert "looks like Portuguese, not English" in run("check", COPY, "--original", SOURCE).stderr
    assert "no such file" in run("check", COPY, "--source", "gone.txt").stderr
    copy, source, original = (Path(path).read_text(encoding="utf-8") for path in (COPY, SOURCE, ORIGINAL))
    with pytest.raises(UnreadableError, match="<source>: is in English, not a foreign-language source"):
        mtcheck.check(copy, source=original)
    with pytest.raises(UnreadableError, match="<original>: looks like Portuguese, not English"):
        mtcheck.check(copy, original=source)


def test_the_signature_names_the_models_that_were_used(tmp_path: Path) -> None:
    def models(checker: Checker, *, beside: bool = False) -> list[str]:
        return [part.split(":")[0] for part in checker.signature(beside=beside).split("|")[2:]]

    (tmp_path / "house.tsv").write_text("source\ttarget\nFeribotul pleacă.\tThe ferry leaves.\n", encoding="utf-8")
    fast = Checker(Config(fast=True))
    assert models(fast) == ["lm"]
    assert models(fast, beside=True) == ["lm", "encoder", "words", "quality"]
    assert models(Checker(Config(memory=(tmp_path / "house.tsv",)))) == ["lm", "tagger", "encoder"]
    assert "|quality:" in json.loads(run("check", COPY, "--source", SOURCE, "--format", "json").stdout)["signature"]


def test_texts_are_told_apart_by_language_as_files_are(tmp_path: Path) -> None:
    for text, language in (
        ("<html><body><p>Feribotul pleacă din port și nu se va mai întoarce.</p></body></html>", "ro"),
        ("The ferry leaves.", "en"),
        ("Feribotul pleacă.", "und"),
    ):
        (tmp_path / "source.txt").write_text(text, encoding="utf-8")
        assert read_in_its_language(tmp_path / "source.txt")[1] == language
        assert from_texts(text, None).language == language


def test_one_source_does_not_serve_two_stories(tmp_path: Path) -> None:
    assert "give a folder" in str(run("check", COPY, ORIGINAL, "--source", SOURCE).exception)


def test_folders_are_matched_by_name(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "harbour-talks.pt.md").write_bytes(Path(SOURCE).read_bytes())
    assert run("check", COPY, "--source", str(tmp_path / "source")).return_value == 1
    (tmp_path / "empty").mkdir()
    assert "holds no files" in run("check", COPY, "--source", str(tmp_path / "empty")).stderr


def test_the_api_takes_strings() -> None:
    copy, original = (Path(path).read_text(encoding="utf-8") for path in (COPY, ORIGINAL))
    assert mtcheck.check(copy, original=original).documents[0].parallels[0].kind == "original"
    with pytest.raises(OtherStoryError):
        mtcheck.check(copy, original=OTHER)


def test_align_writes_every_segment_once_in_each_format() -> None:
    data = json.loads(run("align", ORIGINAL, COPY, "--format", "json").stdout)
    assert sorted(i for bead in data["beads"] for i in bead["left"]) == list(range(data["left"]["segments"]))
    assert sorted(i for bead in data["beads"] for i in bead["right"]) == list(range(data["right"]["segments"]))
    assert any("Leave a comment" in lonely["text"] for lonely in data["unaligned"])
    rows = [line.split("\t") for line in run("align", ORIGINAL, COPY, "--format", "tsv").stdout.splitlines()]
    assert [row[0] for row in rows] == [",".join(map(str, bead["left"])) for bead in data["beads"]]
    full = sum(1 for bead in data["beads"] if bead["left"] and bead["right"])
    memory = etree.fromstring(run("align", SOURCE, COPY, "--format", "tmx").stdout.encode())
    assert memory.xpath("//tuv/@xml:lang")[:2] == ["pt", "en"]
    page = html.fromstring(run("align", ORIGINAL, COPY, "--format", "html").stdout)
    assert len(page.xpath("//tbody/tr")) == len(data["beads"])
    assert len(page.xpath("//tr[@class='alone']")) == len(data["beads"]) - full
    assert "segments without a partner" in run("align", ORIGINAL, COPY).stdout


def test_markup_in_a_story_stays_text(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        text = "<script>alert(1)</script> & the ferry sailed on Friday.\n\nThe crew was glad of it, she said.\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("align", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--format", "html")
    assert "<script>" not in done.stdout
    assert "&lt;script&gt;" in done.stdout


def test_lines_are_aligned_by_segment_and_by_word(tmp_path: Path) -> None:
    left, right = tmp_path / "a", tmp_path / "b"
    left.write_text("The ferry sailed on Friday .\nThe crew was glad .\n", encoding="utf-8")
    right.write_text("Feribotul a plecat vineri .\nEchipajul a fost bucuros .\n", encoding="utf-8")
    assert [line.split("\t")[:2] for line in run("align", str(left), str(right), "--lines", "--format", "tsv").stdout.splitlines()] == [["0", "0"], ["1", "1"]]  # fmt: skip
    links = run("align", str(left), str(right), "--lines", "--words", "--format", "pharaoh").stdout.splitlines()
    assert {"1-0", "4-3"} <= set(links[0].split())
    assert {"1-0", "3-3"} <= set(links[1].split())
    right.write_text("Feribotul a plecat vineri .\n", encoding="utf-8")
    assert "must be pairs" in str(run("align", str(left), str(right), "--lines", "--words").exception)


def test_score_by_lines_has_three_columns(tmp_path: Path) -> None:
    mt = tmp_path / "mt"
    mt.write_text("The ferry sailed on Friday .\n\n", encoding="utf-8")
    first, empty = run("score", str(mt), "--lines", "--format", "tsv").stdout.splitlines()
    quality, fluency, words = first.split("\t")
    assert -5 < float(quality) < 3
    assert 0 <= float(fluency) <= 100
    assert len(words.split(" ")) == 6
    assert empty.split("\t") == ["nan", "nan", ""]
