"""Every rule's documentation holds: its example is flagged by it, and the better wording is not."""

import pytest

from mtcheck.checks import RULES
from mtcheck.checks.rule import Rule
from tests.support import flags

TEXT_RULES = [rule for rule in RULES.values() if rule.needs == "text"]
"""All but the models' rules and those that are silent without another text, a memory or a glossary of the house."""


@pytest.mark.parametrize("rule", TEXT_RULES, ids=lambda rule: rule.code)
def test_the_example_is_flagged_and_the_better_wording_is_not(rule: Rule) -> None:
    examples, better = rule.examples("Example"), rule.examples("Better")
    assert examples
    assert better
    for text in examples:
        assert flags(text, rule.code), text
    for text in better:
        assert flags(text, rule.code) == [], text


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_the_documentation_says_why(rule: Rule) -> None:
    paragraphs = rule.documentation.split("\n\n")
    assert len(paragraphs[0].splitlines()) == 1
    assert any(paragraph.startswith("Why: ") for paragraph in paragraphs)
