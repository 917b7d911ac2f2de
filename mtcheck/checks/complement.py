"""Verbs with a complement that English does not give them: “informed that”, “allows to save”, “discussed about”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtcheck.analysis import Analysis
from mtcheck.checks.rule import Finding, rule
from mtcheck.document.model import Role
from mtcheck.flag import Category, Severity, Suggestion
from mtcheck.models.readings import Token

_TOLD = frozenset("alert assure convince inform notify persuade remind tell".split())
"""Verbs that name who is told before they say what."""
_TELLING = frozenset("alert inform notify tell".split())
"""Of these, those that “say” can stand for."""
_NO_CLAUSE = frozenset(
    "accuse applaud blame celebrate characterise characterize condemn congratulate criticise criticize define "
    "denounce describe detail discuss manifest praise qualify question transmit welcome".split()
)
"""Verbs with a thing or a person for their object, and no clause."""
_SAID = frozenset("criticise criticize define denounce describe detail discuss manifest transmit".split())
_BIDDING = frozenset(
    "advise allow enable encourage forbid instruct oblige permit persuade recommend suggest urge".split()
)
"""Verbs that name who is to act before they say what is to be done."""
_NEEDLESS = {
    "announce": {"about"}, "await": {"for"}, "contact": {"to", "with"}, "demand": {"for"}, "describe": {"about"},
    "discuss": {"about"}, "emphasise": {"on"}, "emphasize": {"on"}, "inform": {"to"}, "lack": {"of"},
    "mention": {"about"}, "obey": {"to"}, "oppose": {"against"}, "phone": {"to"}, "renounce": {"to"},
    "request": {"for"}, "resist": {"to", "against"}, "violate": {"against"}, "visit": {"to"},
}  # fmt: skip
"""Verbs with an object, and the prepositions that other languages put before it."""
_OTHER = {
    "accuse": {"for": "of"}, "consist": {"from": "of"}, "depend": {"from": "on", "of": "on"},
    "differ": {"of": "from"}, "participate": {"at": "in", "to": "in"}, "suffer": {"of": "from"},
}  # fmt: skip
"""Verbs with another preposition than their own, and that one."""
_NEAR = 8
"""Words within which a verb may have its own preposition after another: “accused in court of”."""
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_CLAUSES = frozenset({"ROOT", "conj", "ccomp", "advcl", "relcl", "parataxis"})
_PASSIVE = frozenset({"auxpass", "nsubjpass", "csubjpass"})
_MQM = "Linguistic conventions > Grammar"


@rule(
    "AGR001",
    "that-clause-without-hearer",
    category=Category.AGREEMENT,
    severity=Severity.MINOR,
    confidence=0.8,
    mqm=_MQM,
    needs={"parse"},
)
def that_clause_without_hearer(analysis: Analysis) -> Iterator[Finding]:
    """A verb of telling that goes straight to what was told.

    Why: “informó que”, “a informat că” or “сообщил, что” need nobody who is told; “inform”, “tell” and “remind” do.

    Example: The mayor informed that two bridges were closed.
    Better: The mayor said that two bridges were closed.
    """
    for verb, that in _before_that(analysis, _TOLD):
        message = f"“{verb.text}” whom? The verb wants a hearer before “that”."
        yield Finding(verb.start, that.end, message, _said_that(verb, 0.6) if verb.lemma in _TELLING else ())


@rule(
    "AGR002",
    "verb-without-that-clause",
    category=Category.AGREEMENT,
    severity=Severity.MINOR,
    confidence=0.75,
    mqm=_MQM,
    needs={"parse"},
)
def verb_without_that_clause(analysis: Analysis) -> Iterator[Finding]:
    """A clause after a verb that in English takes a thing or a person.

    Why: other languages say “described that”, “denounced that” or “welcomed that”, and the frame is carried over.

    Example: The minister described that the roads were under water.
    Better: The minister said that the roads were under water.
    """
    for verb, that in _before_that(analysis, _NO_CLAUSE):
        message = f"“{verb.lemma}” takes no clause with “that”."
        yield Finding(verb.start, that.end, message, _said_that(verb, 0.5) if verb.lemma in _SAID else ())


@rule(
    "AGR003",
    "infinitive-without-doer",
    category=Category.AGREEMENT,
    severity=Severity.MINOR,
    confidence=0.75,
    mqm=_MQM,
    needs={"parse"},
)
def infinitive_without_doer(analysis: Analysis) -> Iterator[Finding]:
    """A verb of letting or bidding with an infinitive, and nobody who is to do it.

    Why: “permite reducir”, “permet de réduire” or “позволяет снизить” need nobody; English lets somebody do something.

    Example: The new valve allows to reduce the pressure in minutes.
    Better: The new valve makes it possible to reduce the pressure in minutes.
    """
    for tokens, at in _verbs(analysis, _BIDDING):
        verb, to = tokens[at], tokens[at + 1]
        bidden = to.tag == "TO" and tokens[to.head].head == at and tokens[to.head].dep in {"xcomp", "ccomp"}
        if bidden and (verb.tag == "VBG" or _is_active(tokens, at)):
            yield Finding(verb.start, to.end, f"“{verb.text}” whom? The verb wants somebody before “to”.")


@rule(
    "AGR004",
    "preposition-of-another-language",
    category=Category.AGREEMENT,
    severity=Severity.MINOR,
    confidence=0.75,
    mqm=_MQM,
    needs={"parse"},
)
def preposition_of_another_language(analysis: Analysis) -> Iterator[Finding]:
    """A verb with a preposition that it does not take, or with another one than its own.

    Why: each language has its own, and they are translated as words.

    Example: The ministers discussed about the fishing quotas.
    Better: The ministers discussed the fishing quotas.
    """
    for tokens, at in _verbs(analysis, frozenset((*_NEEDLESS, *_OTHER))):
        verb, small = tokens[at], tokens[at + 1]
        if small.dep != "prep" or small.head != at or not any(token.head == at + 1 for token in tokens):
            continue
        if small.text == "about" and any(t.pos == "NUM" or t.text == "half" for t in tokens[at + 2 : at + 3]):
            continue  # “announced about half of the names”: roughly half
        own = _OTHER.get(verb.lemma, {}).get(small.text)
        if own is not None and not any(token.text == own for token in tokens[at + 2 : at + _NEAR]):
            text, message = f"{verb.text} {own}", f"“{verb.lemma}” goes with “{own}”, not with “{small.text}”."
        elif small.text in _NEEDLESS.get(verb.lemma, ()) and _is_active(tokens, at) and not _has_object(tokens, at):
            text, message = verb.text, f"“{verb.lemma}” takes its object without “{small.text}”."
        else:
            continue
        yield Finding(verb.start, small.end, message, (Suggestion(text, 0.7),))


def _verbs(analysis: Analysis, lemmas: frozenset[str]) -> Iterator[tuple[Sequence[Token], int]]:
    """The verbs with one of those lemmas that something follows in their sentence: its tokens, and which of them."""
    assert analysis.parses is not None  # noqa: S101 - the rules run only where there is a parse
    for segment, tokens in zip(analysis.segments, analysis.parses, strict=True):
        if segment.role is not Role.NAVIGATION:
            yield from ((tokens, at) for at in range(len(tokens) - 1) if _is_verb(tokens[at], lemmas))


def _is_verb(token: Token, lemmas: frozenset[str]) -> bool:
    return token.pos == "VERB" and token.lemma in lemmas


def _has_object(tokens: Sequence[Token], at: int) -> bool:
    return any(token.head == at and token.dep in {"dobj", "dative"} for token in tokens)


def _before_that(analysis: Analysis, lemmas: frozenset[str]) -> Iterator[tuple[Token, Token]]:
    """Active verbs of those, each with the “that” right after it which opens a clause."""
    for tokens, at in _verbs(analysis, lemmas):
        verb, that = tokens[at], tokens[at + 1]
        if that.text == "that" and that.dep == "mark" and _is_active(tokens, at):
            yield verb, that


def _is_active(tokens: Sequence[Token], at: int) -> bool:
    """Whether the verb is finite, or has “have” for its auxiliary, and has a subject that acts."""
    verb = tokens[at]
    own = [token for number, token in enumerate(tokens) if token.head == at and number != at]
    deps = {token.dep for token in own}
    helped = any(token.dep == "aux" and token.lemma == "have" for token in own)
    return (verb.tag in _FINITE or helped) and verb.dep in _CLAUSES and "nsubj" in deps and not deps & _PASSIVE


def _said_that(verb: Token, sure: float) -> tuple[Suggestion, ...]:
    """“Say” in the verb's form, in its place."""
    say = {"VBZ": "says", "VBP": "say"}.get(verb.tag, "said")
    return (Suggestion(f"{say} that", sure),)
