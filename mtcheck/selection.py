"""Which rules a configuration wants."""

from __future__ import annotations

from mtcheck.checks import RULES
from mtcheck.checks.rule import Rule
from mtcheck.config import Config
from mtcheck.triage import selector


def chosen_rules(config: Config) -> tuple[Rule, ...]:
    """The rules that a configuration wants, in code order."""
    wanted = selector(config.select, config.ignore)
    return tuple(
        rule
        for code, rule in RULES.items()
        if wanted(code, rule.name, str(rule.category)) and (code not in config.rules or config.rules[code].enabled)
    )
