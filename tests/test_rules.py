"""Every rule's documentation holds: its example is flagged by it, and the better wording is not."""

from typing import get_args

import pytest

from mtcheck.checks import RULES
from mtcheck.checks.rule import Need, Rule
from mtcheck.document.reading import from_text
from mtcheck.flag import Flag
from mtcheck.models import parser
from tests.support import analyse, examples

ALONE = [
    rule
    for rule in RULES.values()
    if rule.runs_with(set()) or (rule.runs_with({"parse"}) and examples(rule, "Example"))
]
"""All but the tagger's rules and those that are silent without another text, a memory or a glossary of the house."""


@pytest.mark.parametrize("rule", ALONE, ids=lambda rule: rule.code)
def test_the_example_is_flagged_and_the_better_wording_is_not(rule: Rule) -> None:
    flawed, better = examples(rule, "Example"), examples(rule, "Better")
    assert flawed
    assert better

    def flags(text: str) -> list[Flag]:
        parses = parser.load().parse(from_text(text)) if "parse" in rule.needs else None
        return list(rule.flags(analyse(text, parses=parses)))

    for text in flawed:
        assert flags(text), text
    for text in better:
        assert flags(text) == [], text


def test_what_rules_need_is_known() -> None:
    assert frozenset().union(*(rule.needs for rule in RULES.values())) == set(get_args(Need))


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_the_documentation_says_why(rule: Rule) -> None:
    paragraphs = rule.documentation.split("\n\n")
    assert len(paragraphs[0].splitlines()) == 1
    assert any(paragraph.startswith("Why: ") for paragraph in paragraphs)
