"""Commands that need more than mtcheck itself brings."""

from __future__ import annotations

from importlib.util import find_spec

import click


def needs(extra: str, *modules: str) -> None:
    """Raise click.UsageError, with what to install, unless the modules of an extra are there."""
    missing = [module for module in modules if find_spec(module) is None]
    if missing:
        raise click.UsageError(f"{' and '.join(missing)} not installed; pip install 'mtcheck[{extra}]'")
