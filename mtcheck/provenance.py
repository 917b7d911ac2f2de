"""Where a flagged span probably comes from: the words of the source and of the original that stand across from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mtcheck.alignment.model import Parallel
from mtcheck.analysis import Analysis
from mtcheck.flag import Flag, ProbableSource

LONGEST = 200
"""Code points of a counterpart; a longer one says no more than the sentence itself."""


def with_provenance(
    flags: Iterable[Flag], analysis: Analysis, back_translation: Parallel | None = None
) -> Iterator[Flag]:
    """The flags, each with the probable source phrasing that the other texts of the story show.

    What a rule itself says stays where it rests on those texts. The words of the original come before what the corpora
    know, since they were written; the words of the source stand beside the English that a rule knows for them. Where
    nothing else is known, ``back_translation`` shows what the span is in the pivot language.
    """
    for flag in flags:
        known = _source_of(flag, analysis)
        if known is None and (text := _counterpart(back_translation, flag)) and back_translation is not None:
            known = ProbableSource(back_translation.language, text, "", "back-translation")
        yield replace(flag, probable_source=known)


def _source_of(flag: Flag, analysis: Analysis) -> ProbableSource | None:
    own = flag.probable_source
    if own is not None and own.evidence in {"original", "source", "memory"}:
        return own
    foreign = _counterpart(analysis.source, flag)
    english = _counterpart(analysis.original, flag)
    language = analysis.source.language if analysis.source is not None else ""
    if english:
        return ProbableSource(language, foreign, english, "original")
    if foreign:
        return ProbableSource(language, foreign, own.english if own is not None else "", "source")
    return own


def _counterpart(parallel: Parallel | None, flag: Flag) -> str:
    span = None if parallel is None else parallel.counterpart(flag.start, flag.end)
    if parallel is None or span is None or span.end - span.start > LONGEST:
        return ""
    return " ".join(parallel.document.text[span.start : span.end].split())
