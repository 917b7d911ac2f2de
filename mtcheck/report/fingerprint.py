"""A flag's identity by its content, so that tools know it again after edits elsewhere in the story."""

from __future__ import annotations

import hashlib
from collections import Counter

from mtcheck.document.model import Document
from mtcheck.flag import Flag
from mtcheck.report.model import DocumentReport


def fingerprints(report: DocumentReport) -> tuple[str, ...]:
    """One fingerprint a flag, 32 hexadecimal digits, different for each flag of a story.

    It is made from the rule, the flagged words and the sentences that they stand in, white space aside, and from the
    item of a file that holds several stories; not from the path nor the place. Flags alike in all of that are numbered
    in the order of the story.
    """
    story = (report.document.item,) if report.document.item else ()
    met: Counter[str] = Counter()
    out = []
    for flag in report.flags:
        content = "\0".join((flag.code, *story, *_words(report.document, flag)))
        out.append(_digest(f"{content}\0{met[content]}"))
        met[content] += 1
    return tuple(out)


def with_path(fingerprint: str, path: str) -> str:
    """The fingerprint of the same flag among those of other stories."""
    return _digest(f"{path}\0{fingerprint}")


def _words(document: Document, flag: Flag) -> tuple[str, str]:
    """The flagged words, and the sentences that they stand in."""
    first, last = document.segment_at(flag.start), document.segment_at(max(flag.start, flag.end - 1))
    around = document.segments[first : last + 1] if first is not None and last is not None else ()
    return _spaced(document.text[flag.start : flag.end]), _spaced(" ".join(one.text for one in around))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]
