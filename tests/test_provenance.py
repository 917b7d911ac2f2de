"""What stands across from a span of the copy, and how it becomes a flag's probable source."""

import pytest

from mtcheck.alignment.model import Bead, Parallel, WordLink, similarity
from mtcheck.analysis import Analysis
from mtcheck.document.model import Document, Span
from mtcheck.document.segmentation import segment
from mtcheck.flag import Category, Flag, ProbableSource, Severity
from mtcheck.provenance import with_provenance

COPY = "Moscow raises shares in the talks. The crews were glad."
FOREIGN = "Moscova ridică miza la noi discuții. Echipajele au fost bucuroase."
ENGLISH = "Moscow raises the stakes in the talks. The crews were glad."


def document(text: str, path: str) -> Document:
    return Document(path, text, segment(text))


def beside(other: str, kind: str, pairs: list[tuple[str, str]]) -> Parallel:
    """The copy and another text, sentence by sentence, words linked as in ``pairs``."""
    copy, text = document(COPY, "copy.txt"), document(other, f"{kind}.txt")
    links = tuple(
        WordLink(
            Span(COPY.index(ours), COPY.index(ours) + len(ours)),
            Span(other.index(theirs), other.index(theirs) + len(theirs)),
            0.9,
        )
        for ours, theirs in pairs
    )
    beads = (Bead((0,), (0,), 0.9), Bead((1,), (1,), 0.8))
    return Parallel(kind, "ro" if kind == "source" else "en", copy, text, beads, (links, ()))  # type: ignore[arg-type]


SOURCE = beside(
    FOREIGN, "source", [("Moscow", "Moscova"), ("raises", "ridică"), ("shares", "miza"), ("talks", "discuții")]
)
ORIGINAL = beside(ENGLISH, "original", [("Moscow", "Moscow"), ("raises", "raises"), ("shares", "stakes")])


def flag(words: str, source: ProbableSource | None = None) -> Flag:
    start = COPY.index(words)
    return Flag(
        start, start + len(words), "CAL001", "literal-idiom", Category.CALQUE, Severity.MAJOR, 0.8, "", (), source
    )


def made(words: str, known: ProbableSource | None = None, **texts: Parallel) -> ProbableSource | None:
    analysis = Analysis(document(COPY, "copy.txt"), **texts)  # type: ignore[arg-type]
    return next(iter(with_provenance([flag(words, known)], analysis))).probable_source


def test_the_words_across_are_given_with_where_they_stand() -> None:
    assert made("raises shares", source=SOURCE) == ProbableSource("ro", "ridică miza", "", "source")
    assert made("raises shares", original=ORIGINAL) == ProbableSource("", "", "raises the stakes", "original")
    both = made("raises shares", source=SOURCE, original=ORIGINAL)
    assert both == ProbableSource("ro", "ridică miza", "raises the stakes", "original")


def test_what_a_rule_knows_stands_beside_the_source_or_alone() -> None:
    corpus = ProbableSource("ro", "a ridica miza", "raise the stakes", "corpus")
    assert made("raises shares", corpus, source=SOURCE) == ProbableSource(
        "ro", "ridică miza", "raise the stakes", "source"
    )
    assert made("crews", corpus, source=SOURCE) == corpus
    assert made("crews") is None


def test_a_stray_link_does_not_stretch_the_answer() -> None:
    pairs = [("Moscow", "discuții"), ("raises", "ridică"), ("shares", "miza"), ("in", "la"), ("the", "noi")]
    spans = beside(FOREIGN, "source", pairs).counterpart(0, COPY.index(" in"))
    assert spans is not None
    assert FOREIGN[spans.start : spans.end] == "ridică miza"


@pytest.mark.parametrize(("beads", "expected"), [
    ((Bead((0,), (0,), 1.0), Bead((1,), (1,), 1.0)), 1.0),
    ((Bead((0,), (), 0.0), Bead((1,), (), 0.0), Bead((), (0,), 0.0), Bead((), (1,), 0.0)), 0.0),
])  # fmt: skip
def test_similarity_is_the_share_that_aligns(beads: tuple[Bead, ...], expected: float) -> None:
    assert similarity(beads, document(COPY, "a"), document(ENGLISH, "b")) == expected


def test_a_short_text_that_is_all_in_a_long_one_is_the_same_story() -> None:
    long = document(ENGLISH + " Nothing else was said. Nobody asked. The boats sailed.", "long")
    beads = (Bead((0,), (0,), 0.9), Bead((1,), (1,), 0.9), *(Bead((), (i,), 0.0) for i in range(2, 5)))
    assert similarity(beads, document(COPY, "a"), long) == pytest.approx(0.9)
