"""Tables of facts: the TSV files of the top-level ``corpora/`` folder, in the wheel ``mtcheck/corpora/data``."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def folder() -> Path:
    """The folder that holds the tables: inside the package when installed, at the top of a checkout otherwise."""
    package = Path(__file__).parent
    packaged = package / "corpora" / "data"
    return packaged if packaged.is_dir() else package.parent / "corpora"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``corpora/<name>.tsv``, each a mapping from the header's column names.

    Lines that start with ``#`` are notes. Raises FileNotFoundError for a table that does not exist and ValueError,
    naming the line, for a row with too few or too many fields.
    """
    path = folder() / f"{name}.tsv"
    header: list[str] = []
    out = []
    # No field is quoted, so that a line parted at its tabs is a row, at a third of what the csv module takes.
    with path.open(encoding="utf-8", newline="") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("#") or not line.strip():
                continue
            fields = line.rstrip("\r\n").split("\t")
            if not header:
                header = fields
                continue
            if len(fields) != len(header):
                raise ValueError(f"{path.name}, line {number}: {len(fields)} fields, the header has {len(header)}")
            out.append(dict(zip(header, fields, strict=True)))
    return tuple(out)


def listed(field: str) -> tuple[str, ...]:
    """The items of a field that holds a list, which stand with " | " between them."""
    return tuple(field.split(" | ")) if field else ()
