"""Translation memories: reading them, finding the nearest unit, and the phrases that the house puts otherwise."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from mtcheck.alignment import memory as lookup
from mtcheck.alignment.memory import Lookup, MemoryMatch
from mtcheck.checks.memory import house_phrasing
from mtcheck.corpora import memory_files
from mtcheck.corpora.memory_files import Memory, MemoryFileError, MemoryUnit, read_memory
from tests.support import analyse

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="ro" segtype="sentence"/><body>
<tu>
 <tuv xml:lang="ro-RO"><seg>Portul se <bpt i="1">&lt;b></bpt>redeschide<ept i="1">&lt;/b></ept> luni.</seg></tuv>
 <tuv xml:lang="EN-gb"><seg>The port <hi>reopens</hi>
   on Monday.</seg></tuv>
 <tuv xml:lang="fr"><seg>Le port rouvre lundi.</seg></tuv>
</tu>
<tu><tuv xml:lang="ro"><seg>Fără pereche.</seg></tuv></tu>
</body></tmx>
"""
XLIFF_1 = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file source-language="ro-RO" target-language="en-US" original="a" datatype="plaintext"><body><group>
<trans-unit id="1"><source>Portul se <g id="1">redeschide</g><x id="2"/> luni.</source>
<target>The port reopens on Monday.</target><alt-trans><target>Never this.</target></alt-trans></trans-unit>
<trans-unit id="2"><source>Încă netradus.</source></trans-unit>
</group></body></file></xliff>
"""
XLIFF_2 = """<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="ro"><file id="f">
<unit id="1"><segment><source>The port <pc id="1">reopens</pc> on Monday.</source>
<target>Portul se redeschide luni.</target></segment></unit></file></xliff>
"""
PORT = ("Portul se redeschide luni.", "The port reopens on Monday.", "ro")


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def pairs(*paths: Path) -> list[tuple[str, str, str]]:
    return [(unit.source, unit.target, unit.language) for unit in read_memory(paths).units]


def test_tmx_takes_english_of_any_country_and_leaves_codes_out(tmp_path: Path) -> None:
    path = write(tmp_path, "house.tmx", TMX)
    assert pairs(path) == [PORT, ("Le port rouvre lundi.", "The port reopens on Monday.", "fr")]
    assert read_memory([path]).units[0].origin == "house.tmx, line 4"
    assert pairs(write(tmp_path, "wide.tmx", TMX.replace("UTF-8", "UTF-16").encode("utf-16"))) == pairs(path)


def test_xliff_reads_both_versions_and_both_directions(tmp_path: Path) -> None:
    assert pairs(write(tmp_path, "a.xlf", XLIFF_1)) == [PORT]
    assert pairs(write(tmp_path, "b.xlf", XLIFF_2)) == [PORT]


@pytest.mark.parametrize(
    "text",
    [
        "source\ttarget\tlanguage\nPortul se redeschide luni.\tThe port reopens on Monday.\tro-RO\n",
        "\ufefftarget\tsource\r\nThe port reopens on Monday.\tPortul se redeschide luni.\r\n",
        "# ours\n\nPortul se redeschide luni.\tThe  port reopens on Monday.\n",
    ],
)
def test_tsv_with_and_without_a_header(tmp_path: Path, text: str) -> None:
    ((source, target, language),) = pairs(write(tmp_path, "house.tsv", text))
    assert (source, target) == PORT[:2]
    assert language == ("ro" if "language" in text else language)


def test_the_language_of_a_tsv_file_is_told_by_its_words(tmp_path: Path) -> None:
    line = "Ministrul a spus că nu va fi la întâlnire.\tThe minister said he would not be at the meeting.\n"
    assert [language for _, _, language in pairs(write(tmp_path, "a.tsv", line))] == ["ro"]


def test_a_pair_that_stands_twice_is_one_unit(tmp_path: Path) -> None:
    path = write(tmp_path, "a.xlf", XLIFF_1)
    assert len(read_memory([path, path]).units) == 1


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    + TMX.partition(">")[2].partition(">")[2]
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TMX.replace("EN-gb", "de"), "holds no sentence with its English"),
        (TMX.replace(' xml:lang="fr"', ""), "line 8: a tuv without xml:lang"),
        (TMX.replace("</tu>\n<tu>", "<tu>"), "not XML"),
        (BOMB.replace("Portul", "&b;"), "entities of its own"),
        (TMX.replace("Portul", "&b;"), "entit"),
        ("<html><body/></html>", "neither TMX nor XLIFF"),
        (XLIFF_1.replace("en-US", "fr"), "ro to fr, of which one must be English"),
        (XLIFF_1.replace(' source-language="ro-RO" target-language="en-US"', ""), "which languages"),
        ("source\ttarget\tcolour\na\tb\tc\n", "line 1: unknown column “colour”"),
        ("source\tlanguage\na\tro\n", "line 1: no column “target”"),
        ("source\ttarget\nfirst\tsecond\nonly one\n", "line 3: 1 fields, not 2"),
        (b"source\ttarget\nfirst\tsecond\xff\n", "line 2: not UTF-8"),
        (b"\x00\x01\x02", "binary"),
        ("", "holds no sentence"),
        ("The minister said that he would.\tMinistrul a spus că nu va fi la întâlnire.\n", "the target is not English"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(MemoryFileError, match=message) as raised:
        read_memory([write(tmp_path, "house", text)])
    assert str(tmp_path / "house") in str(raised.value)
    assert "\n" not in str(raised.value)


def test_files_that_are_none_and_memories_that_are_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MemoryFileError, match="no such file"):
        read_memory([tmp_path / "gone.tmx"])
    with pytest.raises(MemoryFileError, match="is not a file"):
        read_memory([tmp_path])
    path = write(tmp_path, "a.tsv", "unu\tone thing\ndoi\ttwo things\n")
    monkeypatch.setattr(memory_files, "MOST_UNITS", 1)
    with pytest.raises(MemoryFileError, match="more than 1 units"):
        read_memory([path])
    monkeypatch.setattr(memory_files, "MOST_BYTES", 10)
    with pytest.raises(MemoryFileError, match="larger than"):
        read_memory([path])


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors by the letters of the texts, in place of the encoder."""
    out = np.ones((len(texts), 27), np.float32)
    for row, text in zip(out, texts, strict=True):
        for letter in text.lower():
            row["abcdefghijklmnopqrstuvwxyz".find(letter)] += 1
    return np.asarray(out / np.linalg.norm(out, axis=1, keepdims=True), np.float32)


HOUSE = Memory(
    (
        MemoryUnit("Portul se redeschide luni.", "The port reopens on Monday.", "ro", "a"),
        MemoryUnit(
            "Părțile au convenit asupra încetării focului în zona de frontieră.",
            "The two sides agreed on a ceasefire in the border region.",
            "ro",
            "b",
        ),
        MemoryUnit("港は月曜日に再開すると当局が発表した。", "Officials said the harbour would be open.", "ja", "c"),
    )
)


def test_the_source_finds_what_the_english_alone_does_not() -> None:
    copy = "Both parties have reached an understanding about fire."
    source = "Părțile au convenit asupra încetării focului în zona de frontieră."
    assert Lookup(HOUSE, embed).nearest([copy]) == [None]
    (match,) = Lookup(HOUSE, embed).nearest([copy], [source])
    assert match == MemoryMatch(HOUSE.units[1], 1.0, "source", source)


def test_near_english_is_found_and_far_english_is_not() -> None:
    near, far, empty = Lookup(HOUSE, embed).nearest(
        ["The two sides agreed on a ceasing of the fire in the border region.", "Nobody agreed on lunch.", ""]
    )
    assert near is not None
    assert (near.unit.origin, near.side) == ("b", "target")
    assert 0.6 <= near.similarity < 1
    assert far is None
    assert empty is None


def test_sources_without_spaces_are_compared_by_characters() -> None:
    (match,) = Lookup(HOUSE, embed).nearest(["Anything at all."], ["港は月曜日に再開すると当局は発表した。"])
    assert match is not None
    assert (match.unit.origin, match.side) == ("c", "source")


def test_the_encoder_is_asked_only_where_words_leave_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counting(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.extend(texts)
        return embed(texts)

    finder = Lookup(HOUSE, counting)
    assert finder.nearest(["The port reopens on Monday."])[0] is not None
    assert asked == []
    many = Memory(tuple(MemoryUnit("", f"The port reopens on Monday {at}.", "ro", str(at)) for at in range(50)))
    finder = Lookup(many, counting)
    first = finder.nearest(["The port reopens on Monday."])
    once = len(asked)
    assert once > 0
    assert finder.nearest(["The port reopens on Monday."]) == first
    assert len(asked) == once + 1


def test_as_many_sources_as_texts() -> None:
    with pytest.raises(ValueError, match="1 texts and 2 sources"):
        Lookup(HOUSE, embed).nearest(["One."], ["Unu.", "Doi."])


@given(st.text(max_size=40), st.text(max_size=40))
def test_similarity_is_between_0_and_1_and_1_for_the_same(left: str, right: str) -> None:
    scores = lookup._Scores()
    assert 0 <= scores.similarity(left, right) <= 1
    assert scores.similarity(left, left) == 1


def phrases(
    copy: str, unit: MemoryUnit, similarity: float = 1.0, source: str | None = None, **more: object
) -> list[str]:
    given_source = unit.source if source is None else source
    match = MemoryMatch(unit, similarity, "source" if given_source else "target", given_source)
    analysis = analyse(copy, memory=(match,), **more)
    return [f"{copy[f.start : f.end]} > {f.suggestions[0].text}" for f in house_phrasing(analysis)]


def unit(target: str, source: str = "același lucru") -> MemoryUnit:
    return MemoryUnit(source, target, "ro", "house.tmx, line 7")


@pytest.mark.parametrize(
    ("copy", "target", "found"),
    [
        (
            "The two sides agreed on a ceasing of the fire in the border region.",
            "The two sides agreed on a ceasefire in the border region.",
            ["ceasing of the fire > ceasefire"],
        ),
        (
            "The preventive arrest of the mayor was extended by the judge.",
            "Pre-trial detention of the mayor was extended by the judge.",
            ["The preventive arrest > Pre-trial detention"],
        ),
        ("Welsh fishermen are to blame for the loss.", "Breton fishermen are to blame for the loss.", []),
        ("The mayor organised the march in the city.", "The mayor organized the march in the city.", []),
        ("The mayor demanded talks in the city.", "The mayor was demanding talks in the city.", []),
        ("The mayor resigned on Monday in the city.", "The mayor resigned on Tuesday in the city.", []),
        ("The mayor paid 300 euros for the car.", "The mayor paid 400 euros for the car.", []),
        ("The bank raised its key interest rate again.", "The bank cut its key interest rate again.", []),
        ("He is of the opinion and the mayor of the city.", "He is in the opinion and the mayor of the city.", []),
        ("It does not say what it is in the town.", "It doesn't say what it is in the town.", []),
        ("Rain fell, and the ministry warned of floods.", "Quite another sentence stands in the memory here.", []),
        (
            "The large group of people walked along the street towards the town hall.",
            "The crowd of people walked along the avenue towards the city hall under a heavy downpour.",
            [],
        ),
    ],
)
def test_phrases_of_the_same_source(copy: str, target: str, found: list[str]) -> None:
    assert phrases(copy, unit(target)) == found


def test_a_finding_says_where_it_is_from() -> None:
    house = unit("The two sides agreed on a ceasefire in the border region.")
    copy = "The two sides agreed on a ceasing of the fire in the border region."
    (finding,) = house_phrasing(analyse(copy, memory=(MemoryMatch(house, 1.0, "source", house.source),)))
    assert finding.probable_source is not None
    assert (finding.probable_source.evidence, finding.probable_source.language) == ("memory", "ro")
    assert "house.tmx, line 7" in finding.message


def test_near_english_needs_the_language_model_to_agree() -> None:
    copy = "The two sides agreed on a ceasing of the fire in the border region."
    house = unit("The two sides agreed on a ceasefire in the border region.")
    assert phrases(copy, house, 0.8, "") == []
    assert phrases(copy, house, 0.8, "", gain=lambda *_: 3.0) == []
    assert phrases(copy, house, 0.8, "", gain=lambda *_: 9.0) == ["ceasing of the fire > ceasefire"]
    assert phrases(copy, house, 0.65, "", gain=lambda *_: 9.0) == []


@pytest.mark.parametrize(
    ("language", "house", "given_source", "vouches"),
    [
        (
            "ro",
            "Cele 2 părți au convenit la Iași un armistițiu",
            "Cele 3 părți au convenit la Cluj un armistițiu",
            True,
        ),
        ("ro", "Cele 2 părți au convenit un armistițiu", "Cele 2 părți au respins un armistițiu", False),
        ("ro", "Guvernul a convenit un armistițiu", "Parlamentul a convenit un armistițiu", False),
        ("de", "Beide haben den Waffenstillstand beschlossen", "Beide haben den Rückzug beschlossen", False),
    ],
)
def test_sources_vouch_that_differ_in_figures_and_names_alone(
    language: str, house: str, given_source: str, vouches: bool
) -> None:
    copy = "The two sides agreed on a ceasing of the fire in the border region."
    target = "The two sides agreed on a ceasefire in the border region."
    assert bool(phrases(copy, MemoryUnit(house, target, language, "a"), 0.95, given_source)) == vouches


def test_no_memory_no_findings() -> None:
    assert list(house_phrasing(analyse("The two sides agreed on a ceasing of the fire."))) == []
