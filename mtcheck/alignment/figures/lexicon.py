"""What a language writes figures with, from ``corpora/number_words.tsv`` and ``corpora/unit_words.tsv``."""

from __future__ import annotations

from functools import cache

from mtcheck.alignment.figures.forms import Entry, Forms
from mtcheck.tables import listed, rows

DENSE = frozenset({"zh", "ja"})
"""Languages written without spaces."""


@cache
def knows(language: str) -> bool:
    """Whether the number words of a language are known, so that a figure it does not show is not there."""
    return any(row["language"] == known(language) for row in rows("number_words"))


def known(language: str) -> str:
    """The code of a language as the tables have it, without region."""
    language = language.lower().partition("-")[0]
    return {"nb": "no", "nn": "no", "mo": "ro"}.get(language, language)


@cache
def lexicon(language: str) -> Forms:
    """What a language writes figures with, and the signs that all languages have."""
    out = Forms()
    for row in rows("number_words"):
        if row["language"] == language:
            for item in listed(row["words"]):
                value, _, forms = item.partition("=")
                for form in forms.split(","):
                    out.add(form, Entry(row["kind"], value.strip()))
    for row in rows("unit_words"):
        for column, kind in (("signs", "unit"), ("before", "before")):
            for sign in row[column].split(","):
                out.add(sign, Entry(kind, row["unit"]))
        for item in listed(row["words"]):
            code, _, forms = item.partition(":")
            for form in forms.split(",") if code == language else ():
                out.add(form, Entry("unit", row["unit"]))
    return out


@cache
def range_words(language: str) -> tuple[str, ...]:
    """What stands between the two ends of a range."""
    return tuple(
        form.strip()
        for row in rows("number_words")
        if row["language"] == language and row["kind"] == "range"
        for item in listed(row["words"])
        for form in item.partition("=")[2].split(",")
    )
