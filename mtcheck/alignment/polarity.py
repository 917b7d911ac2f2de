"""What a sentence denies, leaves open, or says of a direction, and what of it a copy has turned round.

The words are in ``corpora/polarity_words.tsv``. Sentences are compared as wholes: a turn is told only where one side
has the mark and the other has nothing whatever that could stand for it, so that “refused to” answers “did not want to”,
and “reportedly” any “police say”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from mtcheck.alignment.figures import Entry, Forms, Token, tokens
from mtcheck.document.model import Span
from mtcheck.tables import listed, rows

Kind = Literal["negation-lost", "negation-added", "direction-reversed", "hedge-lost", "condition-lost"]

_LATIN_IN = r"(?:in|im)(?!form|ter|ici|clu|dic|vest|stit|dust|glat|trod|port|plic|puls|pre|post|pact|agin|peri|fras)"
_AFFIX = {
    "en": r"(?:un(?!it|der|iv|ion|iq|til|anim|cle|veil)|im(?=poss|perf|prob|part|pass|pract|prop|pati|matur)|"
    r"in(?=abil|act|adeq|app|cap|comp|conc|corr|cred|defin|effect|elig|evit|excus|expl|fam|human|just|nocen|"
    r"sens|suff|toler|valid|vis)|dis(?=ab|adv|ag|app|arm|avow|belie|conn|cont|courag|credit|hon|like|loyal|obey|"
    r"orient|qual|reg|resp|sat|sent|trust)|ir(?=re)|il(?=leg|log|lit)|non)\w{3,}|\w{3,}less(?:ly|ness)?",
    "ro": rf"(?:ne|{_LATIN_IN}|dez)\w{{4,}}",
    "es": rf"(?:des|{_LATIN_IN})\w{{4,}}",
    "pt": rf"(?:des|{_LATIN_IN})\w{{4,}}",
    "ca": rf"(?:des|{_LATIN_IN})\w{{4,}}",
    "it": rf"(?:dis|s(?=con|fav|pia|grad)|{_LATIN_IN})\w{{4,}}",
    "fr": rf"(?:mal|mec|des|{_LATIN_IN}|ir(?=re))\w{{4,}}|ignor\w+|rar\w+",
    "de": r"(?:un|ina|ink|inst|miss|nicht|keines)\w{4,}|\w+(?:los|lose|losen|loser|loses|frei)|nein",
    "nl": r"on\w{5,}|\w+(?:loos|loze)",
    "pl": r"(?:nie|bez)\w{4,}",
    "ru": r"(?:не|без|бес)\w{3,}",
    "uk": r"(?:не|без)\w{3,}",
}
"""What words that deny themselves look like, after accents are gone."""
_PERFECT = {
    "fr": frozenset({"aurait", "auraient", "serait", "seraient"}),
    "es": frozenset({"habria", "habrian"}),
    "pt": frozenset({"teria", "teriam", "tera"}),
    "it": frozenset({"avrebbe", "avrebbero", "sarebbe", "sarebbero"}),
    "ca": frozenset({"hauria", "haurien"}),
    "ro": frozenset({"ar"}),
    "de": frozenset({"soll", "sollen"}),
    "nl": frozenset({"zou", "zouden"}),
}
"""Auxiliaries of the conditional of hearsay: with a participle they mark what is only alleged."""
_PARTICIPLE = {
    "fr": re.compile(r"(?:\w+(?:e|es|i|is|it|u|us)|ete|eu|fait|pris|mis|dit|mort|ouvert)$"),
    "es": re.compile(r"(?:\w+(?:ado|ido)|hecho|dicho|visto|puesto|escrito|muerto|abierto|roto|vuelto)$"),
    "pt": re.compile(r"(?:\w+(?:ado|ido)|feito|dito|visto|posto|escrito|morto|aberto|sido|pago|ganho)$"),
    "it": re.compile(r"(?:\w+(?:ato|ati|ata|ate|uto|uti|ito|iti)|fatto|detto|visto|messo|scritto|preso|chiesto)$"),
    "ca": re.compile(r"(?:\w+(?:at|it|ut)|fet|dit|vist|escrit|mort|estat)$"),
    "ro": re.compile(r"\w{3,}(?:at|it|ut|s|t)$"),
}
_ARTICLES = frozenset(
    "le la les l un une des de du ces ses mes cette notre votre leur leurs el los las una unos o os a as um uma uns il "
    "lo gli i uno entre comme que plus este esta aceasta acest".split()
)
_REAL_CONDITION = {
    "fr": frozenset({"si", "s"}), "es": frozenset({"si"}), "pt": frozenset({"se", "caso"}), "it": frozenset({"se"}),
    "ca": frozenset({"si"}), "ro": frozenset({"daca"}), "de": frozenset({"wenn", "falls"}), "nl": frozenset({"als"}),
}  # fmt: skip
"""Words beside which a conditional is no hearsay."""
_UNSURE_NEGATION = frozenset({"cs", "tr", "ja", "hu", "ar", "zh", "el", "sv", "da", "no", "bg"})
"""Languages that deny by endings, or by words that the table has not all of: what they do not show is not told."""
_QUESTION = re.compile(r"[?？؟]")


@dataclass(frozen=True, slots=True)
class Polarity:
    """The marks of one text: spans into it.

    ``nots`` deny a clause, ``denying`` are other words that may come to the same; ``hedges`` mark hearsay, ``soft``
    says whether anything could stand for one; ``ifs`` and ``soft_ifs`` the same of conditions. ``directions`` has the
    spans by pair and side (+1 or -1), ``leanings`` the pairs and sides that looser words may stand for.
    """

    nots: tuple[Span, ...]
    denying: tuple[Span, ...]
    hedges: tuple[Span, ...]
    soft: bool
    ifs: tuple[Span, ...]
    soft_ifs: bool
    directions: tuple[tuple[str, int, Span], ...]
    leanings: frozenset[tuple[str, int]]
    question: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that was turned round: where it stands in the copy and in the other text, None where it does not."""

    kind: Kind
    copy: Span | None
    other: Span | None


@cache
def _forms(language: str) -> Forms:
    out = Forms()
    for row in rows("polarity_words"):
        if row["language"] != language:
            continue
        for item in listed(row["words"]):
            if row["kind"] == "direction":
                side, _, forms = item.partition("=")
                for form in forms.split(","):
                    out.add(form, Entry("direction", side))
            else:
                out.add(item, Entry(row["kind"], ""))
    return out


@cache
def _affix(language: str) -> re.Pattern[str] | None:
    return re.compile(_AFFIX[language]) if language in _AFFIX else None


@cache
def languages() -> frozenset[str]:
    """The languages whose words the table has."""
    return frozenset(row["language"] for row in rows("polarity_words"))


@lru_cache(4_096)
def polarity(text: str, language: str) -> Polarity:
    """The marks of a text; time is linear in its length."""
    words = tokens(text)
    found: dict[str, list[Span]] = {kind: [] for kind in ("not", "denying", "hedge", "soft", "if", "soft-if")}
    directions: list[tuple[str, int, Span]] = []
    leanings: set[tuple[str, int]] = set()
    forms = _forms(language)
    affix = _affix(language)
    real = any(word.key in _REAL_CONDITION.get(language, ()) for word in words)
    weak_until = weak_if_until = 0
    for at, word in enumerate(words):
        hits = forms.hits(words, at)
        for length, entry in hits:
            span = Span(word.start, words[at + length - 1].end)
            if entry.kind == "not-weak":
                weak_until = max(weak_until, at + length)
                found["denying"].append(span)
            elif entry.kind == "if-weak":
                weak_if_until = max(weak_if_until, at + length)
            elif entry.kind == "if" and at < weak_if_until:
                continue
            elif entry.kind == "direction-soft":
                leanings.add((entry.value[:-1], 1 if entry.value[-1] == "+" else -1))
            elif entry.kind == "direction":
                directions.append((entry.value[:-1], 1 if entry.value[-1] == "+" else -1, span))
            elif entry.kind == "hedge" and word.key in _PERFECT.get(language, ()):
                if not real and _hearsay(words, at, language):
                    found["hedge"].append(span)
            elif entry.kind != "not" or at >= weak_until:
                found[entry.kind].append(span)
        if affix is not None and affix.fullmatch(word.key[:40]):
            found["denying"].append(Span(word.start, word.end))
    nots = _French(words).kept(found["not"]) if language == "fr" else found["not"]
    return Polarity(
        tuple(nots),
        tuple(found["denying"]),
        tuple(found["hedge"]),
        bool(found["soft"] or found["hedge"]),
        tuple(found["if"]),
        bool(found["soft-if"] or found["if"]),
        tuple(directions),
        frozenset(leanings),
        _QUESTION.search(text) is not None,
    )


class _French:
    """“Ne … pas”: “pas” and “jamais” deny only behind “ne” or “n’”; “ne” alone is an expletive or “only”."""

    def __init__(self, words: Sequence[Token]) -> None:
        self._at = {word.start: at for at, word in enumerate(words)}
        self._words = words

    def kept(self, nots: Sequence[Span]) -> list[Span]:
        """The words that deny, of those that may."""
        return [span for span in nots if self._behind_ne(self._at[span.start])]

    def _behind_ne(self, at: int) -> bool:
        return any(word.key in {"ne", "n"} for word in self._words[max(0, at - 7) : at])


def _hearsay(words: Sequence[Token], at: int, language: str) -> bool:
    """Whether the auxiliary at ``at`` has a participle behind it."""
    if language in _LATE:
        return any(
            last.key in _LATE[language] and re.match(r"\w{2,}(?:en|an|t)$", verb.key[:40]) is not None
            for verb, last in _neighbours(words[at + 1 : at + 16])
        )
    behind = words[at + 1 : at + 4]
    if language == "ro":
        if not behind or behind[0].key != "fi":
            return False
        behind = words[at + 2 : at + 5]
    if not behind or behind[0].key in _ARTICLES:
        return False
    return any(_PARTICIPLE[language].match(word.key[:40]) and word.key not in _ARTICLES for word in behind[:2])


_LATE = {"de": frozenset({"haben"}), "nl": frozenset({"hebben"})}
"""Infinitives that end the perfect which marks hearsay (“soll gesagt haben”)."""


def _neighbours(words: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    for one, two in pairwise(words):
        yield one, two
        yield two, one


def turns(copy: Polarity, other: Polarity, language: str) -> Iterator[Turn]:
    """What the copy turned round; ``language`` is that of the other text. Both must be of one bead."""
    if not copy.question and not other.question:
        yield from _negations(copy, other, language)
    yield from _directions(copy, other)
    if other.hedges and not copy.soft and not copy.hedges:
        yield Turn("hedge-lost", None, other.hedges[0])
    if other.ifs and not copy.soft_ifs and not copy.ifs:
        yield Turn("condition-lost", None, other.ifs[0])


def _negations(copy: Polarity, other: Polarity, language: str) -> Iterator[Turn]:
    if {(pair, -side) for pair, side, _ in copy.directions} & {(pair, side) for pair, side, _ in other.directions}:
        return  # “did not win” is “lost”
    if other.nots and not copy.nots and not copy.denying:
        yield Turn("negation-lost", None, other.nots[0])
    sure = language not in _UNSURE_NEGATION and language in languages()
    if copy.nots and sure and not other.nots and not other.denying:
        yield Turn("negation-added", copy.nots[0], None)


def _directions(copy: Polarity, other: Polarity) -> Iterator[Turn]:
    for pair, side, span in other.directions:
        mine = [(s, where) for p, s, where in copy.directions if p == pair]
        theirs = {s for p, s, _ in other.directions if p == pair}
        denied = (len(copy.nots) - len(other.nots)) % 2
        spoken_for = (pair, side) in copy.leanings or (pair, -side) in other.leanings
        if len(theirs) == 1 and mine and all(s == -side for s, _ in mine) and not denied and not spoken_for:
            yield Turn("direction-reversed", mine[0][1], span)
            return
