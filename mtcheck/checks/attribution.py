"""Attribution: who said it, cut loose from what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, rule
from mtcheck.document.model import Role
from mtcheck.flag import Category, Severity, Suggestion
from mtcheck.tables import rows

_MQM = "Accuracy > Omission"
_LAST_WORDS = re.compile(r"(?:[\w’'-]+[ \u00a0]){0,2}[\w’'-]+[.!?…]?[”\"’]?\s*$")
_LAST = 200
"""Characters that the last words of a sentence are looked for in."""
_HE_SAID = re.compile(r"\bsaid[.]\s*$")
_SAID_LAST = re.compile(r"\b(?:was|were) quoted as saying[.]\s*$")
_IN_INTERVIEW = re.compile(r"\b(?:interview|statement|briefing|article)[.]\s*$")
_NO_AGENT = re.compile(
    r"\b(?:[Ss]ources|[Oo]fficials|[Dd]iplomats|[Aa]nalysts|[Ee]xperts) (?:quoted|cited)(?: the| a)?"
    r" (?:daily|newspaper|paper|agency|publication|magazine|website)(?: [A-Z]\w+){0,3} as saying(?: that)?"
)
_ANONYMOUSLY = re.compile(
    r"\banonymously (?:quoting|citing|quoted|cited)"
    r"(?: (?:a|an|the|one)(?: [\w.-]+){0,3}? (?:official|officials|source|sources|diplomat))?"
)
_AS_QUOTED = re.compile(r"\bas (?:quoted|cited) by [A-Z][\w.]*(?: [A-Z][\w.]*){0,3}, (?:said|says)\b")
_TWO_SPEAKERS = re.compile(
    r"\b(?:said|added|stated|declared|explained)(?: [\w.,’'-]+){0,6}?:"
    r"\s*[“\"][^”\"\n]{10,400}[”\"],? (?:said|added|according to)(?: [A-Z][\w.’'-]*){1,3}"
)
_LOST_SPEECH = re.compile(r"\b(?:said|stated|declared|added|wrote|explained):\s*+(?=[.]?\s*$)")
_PRESENT = r"(?:explains|comments|clarifies|warns|declares|specifies|mentions|affirms|concludes|points out|recalls)"
_AFTER_QUOTATION = re.compile(
    rf"(?:[,.!?][”\"’']|[”\"],)[ \u00a0]"
    rf"(?:(?:[A-Z][\w.’-]*+[ \u00a0]?){{1,4}}|he |she |the \w+ )?({_PRESENT})\b(?![ \u00a0]on\b)"
)
_THAT_QUOTED = re.compile(
    r"\b(?:said|says|added|stated|warned|explained|declared|noted|stressed|insisted)(?P<that>[ \u00a0]that)"
    r"(?P<rest>[ \u00a0][“\"](?:We|I|My|Our)\b)"
)
_PAST = re.compile(r"\b(?:said|told|added|was|were|had)\b")
_PRESENT_SAYS = re.compile(rf"\b(?:says|{_PRESENT})\b")


@cache
def _names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is a source and nothing else, and a source that runs into the next sentence."""
    bare = {row["name"].removeprefix("the ").removeprefix("The ") for row in rows("agencies_and_papers")}
    bare |= {row["short"] for row in rows("agencies_and_papers") if row["short"]}
    every = "|".join(re.escape(name) for name in sorted(bare, key=lambda n: (-len(n), n)))
    alone = re.compile(rf"(?:[Tt]he )?(?:{every})\.")
    run = re.compile(
        rf"(?:\b(?:was|were) quoted as saying (?:by )?|\b(?:told|by|to|according to) )?(?:[Tt]he )?\b(?P<name>{every}) "
        r"(?P<next>(?:He|She|They|The|In|It|We|But|However) (?:[a-z]+))"
    )
    return alone, run


@cache
def _articles() -> dict[str, str]:
    return {row["name"].removeprefix("the "): row["name"] for row in rows("agencies_and_papers")}


@rule("ATT001", "loose-source", category=Category.ATTRIBUTION, severity=Severity.MAJOR, confidence=0.95, mqm=_MQM)
def loose_source(analysis: Analysis) -> Iterator[Finding]:
    """The name of an agency or paper that stands alone after a sentence.

    Why: the name was a link. The translator was given the sentence up to it, closed it with a full stop, and then
    translated the name as a sentence of its own.

    Example: The talks may avert a new war. Washington Post.
    Better: The talks may avert a new war, the Washington Post reports.
    """
    alone, _ = _names()
    for before, segment in zip(analysis.segments, analysis.segments[1:], strict=False):
        if segment.paragraph != before.paragraph or not alone.fullmatch(segment.text):
            continue
        lead = _LAST_WORDS.search(before.text, max(0, len(before.text) - _LAST))
        start = before.start + lead.start() if lead else before.start
        name = segment.text.rstrip(".").removeprefix("The ").removeprefix("the ")
        name = _articles().get(name, name)
        words = analysis.text[start : before.end].rstrip(".")
        if _SAID_LAST.search(before.text):
            joined = f"{words} by {name}."
        elif _HE_SAID.search(before.text):
            joined = f"{words.removesuffix('said')}told {name}."
        elif _IN_INTERVIEW.search(before.text):
            joined = f"{words} with {name}."
        elif words.endswith(("”", '"')):
            joined = f"{words} {name} reports."
        else:
            joined = f"{words}, {name} reports."
        yield Finding(
            start,
            segment.end,
            f"“{segment.text}” is the source, cut loose from its sentence.",
            (Suggestion(joined, 0.8),),
        )


@rule("ATT002", "speaker-run-on", category=Category.ATTRIBUTION, severity=Severity.MAJOR, confidence=0.9, mqm=_MQM)
def speaker_run_on(analysis: Analysis) -> Iterator[Finding]:
    """The source runs into the next sentence without a stop.

    Why: the name was a link, and the stop after it was lost with the mark-up.

    Example: An official was quoted as saying Washington Post He said the talks would go on.
    Better: An official quoted by the Washington Post said the talks would go on.
    """
    _, run = _names()
    for segment in analysis.segments:
        if segment.role is Role.BODY:
            for found in run.finditer(analysis.text, segment.start, segment.end):
                if found.start() == segment.start:
                    continue
                first = found.group("next").split()[0]
                yield Finding(
                    found.start(), found.end(), f"“{found.group('name')}” runs into the next sentence (“{first} …”)."
                )


@rule(
    "ATT003", "quoted-the-wrong-way", category=Category.ATTRIBUTION, severity=Severity.MAJOR, confidence=0.85, mqm=_MQM
)
def quoted_the_wrong_way(analysis: Analysis) -> Iterator[Finding]:
    """Sources that quote a newspaper, or a person who quotes himself: the passive lost its agent.

    Why: “surse citate de cotidianul X” are sources quoted by the paper X; the participle was taken for a verb.

    Example: Sources quoted the daily as saying that the envoys would meet.
    Better: Sources quoted by the daily said that the envoys would meet.
    """
    for pattern in (_NO_AGENT, _AS_QUOTED):
        for found in pattern.finditer(analysis.text):
            yield Finding(
                found.start(), found.end(), "Who quotes whom? A source is quoted by a paper, not the reverse."
            )


@rule(
    "ATT004", "anonymously-quoting", category=Category.ATTRIBUTION, severity=Severity.MINOR, confidence=0.85, mqm=_MQM
)
def anonymously_quoting(analysis: Analysis) -> Iterator[Finding]:
    """“Anonymously quoting” an official: it is the official who is anonymous.

    Why: “citând sub anonimat un oficial” puts the anonymity beside the verb.

    Example: The agency, anonymously quoting a senior official, said talks would resume.
    Better: The agency, quoting a senior official who asked not to be named, said talks would resume.
    """
    for found in _ANONYMOUSLY.finditer(analysis.text):
        yield Finding(found.start(), found.end(), "It is the source that is anonymous, not the quoting.")


@rule("ATT005", "two-speakers", category=Category.ATTRIBUTION, severity=Severity.MAJOR, confidence=0.8, mqm=_MQM)
def two_speakers(analysis: Analysis) -> Iterator[Finding]:
    """One quotation with a verb of saying before it and another after it.

    Why: the attribution after the quotation belonged to the next one, or was translated twice.

    Example: The mayor said: “We will rebuild the bridge this year,” said Ana Costa.
    Better: “We will rebuild the bridge this year,” said the mayor, Ana Costa.
    """
    for found in _TWO_SPEAKERS.finditer(analysis.text):
        yield Finding(found.start(), found.end(), "The quotation is given to two speakers.")


@rule("ATT006", "speech-that-is-lost", category=Category.ATTRIBUTION, severity=Severity.MAJOR, confidence=0.8, mqm=_MQM)
def speech_that_is_lost(analysis: Analysis) -> Iterator[Finding]:
    """A colon after a verb of saying at the very end of the story: what was said is missing.

    Why: the quotation stood in a block of its own, which was lost.

    Example: Late on Sunday the minister added:
    Better: Late on Sunday the minister added: “We are not giving up.”
    """
    if analysis.segments:
        segment = analysis.segments[-1]
        for found in _LOST_SPEECH.finditer(analysis.text, segment.start, segment.end):
            yield Finding(found.start(), found.end(), "What was said is missing.")


@rule(
    "ATT007",
    "present-tense-of-saying",
    category=Category.ATTRIBUTION,
    severity=Severity.MINOR,
    confidence=0.7,
    mqm=_MQM,
)
def present_tense_of_saying(analysis: Analysis) -> Iterator[Finding]:
    """A verb of saying in the present tense in a story told in the past.

    Why: newsrooms of many languages report in the historic present, and with verbs that English seldom uses.

    Example: “The law was clear,” he said. He had no doubt, he said. “It was our duty”, explains the judge.
    Better: “The law was clear,” he said. He had no doubt, he said. “It was our duty,” the judge explained.
    """
    if len(_PAST.findall(analysis.text)) < 3 * max(1, len(_PRESENT_SAYS.findall(analysis.text))):
        return
    for found in _AFTER_QUOTATION.finditer(analysis.text):
        verb = found.group(1)
        yield Finding(found.start(1), found.end(1), f"“{verb}” in a story told in the past.")


@rule(
    "ATT008",
    "quotation-after-that",
    category=Category.ATTRIBUTION,
    severity=Severity.MINOR,
    confidence=0.75,
    mqm="Linguistic conventions > Grammar",
)
def quotation_after_that(analysis: Analysis) -> Iterator[Finding]:
    """Reported speech that turns into the speaker's own words after “that”.

    Why: Portuguese, Spanish and Romanian put a quotation of “we” and “I” straight after their word for “that”.

    Example: The spokesman said that “We presented a plan in May.”
    Better: The spokesman said: “We presented a plan in May.”
    """
    for found in _THAT_QUOTED.finditer(analysis.text):
        lead = analysis.text[found.start() : found.start("that")]
        yield Finding(
            found.start(),
            found.end(),
            "The speaker's own words do not follow on “that”.",
            (Suggestion(f"{lead}:{found['rest']}", 0.8),),
        )
