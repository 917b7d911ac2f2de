"""How common a word is in a language, from wordfreq's lists (Speer 2022, "rspeer/wordfreq: v3.0").

Plain English words, nearly all that are asked for, are looked up in wordfreq's list itself: importing the package, with
its tokenizers for other scripts, takes as long as half of what `--fast` does.
"""

from __future__ import annotations

import gzip
import math
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import repeat
from pathlib import Path

import msgspec

_ENGLISH = "large_en.msgpack.gz"


@lru_cache(100_000)
def zipf(word: str, language: str = "en") -> float:
    """The Zipf frequency (van Heuven et al. 2014): log10 of the occurrences in a billion words; 0 for an unknown word.

    Of languages other than English only words that occur once in a million, a frequency of 3, are known.
    """
    share = frequency(word, language)
    return round(max(0.0, math.log10(share) + 9), 2) if share else 0.0


def frequency(word: str, language: str = "en") -> float:
    """The share of a language's words that this one makes up, to three digits; 0 for an unknown word."""
    if language == "en" and word.isascii() and word.isalpha():
        band = _english().get(word.lower())
        return 0.0 if band is None else float(f"{10 ** (-band / 100):.2e}")
    from wordfreq import word_frequency

    return float(word_frequency(word, language, "best" if language == "en" else "small"))


@cache
def _english() -> dict[str, int]:
    """The hundredths of a power of ten by which each word is rarer than certain."""
    spec = find_spec("wordfreq")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("wordfreq is not installed")
    packed = Path(spec.origin).with_name("data").joinpath(_ENGLISH).read_bytes()
    bands = msgspec.msgpack.decode(gzip.decompress(packed), type=tuple)
    out: dict[str, int] = {}
    for band, words in enumerate(bands[1:]):
        out.update(zip(words, repeat(band)))
    return out
