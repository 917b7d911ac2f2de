"""“He said” of a known woman: found where nobody else can have said it, and nowhere else."""

import pytest

from mtcheck.alignment.model import Bead, Parallel, WordLink
from mtcheck.checks import RULES
from mtcheck.document.model import Document, Span
from mtcheck.document.segmentation import segment
from tests.support import analyse, flagged, flags


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“It is over,” said Angela Merkel in Berlin. “We are ready,” he added.", "he"),
        ("“It is over,” said German Chancellor Angela Merkel. “We are ready,” he added.", "he"),
        ("“It is over,” Angela Merkel told the newspaper. “The president is ready,” he added.", "he"),
        ("“It is,” said Angela Merkel, a guest of the Old U.S. Poetry Club. “We are ready,” he said.", "he"),
        ("Maria Zakharova, the Russian foreign ministry spokeswoman, said it was late. He added nothing.", "He"),
        ("The speaker of the Russian Foreign Ministry, Maria Zakharova, said it was late. He added nothing.", "He"),
        ("Ursula von der Leyen arrived in Brussels on Monday. He said the plan was dead.", "He"),
        ("European Commission President Ursula von der Leyen arrived. He told reporters to wait.", "He"),
        ("Angela Merkel spoke.\n\nUrsula von der Leyen arrived. He said the plan was dead.", "He"),
        ("Emmanuel Macron arrived in Paris. She said the plan was dead.", "She"),
        ("Christine Lagarde said he was ready.", "he"),
        ("Kaja Kallas, and his deputy, came.", "his"),
        ("French President Emmanuel Macron and her team arrived in Paris.", "her"),
    ],
)
def test_a_pronoun_that_only_one_person_can_have(text: str, found: str) -> None:
    (flag,) = flags(text, "NAM006")
    assert text[flag.start : flag.end] == found
    other = {"he": "she", "she": "he", "his": "her", "her": "his"}[found.lower()]
    assert flag.suggestions[0].text == (other.capitalize() if found[0].isupper() else other)


@pytest.mark.parametrize(
    "text",
    [
        "Brown said Theresa May's plan was dead. “It is over,” he told reporters.",
        "Analysts said Angela Merkel's plan was dead. “It is over,” he said.",
        "Officials said Ursula von der Leyen's proposal was late. “It is over,” he said.",
        "Officials said Ursula von der Leyen would resign. “It is over,” he said.",
        "The minister, who resigned, said Angela Merkel was wrong. “It is over,” he said.",
        "“It is over,” said a friend of Angela Merkel. “We are ready,” he added.",
        "Christine Lagarde spoke to the governor of the Bank of France. “We are ready,” he said.",
        "Christine Lagarde told reporters that Brenkman had resigned. “We are ready,” he said.",
        "Angela Merkel spoke. One resident was not convinced. “We are ready,” he told Reuters.",
        "“It is over,” said Angela Merkel. The farmer disagreed. “We are ready,” he said.",
        "An aide to Theresa May said he had resigned.",
        "The leader who beat Angela Merkel said he was glad.",
        "The adviser to the chancellor, Angela Merkel, said the talks had failed. He added that they would go on.",
        "Theresa May said he was a great leader, paying tribute to Kofi Annan.",
        "Kofi Annan is dead.\n\nTheresa May said he was a great leader.",
        "Brenkman is dead.\n\nTheresa May said he was a great leader.",
        "Ursula von der Leyen met Brenkman. He said the plan was dead.",
        "Ursula von der Leyen met the minister. He said the plan was dead.",
        "Ursula von der Leyen's plan is dead. He said so.",
        "The spokesman was late.\n\nUrsula von der Leyen arrived. He said the plan was dead.",
        "Emmanuel Macron spoke.\n\nUrsula von der Leyen arrived. He said the plan was dead.",
        "The minister met Kaja Kallas and his deputy.",
        "Ursula von der Leyen arrived. She said the plan was dead.",
        "Kaja Kallas, and her deputy, came.",
    ],
)
def test_a_pronoun_that_may_be_of_somebody_else_is_left_alone(text: str) -> None:
    assert flagged(text, "NAM006") == []


@pytest.mark.parametrize(("there", "found"), [("he", []), ("she", ["he"])])
def test_the_originals_pronoun_is_right(there: str, found: list[str]) -> None:
    text, other = "Angela Merkel spoke. “We go,” he said.", f"Angela Merkel spoke. “Off we go,” {there} said."
    copy, original = (Document("story.txt", t, segment(t)) for t in (text, other))
    link = WordLink(_word(text, "he said", 2), _word(other, f"{there} said", len(there)), 0.9)
    bead = Bead(tuple(range(len(copy.segments))), tuple(range(len(original.segments))), 0.9)
    analysis = analyse(text, original=Parallel("original", "en", copy, original, (bead,), ((link,),)))
    assert [text[f.start : f.end] for f in RULES["NAM006"].flags(analysis)] == found


def _word(text: str, at: str, length: int) -> Span:
    start = text.index(at)
    return Span(start, start + length)
