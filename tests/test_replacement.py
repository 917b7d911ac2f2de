"""What may stand in another’s place, or be taken out, without leaving half a sentence or half a pair of marks."""

import pytest

from mtcheck.checks.replacement import keeps_marks, removable
from mtcheck.document.model import Span
from mtcheck.models.readings import Token
from tests.support import analyse

# Word, class, tag, arc and the number of the word that governs it.
CREWS = [
    ("Crews", "NOUN", "NNS", "nsubj", 1), ("guarding", "VERB", "VBG", "ROOT", 1), ("the", "DET", "DT", "det", 4),
    ("old", "ADJ", "JJ", "amod", 4), ("gates", "NOUN", "NNS", "dobj", 1), ("of", "ADP", "IN", "prep", 4),
    ("a", "DET", "DT", "det", 7), ("prison", "NOUN", "NN", "pobj", 5), ("left", "VERB", "VBD", "conj", 1),
    ("yesterday", "NOUN", "NN", "npadvmod", 8), (".", "PUNCT", ".", "punct", 1),
]  # fmt: skip


@pytest.mark.parametrize(
    ("copy", "original", "expected"),
    [
        ("costume", "suit", True),
        ("the “final” word", "the 'last' word", True),
        ("1999) Still", "Meanwhile", False),
        ('company "it', "firm 'it", False),
        ('company "it', "firm “it", True),
        ("the crew's", "the men's", True),
        ("its crews’ pay", "wages", True),
        ("the (old) gate", "gate", True),
    ],
)
def test_marks_stay_in_pairs(copy: str, original: str, expected: bool) -> None:
    assert keeps_marks(copy, original) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("old", True),
        ("of a prison", True),
        ("yesterday", True),
        ("the", True),
        ("a", False),
        ("of a", False),
        ("gates", False),
        ("the old gates", False),
        ("Crews", False),
        ("guarding the old gates", False),
    ],
)
def test_only_what_nothing_hangs_on_can_be_taken_out(words: str, expected: bool) -> None:
    text = "Crews guarding the old gates of a prison left yesterday."
    tokens, at = [], 0
    for word, pos, tag, dep, head in CREWS:
        at = text.index(word, at)
        tokens.append(Token(at, at + len(word), word, word.lower(), pos, tag, dep, head, ""))
        at += len(word)
    start = text.index(f" {words}") + 1 if f" {words}" in text else 0
    span = Span(start, start + len(words))
    assert removable(analyse(text, parses=(tuple(tokens),)), span) is expected
    assert not removable(analyse(text), span)
    assert not removable(analyse(text, parses=((),)), span)
