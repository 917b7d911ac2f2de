"""Globs over paths, as in .gitignore: what ``[[suppress]]`` and ``[[per-path]]`` name stories by."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path


def matches_any(path: str, globs: Iterable[str], base: Path) -> bool:
    """Whether a path lies under one of the globs, which are relative to ``base``.

    ``*`` and ``?`` stop at a slash, ``**`` stands for any folders. A glob without a slash, but for one at its end,
    matches the name at any depth. A glob that matches a folder matches all that lies in it. What lies outside ``base``
    is matched by globs without a slash alone.
    """
    here = Path(os.path.abspath(base))
    full = Path(os.path.abspath(path))
    inside = full.is_relative_to(here)
    parts = full.relative_to(here).parts if inside else full.parts[1:]
    return any(_matches(parts, glob, inside) for glob in globs)


def _matches(parts: Sequence[str], glob: str, inside: bool) -> bool:
    bare = glob.rstrip("/")
    if "/" not in bare:
        return any(fnmatchcase(part, bare) for part in parts)
    wanted = [part for part in bare.removeprefix("./").split("/") if part]
    # The states of a walk over the path: how many parts of the glob are used up. So no glob takes exponential time.
    at = _with_skips({0}, wanted)
    for part in parts if inside else ():
        after = {i for i in at if i < len(wanted) and wanted[i] == "**"}
        after |= {i + 1 for i in at if i < len(wanted) and wanted[i] != "**" and fnmatchcase(part, wanted[i])}
        at = _with_skips(after, wanted)
        if len(wanted) in at:
            return True
    return False


def _with_skips(at: set[int], wanted: Sequence[str]) -> set[int]:
    """The states with those that are reached by letting ``**`` stand for no folder."""
    out = set(at)
    for i in sorted(at):
        while i < len(wanted) and wanted[i] == "**":
            i += 1
            out.add(i)
    return out
