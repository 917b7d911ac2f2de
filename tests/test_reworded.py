"""What the copy says otherwise than the original, and what quality estimation doubts beside the source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtcheck import Config
from mtcheck.alignment.model import Bead, Kind, Parallel
from mtcheck.alignment.rewording import Rewording, rewordings
from mtcheck.analysis import Analysis
from mtcheck.checks import RULES
from mtcheck.checks.estimated import error_spans
from mtcheck.checks.reworded import _abbreviates, differences
from mtcheck.confidence import logistic, logit
from mtcheck.document.model import Document, Span
from mtcheck.document.segmentation import segment
from mtcheck.flag import Flag, Severity
from mtcheck.models.readings import Estimate, WordSurprisal, WordTag

ORIGINAL = "Lawyers for the company said the suit had no merit. The crews sail on Friday."
COPY = "Lawyers for the company said the costume had no merit. The crews sail on Friday."


def changes(copy: str, original: str) -> list[tuple[str, str]]:
    found = rewordings(copy, Span(0, len(copy)), original, Span(0, len(original)))
    return [(copy[r.copy.start : r.copy.end], original[r.original.start : r.original.end]) for r in found]


@pytest.mark.parametrize(
    ("copy", "original", "expected"),
    [
        ("The suit had merit.", "The suit had merit.", []),
        ("The costume had merit.", "The suit had merit.", [("costume", "suit")]),
        ("The suits have merits.", "The suit had merit.", [("have", "had")]),
        ("On Friday the crews sail.", "The crews sail on Friday.", []),
        ("The crews sail.", "The crews sail on Friday.", [("", "on Friday")]),
        ("The crews sail again on Friday.", "The crews sail on Friday.", [("again", "")]),
        ("HE SAID “NO”.", "He said 'no'.", []),
        ("Although the neighbour's defence was organised.", "Though the neighbor's defense was organized.", []),
        ("A brand-new Muenster class.", "A brand new Münster-class.", []),
        ("The front-runner spoke.", "The frontrunner spoke.", []),
        ("The senator met Sen. Roe.", "The senator met Senator Roe.", []),
        ("The ministerial office.", "The minister's office.", []),
        ("The papers were filled.", "The papers were filed.", [("filled", "filed")]),
        ("The minister of four.", "The ministry of our.", [("minister", "ministry"), ("four", "our")]),
    ],
)
def test_only_what_is_said_otherwise_is_a_rewording(copy: str, original: str, expected: list[tuple[str, str]]) -> None:
    assert changes(copy, original) == expected


@given(st.text("abc AB .,-’", max_size=60), st.text("abc AB .,-’", max_size=60), st.integers(0, 5))
def test_spans_lie_inside_and_in_order(copy: str, original: str, lead: int) -> None:
    shift = "x" * lead
    at, there = Span(lead, lead + len(copy)), Span(lead, lead + len(original))
    last = lead
    for found in rewordings(shift + copy, at, shift + original, there):
        assert last <= found.copy.start <= found.copy.end <= at.end
        assert there.start <= found.original.start <= found.original.end <= there.end
        last = found.copy.end


def document(text: str) -> Document:
    return Document("story.txt", text, segment(text))


def even(text: str, bits: dict[str, float]) -> tuple[tuple[WordSurprisal, ...], ...]:
    """Five bits a word, but for those named."""
    out = []
    for part in segment(text):
        words, at = [], part.start
        for word in part.text.split():
            at = text.index(word, at)
            words.append(WordSurprisal(at, at + len(word), bits.get(word, 5.0)))
            at += len(word)
        out.append(tuple(words))
    return tuple(out)


def estimate(words: str, wrong: dict[str, float]) -> Estimate:
    parts = words.split()
    return Estimate(tuple(wrong.get(w, 0.02) for w in parts), (0.01,) * (len(parts) + 1), 0.0, 0.2, 0.1)


def tags(words: str, doubts: dict[str, float]) -> tuple[WordTag, ...]:
    """The tagger's, of a word that it doubts grave, of every other one certain."""
    return tuple(WordTag(doubts.get(w, 0.02), (), 0.9 if w in doubts else 0.1) for w in words.split())


def analysis(
    kind: Kind,
    other: str,
    wrong: dict[str, float],
    bits: dict[str, float] | None = None,
    doubts: dict[str, float] | None = None,
) -> Analysis:
    copy = document(COPY)
    beads = (Bead((0,), (0,), 0.9), Bead((1,), (1,), 0.9))
    parallel = Parallel(kind, "en" if kind == "original" else "ro", copy, document(other), beads, ((), ()))
    return Analysis(
        copy,
        parses=((), ()),
        surprisals=even(COPY, bits or {}),
        original_surprisals=even(other, {}) if kind == "original" else None,
        tags=tuple(tags(part.text, doubts or {}) for part in copy.segments),
        estimates=tuple(estimate(part.text, wrong) for part in copy.segments),
        source=parallel if kind == "source" else None,
        original=parallel if kind == "original" else None,
    )


def test_what_is_no_sentence_is_not_compared() -> None:
    copy, original = "ferry " * 900, "boat " * 900
    whole = Span(0, len(copy)), Span(0, len(original))
    assert list(rewordings(copy, whole[0], original, whole[1])) == []
    assert list(rewordings(copy, Span(0, 600), original, Span(0, 500))) == [Rewording(Span(0, 599), Span(0, 499))]


def test_a_difference_knows_both_wordings_and_what_speaks_against_it() -> None:
    (found,) = differences(analysis("original", ORIGINAL, {"costume": 0.9}, {"costume": 14.0}, {"costume": 0.6}))
    assert COPY[found.span.start : found.span.end] == "costume"
    assert (found.copy_words, found.original_words) == (("costume",), ("suit",))
    assert (found.wrong, found.doubt, found.grave) == (0.9, 0.6, 0.9)
    assert found.excess == pytest.approx(9.0)


def test_a_wrong_word_is_flagged_with_the_originals_and_an_equal_one_is_not() -> None:
    rule = RULES["WRD002"]
    (flag,) = rule.flags(analysis("original", ORIGINAL, {"costume": 0.95}, {"costume": 16.0}, {"costume": 0.7}))
    assert COPY[flag.start : flag.end] == "costume"
    assert flag.severity is Severity.MAJOR
    assert flag.suggestions[0].text == "suit"
    assert flag.probable_source is not None
    assert (flag.probable_source.english, flag.probable_source.evidence) == ("suit", "original")
    unsure = rule.flags(analysis("original", ORIGINAL, {}, {"costume": 16.0}))
    assert all(one.confidence < Config().least_confidence for one in unsure)
    assert list(rule.flags(analysis("original", ORIGINAL, {}))) == []
    assert list(rule.flags(analysis("source", ORIGINAL, {"costume": 0.95}))) == []


def reworded(copy: str, original: str) -> list[Flag]:
    """What is flagged where everything in the copy is held to be wrong; each text is one bead."""
    ours, theirs = document(copy), document(original)
    bead = Bead(tuple(range(len(ours.segments))), tuple(range(len(theirs.segments))), 0.9)
    every = dict.fromkeys(copy.split(), 0.97)
    made = Analysis(
        ours,
        surprisals=even(copy, dict.fromkeys(copy.split(), 15.0)),
        original_surprisals=even(original, {}),
        tags=tuple(tags(part.text, every) for part in ours.segments),
        estimates=tuple(estimate(part.text, every) for part in ours.segments),
        original=Parallel("original", "en", ours, theirs, (bead,), ((),)),
    )
    return list(RULES["WRD002"].flags(made))


@pytest.mark.parametrize(
    ("copy", "word", "message"),
    [
        ("The weary crews sail. They are late.", "crews", "The original has “and hungry” before this."),
        ("Hungry crews sail. They are late.", "Hungry", "The original has “The weary and” before this."),
        ("The weary and hungry crews. They are late.", "crews", "The original has “sail” after this."),
        ("The weary and hungry crews sail. They.", "They", "The original has “are late” after this."),
    ],
)
def test_what_the_copy_lacks_is_told_before_or_after_a_word_beside_it(copy: str, word: str, message: str) -> None:
    (flag,) = reworded(copy, "The weary and hungry crews sail. They are late.")
    assert (copy[flag.start : flag.end].rstrip("."), flag.message) == (word, message)
    assert flag.suggestions == ()


@pytest.mark.parametrize(
    ("copy", "original", "message"),
    [
        ("The old minister spoke.", "The minister spoke.", "The original has nothing of this."),
        ("Reports say the minister spoke.", "The minister reportedly spoke.",
         "The original has “reportedly” elsewhere in the sentence, and nothing here."),
    ],
)  # fmt: skip
def test_a_word_that_the_original_has_elsewhere_is_not_said_to_be_missing(
    copy: str, original: str, message: str
) -> None:
    assert message in [flag.message for flag in reworded(copy, original)]


@pytest.mark.parametrize(
    ("copy", "original", "suggested"),
    [
        ("The tired crews sailed.", "The weary men sailed.", ["weary men"]),
        ('The tired "crews sailed".', 'The weary "men sailed".', ['weary "men']),
        ('The tired "crews sailed".', "The weary 'men sailed'.", []),
        ("The tired (crews sailed).", "The weary men sailed.", []),
        ("They sailed. Nobody waved.", "They rowed and everyone waved.", []),
    ],
)
def test_no_suggestion_runs_over_a_full_stop_or_breaks_a_quotation(
    copy: str, original: str, suggested: list[str]
) -> None:
    (flag,) = reworded(copy, original)
    assert [suggestion.text for suggestion in flag.suggestions] == suggested


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [("the UN", "United Nations", True), ("the U.N.", "the United Nations", True), ("GDP", "its gross domestic product", True), ("International Monetary Fund", "IMF", True),
     ("the UN", "European Union", False), ("costume", "suit", False), ("", "United Nations", False)],
)  # fmt: skip
def test_an_acronym_is_no_other_word(ours: str, theirs: str, expected: bool) -> None:
    assert _abbreviates(ours.split(), theirs.split()) is expected


def test_a_stretch_grows_from_its_most_doubtful_word() -> None:
    made = list(
        error_spans(
            analysis("source", "Avocații spun altceva. Echipajele pleacă.", {"costume": 0.8, "had": 0.5, "no": 0.1})
        )
    )
    assert [COPY[d.span.start : d.span.end] for d in made] == ["costume had"]
    assert (made[0].peak, made[0].mean, made[0].words) == (0.8, pytest.approx(0.65), 2)


def test_the_source_is_not_asked_where_the_original_is_given() -> None:
    rule = RULES["WRD003"]
    assert list(rule.flags(analysis("source", "Avocații spun altceva. Echipajele pleacă.", {"costume": 0.97})))
    assert list(rule.flags(analysis("original", ORIGINAL, {"costume": 0.97}))) == []


@given(st.floats(0, 1))
def test_logit_and_logistic_undo_each_other(probability: float) -> None:
    assert logistic((1.0,), (logit(probability),)) == pytest.approx(min(max(probability, 0.002), 0.998))
