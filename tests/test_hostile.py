"""Text that no newsroom would send: no crash, no hang, and time that grows no faster than the text."""

import math
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck import Checker, Config
from mtcheck.document.model import Document
from mtcheck.document.reading import UnreadableError, from_bytes, from_text
from mtcheck.document.segmentation import segment
from mtcheck.report.formats import FORMATS, renderer
from tests.hostile_texts import TEXTS

CHECKER = Checker(Config(fast=True))
SMALL, LARGE = 8_000, 32_000
BRIEF = 0.25
"""Processor seconds within which growth is not asked after: a story so long takes more than half of them anyway."""
STEEPEST = 1.5
"""The exponent of growth; 1 is linear, 2 quadratic. What is in between leaves room for tables that fill up."""


def check(text: str) -> None:
    CHECKER.check(Document("a.txt", text, segment(text)))


def seconds(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


@pytest.mark.parametrize("name", TEXTS)
def test_time_grows_with_the_text(name: str) -> None:
    small, large = TEXTS[name](SMALL), TEXTS[name](LARGE)
    assert len(large) > 3 * len(small)
    once = seconds(lambda: check(large))
    if once < BRIEF:
        return
    # Processor time is noisy on a busy machine; the least of three is not.
    longest = min(once, *(seconds(lambda: check(large)) for _ in range(2)))
    shortest = min(seconds(lambda: check(small)) for _ in range(3))
    assert longest < BRIEF or math.log(longest / shortest, len(large) / len(small)) < STEEPEST


PIECES = st.sampled_from(
    ["\ud800", "\x00", "\ufeff", "\u202e", "\u200b", "e\u0301", "🛥️", "👩\u200d🚀", "\r\n", "\r", "\u2028", "\x85", "\t", " ", "\n\n",
     "“", "”", "\"", "’", "(", ")", ". ", "Mr. ", "Ana Costa", "Minister", "of of", "Washington Post.", "said", "The", "<b>",
     "&amp;", "{", "]]>", "﷽", "ﬁ", "İ", "ß", "１２", "1,5", "%"]
)  # fmt: skip
HOSTILE = st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join)


@given(HOSTILE)
@settings(deadline=None, max_examples=150)
def test_offsets_are_exact_under_any_unicode(text: str) -> None:
    document = Document("a.txt", text, segment(text))
    for one in document.segments:
        assert text[one.start : one.end] == one.text
        assert one.text == one.text.strip()
    for flag in CHECKER.check(document).flags:
        assert 0 <= flag.start < flag.end <= len(text)
        assert text[flag.start : flag.end].strip()


@given(HOSTILE)
@settings(deadline=None, max_examples=40)
def test_every_format_renders_whatever_was_flagged(text: str) -> None:
    try:
        document = from_text("The minister met with with Ana. " + text)
    except UnreadableError:
        return
    report = CHECKER.report([CHECKER.check(document)])
    for kind in FORMATS:
        renderer(kind)(report).encode("utf-8", "replace")


@given(
    st.binary(max_size=400),
    st.sampled_from(["", ".txt", ".html", ".md", ".json", ".xml", ".docx", ".xlf", ".tmx", ".rss"]),
)
@settings(deadline=None, max_examples=200)
def test_any_bytes_are_a_story_or_one_clear_line(data: bytes, suffix: str) -> None:
    said = ""
    try:
        for document in from_bytes(data, f"a{suffix}", suffix):
            CHECKER.check(document)
    except UnreadableError as error:
        said = str(error)
    assert "\n" not in said


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".txt", "word " * 4_000_000),
        (".html", "<p>" + "word " * 4_000_000),
        (".json", '{"headline": "a", "body_text": "' + "word " * 4_000_000 + '"}'),
        (".xml", "<nitf><body><body.content><p>" + "word " * 4_000_000 + "</p></body.content></body></nitf>"),
        (".md", "word " * 4_000_000),
    ],
)
def test_what_is_far_too_long_is_refused_before_any_work(suffix: str, text: str) -> None:
    started = time.process_time()
    with pytest.raises(UnreadableError, match=r"^a\S+: .*(characters|MB|bytes|words)"):
        from_bytes(text.encode(), f"a{suffix}", suffix)
    assert time.process_time() - started < 4
