"""Attribution, casing, glued words, punctuation, duplication and debris: what is flagged, and good copy like it."""

import pytest

from mtcheck.checks import RULES
from tests.support import analyse, flagged, flags

CLEAN = """Ferry crews call off strike

By Jane Doe

PORT ELM (Reuters) - Ferry crews called off their strike on Friday, their union told Reuters. "We are glad," said Maria
Lind, who speaks for the crews. "No, no, it was not easy."

The U.S. Coast Guard said at 3 a.m. that it had had no reports of trouble. The company, listed as Elm Lines Inc., paid
1,200 crew. Ms. Lind, 46, said: "It is what it is."

See also sections 4 and 5 of the deal, she said. Share prices fell. The Power of Work, a charity, welcomed the deal.

"The offer was fair," The Times wrote. It was very, very late when The Hague called, and that that mattered is plain.
"""


def test_clean_copy_is_clean() -> None:
    analysis = analyse(CLEAN.replace('"The offer was fair," The Times wrote. ', ""))
    found = [(f.code, CLEAN[f.start : f.end]) for rule in RULES.values() for f in rule.flags(analysis)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("It may be war in the north. Reuters.", "in the north, Reuters reports."),
        ("“We will wait,” the envoy said. Washington Post.", "the envoy told the Washington Post."),
        ("An envoy was quoted as saying. Washington Post.", "quoted as saying by the Washington Post."),
        ("“We hope so,” said Ada Roe in an interview. El País.", "in an interview with El País."),
    ],
)
def test_a_loose_source_is_put_back(text: str, suggestion: str) -> None:
    (flag,) = flags(text, "ATT001")
    assert flag.end == len(text)
    assert flag.suggestions[0].text == suggestion


@pytest.mark.parametrize("text", ["He bought Time. Time passed.", "She reads the Post. The Post is dear.", "Reuters."])
def test_a_paper_in_its_place_is_no_loose_source(text: str) -> None:
    assert flagged(text, "ATT001") == []


@pytest.mark.parametrize(
    ("code", "text", "span"),
    [
        ("ATT002", "A source was quoted as saying Reuters She left.", "was quoted as saying Reuters She left"),
        ("CAS002", "“We will stay here”, The envoy said.", "here”, The"),
        ("DUP001", "The court will “will decide” soon.", "will “will"),
        (
            "DUP002",
            "To sell the old ferry or to sell the old ferry at sea.",
            "To sell the old ferry or to sell the old ferry",
        ),
        ("GLU001", "It lay in the harbourThe crew slept.", "harbourThe"),
        ("GLU003", "The judge stated:'We know.'", "stated:'W"),
        ("PUN001", "They left both towns..", "towns.."),
        ("PUN003", "At 7 p. m. the U. N. envoy left.", "p. m."),
    ],
)
def test_spans(code: str, text: str, span: str) -> None:
    assert flagged(text, code)[0] == span


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("GLU001", "He uses an iPhone, eBay and a MacBook in McDonald's."),
        ("GLU002", "See example.com, node.js and 3.5 percent. Mr.Smith left."),
        ("PUN001", "He works for Apple Inc.. Well... perhaps. What?!"),
        ("PUN002", "A score of .5 and a file named .env, or . . . nothing."),
        ("PUN004", "He can not only sing but also dance."),
        ("DUP001", "He had had enough; that that is, is. Duran Duran played."),
        ("DUP002", "Some like it hot and some like it cold."),
        ("DEB001", "Read more than he could, she did. Source code leaked. Follow us on this path, he said."),
    ],
)
def test_good_english(code: str, text: str) -> None:
    assert flagged(text, code) == []


@pytest.mark.parametrize(
    "line",
    [
        "See also\u00a0 Prices rise again. Traders at a loss / What comes next",
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
        "Author: Ana Pop",
        "Leia também: O preço do pão",
        "Читайте также: Цены растут",
    ],
)
def test_a_line_of_debris_is_one_flag(line: str) -> None:
    text = f"The ferry sailed on Friday.\r\n\r\n{line}\r\n\r\nIt came back on Sunday.\r\n"
    assert flagged(text, "DEB001") == [line]


@pytest.mark.parametrize(
    ("text", "fixed"),
    [('"They left at that stage,"Ada Roe said.', 'stage," A'), ('The judge said:"We know."', 'said: "W')],
)
def test_the_space_goes_to_the_side_where_the_quotation_ends(text: str, fixed: str) -> None:
    assert [flag.suggestions[0].text for flag in flags(text, "GLU003")] == [fixed]


@pytest.mark.parametrize(
    ("written", "fixed"),
    [
        ("67 thousand 139 people", "67,139"),
        ("2 million 350 thousand euros", "2.35 million"),
        ("1 million 47 thousand 530", "1,047,530"),
        ("17 billion 166 million lira", "17.166 billion"),
        ("110 million and 112 million years", None),
        ("3 million 2019 cars", None),
        ("5 million 200 people", None),
        ("3 thousand 5.5 percent bonds", None),
    ],
)
def test_a_split_figure_is_put_together(written: str, fixed: str | None) -> None:
    assert [flag.suggestions[0].text for flag in flags(f"They counted {written}.", "NUM006")] == (
        [fixed] if fixed else []
    )


@pytest.mark.parametrize(
    ("code", "text", "spans"),
    [
        ("PUN007", "Prices rose 3,5% and 1,200 percent; 4,50 euros.", ["3,5", "4,50"]),
        ("PUN008", "Some 1.200 voters and 2.228 trillion euros, 1.500 police.", ["1.200", "1.500"]),
        ("PUN007", "A cup costs €2,50, versions 40,45 and 55, 2.8 million.", ["2,50"]),
        ("PUN008", "She scored 15.000 points; HUF 350.000 and $5.143.312, or 1.047 billion.", ["350.000", "5.143.312"]),
        ("PUN011", "Some 80 000 people, 3 413 497 voters, on May 15 000 came, 20 000.5.", ["80 000", "3 413 497"]),
        ("NUM007", "A loan of 7,5 thousand million euros, of a thousand millions.", ["7,5 thousand million"]),
        ("AGR006", "For 450 millions of euros; 2 million, on Jan. 6 millions watched.", ["450 millions of"]),
        (
            "AGR008",
            "At the 3:40, at the 7.30 of dawn; at the 6:30 mark, at the 10:00 news.",
            ["At the 3:40", "at the 7.30"],
        ),
        (
            "AGR009",
            "It fell with 12 percent, grew with two points; fell with 12 men.",
            ["fell with 12 percent", "grew with two points"],
        ),
        ("PUN012", "On 6. November, until the 3. May; it is 6. November came.", ["6. November", "3. May"]),
        (
            "AGR007",
            "An “just” cause, a old one, an union; a European, an hour, a one-off, hepatitis A and E.",
            ["a old", "An “just", "an union"],
        ),
        ("AGR007", "A unit, a united one, an unusual and an unanimous; a eulogy, an uninformed one.", ["an unanimous"]),
        (
            "GAR002",
            "They would only of so. We must never of it. His will of iron.",
            ["would only of", "must never of"],
        ),
        (
            "GAR008",
            "He said that will appeal. She said that is why, and that would be enough; he said that it was.",
            ["said that will"],
        ),
        ("ATT008", "She said that “We will go.” He said that “we” is many. They said, “We go.”", ["said that “We"]),
        ("GLU003", "“We know the truth”,Doyle said. “We go”, she said.", ["h”,D"]),
        ("PUN009", "He said “We left.\n\n“Then we slept.”\n\nShe said “We stayed.", ["“We"]),
        (
            "ATT007",
            "He said. He said. He was. “We won,” explains Roe. “Yes,” she said. He said so. They said so. She was in. The Roes' comments had merit.",
            ["explains"],
        ),
    ],
)
def test_foreign_figures_and_lost_marks(code: str, text: str, spans: list[str]) -> None:
    assert flagged(text, code) == spans


@pytest.mark.parametrize(
    "text",
    [
        "The square was empty.\n\neBay fell by a tenth, and iPhone sales too.\n\nPolice left.",
        "The envoy said:\n\nnobody will leave before Friday.",
        "What to pack:\n\n- bread and cheese.\n\nbread alone will do\n\nPolice left.",
        "It was late.\n\nde Lange left the room.\n\nvan Dijk scored twice.",
    ],
)
def test_a_small_letter_where_it_may_stand(text: str) -> None:
    assert flagged(text, "CAS004") == []
