"""Paths as they stand on the command line."""

from __future__ import annotations

import os
from typing import Any

import click


class GivenPath(click.Path):
    """A path that is not empty, which would be the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; raises click.BadParameter, also where it is empty."""
        if not os.fspath(value):
            self.fail("a path is empty", param, ctx)
        return super().convert(value, param, ctx)
