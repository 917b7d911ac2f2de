"""Garbled clauses: a sentence that lost its verb, its noun or its joints on the way through two languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, rule
from mtcheck.document.model import Role
from mtcheck.flag import Category, Severity
from mtcheck.models.readings import Token

_MQM = "Linguistic conventions > Unintelligible"
_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_MAYBE_FINITE = frozenset({"VBN", "VB"})
_FRAGMENT_WORDS = 8
_FRAGMENT_SHOWN = 9
_QUOTES = "\"“”„«»'‘’"

_MODAL_OF = re.compile(
    r"\b(?:(?:can|could|will|would|must|may|might|shall|should|cannot)"
    r"(?:[ \u00a0](?:not|only|never|also|even|still|always|just))?|"
    r"(?:can|could|wo|would|must|should)n[’']t|(?:they|we|he|she))[ \u00a0]of\b(?![ \u00a0](?:course|all)\b)",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"\b(?:the|an?|his|her|their|its|my|our|your|of|free|good|ill|political|living|sovereign|popular|general|divine|last|collective|democratic)\s\Z",
    re.IGNORECASE,
)
_NEAR = 12
_ADJECTIVE_OF = re.compile(
    r"\b(?:the|an?)[ \u00a0](?:possible|impossible|probable|responsible|capable|incapable|inevitable)"
    r"[ \u00a0](?:of|for)[ \u00a0](?:the|an?|this|that|its|his|her|their)\b",
    re.IGNORECASE,
)
_CLASH = re.compile(
    r"\b(?:the|an?)[ \u00a0](?:of|from|is|are|was|were|has|have|had|into|with|the|which|who|because)\b"
    r"(?![-’'])|\b(?:of|from|into)[ \u00a0](?:is|are|was|were|has|have|had)\b(?![-’'])",
)
_STRANDED = re.compile(
    r"\b[\w’'-]{1,60}+[ \u00a0](?:the|an|and|or|because|although|whose|its|their|of the|to the|in the)"
    r"(?=[.!?]+[\"”’]?$)"
)
_NO_SUBJECT = re.compile(
    r"\b(?P<said>said|announced|added|stated|confirmed|declared|claimed|explained|informed)[ \u00a0]that[ \u00a0]"
    r"(?P<verb>will|would|has|had|is|was|were|are|cannot|could|must|does|did)\b"
    r"(?=[ \u00a0](?:not[ \u00a0])?(?P<next>[a-z]+))"
)
_AFTER_PRONOUN = frozenset("be been the a an why how what because where when happen not all it".split())
"""What follows on “that” as a pronoun: “said that is why”, “said that will be”."""
_BROKEN_PARTICIPLE_LEADS = frozenset({"of", "for", "from", "without"})


@rule(
    "GAR001",
    "sentence-without-verb",
    category=Category.GARBLED,
    severity=Severity.MAJOR,
    confidence=0.8,
    mqm=_MQM,
    needs={"parse"},
)
def sentence_without_verb(analysis: Analysis) -> Iterator[Finding]:
    """Long sentence in the body that has no main verb.

    Why: when a long clause is cut in two, or its verb is taken for a noun, the copy keeps a subject and its
    complements and loses what was said of them. Headlines, quotations and short exclamations are left alone.

    Example: Talks went on until dawn. The ministers of the seven countries by blocking the northern ports.
    Better: Talks went on until dawn. The ministers of the seven countries protested by blocking the northern ports.
    """
    assert analysis.parses is not None  # noqa: S101 - the rule runs only where there is a parse
    for segment, tokens in zip(analysis.segments, analysis.parses, strict=True):
        if segment.role is not Role.BODY or not segment.text.endswith(".") or segment.text[0] in _QUOTES:
            continue
        words = [token for token in tokens if token.text[0].isalnum()]
        if len(words) < _FRAGMENT_WORDS or not _opens_with_subject(words) or _may_have_verb(tokens):
            continue
        last = words[min(len(words), _FRAGMENT_SHOWN) - 1]
        yield Finding(segment.start, last.end, f"“{_cut(analysis.text[segment.start : last.end])}” has no main verb.")


@rule(
    "GAR002",
    "verb-turned-into-of",
    category=Category.GARBLED,
    severity=Severity.MAJOR,
    confidence=0.9,
    mqm=_MQM,
)
def verb_turned_into_of(analysis: Analysis) -> Iterator[Finding]:
    """“Of” where the verb should stand.

    Why: small translation models drop a verb that they do not know and put the commonest word in its place, so
    that “will not give up” comes back as “will not of”.

    Example: The ministry will not of the reform before the spring.
    Better: The ministry will not give up the reform before the spring.
    """
    for segment in analysis.segments:
        for found in _MODAL_OF.finditer(analysis.text, segment.start, segment.end):
            lead = found.group().rsplit(None, 1)[0]
            noun = lead.lower() in {"may", "might", "will", "must", "can"}
            named = _DETERMINER.search(analysis.text, max(0, found.start() - _NEAR), found.start())
            if noun and (not lead.islower() or named):
                continue
            yield Finding(found.start(), found.end(), f"A verb is missing after “{lead}”: “of” stands in its place.")


@rule(
    "GAR003",
    "adjective-without-noun",
    category=Category.GARBLED,
    severity=Severity.MAJOR,
    confidence=0.8,
    mqm=_MQM,
)
def adjective_without_noun(analysis: Analysis) -> Iterator[Finding]:
    """An adjective that lost its noun, or stands for one as Romance languages allow.

    Why: “el responsable de la obra” is a person in Spanish and “the responsible of the work” nothing in English;
    a noun between adjective and “of” may also have been dropped.

    Example: The responsible of the project resigned on Monday.
    Better: The head of the project resigned on Monday.
    """
    for segment in analysis.segments:
        for found in _ADJECTIVE_OF.finditer(analysis.text, segment.start, segment.end):
            words = found.group().split()
            yield Finding(
                found.start(),
                found.end(),
                f"A noun is missing between “{words[1]}” and “{words[2]}”.",
            )


@rule(
    "GAR004",
    "clashing-function-words",
    category=Category.GARBLED,
    severity=Severity.MAJOR,
    confidence=0.75,
    mqm=_MQM,
)
def clashing_function_words(analysis: Analysis) -> Iterator[Finding]:
    """Two small words that cannot follow one another: the word between them was lost.

    Why: a word that the translator did not know, or a link that the scraper took away, leaves an article standing
    before a verb or a preposition before an auxiliary.

    Example: Police searched the of the two brothers.
    Better: Police searched the house of the two brothers.
    """
    for segment in analysis.segments:
        for found in _CLASH.finditer(analysis.text, segment.start, segment.end):
            first, second = found.group().split()
            yield Finding(found.start(), found.end(), f"A word is missing between “{first}” and “{second}”.")


@rule(
    "GAR005",
    "stranded-function-word",
    category=Category.GARBLED,
    severity=Severity.MAJOR,
    confidence=0.85,
    mqm=_MQM,
)
def stranded_function_word(analysis: Analysis) -> Iterator[Finding]:
    """A sentence that breaks off after an article, a conjunction or a possessive.

    Why: the rest of the sentence stood in a link or a caption that was lost, or went into the next sentence.

    Example: The delegation will travel to the.
    Better: The delegation will travel to the capital.
    """
    for segment in analysis.segments:
        found = _STRANDED.search(segment.text)
        if found:
            start = segment.start + found.start()
            word = found.group().split()[-1]
            yield Finding(start, segment.start + found.end(), f"The sentence breaks off after “{word}”.")


@rule(
    "GAR006",
    "preposition-before-past-verb",
    category=Category.GARBLED,
    severity=Severity.MAJOR,
    confidence=0.75,
    mqm=_MQM,
    needs={"parse"},
)
def preposition_before_past_verb(analysis: Analysis) -> Iterator[Finding]:
    """A preposition with a past form and its object where English needs the -ing form.

    Why: “de” and “para” take an infinitive in Romance languages; the machine sometimes puts a past form there.

    Example: The plan of renamed the assembly met with protest.
    Better: The plan of renaming the assembly met with protest.
    """
    assert analysis.parses is not None  # noqa: S101
    for tokens in analysis.parses:
        for lead, verb, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
            if (
                lead.text.lower() in _BROKEN_PARTICIPLE_LEADS
                and verb.tag in {"VBN", "VBD"}
                and verb.text.islower()
                and verb.text.endswith("ed")
                and after.text.lower() in {"the", "a", "an", "its", "his", "her", "their"}
            ):
                yield Finding(
                    lead.start, after.end, f"“{lead.text} {verb.text}” needs another form of the verb, or a subject."
                )


@rule(
    "GAR008",
    "clause-without-subject",
    category=Category.GARBLED,
    severity=Severity.MAJOR,
    confidence=0.8,
    mqm=_MQM,
)
def clause_without_subject(analysis: Analysis) -> Iterator[Finding]:
    """A clause with a verb and nobody who does it, after a verb of saying.

    Why: Spanish, Portuguese, Italian, Romanian and Slavic languages leave “he”, “she” and “they” to the verb.

    Example: The lawyer announced that will appeal on Monday.
    Better: The lawyer announced that he would appeal on Monday.
    """
    for segment in analysis.segments:
        for found in _NO_SUBJECT.finditer(analysis.text, segment.start, segment.end):
            if found["next"] not in _AFTER_PRONOUN:
                yield Finding(
                    found.start(),
                    found.end(),
                    f"Who {found['verb']}? The subject is missing after “{found['said']} that”.",
                )


def _opens_with_subject(words: Sequence[Token]) -> bool:
    return words[0].pos in {"DET", "PROPN"} or words[0].text.lower() in {"the", "his", "her", "their", "its"}


def _may_have_verb(tokens: Sequence[Token]) -> bool:
    """Whether a token is a finite verb, or could be one that the tagger took for another form."""
    return any(
        token.tag in _FINITE
        or token.tag in _MAYBE_FINITE
        or (token.pos == "NOUN" and token.dep not in {"pobj", "dobj", "compound", "conj", "nsubj", "ROOT"})
        for token in tokens
    )


def _cut(text: str) -> str:
    words = text.split()
    return text if len(words) <= _FRAGMENT_SHOWN else " ".join(words[:_FRAGMENT_SHOWN]) + " …"
