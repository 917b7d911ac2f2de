"""What a batch adds up to, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtcheck.batch.report.charts import said
from mtcheck.batch.report.labels import label, noun
from mtcheck.batch.report.model import BatchReport
from mtcheck.batch.summary import By, Example, Group
from mtcheck.report.text import columns, visible

_GROUPS = 15
_RULES = 15
_STORIES = 10
_REASONS = 10
_LONGEST = 44
_BAR = 20
_HEADS = ("stories", "failing", "flags/1,000", "critical", "major", "minor")
_COLUMN = 13


def render(report: BatchReport) -> str:
    """Text of up to 120 columns and a bar, names cut: in all, then the groups, the rules and the stories.

    "flags/1,000" are flags per 1,000 words, which the bars show too.
    """
    return "\n".join(_lines(report)) + "\n"


def _lines(report: BatchReport) -> Iterator[str]:
    yield from _total(report)
    for by in report.by:
        yield ""
        yield from _days(report) if by == "day" else _groups(report, by)
    summary = report.summary
    if summary.rules:
        yield from ("", "Commonest rules")
        for rule in summary.rules[:_RULES]:
            kind = visible(f"{rule.code} {label(rule.category, 'category')}")
            yield f"  {rule.flags:>9,}  {kind}, in {_stories(rule.stories)}"
            yield f"             {_quoted(rule.example)}"
    if summary.worst:
        yield from ("", "Worst stories, by penalty per 1,000 words")
        for story in summary.worst[:_STORIES]:
            yield f"  {story.penalty_per_1000_words:>9,.1f}  {visible(story.key)}  score {story.score:.1f}"
            if story.gravest:
                yield f"             {_quoted(story.gravest)}"
    if summary.errors:
        yield from ("", "Could not be checked")
        for reason in summary.errors[:_REASONS]:
            yield f"  {reason.stories:>9,}  {visible(reason.reason)}, first {visible(reason.example)}"
    yield from ("", *(visible(one) for one in summary.signatures))


def _total(report: BatchReport) -> Iterator[str]:
    summary, total = report.summary, report.summary.total
    counted = f"{_stories(total.stories)}, {noun(total.words, 'word')}, {total.share_failing:.1%} failing"
    yield f"{visible(report.results)}: {counted}"
    if report.unfinished():
        yield report.unfinished()
    yield (
        f"Per 1,000 words: {total.flags_per_1000_words:,.1f} flags, a penalty of {total.penalty_per_1000_words:,.1f}; "
        f"in all {total.critical:,} critical, {total.major:,} major, {total.minor:,} minor"
    )
    if summary.median_score is not None:
        fluency = "" if summary.median_fluency is None else f"; median fluency {summary.median_fluency:.1f}"
        worst = f"worst tenth {summary.worst_decile_score:.1f} or less"
        yield f"MQM score: median {summary.median_score:.1f}, {worst}{fluency}"
    if total.errors:
        yield f"{_stories(total.errors)} could not be checked"


def _days(report: BatchReport) -> Iterator[str]:
    days, unit = report.course()
    rows = [(said(group.name, unit), group) for group in days]
    rows += [(label("", "day"), group) for group in report.summary.by["day"] if not group.name]
    yield from _table(f"By {unit}", rows)


def _groups(report: BatchReport, by: By) -> Iterator[str]:
    leading, rest = report.leading(by, _GROUPS)
    rows = [(label(group.name, by), group) for group in leading]
    if rest is not None:
        rows.append((f"the {len(report.summary.by[by]) - len(leading):,} with fewer words", rest))
    yield from _table(f"By {by}", rows)


def _table(title: str, rows: Sequence[tuple[str, Group]]) -> Iterator[str]:
    names = [_cut(visible(name), _LONGEST) for name, _ in rows]
    width = max(map(columns, [title, *names]))
    yield title + " " * (width - len(title)) + "".join(f"{head:>{_COLUMN}}" for head in _HEADS)
    top = max((group.flags_per_1000_words for _, group in rows), default=0.0) or 1.0
    for name, (_, group) in zip(names, rows, strict=True):
        cells = (
            f"{group.stories:,}", f"{group.share_failing:.1%}", f"{group.flags_per_1000_words:,.1f}",
            f"{group.critical:,}", f"{group.major:,}", f"{group.minor:,}",
        )  # fmt: skip
        padded = name + " " * (width - columns(name)) + "".join(f"{cell:>{_COLUMN}}" for cell in cells)
        yield f"{padded}  {'█' * round(_BAR * group.flags_per_1000_words / top)}".rstrip()


def _quoted(example: Example) -> str:
    return f"“{_cut(visible(example.text), 60)}”: {_cut(visible(example.message), 140)}"


def _stories(count: int) -> str:
    return noun(count, "story", "stories")


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
