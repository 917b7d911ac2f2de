"""`mtcheck explain`."""

from __future__ import annotations

import difflib

import click

from mtcheck.checks import RULES


@click.command()
@click.argument("code")
def explain(code: str) -> None:
    """Say what a rule flags, why it happens, and what would be better."""
    by_name = {rule.name: rule for rule in RULES.values()}
    rule = RULES.get(code.upper()) or by_name.get(code.lower())
    if rule is None:
        near = difflib.get_close_matches(code.upper(), RULES, 1, 0.5) or difflib.get_close_matches(
            code, by_name, 1, 0.5
        )
        raise click.UsageError(f"no rule is called “{code}”" + (f" (did you mean “{near[0]}”?)" if near else ""))
    click.echo(f"{rule.code} {rule.name}\n{rule.category}, {rule.severity}, MQM: {rule.mqm}\n\n{rule.documentation}")
