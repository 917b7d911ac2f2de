"""The form that a phrase’s replacement takes: from the machine form, from the subject, from the article before it."""

import pytest

from mtcheck.corpora.agreement import form_in, is_plural_in, plural, verb_like
from mtcheck.corpora.inflection import form_of
from mtcheck.corpora.phrases import find_phrases
from mtcheck.tables import listed, rows

_PASTS = ("past", "participle")


@pytest.mark.parametrize(
    ("text", "agreeing"),
    [
        ("Ministers took participation in the forum.", "took part in"),
        ("Ministers have taken participation in the forum.", "taken part in"),
        ("They will take participation in the forum.", "take part in"),
        ("The man resulted injured in the crash.", "was"),
        ("Two drivers resulted injured in the crash.", "were"),
        ("They met their death in the accident.", "died"),
        ("The talks had place on Monday.", "took place"),
        ("The group was imputed for fraud.", "was charged with"),
        ("The men are imputed for fraud.", "are charged with"),
        ("The talks are on the game.", "are at stake"),
        ("The government gave reverse gear in the case.", "backed down"),
        ("The men were taken under custody on Friday.", "taken into custody"),
        ("The ministry put in march a plan.", "launched"),
        ("The plan was put in march.", "launched"),
        ("The ministry will put in march a plan.", "launch"),
        ("It affects to the whole country.", "affects"),
        ("Because of that the road is closed.", "Because"),
        ("The man called the attention that prices rise.", "warned"),
        ("Two judges of instruction came.", "investigating judges"),
        ("A judge of instruction came.", ""),
        ("The judge of instruction came.", "investigating judge"),
        ("Police sought three arrest mandates.", "arrest warrants"),
        ("Polls opened in two tables of voting.", "polling stations"),
    ],
)
def test_a_replacement_agrees(text: str, agreeing: str) -> None:
    found = {match.agreeing[:1] for match in find_phrases(text, 0, len(text))}
    assert found == {(agreeing,) if agreeing else ()}


@pytest.mark.parametrize(
    "text",
    [
        "Smith and Jones resulted injured.",
        "The driver of the cars resulted injured.",
        "Two of them resulted injured.",
        "The ministries put in march a plan.",
    ],
)
def test_none_is_offered_where_its_form_is_not_known(text: str) -> None:
    assert {match.agreeing for match in find_phrases(text, 0, len(text))} == {()}


@pytest.mark.parametrize(
    ("text", "agreeing"),
    [
        ("They brought their concern to expression.", ("expressed their concern",)),
        ("The judge put the deal in question.", ("called the deal into question",)),
        ("About this reports the agency.", ()),
    ],
)
def test_an_ellipsis_stands_for_what_a_gap_has_found(text: str, agreeing: tuple[str, ...]) -> None:
    assert {match.agreeing for match in find_phrases(text, 0, len(text))} == {agreeing}


@pytest.mark.parametrize(
    ("verb", "written", "before", "made"),
    [
        ("be", "had", "She ", "was"),
        ("be", "had", "Yesterday, he also ", "was"),
        ("be", "had", "We ", "were"),
        ("be", "had", "Police said the two men ", "were"),
        ("be", "had", "The law of the cities ", ""),
        ("be", "had", "James ", ""),
        ("be", "had", "Then Mr Jones ", ""),
        ("be", "have", "They ", "are"),
        ("be", "have", "It does not ", "be"),
        ("be", "have", "", ""),
        ("be", "had", "It has ", "been"),
        ("be", "having", "It is ", "being"),
        ("be", "were", "", "were"),
        ("take", "put", "It will ", "take"),
        ("take", "put", "He didn't ", "take"),
        ("take", "put", "It was ", "taken"),
        ("take", "put", "They’ve ", "taken"),
        ("take", "put", "The company ", "took"),
        ("take", "put", "They ", ""),
    ],
)
def test_a_verb_like_another(verb: str, written: str, before: str, made: str) -> None:
    form = form_in(["have+", "be+", "put+"], written)
    assert verb_like(verb, written, form, before) == made


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("took", "past"),
        ("taken", "participle"),
        ("been", "participle"),
        ("was", "past"),
        ("gives", "s"),
        ("claimed", "past"),
        ("putting", "ing"),
        ("crisis", "base"),
        ("feed", "base"),
    ],
)
def test_the_form_of_a_word_alone(word: str, form: str) -> None:
    assert form_of(word) == form


def test_the_number_of_a_noun() -> None:
    assert is_plural_in(("judge", "judges"), "Judges") is True
    assert is_plural_in(("judge", "judges"), "judge") is False
    assert is_plural_in(("judge+",), "judges") is True
    assert is_plural_in(("crime", "murder"), "crime") is None
    assert [plural(word) for word in ("warrant", "facility", "spokesman", "elections")] == [
        "warrants",
        "facilities",
        "spokesmen",
        "elections",
    ]


def test_a_choice_of_verbs_is_answered_by_a_verb_in_its_form() -> None:
    """Of a pattern that begins with forms of verbs, each replacement is marked, begins with no verb, or is none."""
    entries = [row for row in rows("phrases") if row["kind"] != "habit"]
    verbs = {row["base"] for row in rows("irregular_verbs")}
    for row in entries:
        words = [word for english in listed(row["english"]) for word in english.split()]
        verbs.update(word[:-1] for word in words if word.endswith("+"))
        if all(pattern.split()[0].endswith("+") and pattern[0] not in "({[" for pattern in listed(row["machine"])):
            verbs.update(english.split()[0] for english in listed(row["english"]))
    for row in entries:
        for pattern in listed(row["machine"]):
            first = pattern.split("} ", 1)[-1] if pattern.startswith("{") else pattern
            if not first.startswith("("):
                continue
            choice = first[1 : first.index(")")].split("/")
            if len(choice) > 1 and any(word.endswith("+") or form_of(word.split()[0]) in _PASTS for word in choice):
                for english in listed(row["english"]):
                    marked = "+" in english or "(s)" in english or "…" in english
                    assert marked or english.split()[0] not in verbs, (row["id"], pattern, english)
