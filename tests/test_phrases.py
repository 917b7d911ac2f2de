"""The pattern language of machine forms, and the replacement in the form of what it replaces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtcheck.corpora.inflection import inflected, put_in_form, with_s
from mtcheck.corpora.phrases import find_phrases, phrases
from mtcheck.tables import listed, rows


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("raise", {"raise", "raises", "raised", "raising"}),
        ("carry", {"carry", "carries", "carried", "carrying"}),
        ("stop", {"stop", "stops", "stopped", "stopping"}),
        ("visit", {"visit", "visits", "visited", "visiting"}),
        ("take", {"take", "takes", "took", "taken", "taking"}),
        ("lie", {"lie", "lies", "lay", "lain", "lying"}),
        ("see", {"see", "sees", "saw", "seen", "seeing"}),
        ("be", {"be", "am", "is", "are", "was", "were", "been", "being"}),
        ("woman", {"woman", "women", "womans", "womaned", "womaning"}),
    ],
)
def test_inflection(word: str, forms: set[str]) -> None:
    assert set(inflected(word)) >= forms - {"womans", "womaned", "womaning"}


@pytest.mark.parametrize(
    ("word", "plural"), [("school", "schools"), ("city", "cities"), ("day", "days"), ("box", "boxes")]
)
def test_with_s(word: str, plural: str) -> None:
    assert with_s(word) == plural


@pytest.mark.parametrize(
    ("word", "form", "made"), [("raise", "past", "raised"), ("make", "ing", "making"), ("take", "participle", "taken")]
)
def test_put_in_form(word: str, form: str, made: str) -> None:
    assert put_in_form(word, form) == made  # type: ignore[arg-type]


def test_every_pattern_finds_its_own_plainest_wording() -> None:
    silent = []
    for row in rows("phrases"):
        for pattern in listed(row["machine"]):
            text = _plainest(pattern)
            if row["needs"]:
                text = f"{text} {listed(row['needs'])[0]}"
            found = [m.phrase.id for m in find_phrases(text, 0, len(text))]
            if row["id"] not in found and not _barred(row["unless"], text):
                silent.append((row["id"], pattern, text))
    assert silent == []


def test_every_english_wording_is_clean() -> None:
    """What an entry proposes is not itself a machine form of the same entry."""
    for phrase in phrases().values():
        for english in phrase.english:
            found = [m.phrase.id for m in find_phrases(english, 0, len(english))]
            assert phrase.id not in found, (phrase.id, english)


@pytest.mark.parametrize(
    ("text", "form", "english"),
    [
        ("The minister affirmed that the law is good.", "affirmed", "said"),
        ("He sustains that taxes rise.", "sustains", "maintains"),
        ("The coach told about his plans.", "told", "spoke"),
    ],
)
def test_what_stands_around_a_form_stays(text: str, form: str, english: str) -> None:
    (match,) = find_phrases(text, 0, len(text))
    assert (text[match.start : match.end], match.english) == (form, english)


def test_a_form_alone_is_none_where_it_needs_neighbours() -> None:
    for text in ("It was affirmed that day.", "The minister affirmed the law.", "The coach told them about it."):
        assert list(find_phrases(text, 0, len(text))) == []


@given(st.text(max_size=300))
def test_any_text_can_be_searched(text: str) -> None:
    for match in find_phrases(text, 0, len(text)):
        assert 0 <= match.start < match.end <= len(text)


def _plainest(pattern: str) -> str:
    import re

    text = re.sub(r"\[[^\]]*\]|\*", " ", pattern)
    text = re.sub(r"[({]([^)}/]+)[^)}]*[)}]\+?", r"\1", text)
    text = re.sub(r"\bones\b", "its", text).replace("+", "")
    return " ".join(text.split()).replace(" ,", ",")


def _barred(unless: str, text: str) -> bool:
    words = text.lower().split()
    return any(w in words or w.lower() in text.lower() for w in listed(unless))
