"""Debris: the lines of a page that are taken for copy, and the copy that looks like them."""

import pytest

from mtcheck.checks import RULES
from mtcheck.flag import Flag
from mtcheck.tables import rows
from tests.support import analyse, flagged

STORY = "The ferry sailed on Friday.\r\n\r\n{}\r\n\r\nIt came back on Sunday.\r\n"


def _debris(text: str) -> list[Flag]:
    analysis = analyse(text)
    return [flag for code in ("DEB001", "DEB002") for flag in RULES[code].flags(analysis)]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("See also\u00a0 Prices rise again. Traders at a loss / What comes next", "link"),
        ("SEE ALSO", "link"),
        ("(Read also: Prices rise again)", "link"),
        ("• Read more » Prices rise again", "link"),
        ("Read more Prices rise again", "link"),
        ("Leia também O preço do pão", "link"),
        ("اقرأ أيضا: الأسعار ترتفع", "link"),
        ("Leave a Reply Cancel reply", "comment"),
        ("12 Comments", "comment"),
        ("Your email address will not be published. Required fields are marked *", "comment"),
        ("Adresa ta de email nu va fi publicată. Câmpurile obligatorii sunt marcate cu *", "comment"),
        ("Share on Facebook Tweet Pin it", "share"),
        ("Facebook Twitter WhatsApp", "share"),
        ("1.2K Shares", "share"),
        ("Follow us on Google News", "share"),
        ("This website uses cookies to improve your visit. You can say no.", "cookies"),
        ("© 2023 Elm News. All rights reserved.", "cookies"),
        ("Copyright 2019-2023 The Port of Elm News. All rights reserved.", "cookies"),
        ("Copyright 2019, elm.example", "cookies"),
        ("Subscribe to our newsletter and never miss a story.", "subscribe"),
        ("Author: Ana Pop", "author"),
        ("Source: Elm News.", "author"),
        ("Written by Ana Pop", "author"),
        ("Photo: Ana Pop / AFP", "picture"),
        ("Foto: Ana Pop", "picture"),
        ("Tags: ferries, strike, Elm", "tags"),
        ("#ferries #strike", "tags"),
        ("- Advertisement -", "advertisement"),
        ("Back to top ↑", "button"),
        ("Published on May 12, 2023", "time stamp"),
        ("Updated: 12.05.2023, 10:45", "time stamp"),
        ("12 May 2023 10:45 am", "time stamp"),
        ("5 min read", "time stamp"),
        ("2 hours ago", "time stamp"),
    ],
)
def test_a_line_of_debris_is_one_flag_that_says_what_it_is(line: str, what: str) -> None:
    text = STORY.format(line)
    (flag,) = _debris(text)
    assert text[flag.start : flag.end] == line
    assert what in flag.message.lower()
    assert [(s.text, s.safe) for s in flag.suggestions] == [("", what != "time stamp")]


@pytest.mark.parametrize("line", ["Home > News > Europe", "Home / News", "Home » News", "News › Europe › Elm"])
def test_a_path_of_pages_is_navigation(line: str) -> None:
    text = STORY.format(line)
    (flag,) = _debris(text)
    assert (flag.code, text[flag.start : flag.end]) == ("DEB002", line)


@pytest.mark.parametrize(
    "line",
    [
        "See also how prices rose, he said.",
        "Share prices fell.",
        "Share prices fall on strike fears",
        "Tags were attached to the whales.",
        "Follow-up talks will be held in May.",
        "Source code was leaked.",
        "Sources say the talks failed",
        "Source: two officials who were at the talks and a third who was told of them",
        "Read more than he could.",
        "Read more books, judges tell children",
        "Read More Books, Judges Tell Children",
        "Don’t miss a beat: how drummers train",
        "Follow us down this road, he said.",
        "Photo by photo, the town was rebuilt.",
        "By Jane Doe",
        "Friday, May 12",
        "12 May 2023",
        "Published in 1999, the book sold well.",
        "Updated plan for the harbour",
        "Two hours ago he was here.",
        "Home at last",
        "Search for survivors goes on",
        "Facebook",
        "Facebook, Twitter and the law",
        "Save Twitter",
        "Location: the port of Elm",
        "Score: 3 / 2",
        "Elm / Port Ash",
        "Advertisement for soap is banned",
        "Sign up for the army, he told them.",
        "“We use cookies to bribe them,” she said.",
        "Comment is free, the editor wrote.",
        "Copyright 2019 rules forced the platform to pay publishers, the minister said on Monday.",
        "Copyright 2019 Act forces platforms to pay",
        "See also: the report by the committee, which was published in full on Monday, he said.",
        "See also the plan of the government, under which the port will be closed:",
        "Further reading of the bill was put off until the autumn by the speaker",
        "Related topics at the summit included grain exports and the fate of the port",
        "All rights reserved for minorities in the constitution were upheld by the court",
        "We use cookies to bribe them, she said.",
    ],
)
def test_copy_and_headlines_are_left_alone(line: str) -> None:
    for text in (STORY.format(line), line, f"{line}\n\nThe ferry sailed on Friday."):
        assert _debris(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "See also: President Ivanov said on Monday that the port would be closed.",
        "See also: how prices rose",
        "Read also how prices rose and what the minister says of it",
        "All rights reserved for minorities",
        "Source: officials at the ministry",
    ],
)
def test_what_may_be_a_sentence_is_not_taken_out_unseen(line: str) -> None:
    (flag,) = _debris(STORY.format(line))
    assert [(s.text, s.safe) for s in flag.suggestions] == [("", False)]


def test_a_headline_on_the_first_line_may_open_like_a_link() -> None:
    assert flagged("Read more Homer, minister says\n\nThe ferry sailed.", "DEB001") == []
    assert flagged("The ferry sailed.\n\nRead more Prices rise", "DEB001") == ["Read more Prices rise"]


def test_a_line_inside_a_hard_wrapped_sentence_is_copy() -> None:
    text = (
        "The crews waited in the port of Elm on Friday because they wanted to\n"
        "read more\n"
        "of the letters that the company had sent, which came from one and the same\n"
        "source: the office of a lawyer in the capital who likes asking everybody to\n"
        "share\n"
        "what they know, and who has made this the way of the house for many years\n"
        "now, he said.\n"
    )
    assert _debris(text) == []


def test_every_phrase_of_the_table_has_a_known_kind_and_place() -> None:
    table = rows("boilerplate")
    assert {row["where"] for row in table} == {"line", "part", "any", "start", "open", "label"}
    assert all(row["phrase"] == " ".join(row["phrase"].lower().split()) for row in table if row["language"] != "tr")
    for row in table:
        if row["where"] in {"line", "any", "start", "open"} and row["kind"] != "timestamp":
            assert _debris(STORY.format(row["phrase"])), row["phrase"]


@pytest.mark.parametrize(
    "hostile",
    [
        "1." * 40_000 + "x",
        "Updated " + "1.1 " * 20_000 + "x",
        "a" + " " * 50_000 + "b",
        "share " * 20_000 + "zest",
        "# " * 40_000,
    ],
)
def test_hostile_lines_take_linear_time(hostile: str) -> None:
    assert _debris(STORY.format(hostile)) == []
