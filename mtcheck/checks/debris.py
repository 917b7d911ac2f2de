"""Debris: what stood around the story on its page and was taken for copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import NamedTuple

from mtcheck.analysis import Analysis, plain
from mtcheck.checks.rule import Finding, rule
from mtcheck.document.model import Role
from mtcheck.flag import Category, Severity, Suggestion
from mtcheck.tables import rows

_MQM = "Design and markup > Extraneous content"
_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_TRIM = " \u00a0\t.…*!|:•·●▪■◆-–—»«›‹>→←▶►▼▲↑↓[](){}#+"
_ORNAMENT = re.compile(rf"[{re.escape(_TRIM)}]*")
_COUNT = re.compile(r"\(?\b\d[\d.,]*[km]?\b\)?")
_BETWEEN_BUTTONS = re.compile(r"[\s|/·•»›>→*:()\[\]]+(?:-+\s+)*")
_MARK = re.compile(r"\s*[:>»›→|–—]|\s{2,}|\s*\u00a0|\s*[.…*)\]]*$")
_LABELLED = re.compile(r"\s*:\s*\S+(?: \S+){0,8}$")
_SHORT_NAME = re.compile(r"\s*:\s*[^\W\d_]\S*(?: \S+){0,3}$")
_ENDS_SENTENCE = re.compile(r"[.!?:;,][\"”’)]*$")
_FULL_STOP = re.compile(r"(?<![.…])[.:;,][\"”’)]*$")
_SAID = re.compile(r"[,”\"]\s[^,.]{0,60}?\b(?:says|said|adds|added|told)\b", re.IGNORECASE)
_FEW_WORDS = 4
"""Words in small letters, after a phrase that could be the subject of a sentence, that are still a label."""
_SUBJECTS = frozenset(["all", "editor's", "further", "more", "our", "related", "share"])
"""First words of such phrases; the others (“see also”) call on the reader."""
_CRUMB = re.compile(r"(?<!\s)\s+[>›»→/]\s+")
_CRUMB_WORDS = 4
_COPYRIGHT = re.compile(r"©|copyright\s+(?:©|\(c\))", re.IGNORECASE)
_COPYRIGHT_YEAR = re.compile(r"copyright\s+\d{4}\b(?:\s*[-–—,]\s*\d{4}\b)*", re.IGNORECASE)
_AFTER_OWNER = re.compile(r"[.;|](?=\s|$)|\ball rights\b", re.IGNORECASE)
_IN_A_NAME = frozenset("of and the by for in & de la du da do di der und e y et".split())
_HASHTAGS = re.compile(r"#\w+(?:[\s,]+#\w+)+$")
# Words of a line that says when a page was made; such a line also has a clock time, "ago" or "min read".
_DATE_WORD = (
    r"(?:\d{1,4}(?:st|nd|rd|th)?(?:[./:-]\d{1,4})*(?:am|pm|h)?|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|"
    r"sept?\w*|oct\w*|nov\w*|dec\w*|(?:mon|tues|wednes|thurs|fri|satur|sun)(?:day)?|today|yesterday|at|on|of|am|pm|"
    r"a\.m\.?|p\.m\.?|hrs?|gmt|utc|bst|cet|cest|eet|est|edt|pst|ist|ago|minutes?|mins?|hours?|days?|weeks?|months?|read|an?)"
)
_DATES = re.compile(rf"{_DATE_WORD}(?:(?:[\s,|•·–]+|\s+[/-]\s+){_DATE_WORD})*", re.IGNORECASE)
_DATES_LENGTH = 80
_CLOCK = re.compile(r"\d[:.h]\d\d|\d\s?[ap]\.?m\b|\bago$|\d[\s-]min(?:ute)?s? read$", re.IGNORECASE)

_RIGHT = {
    Role.BYLINE: frozenset({"byline", "timestamp"}),
    Role.DATELINE: frozenset({"timestamp"}),
    Role.CREDIT: frozenset({"photo-credit", "byline", "cookies"}),
    Role.CAPTION: frozenset({"photo-credit", "byline", "cookies"}),
}
_WHAT = {
    "read-more": "A link to another story",
    "comment-form": "Part of the comment form",
    "share": "A share or follow button",
    "cookies": "The site’s notice on cookies, privacy or rights",
    "newsletter": "An invitation to subscribe",
    "byline": "An author or source line",
    "photo-credit": "A picture credit",
    "tags": "The page’s tags",
    "advertisement": "The mark of an advertisement",
    "navigation": "A button or menu of the page",
    "timestamp": "A time stamp of the page",
}


class _Kind(NamedTuple):
    """What a line is, by its key in `_WHAT`, and whether it is sure to hold no copy."""

    name: str
    sure: bool


@cache
def _phrases() -> dict[str, tuple[str, str]]:
    """The kind and the place of each stock phrase."""
    return {row["phrase"]: (row["kind"], row["where"]) for row in rows("boilerplate")}


@cache
def _longest() -> int:
    return max(len(phrase.split()) for phrase in _phrases())


@rule("DEB001", "page-left-over", category=Category.DEBRIS, severity=Severity.MINOR, confidence=0.95, mqm=_MQM)
def page_left_over(analysis: Analysis) -> Iterator[Finding]:
    """A line of the web page: a link to other stories, a by-line, a comment form, a share bar, a time stamp.

    Why: the story was scraped with what stood around it, and all of it was translated.

    Example: See also: Car maker to build a second plant
    Example: Your email address will not be published. Required fields are marked *
    Example: Updated: 12 May 2023, 10:45
    Example: Share on Facebook Tweet Print
    Example: #harbour #strike
    Better: The car maker will build a second plant.
    """
    first = True
    for line in _whole_lines(analysis):
        text = analysis.text[line.start() : line.end()].strip()
        start = analysis.text.index(text, line.start())
        kind = _kind(text, first)
        first = False
        if kind is not None and not _right_in_its_field(analysis, start, kind.name):
            what = f"{_WHAT[kind.name]}, left over from the web page."
            # A live report may want its clock times.
            safe = kind.sure and kind.name != "timestamp"
            yield Finding(start, start + len(text), what, (Suggestion("", 0.9 if safe else 0.8, safe=safe),))


def _right_in_its_field(analysis: Analysis, start: int, kind: str) -> bool:
    """Whether the story’s format has a field for what stands here: a credit is no debris in a credit field."""
    at = analysis.document.segment_at(start)
    return at is not None and kind in _RIGHT.get(analysis.segments[at].role, ())


@rule("DEB002", "navigation", category=Category.DEBRIS, severity=Severity.MINOR, confidence=0.85, mqm=_MQM)
def navigation(analysis: Analysis) -> Iterator[Finding]:
    """A menu, a form or a footer that stands inside the story on its page.

    Why: page builders put related links and buttons into the article, and they go out with it. A saved page
    (HTML) says what is navigation; plain text such as the example is known by its words.

    Example: Home > News > Europe
    Better: The ministers met in Europe.
    """
    for paragraph in analysis.paragraphs:
        for unwanted, group in groupby(paragraph, lambda s: s.role is Role.NAVIGATION or _breadcrumbs(s.text)):
            if unwanted:
                run = list(group)
                yield Finding(run[0].start, run[-1].end, "Page navigation, not copy.", (Suggestion("", 0.8),))


def _whole_lines(analysis: Analysis) -> Iterator[re.Match[str]]:
    """The lines that are not blank and neither begin nor end inside a sentence, as hard-wrapped ones may."""
    segments = iter(analysis.segments)
    segment = next(segments, None)
    for line in _LINE.finditer(analysis.text):
        if not line.group().strip():
            continue
        while segment is not None and segment.end <= line.start():
            segment = next(segments, None)
        if segment is None or segment.start < line.start():
            continue
        while segment is not None and segment.end <= line.end():
            segment = next(segments, None)
        if segment is None or segment.start >= line.end():
            yield line


def _kind(text: str, first: bool) -> _Kind | None:
    """What kind of debris a line is, if any; the first line of a story may be a headline."""
    if _HASHTAGS.match(text):
        return _Kind("tags", sure=True)
    if _is_copyright(text):
        return _Kind("cookies", sure=True)
    lead = _ORNAMENT.match(text)
    body = text[lead.end() if lead else 0 :]
    if _only_dates(body) and _CLOCK.search(body.rstrip(_TRIM)):
        return _Kind("timestamp", sure=True)
    buttons = _row_of_buttons(body)
    return _opened_by_phrase(body, first) if buttons is None else _Kind(buttons, sure=True)


def _is_copyright(text: str) -> bool:
    """Whether a line says whose the copyright is; after the bare word and a year a name must follow, no sentence."""
    if _COPYRIGHT.match(text):
        return True
    found = _COPYRIGHT_YEAR.match(text)
    if found is None:
        return False
    owner = _AFTER_OWNER.split(text[found.end() :], 1)[0]
    return all(word in _IN_A_NAME or "." in word or not word[0].islower() for word in owner.split())


def _row_of_buttons(body: str) -> str | None:
    """The kind of the line's first phrase where the line is made of stock phrases alone."""
    words = _BETWEEN_BUTTONS.sub(" ", _COUNT.sub(" ", _folded(body))).strip(_TRIM).split()
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + _longest()), at, -1):
            entry = _phrases().get(" ".join(words[at:end]).strip(_TRIM))
            if entry is not None and entry[1] != "label":
                found.append(entry)
                at = end
                break
        else:
            return None
    if not found or (all(where == "part" for _, where in found) and len(found) < 3):
        return None
    return found[0][0]


def _opened_by_phrase(body: str, first: bool) -> _Kind | None:
    words = list(re.finditer(r"\S+", body))[: _longest()]
    for last in reversed(words):
        phrase = _folded(body[: last.end()]).rstrip(_TRIM)
        entry = _phrases().get(phrase)
        if entry is None:
            continue
        kind, where = entry
        word = last.group().rstrip(_TRIM)
        rest = body[last.start() + len(word) :]
        headline = first or word.istitle()
        subject = phrase.partition(" ")[0] in _SUBJECTS
        if _follows(kind, where, rest, headline=headline, subject=subject):
            return _Kind(kind, _is_sure(kind, where, rest))
    return None


def _follows(kind: str, where: str, rest: str, *, headline: bool, subject: bool) -> bool:
    """Whether what comes after a phrase shows that the line is debris and not a sentence or, maybe, a headline.

    ``headline`` says that the line could be one, ``subject`` that the phrase could be that of a sentence.
    """
    stop = _ENDS_SENTENCE.search(rest)
    if kind == "tags" and not rest.strip(_TRIM):
        return True
    if kind == "timestamp" and where in {"label", "open"}:
        return not rest.strip(_TRIM) or (_only_dates(rest) and any(c.isdigit() for c in rest))
    match where:
        case "any":
            return not _SAID.search(rest)
        case "label":
            return bool(_SHORT_NAME.match(rest) if stop else _LABELLED.match(rest)) or rest.strip() == ":"
        case "start" if not _MARK.match(rest):
            return not stop and not (subject and _goes_on(rest) and len(rest.split()) > _FEW_WORDS)
        case "open" if not _MARK.match(rest):
            return not headline and not stop and rest.lstrip()[:1].isupper()
        case "start" | "open":
            return not (stop and _goes_on(rest))
    return False


def _is_sure(kind: str, where: str, rest: str) -> bool:
    """Whether what comes after a phrase is a title or a name at most, and no sentence that may be copy."""
    match where:
        case "any":
            return True
        case "label":
            return kind == "tags" or not _goes_on(rest)
    return not _goes_on(rest) and not (rest.strip(_TRIM) and _FULL_STOP.search(rest))


def _goes_on(rest: str) -> bool:
    """Whether small letters come next, as they do inside a sentence and seldom in a title."""
    return rest.lstrip(_TRIM)[:1].islower()


def _only_dates(text: str) -> bool:
    bare = text.strip(_TRIM + ",")
    return len(bare) <= _DATES_LENGTH and _DATES.fullmatch(bare) is not None


def _breadcrumbs(text: str) -> bool:
    """Whether a line is a path of short page names, with two steps or with “Home” at its head."""
    steps = _CRUMB.split(text.strip())
    if len(steps) < 2 or _ENDS_SENTENCE.search(text) or any(len(s.split()) > _CRUMB_WORDS for s in steps[:-1]):
        return False
    entry = _phrases().get(_folded(steps[0]))
    home = entry is not None and entry[0] == "navigation"
    return home or (len(steps) > 2 and " / " not in text and all(s[:1].isalpha() for s in steps))


def _folded(text: str) -> str:
    return " ".join(plain(text).split())
