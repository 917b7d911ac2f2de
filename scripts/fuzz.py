"""Feed readers, rules and renderers what atheris makes up, guided by the code that is reached, until something breaks.

usage: fuzz.py CORPUS [libFuzzer options, such as -max_total_time=600]

CORPUS is a folder of samples; what reaches new code is added to it, and what breaks is written to ./crash-… and shown.
The first byte of an input says how the file is called, the rest is the file. Needs atheris (Apache-2.0), which is no
dependency: `pip install atheris`. UnreadableError is the only answer to a bad file that is no bug.
"""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-not-found]

with atheris.instrument_imports(include=["mtcheck"]):
    from mtcheck import Checker, Config
    from mtcheck.document.reading import UnreadableError, from_bytes
    from mtcheck.report.formats import FORMATS, renderer

SUFFIXES = ("", ".txt", ".html", ".md", ".json", ".xml", ".xlf", ".tmx", ".rss", ".docx")
CHECKER = Checker(Config(fast=True))


def one_input(data: bytes) -> None:
    if not data:
        return
    suffix = SUFFIXES[data[0] % len(SUFFIXES)]
    try:
        documents = from_bytes(data[1:], f"a{suffix}", suffix)
    except UnreadableError as error:
        if "\n" in str(error):
            raise AssertionError("more than one line") from error
        return
    for document in documents:
        for segment in document.segments:
            if document.text[segment.start : segment.end] != segment.text:
                raise AssertionError("a segment is not where it says")
        report = CHECKER.report([CHECKER.check(document)])
        for kind in FORMATS:
            renderer(kind)(report).encode("utf-8", "replace")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
