"""The report, schema 1: what others depend on. docs/report.md explains every field."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from mtcheck.alignment.model import Parallel, similarity
from mtcheck.document.model import Document
from mtcheck.flag import Flag, RuleCard, Severity
from mtcheck.models.readings import Estimate
from mtcheck.pivot import Pivot

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Quality:
    """A story's marks: MQM score and penalty, fluency as a percentile (None without models), and the verdict."""

    score: float
    penalty_per_1000_words: float
    fluency: float | None
    verdict: str


@dataclass(frozen=True, slots=True)
class SegmentScore:
    """Fluency (0–100) and surprisal (bits per word) of one segment; None where it is too short or unscored."""

    index: int
    start: int
    end: int
    fluency: float | None
    surprisal: float | None


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """Everything said of one story."""

    document: Document
    quality: Quality
    flags: tuple[Flag, ...]
    segments: tuple[SegmentScore, ...]
    pivot: Pivot | None = None
    parallels: tuple[Parallel, ...] = ()
    estimates: tuple[Estimate | None, ...] | None = None

    @property
    def path(self) -> str:
        """The path that the story was read from, as given."""
        return self.document.path

    def as_dict(self) -> dict[str, Any]:
        """The story's part of the JSON report."""
        return {
            "path": self.path,
            **({"item": self.document.item} if self.document.item else {}),
            "sha256": self.document.sha256,
            "words": self.document.words,
            "language": "en",
            "pivot": None
            if self.pivot is None
            else {"language": self.pivot.language, "confidence": self.pivot.confidence},
            "quality": {
                "score": _rounded(self.quality.score),
                "penalty_per_1000_words": _rounded(self.quality.penalty_per_1000_words),
                "fluency": _rounded(self.quality.fluency),
                "verdict": self.quality.verdict,
            },
            "flags": [self._flag(flag) for flag in self.flags],
            "segments": [self._segment(part) for part in self.segments],
        } | ({"beside": [_beside(one) for one in self.parallels]} if self.parallels else {})

    def _segment(self, part: SegmentScore) -> dict[str, Any]:
        out: dict[str, Any] = {
            "index": part.index,
            "start": part.start,
            "end": part.end,
            "fluency": _rounded(part.fluency),
            "surprisal": _rounded(part.surprisal, 2),
        }
        if self.parallels:
            alignment: dict[str, Any] = {}
            scores = []
            for one in self.parallels:
                at = one.bead_of.get(part.index)
                right = one.beads[at].right if at is not None else ()
                scores.append(one.beads[at].score if at is not None else 0.0)
                alignment |= {one.kind: list(right), f"{one.kind}_text": one.text_of(right)}
            out["alignment"] = alignment | {"similarity": round(max(scores), 3)}
        estimate = self.estimates[part.index] if self.estimates is not None else None
        if estimate is not None:
            out["quality"] = {
                "assessment": round(estimate.assessment, 3),
                "hter": round(estimate.hter, 3),
                "critical": round(estimate.critical, 3),
            }
        return out

    def _flag(self, flag: Flag) -> dict[str, Any]:
        line, column = self.document.position(flag.start)
        where: dict[str, Any] = {"start": flag.start, "end": flag.end, "line": line, "column": column}
        if self.document.source_text is not None:
            span = self.document.file_span(flag.start, flag.end)
            where |= {"file_start": span.start, "file_end": span.end}
        if (place := self.document.field_span(flag.start, flag.end)) is not None:
            where |= {"field": place.name, "field_start": place.start, "field_end": place.end}
        source = flag.probable_source
        return where | {
            "code": flag.code,
            "rule": flag.rule,
            "category": str(flag.category),
            "severity": str(flag.severity),
            "confidence": round(flag.confidence, 2),
            "message": flag.message,
            "suggestions": [
                {"text": s.text, "confidence": round(s.confidence, 2), "safe": s.safe} for s in flag.suggestions
            ],
            "probable_source": None
            if source is None
            else {
                "language": source.language,
                "text": source.text,
                "english": source.english,
                "evidence": source.evidence,
            },
            "segment": self.document.segment_at(flag.start),
        }


def _beside(one: Parallel) -> dict[str, Any]:
    """The other text, how much of it is in the copy, and what of it has no partner there."""
    return {
        "kind": one.kind,
        "path": one.document.path,
        "sha256": one.document.sha256,
        "language": one.language,
        "similarity": round(similarity(one.beads, one.copy, one.document), 3),
        "unaligned": [
            {"segment": index, "text": one.document.segments[index].text}
            for bead in one.beads
            if not bead.left
            for index in bead.right
        ],
    }


@dataclass(frozen=True, slots=True)
class Report:
    """The stories' reports, what they add up to, and the signature of what made them.

    ``rules`` are those that were run; there is one for every flag.
    """

    documents: tuple[DocumentReport, ...]
    version: str
    signature: str
    rules: tuple[RuleCard, ...] = ()

    def counts(self) -> dict[Severity, int]:
        """The number of flags of each severity, the worst first."""
        counted = Counter(flag.severity for document in self.documents for flag in document.flags)
        return {severity: counted[severity] for severity in reversed(Severity)}

    @property
    def words(self) -> int:
        """White-space separated words of all stories."""
        return sum(document.document.words for document in self.documents)

    def as_dict(self) -> dict[str, Any]:
        """The JSON report, in its stable field order."""
        return {
            "schema": SCHEMA,
            "mtcheck": self.version,
            "signature": self.signature,
            "documents": [document.as_dict() for document in self.documents],
            "summary": {
                "documents": len(self.documents),
                "words": self.words,
                "flags": {str(severity): count for severity, count in self.counts().items()},
            },
        }


def _rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)
