"""The report in Markdown (GFM), for comments on merge requests, chats and job summaries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtcheck.flag import Flag, Severity
from mtcheck.report.model import DocumentReport, Report
from mtcheck.report.place import Places, title
from mtcheck.report.text import visible

_AROUND = 80
"""Characters of a sentence shown on either side of the flagged words."""
_LONGEST_WORDS = 300
_GOES_ON = "*The report goes on; it is too long for this place.*\n"
_SPECIAL = re.compile(r"([\\`*_\[\]|~$#])")
_MENTION = re.compile(r"(?<=@)(?=\w)|(?<=[#!])(?=\d)")
"""Where a site would take a story's words for the name of a user or the number of an issue."""
_WORD_JOINER = "\u2060"
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def render(report: Report, most_bytes: int | None = None) -> str:
    """A table of the stories, then the flags of each; words of a story can be no mark-up, link or mention.

    With ``most_bytes``, as many whole blocks as go into so many bytes of UTF-8, and a line that says what is left out.
    """
    blocks = list(_blocks(report))
    if most_bytes is not None:
        blocks = _clipped(blocks, most_bytes)
    return "\n".join(blocks)


def _blocks(report: Report) -> Iterator[str]:
    failing = sum(document.quality.verdict == "fail" for document in report.documents)
    stories = "1 story" if len(report.documents) == 1 else f"{len(report.documents)} stories"
    yield f"## mtcheck: {stories}, {failing or 'none'} failing\n"
    yield _table(report)
    for document in report.documents:
        if document.flags:
            yield f"### {escaped(title(document.document))}\n"
            yield from _flags(document)
    yield f"{_code(report.signature)}\n"


def _clipped(blocks: list[str], most_bytes: int) -> list[str]:
    sizes = [len(block.encode("utf-8", "replace")) + 1 for block in blocks]
    if sum(sizes) <= most_bytes:
        return blocks
    room = most_bytes - len(_GOES_ON.encode())
    if room < 0:
        return []
    kept: list[str] = []
    for block, size in zip(blocks, sizes, strict=True):
        room -= size
        if room < 0:
            break
        kept.append(block)
    return [*kept, _GOES_ON]


def _table(report: Report) -> str:
    rows = [
        "| Story | Verdict | MQM score | Fluency | Words | Critical | Major | Minor |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for document in report.documents:
        quality = document.quality
        cells = [
            escaped(title(document.document)),
            f"**{quality.verdict}**" if quality.verdict == "fail" else quality.verdict,
            f"{quality.score:.1f}",
            "–" if quality.fluency is None else f"{quality.fluency:.0f}",
            f"{document.document.words:,}",
            *(str(sum(flag.severity is severity for flag in document.flags)) for severity in reversed(Severity)),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _flags(document: DocumentReport) -> Iterator[str]:
    places = Places(document.document)
    for flag in document.flags:
        start = places.region(flag).start
        lines = [
            f"- **{flag.severity}** {flag.code} {flag.rule}, line {start.line}, column {start.column}, "
            f"{flag.confidence:.0%} sure: {escaped(flag.message)}",
            "",
            f"  > {_excerpt(document, flag)}",
        ]
        for suggestion in flag.suggestions:
            lines += ["", f"  → {_code(suggestion.text)}" if suggestion.text else "  → take it out"]
        yield "\n".join(lines) + "\n"


def _excerpt(document: DocumentReport, flag: Flag) -> str:
    """The flagged words as a code span, within what stands around them in their sentence."""
    story, text = document.document, document.document.text
    index = story.segment_at(flag.start)
    segment = story.segments[index] if index is not None else None
    start = min(flag.start, max(segment.start if segment else 0, flag.start - _AROUND))
    end = max(flag.end, min(segment.end if segment else len(text), flag.end + _AROUND))
    before = escaped(text[start : flag.start].lstrip())
    after = escaped(text[flag.end : end].rstrip())
    before = f"… {before}" if segment and segment.start < start < flag.start else before
    after = f"{after} …" if segment and flag.end < end < segment.end else after
    words = text[flag.start : flag.end]
    if len(words) > _LONGEST_WORDS:
        words = f"{words[: _LONGEST_WORDS // 2]} … {words[-_LONGEST_WORDS // 2 :]}"
    return f"{before}{_code(words)}{after}" if words.strip() else f"{before}…{after}"


def escaped(text: str) -> str:
    """The text on one line, with nothing in it that Markdown, HTML or a code host gives a meaning to."""
    unnamed = _MENTION.sub(_WORD_JOINER, visible(text))
    return _SPECIAL.sub(r"\\\1", unnamed.translate(_ENTITIES))


def _code(text: str) -> str:
    """The text as a code span; its fence is longer than any run of back-ticks in the text."""
    shown = visible(text)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    return (
        f"{fence} {shown} {fence}"
        if shown.startswith(("`", " ")) or shown.endswith(("`", " "))
        else f"{fence}{shown}{fence}"
    )
