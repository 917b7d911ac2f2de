"""Figures as another language has them: 3,5 percent, 1.200 people, 80 000 votes, on 6. May, fell with 5 percent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, rule
from mtcheck.flag import Category, Severity, Suggestion

_PUNCTUATION = "Linguistic conventions > Punctuation"
_GRAMMAR = "Linguistic conventions > Grammar"
_NUMBER = "Accuracy > Mistranslation > Number"
_SCALE = r"(?:thousand|million|billion|trillion)"
_UNIT = (
    rf"(?:{_SCALE}s?|percent|per cent|%|degrees|metres|meters|km|kilometres|kilometers|miles|feet|centimetres|"
    r"centimeters|square|cubic|euros?|dollars|pounds|roubles|rubles|lei|pesos|reais|tonnes|tons|kg|litres|liters|"
    r"hectares|points|hours|minutes|seconds|months|years|times|[€$£])"
)
_DECIMAL_COMMA = re.compile(
    rf"(?<![\d.,])\d{{1,3}},\d{{1,2}}(?=[ \u00a0-]?{_UNIT}(?!\w))|(?<=[€$£])\d{{1,3}},\d{{1,2}}(?!\d|[.,]\d)"
)
_COUNTED = (
    r"(?:people|persons|troops|soldiers|residents|inhabitants|voters|euros|dollars|pounds|lei|pesos|jobs|homes|houses|"
    r"ships|cars|vehicles|workers|employees|cases|deaths|victims|refugees|migrants|protesters|demonstrators|students|"
    r"tonnes|tons|hectares|visitors|tourists|passengers|police|officers|civilians|children|women|men|families|"
    r"companies|votes)"
)
_THOUSANDS_POINT = re.compile(
    r"(?<![\d.,:])[1-9]\d{0,2}(?:"
    # Three noughts after a point are thousands, but for the marks and times of sport; so are two points.
    r"(?:\.\d{3})*\.000\b(?![.,]?\d|%|[ \u00a0](?:points|seconds|percent|per cent)\b)|(?:\.\d{3}){2,}\b(?![.,]?\d)|"
    rf"\.\d{{3}}(?=[ \u00a0](?!{_SCALE}\b)(?:[a-z]+[ \u00a0])?{_COUNTED}\b))"
)
_THOUSANDS_SPACE = re.compile(
    r"(?<![\d.,])(?<!\d[ \u00a0\u202f])[1-9]\d{0,2}(?:"
    r"(?:[ \u00a0\u202f]\d{3})*[ \u00a0\u202f]000\b|(?:[ \u00a0\u202f]\d{3})+(?=[ \u00a0]"
    rf"{_COUNTED}\b))(?![ \u00a0\u202f.,]?\d)"
)
_SPLIT = re.compile(
    r"(?<![\w.,])\d{1,3}[ \u00a0](?:thousand|million|billion)"
    r"(?:[ \u00a0]\d{1,3}[ \u00a0](?:thousand|million)(?!\w)){0,2}(?:[ \u00a0]\d{1,3}(?!\w|[%.,:]+\d|[ \u00a0]?%))?"
)
_PART = re.compile(r"(\d+)(?:[ \u00a0](thousand|million|billion))?")
_THOUSAND_MILLIONS = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,3})?)([ \u00a0])thousand[ \u00a0](million|billion)s?\b(?:[ \u00a0]of\b(?= [a-z]))?"
)
_PLURAL_SCALE = re.compile(
    r"(?<![\w.,])\d{1,3}(?:\.\d{1,3})?[ \u00a0](?:thousand|million|billion|trillion)s\b(?:[ \u00a0]of\b(?= [a-z]))?"
    r"(?!['’])"
)
_MONTH = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?[ \u00a0]$")
_DAY_STOP = re.compile(
    r"\b(?:[Oo]n|[Uu]ntil|[Ff]rom|[Ss]ince|[Bb]y|[Bb]efore|[Aa]fter)[ \u00a0](?:the[ \u00a0])?"
    r"(?P<day>[1-9]|[12]\d|3[01])\.[ \u00a0]"
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_AT_THE_CLOCK = re.compile(
    r"\b(?P<at>[Aa]t)[ \u00a0]the[ \u00a0](?P<time>\d{1,2}[:.]\d{2})(?=[,.;]?(?:\s|$)(?!(?:[a-z-]+[ \u00a0])?"
    r"(?:mark|service|deadline|minute|bell|show|news|kick-off|start|train|flight|screening|performance)s?\b))"
)
_BY_FIGURE = re.compile(
    r"\b(?P<verb>(?:rose|risen|rising|fell|fallen|falling|grew|grown|growing|dropped|declined|jumped|shrank|climbed|"
    r"plunged|slumped|surged|soared|(?:in|de)creas(?:e|es|ed|ing))[ \u00a0])with(?P<figure>[ \u00a0]"
    r"(?:(?:about|almost|nearly|around|over|more than|less than|some|only|just)[ \u00a0])?"
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten)[ \u00a0]?"
    r"(?:percent|per cent|%|(?:percentage )?points?\b))"
)
_VALUE = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_NAME = {value: name for name, value in _VALUE.items()}
_NEXT = {"million": "billion", "billion": "trillion"}


@rule(
    "PUN007", "decimal-comma", category=Category.PUNCTUATION, severity=Severity.MAJOR, confidence=0.9, mqm=_PUNCTUATION
)
def decimal_comma(analysis: Analysis) -> Iterator[Finding]:
    """A decimal comma before a unit.

    Why: most of Europe and Latin America writes 3,5 for 3.5, and figures pass through translation as they are.

    Example: Prices rose by 3,5 percent in May.
    Better: Prices rose by 3.5 percent in May.
    """
    for found in _DECIMAL_COMMA.finditer(analysis.text):
        yield _written(found, found.group().replace(",", "."))


@rule(
    "PUN008",
    "thousands-point",
    category=Category.PUNCTUATION,
    severity=Severity.MAJOR,
    confidence=0.9,
    mqm=_PUNCTUATION,
)
def thousands_point(analysis: Analysis) -> Iterator[Finding]:
    """A point between thousands, which an English reader takes for a decimal point.

    Why: most of Europe and Latin America writes 1.200 for 1,200.

    Example: About 1.200 people were moved to safety.
    Better: About 1,200 people were moved to safety.
    """
    for found in _THOUSANDS_POINT.finditer(analysis.text):
        yield _written(found, found.group().replace(".", ","))


@rule(
    "PUN011",
    "thousands-space",
    category=Category.PUNCTUATION,
    severity=Severity.MINOR,
    confidence=0.85,
    mqm=_PUNCTUATION,
)
def thousands_space(analysis: Analysis) -> Iterator[Finding]:
    """A space between thousands, at which a line may break and a reader halt.

    Why: French, Slavic and Nordic languages write 80 000 for 80,000.

    Example: The match was seen by 80 000 people.
    Better: The match was seen by 80,000 people.
    """
    for found in _THOUSANDS_SPACE.finditer(analysis.text):
        if not _is_day(found):
            yield _written(found, re.sub(r"\s", ",", found.group()))


@rule("NUM006", "split-figure", category=Category.NUMBER, severity=Severity.MINOR, confidence=0.9, mqm=_NUMBER)
def split_figure(analysis: Analysis) -> Iterator[Finding]:
    """A figure that is told scale by scale.

    Why: Turkish, Spanish, Russian and others say “2 million 350 thousand” where English has a decimal point or commas.

    Example: The city spent 2 million 350 thousand euros and fined 67 thousand 139 drivers.
    Better: The city spent 2.35 million euros and fined 67,139 drivers.
    """
    for found in _SPLIT.finditer(analysis.text):
        parts = [(int(many), _VALUE.get(scale, 1)) for many, scale in _PART.findall(found.group())]
        units = [unit for _, unit in parts]
        if len(parts) < 2 or any(two * 1000 != one for one, two in pairwise(units)):
            continue
        value = sum(many * unit for many, unit in parts)
        fixed = f"{(Decimal(value) / units[0]).normalize():f} {_NAME[units[0]]}" if units[-1] > 1 else f"{value:,}"
        yield _written(found, fixed, safe=False)


@rule("NUM007", "thousand-millions", category=Category.NUMBER, severity=Severity.MAJOR, confidence=0.9, mqm=_NUMBER)
def thousand_millions(analysis: Analysis) -> Iterator[Finding]:
    """Thousands of millions, which English calls billions.

    Why: Spanish and Portuguese have no other word: “7 mil millones”.

    Example: The loan of 7.5 thousand million euros was approved.
    Better: The loan of 7.5 billion euros was approved.
    """
    for found in _THOUSAND_MILLIONS.finditer(analysis.text):
        fixed = found[1].replace(",", ".") + found[2] + _NEXT[found[3]]
        yield _written(found, fixed, safe=False)


@rule(
    "AGR006",
    "plural-scale",
    category=Category.AGREEMENT,
    severity=Severity.MINOR,
    confidence=0.9,
    mqm=_GRAMMAR,
)
def plural_scale(analysis: Analysis) -> Iterator[Finding]:
    """A figure with its scale in the plural.

    Why: most languages say “450 millions of euros”; after a figure English has the singular, and no “of”.

    Example: The works cost 450 millions of euros.
    Better: The works cost 450 million euros.
    """
    for found in _PLURAL_SCALE.finditer(analysis.text):
        if not _is_day(found):
            yield _written(found, re.sub(r"s(?:\sof)?$", "", found.group()), safe=False)


@rule(
    "PUN012", "day-with-stop", category=Category.PUNCTUATION, severity=Severity.MINOR, confidence=0.9, mqm=_PUNCTUATION
)
def day_with_stop(analysis: Analysis) -> Iterator[Finding]:
    """A stop after the day of a month, which ends the sentence for an English reader.

    Why: German, Hungarian, Czech and Nordic languages write “6. November” for the sixth of November.

    Example: The bank meets on 6. November and in the spring.
    Better: The bank meets on 6 November and in the spring.
    """
    for found in _DAY_STOP.finditer(analysis.text):
        fixed = f"{found['day']} {found['month']}"
        yield Finding(
            found.start("day"), found.end(), f"English writes {fixed}.", (Suggestion(fixed, 0.95, safe=True),)
        )


@rule(
    "AGR008", "clock-with-article", category=Category.AGREEMENT, severity=Severity.MINOR, confidence=0.85, mqm=_GRAMMAR
)
def clock_with_article(analysis: Analysis) -> Iterator[Finding]:
    """An article before the time of day.

    Why: Spanish, Portuguese and Italian say “a las 3:40”.

    Example: The doors opened at the 3:40, and nobody came.
    Better: The doors opened at 3:40, and nobody came.
    """
    for found in _AT_THE_CLOCK.finditer(analysis.text):
        yield _written(found, f"{found['at']} {found['time']}", safe=False)


@rule(
    "AGR009", "change-with-figure", category=Category.AGREEMENT, severity=Severity.MINOR, confidence=0.9, mqm=_GRAMMAR
)
def change_with_figure(analysis: Analysis) -> Iterator[Finding]:
    """What rose or fell “with” a figure.

    Why: Hungarian, Romanian, Swedish and Dutch have their word for “with” there: “cu 12 la sută”, “12 százalékkal”.

    Example: Revenue fell with 12 percent in a year.
    Better: Revenue fell by 12 percent in a year.
    """
    for found in _BY_FIGURE.finditer(analysis.text):
        yield _written(found, f"{found['verb']}by{found['figure']}")


def _is_day(found: re.Match[str]) -> bool:
    """Whether the figure begins with the day of a month that stands before it."""
    return _MONTH.search(found.string, max(0, found.start() - 12), found.start()) is not None


def _written(found: re.Match[str], fixed: str, *, safe: bool = True) -> Finding:
    sure = 0.95 if safe else 0.9
    return Finding(found.start(), found.end(), f"English writes {fixed}.", (Suggestion(fixed, sure, safe=safe),))
