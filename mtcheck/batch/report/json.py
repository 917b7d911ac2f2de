"""What a batch adds up to, for programs: every group, rule and reason."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from mtcheck.batch.report.model import BatchReport
from mtcheck.batch.summary import Group

SCHEMA = 1


def render(report: BatchReport) -> str:
    """JSON text (RFC 8259) with a line end; rates have three decimals, shares four, ``name`` is null where unknown."""
    summary = report.summary
    body = {
        "schema": SCHEMA,
        "mtcheck": report.version,
        "signatures": summary.signatures,
        "results": report.results,
        "complete": not report.unfinished(),
        "shards": {"read": report.shards, "missing": report.missing},
        "total": {
            **_group(summary.total),
            "verdicts": summary.verdicts,
            "median_score": summary.median_score,
            "worst_decile_score": summary.worst_decile_score,
            "median_fluency": summary.median_fluency,
        },
        "errors": [asdict(one) for one in summary.errors],
        "by": {by: [{"name": one.name or None, **_group(one)} for one in summary.by[by]] for by in report.by},
        "rules": [asdict(one) for one in summary.rules],
        "worst": [asdict(one) for one in summary.worst],
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def _group(group: Group) -> dict[str, Any]:
    return {
        "stories": group.stories,
        "errors": group.errors,
        "failing": group.failing,
        "share_failing": round(group.share_failing, 4),
        "words": group.words,
        "flags": {"critical": group.critical, "major": group.major, "minor": group.minor},
        "flags_per_1000_words": round(group.flags_per_1000_words, 3),
        "penalty_per_1000_words": round(group.penalty_per_1000_words, 3),
    }
