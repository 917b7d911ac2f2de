"""“He said” where only one person can have said it: whom such a pronoun stands for, as far as that is beyond doubt."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mtcheck.analysis import Analysis
from mtcheck.corpora.countries import country_index
from mtcheck.corpora.frequency import zipf
from mtcheck.corpora.organisations import organisation_index
from mtcheck.corpora.people import given_names, surnames
from mtcheck.document.model import Segment
from mtcheck.mentions import PersonMention

_SAYING = r"(?:said|added|told|explained|stressed|insisted|warned|noted|continued|concluded|argued|wrote|asked)"
_AFTER_QUOTATION = re.compile(
    rf"[,.!?][”\"’'] ?(?P<pronoun>he|she) {_SAYING}\b|\b{_SAYING}\b[^.”\"]{{0,400}}[,.] (?P<later>He|She) {_SAYING}\b"
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_APPOSITION = re.compile(r", (?:an?|the|its) (?:[^,.;:“”\"\n]|(?<=[A-Z])\.(?=[A-Z ]))*")
_SAID_THAT = re.compile(rf" (?:{_SAYING}|has said|had said)(?: that)? (?P<pronoun>he|she)\b")
_NEXT = re.compile(rf"[\"“]?(?P<pronoun>He|She) (?:also |then |later |further )?{_SAYING}\b")
_AND_OWN = re.compile(r",? and (?P<pronoun>his|her) [a-z]+")
_OF = r"(?:of|to|for|with|by|from|about|against|behind|near|around|like|than|that|who|whom|whose|which)"
_INVERTED_BEFORE = re.compile(rf"[,.?!][”\"’']? {_SAYING} (?:(?!{_OF}\b)[\w.-]+ ){{0,4}}\Z")
_INVERTED_AFTER = re.compile(r"[,.;:”\"\n]|\Z| (?:in|on|at|to|of|after|before|when|as|who|during|from)\b")
_SAYS = re.compile(rf" (?:(?:has|had|also|later) )?(?:{_SAYING}|spoke)\b")
_SAYS_AFTER_COMMA = re.compile(rf",(?: (?:the |a )?[a-z][^.,;:“”\"]{{2,80}},)? (?:also )?(?:{_SAYING}|spoke)\b")
_CLAUSE_START = re.compile(r".*(?:[,;:—–“”\"(]|\b(?:and|but)\b)", re.S)
_NOT_SUBJECT = re.compile(
    rf"\b(?:{_OF}|at|in|on|into|over|under|after|before|when|while|as|because|since|if|until|although|though|where)\b",
    re.I,
)
_OF_A_BODY = re.compile(
    r"(?:The|A|Its) (?:[a-z]+ )?[a-z]+ (?:of|for) (?:the )?(?:[A-Z][\w-]+ )*"
    r"(?:Ministry|Department|Office|Kremlin|Commission|Council|Parliament|Bank|Union|Foreign Affairs|Defen[cs]e), "
)
"""What may lead up to a name set off by commas, which then can only be that of the body’s man or woman."""
_NOT_NAMES = frozenset("street avenue road state county university".split())
_MALE = re.compile(
    r"\b(?:man|men|husband|father|son|brother|boy|king|prince|Mr|sir|male|spokesman|chairman|his|him)\b", re.I
)
_FEMALE = re.compile(
    r"\b(?:woman|women|wife|mother|daughter|sister|girl|queen|princess|Mrs|Ms|female|spokeswoman|her|actress)\b", re.I
)
_HE_OR_SHE = {"f": re.compile(r"\bhe\b", re.I), "m": re.compile(r"\bshe\b", re.I)}
"""By a person’s gender, the pronoun that can only be of somebody else."""
_SOMEBODY = re.compile(
    r"\b(?:someone|somebody|he|she|his|him|her|himself|herself|friend|colleague|counterpart|predecessor|successor|deputy|aide|"
    r"advis[eo]r|assistant|spokesperson|host|guest|rival|opponent|ally|candidate|minister|president|premier|chancellor|"
    r"secretary|governor|mayor|senator|lawmaker|leader|chief|head|boss|director|manager|official|officer|general|"
    r"soldier|judge|lawyer|doctor|professor|teacher|student|reporter|journalist|author|writer|actor|singer|player|"
    r"coach|captain|suspect|victim|witness|patient|child|baby|person|citizen|voter|worker|driver|activist|critic|"
    r"pope|bishop|priest|envoy|ambassador|diplomat|commissioner|speaker|chair|co-\w+)\b",
    re.I,
)
"""Words for one person whose name, if the copy gives it, need not be a known one."""
_NO_PERSON = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december i the a an european foreign ministry commission parliament council government union "
    "bank central state states house senate congress supreme court party summit treaty security republic federation "
    "kremlin pentagon president minister prime chancellor secretary brexit".split()
)
"""Words in capitals that are nobody’s name."""
_COMMON = 4.5
"""Zipf frequency from which a word at a sentence’s start is held for a plain one."""
_SPEECH = 2_000
"""Characters after a speaker’s name in which “he said” may be of that speaker, and before it, of another."""


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun, from ``start`` to ``end``, that is not of the gender of the one person it can stand for."""

    start: int
    end: int
    speaker: PersonMention
    right: str


def wrong_pronouns(analysis: Analysis) -> Iterator[Pronoun]:
    """The pronouns beside a verb of saying, or in “and his deputy”, that are not of their person’s gender."""
    before: tuple[Segment, ...] = ()
    seen: set[int] = set()
    for paragraph in analysis.paragraphs:
        starts = [segment.start for segment in paragraph]
        for at, segment in enumerate(paragraph):
            for speaker in analysis.mentions.people[segment.index]:
                if (speaker.how == "near" and not speaker.sure) or _shared(speaker):
                    continue
                end = min(paragraph[-1].end, speaker.end + _SPEECH)
                first = max(0, bisect_right(starts, speaker.start - _SPEECH) - 1)
                near = paragraph[first : bisect_right(starts, end)]
                found = _after_speech(analysis, segment, speaker, near, end)
                if found is None and len(segment.text) <= _SPEECH:
                    found = (
                        _said_that(analysis, segment, speaker, (*before, *near))
                        or _next_sentence(analysis, paragraph[at : at + 2], speaker, before, near)
                        or _and_own(analysis, segment, speaker, before, near)
                    )
                if found is not None and found.start not in seen and not _borne_out(analysis, found):
                    seen.add(found.start)
                    yield found
        before = paragraph[max(0, bisect_right(starts, paragraph[-1].end - _SPEECH) - 1) :]


def _after_speech(
    analysis: Analysis, segment: Segment, speaker: PersonMention, near: Sequence[Segment], end: int
) -> Pronoun | None:
    """“X spoke. “…,” he said”, “X said so. He added …”, “…,” said X. “…,” he added."""
    if not (_speaks(analysis, segment, speaker, end) or _inverted(analysis, speaker)):
        return None
    found = _AFTER_QUOTATION.search(analysis.text, speaker.end, end)
    if found is None:
        return None
    pronoun = _of_other_gender(found, "pronoun" if found.group("pronoun") else "later", speaker)
    if pronoun is None or _rivals(speaker).search(analysis.text, near[0].start, pronoun.start):
        return None
    if _others(analysis, near, speaker, pronoun.start) or _interrupted(analysis, segment, speaker, pronoun):
        return None
    return pronoun


def _interrupted(analysis: Analysis, segment: Segment, speaker: PersonMention, pronoun: Pronoun) -> bool:
    """Whether more than what is quoted stands after the speaker’s sentence, or that tells of somebody else."""
    described = _APPOSITION.match(analysis.text, speaker.end, segment.end)
    at = described.end() if described is not None else speaker.end
    quoted = [found.span() for found in _QUOTED.finditer(analysis.text, at, pronoun.start)]
    for start, end in (*quoted, (pronoun.start, pronoun.start)):
        here = min(start, segment.end)
        if at < here and _names_more(analysis, segment, speaker, at, here):
            return True
        if any(c.isalpha() for c in analysis.text[max(at, segment.end) : start]):
            return True
        at = end
    return False


def _said_that(analysis: Analysis, segment: Segment, speaker: PersonMention, near: Sequence[Segment]) -> Pronoun | None:
    """“X said that he …”, where the copy has had nobody else to speak of."""
    found = _SAID_THAT.match(analysis.text, speaker.end, segment.end)
    if found is None or not _is_subject(analysis, segment, speaker):
        return None
    pronoun = _of_other_gender(found, "pronoun", speaker)
    if pronoun is None or _peopled(analysis, near, speaker, pronoun):
        return None
    return None if _names_more(analysis, segment, speaker, pronoun.end, segment.end) else pronoun


def _next_sentence(
    analysis: Analysis,
    two: Sequence[Segment],
    speaker: PersonMention,
    before: Sequence[Segment],
    near: Sequence[Segment],
) -> Pronoun | None:
    """“X arrived. He said …”, where X is the subject and the one person named."""
    if len(two) < 2 or not _opens(analysis, two[0], speaker) or _possessive(analysis.text, speaker):
        return None
    found = _NEXT.match(analysis.text, two[1].start, two[1].end)
    pronoun = _of_other_gender(found, "pronoun", speaker) if found is not None else None
    if pronoun is None or _peopled(analysis, near, speaker, pronoun) or _rivalled(analysis, before, speaker):
        return None
    return pronoun


def _and_own(
    analysis: Analysis,
    segment: Segment,
    speaker: PersonMention,
    before: Sequence[Segment],
    near: Sequence[Segment],
) -> Pronoun | None:
    """“X, and his deputy, arrived”, where nobody came before X."""
    found = _AND_OWN.match(analysis.text, speaker.end, segment.end)
    if found is None or not _opens(analysis, segment, speaker):
        return None
    pronoun = _of_other_gender(found, "pronoun", speaker)
    if pronoun is None or _peopled(analysis, near, speaker, pronoun) or _rivalled(analysis, before, speaker):
        return None
    return pronoun


def _of_other_gender(found: re.Match[str], group: str, speaker: PersonMention) -> Pronoun | None:
    pronoun = found.group(group)
    pairs = {"he": "she", "his": "her"} if speaker.person.gender == "f" else {"she": "he", "her": "his"}
    put = pairs.get(pronoun.lower())
    if put is None:
        return None
    return Pronoun(*found.span(group), speaker, put.capitalize() if pronoun[0].isupper() else put)


def _rivals(speaker: PersonMention) -> re.Pattern[str]:
    return _MALE if speaker.person.gender == "f" else _FEMALE


def _shared(speaker: PersonMention) -> bool:
    """Whether a surname alone may be that of another known person."""
    return speaker.how == "surname" and len(surnames().get(speaker.person.surname, ())) > 1


def _possessive(text: str, speaker: PersonMention) -> bool:
    return text[speaker.end : speaker.end + 2] in {"'s", "’s"} or text[speaker.end : speaker.end + 1] in {"'", "’"}


def _lead(analysis: Analysis, segment: Segment, speaker: PersonMention) -> int:
    """Where the speaker’s name with the title before it begins."""
    titles = (
        office.start
        for office in analysis.mentions.offices[segment.index]
        if office.person is not None and office.person.start == speaker.start
    )
    return min([speaker.start, *titles])


def _is_subject(analysis: Analysis, segment: Segment, speaker: PersonMention) -> bool:
    """Whether a verb right after the name is said of the person, not of an aide to the person."""
    start = _lead(analysis, segment, speaker)
    clause = _CLAUSE_START.match(analysis.text, segment.start, start)
    return _NOT_SUBJECT.search(analysis.text, clause.end() if clause else segment.start, start) is None


def _opens(analysis: Analysis, segment: Segment, speaker: PersonMention) -> bool:
    """Whether the sentence begins with the person, a title and few words more before the name."""
    if _OF_A_BODY.fullmatch(analysis.text, segment.start, speaker.start) is not None:
        return True
    start = _lead(analysis, segment, speaker)
    before = analysis.text[segment.start : start]
    return (
        "," not in before
        and len(before.split()) <= 5
        and _NOT_SUBJECT.search(before) is None
        and not (start == speaker.start and before.rstrip()[-1:].islower())
    )


def _speaks(analysis: Analysis, segment: Segment, speaker: PersonMention, end: int) -> bool:
    """Whether the person is the subject of a verb of saying after the name."""
    text = analysis.text
    if _SAYS.match(text, speaker.end, end) is not None:
        return _is_subject(analysis, segment, speaker)
    return _SAYS_AFTER_COMMA.match(text, speaker.end, end) is not None and _opens(analysis, segment, speaker)


def _inverted(analysis: Analysis, speaker: PersonMention) -> bool:
    """Whether the verb of saying stands before its subject: “…,” said X."""
    text = analysis.text
    return (
        _INVERTED_BEFORE.search(text, max(0, speaker.start - 60), speaker.start) is not None
        and _INVERTED_AFTER.match(text, speaker.end) is not None
    )


def _others(
    analysis: Analysis, near: Sequence[Segment], speaker: PersonMention, end: int, known: frozenset[str] = frozenset()
) -> bool:
    """Whether those segments name somebody else before an offset: a known person, or a first name and one more.

    People whose ids are in ``known`` do not count.
    """
    for segment in near:
        people = [m for m in analysis.mentions.people[segment.index] if m.start < end]
        if any(m.person.id != speaker.person.id and m.person.id not in known for m in people):
            return True
        titles = {office.start for office in analysis.mentions.offices[segment.index]}
        for one, other in pairwise(analysis.mentions.tokens[segment.index]):
            if one.start >= end:
                break
            close = one.capital and other.capital and analysis.text[one.end : other.start] == " "
            if not close or one.key not in given_names() or other.key in _NOT_NAMES or other.start in titles:
                continue
            if not any(m.start <= one.start < m.end for m in people):
                return True
    return False


def _rivalled(analysis: Analysis, before: Sequence[Segment], speaker: PersonMention) -> bool:
    """Whether the paragraph before tells of anybody, of no known gender or of the other, whom the pronoun may be of."""
    own = frozenset(
        m.person.id
        for s in before
        for m in analysis.mentions.people[s.index]
        if m.person.gender == speaker.person.gender
    )
    return any(
        _rivals(speaker).search(s.text) or _HE_OR_SHE[speaker.person.gender].search(s.text) for s in before
    ) or _others(analysis, before, speaker, before[-1].end if before else 0, known=own)


def _peopled(analysis: Analysis, near: Sequence[Segment], speaker: PersonMention, pronoun: Pronoun) -> bool:
    """Whether those segments tell of anybody but the speaker before the pronoun, by name or not."""
    if _others(analysis, near, speaker, pronoun.start):
        return True
    for segment in near:
        end = min(segment.end, pronoun.start)
        if segment.start < end and _names_more(analysis, segment, speaker, segment.start, end):
            return True
    return False


def _names_more(analysis: Analysis, segment: Segment, speaker: PersonMention, start: int, end: int) -> bool:
    """Whether a stretch of a segment has a word for a person, or a capital that may be a person’s."""
    own = [(m.start, m.end) for m in analysis.mentions.people[segment.index] if m.person.id == speaker.person.id]
    for office in analysis.mentions.offices[segment.index]:
        if office.person is not None and office.person.person.id == speaker.person.id:
            own.append((office.start, office.end))
    outside = (
        found for pattern in (_rivals(speaker), _SOMEBODY) for found in pattern.finditer(analysis.text, start, end)
    )
    if any(not any(a <= found.start() < b for a, b in own) for found in outside):
        return True
    tokens = analysis.mentions.tokens[segment.index]
    plain = [t.key for t in tokens]
    at = 0
    while at < len(tokens):
        token = tokens[at]
        known = max(country_index().longest(plain, at)[0], organisation_index().longest(plain, at)[0])
        if not token.capital or known:
            at += max(1, known)
            continue
        ours = any(a <= token.start < b for a, b in own)
        plainly = token.key in _NO_PERSON or token.text.isupper() or (at == 0 and zipf(token.key) >= _COMMON)
        if start <= token.start < end and not ours and not plainly:
            return True
        at += 1
    return False


def _borne_out(analysis: Analysis, pronoun: Pronoun) -> bool:
    """Whether the English original has the same pronoun at that place."""
    if analysis.original is None:
        return False
    there = analysis.original.counterpart(pronoun.start, pronoun.end)
    if there is None:
        return False
    written = analysis.text[pronoun.start : pronoun.end]
    return analysis.original.document.text[there.start : there.end].lower() == written.lower()
