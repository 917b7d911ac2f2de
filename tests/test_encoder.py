"""The multilingual encoder: its blocks of weights, its batches, its forward pass, and what it makes of translations."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck.models import encoder, store
from mtcheck.models.batching import PAD, batches, padded
from mtcheck.models.bert import Bert, read_tuned, write_tuned
from mtcheck.models.e5 import BLOCK_BYTES, WORDS, convert, unpacked

ready = pytest.mark.skipif(not store.is_ready(store.MULTILINGUAL_E5), reason="the multilingual encoder is not prepared")


@given(st.lists(st.integers(0, 15), min_size=32, max_size=32), st.sampled_from([0.25, 1.0, 2.0]))
def test_blocks_are_unpacked_low_halves_first(nibbles: list[int], scale: float) -> None:
    packed = bytes(low | high << 4 for low, high in zip(nibbles[:16], nibbles[16:], strict=True))
    block = torch.tensor(list(np.float16(scale).tobytes() + packed), dtype=torch.uint8).view(1, BLOCK_BYTES)
    assert unpacked(block).tolist() == [[(n - 8) * scale for n in nibbles]]


def test_another_file_is_not_taken_for_the_encoder(tmp_path: Path) -> None:
    (tmp_path / "weights").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="not a file of the multilingual encoder"):
        convert(tmp_path / "weights", tmp_path)


@given(st.lists(st.integers(1, 500), max_size=80))
def test_batches_hold_every_row_once_and_stay_small(lengths: list[int]) -> None:
    made = list(batches(lengths))
    assert sorted(i for batch in made for i in batch) == list(range(len(lengths)))
    assert all(len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= 4096 for batch in made)


@settings(max_examples=20)
@given(st.integers(0, 2**31))
def test_tuned_weights_lose_little_on_disk(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    torch.manual_seed(seed)
    weights = {"encoder.matrix": torch.randn(200, 300) * torch.rand(200, 1), "head.bias": torch.randn(7)}
    path = tmp_path_factory.mktemp("tuned") / "w.safetensors"
    write_tuned(weights, path)
    back = read_tuned(path)
    assert back.keys() == weights.keys()
    row_scale = weights["encoder.matrix"].abs().amax(1, keepdim=True)
    assert ((back["encoder.matrix"] - weights["encoder.matrix"]).abs() <= row_scale / 250).all()
    assert torch.allclose(back["head.bias"], weights["head.bias"], atol=2e-3)


@pytest.mark.model
@ready
class TestEncoder:
    def test_the_forward_pass_is_that_of_transformers(self) -> None:
        from safetensors.torch import load_file
        from transformers import BertConfig, BertModel

        folder = store.folder(store.MULTILINGUAL_E5)
        stored = load_file(folder / "model.safetensors")
        state = {name: weight.float() for name, weight in stored.items() if name != WORDS}
        state["embeddings.word_embeddings.weight"] = unpacked(stored[WORDS])
        known = BertModel(BertConfig.from_pretrained(folder), add_pooling_layer=False).eval()
        known.load_state_dict(state, strict=False)
        rows = [encoder.tokenizer().encode(text).ids for text in ("Ein Satz.", "The boats will sail again on Friday.")]
        ids = padded(rows)
        with torch.inference_mode():
            theirs = known(input_ids=ids, attention_mask=(ids != PAD).long(), output_hidden_states=True)
            for layer in (3, 12):
                ours = Bert(folder).states(ids, layer).float()
                real = ids != PAD
                cosine = torch.cosine_similarity(theirs.hidden_states[layer][real], ours[real], dim=-1)
                assert cosine.min() > 0.998

    def test_a_translation_is_nearer_than_another_sentence(self) -> None:
        english, romanian, arabic, other = encoder.load().embed(
            [
                "The ferry crews called off their strike.",
                "Echipajele feriboturilor au renunțat la grevă.",
                "أنهى طاقم العبّارات إضرابهم.",
                "The bank raised its interest rate again.",
            ]
        )
        assert min(english @ romanian, english @ arabic) > english @ other + 0.05

    def test_padding_and_company_change_nothing(self) -> None:
        texts = ["Short.", "A much longer sentence stands beside it, so that the short one has to be filled up."]
        together, alone = encoder.load().embed(texts), encoder.load().embed(texts[:1])
        assert float(together[0] @ alone[0]) > 0.9995

    def test_words_get_one_vector_each_and_none_for_what_is_not_read(self) -> None:
        long = ["word"] * 700
        short, cut = encoder.load().words([["Das", "Unwahrscheinlichkeitsargument", "…"], long], 7)
        assert short.shape == (3, 384)
        assert np.abs(short).sum(1).min() > 0
        assert np.abs(cut[:400]).sum(1).min() > 0
        assert np.abs(cut[600:]).sum() == 0

    def test_an_endless_text_is_cut(self) -> None:
        assert encoder.load().embed(["boat " * 3000]).shape == (1, 384)
