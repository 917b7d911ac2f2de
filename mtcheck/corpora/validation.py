"""Validation of the tables against ``corpora/datapackage.json``, a Tabular Data Package (Frictionless, version 2).

Of Table Schema the parts that the tables use are checked: string and list fields, the constraints required, unique,
pattern and enum, primary and foreign keys; and beyond it what the standard cannot say: that the text is in Unicode
NFC without stray spaces, and that offices and careers name known countries and kinds of office.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mtcheck.tables import folder

_CAREER = re.compile(r"(?:([a-z0-9-]+):)?([a-z-]+)")
_PIECES = re.compile(r"\[[^\[\](){}]+\]|\([^\[\](){}]+\)\+?|^\{[^\[\](){}]+\} |\{[^\[\](){}]+\}$|[^\s\[\](){}]+")
_OTHER_CLASSES = frozenset(
    "europe-minister science-minister minister cabinet-secretary presidential-aide party-leader parliamentary-leader "
    "deputy-central-bank-governor army-chief navy-chief air-force-chief commander police-chief attorney-general "
    "constitutional-court-head judge ombudsman un-ambassador envoy spokesperson royal religious-leader military-ruler "
    "deputy-secretary-general commission-president council-president commissioner high-representative "
    "parliament-president director-general managing-director high-commissioner chair president-of-body chief-economist "
    "activist business journalist writer scholar soldier lawyer diplomat athlete artist economist "
    "rebel-leader official shadow-finance-minister".split()
)
"""Kinds of career that are no office which a country calls by a name of its own."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a table, and on which line (0: the file as a whole)."""

    table: str
    line: int
    message: str

    def __str__(self) -> str:
        """One line: file, line and message."""
        where = f", line {self.line}" if self.line else ""
        return f"{self.table}.tsv{where}: {self.message}"


@cache
def package(where: Path | None = None) -> dict[str, Any]:
    """The description of all tables; raises FileNotFoundError."""
    data: dict[str, Any] = json.loads(((where or folder()) / "datapackage.json").read_text(encoding="utf-8"))
    return data


def validate(where: Path | None = None) -> Iterator[Problem]:
    """Everything that is wrong with the tables in a folder (the packaged ones by default)."""
    base = where or folder()
    described = {resource["name"]: resource for resource in package(base)["resources"]}
    for path in sorted(base.glob("*.tsv")):
        if path.stem not in described:
            yield Problem(path.stem, 0, "is not described in datapackage.json")
    read: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for name, resource in described.items():
        if not (base / resource["path"]).is_file():
            yield Problem(name, 0, "is missing")
            continue
        lines = list(_rows(base / resource["path"]))
        yield from _form(name, resource, lines)
        header = lines[0][1] if lines else []
        read[name] = [
            (n, dict(zip(header, fields, strict=False))) for n, fields in lines[1:] if len(fields) == len(header)
        ]
        yield from _fields(name, resource["schema"]["fields"], read[name])
    for name, resource in described.items():
        for key in resource["schema"].get("foreignKeys", ()):
            known = {row["id"] for _, row in read.get(key["reference"]["resource"], ())}
            for number, row in read.get(name, ()):
                if row[key["fields"]] and row[key["fields"]] not in known:
                    yield Problem(
                        name,
                        number,
                        f"{key['fields']}: there is no “{row[key['fields']]}” in {key['reference']['resource']}",
                    )
    yield from _offices(read)
    yield from _patterns(read.get("phrases", []))


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, line in enumerate(file, 1):
            if line.strip() and not line.startswith("#"):
                yield number, line.rstrip("\n").split("\t")


def _form(name: str, resource: dict[str, Any], lines: list[tuple[int, list[str]]]) -> Iterator[Problem]:
    wanted = [field["name"] for field in resource["schema"]["fields"]]
    if not lines or lines[0][1] != wanted:
        yield Problem(name, lines[0][0] if lines else 0, f"the header is not {', '.join(wanted)}")
        return
    for number, fields in lines[1:]:
        if len(fields) != len(wanted):
            yield Problem(name, number, f"{len(fields)} fields, the header has {len(wanted)}")
        for column, field in zip(wanted, fields, strict=False):
            if field != unicodedata.normalize("NFC", field):
                yield Problem(name, number, f"{column}: not in Unicode NFC")
            if field != field.strip() or "\r" in field:
                yield Problem(name, number, f"{column}: stray white space")


def _fields(name: str, fields: list[dict[str, Any]], rows: list[tuple[int, dict[str, str]]]) -> Iterator[Problem]:
    for field in fields:
        limits = field.get("constraints", {})
        column = field["name"]
        seen: dict[str, int] = {}
        for number, row in rows:
            value = row.get(column, "")
            if not value:
                if limits.get("required"):
                    yield Problem(name, number, f"{column}: must not be empty")
                continue
            if limits.get("unique"):
                if value in seen:
                    yield Problem(name, number, f"{column}: “{value}” is on line {seen[value]} too")
                seen[value] = number
            for item in value.split(field["delimiter"]) if field["type"] == "list" else [value]:
                if not item.strip():
                    yield Problem(name, number, f"{column}: an empty item")
                elif "enum" in limits and item not in limits["enum"]:
                    yield Problem(name, number, f"{column}: “{item}” is none of {', '.join(limits['enum'])}")
                elif "pattern" in limits and not re.fullmatch(limits["pattern"], item):
                    yield Problem(name, number, f"{column}: “{item}” does not have the form it should")


def _patterns(rows: list[tuple[int, dict[str, str]]]) -> Iterator[Problem]:
    for number, row in rows:
        for pattern in row["machine"].split(" | "):
            if _PIECES.sub("", pattern).strip():
                yield Problem("phrases", number, f"machine: brackets within brackets, or not closed, in “{pattern}”")


def _offices(read: dict[str, list[tuple[int, dict[str, str]]]]) -> Iterator[Problem]:
    countries = {row["id"] for _, row in read.get("countries", ())}
    kinds = {row["id"] for _, row in read.get("office_classes", ())}
    for name in ("offices", "ministries"):
        for number, row in read.get(name, ()):
            country, _, kind = row["id"].partition(".")
            if country not in countries:
                yield Problem(name, number, f"id: there is no country “{country}”")
            if kind not in kinds | _OTHER_CLASSES:
                yield Problem(name, number, f"id: there is no kind of office “{kind}”")
            if row["title"] == "-" and not row["strict"].startswith("="):
                yield Problem(name, number, "strict: must say which office is meant instead")
    for number, row in read.get("people", ()):
        for office in row["offices"].split(" | "):
            found = _CAREER.match(office)
            if found is None:
                continue
            if found.group(1) and found.group(1) not in countries:
                yield Problem("people", number, f"offices: there is no country “{found.group(1)}”")
            if found.group(2) not in kinds | _OTHER_CLASSES:
                yield Problem("people", number, f"offices: there is no kind of office “{found.group(2)}”")
