"""A worker's work: one checker, kept warm, that does the jobs of the server one after the other."""

from __future__ import annotations

import json
import sys
import traceback
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Any

from mtcheck.alignment.model import OtherStoryError
from mtcheck.checks.rule import Rule
from mtcheck.config import Config, ConfigError, refuse_unnamed
from mtcheck.document.extent import MOST_WORDS
from mtcheck.document.language import require_english
from mtcheck.document.model import Anchor, Document
from mtcheck.document.reading import UnreadableError, from_text
from mtcheck.document.segmentation import segment
from mtcheck.evidence import Evidence, from_texts, require_usable, with_own
from mtcheck.models import store
from mtcheck.models.store import ModelError
from mtcheck.pipeline import Checker
from mtcheck.report.json import render as render_json
from mtcheck.report.model import DocumentReport
from mtcheck.reporting import to_report
from mtcheck.server import languagetool
from mtcheck.server.errors import RefusedError
from mtcheck.server.jobs import Answer, Job, LanguageToolJob, Narrowing, Options, ReportJob
from mtcheck.triage import selector

_WARM_UP = "The ferry sailed on Friday, and the crew was glad of it. Nobody else knew where it had been."


class Work:
    """Does jobs with one configuration; the models are loaded once, by `warm_up`."""

    def __init__(self, config: Config) -> None:
        """Raises what `Checker` raises."""
        self._checker = Checker(config)
        self._beside = store.is_ready(store.MULTILINGUAL_E5)

    def warm_up(self) -> None:
        """Load what checks need, so that the first one is as quick as the others; raises `ModelError`."""
        if self._beside and not self._checker.config.fast:
            from mtcheck.models import encoder, quality

            encoder.load()
            encoder.load_for_words()
            quality.load()
        self._checker.check(from_text(_WARM_UP))

    def do(self, job: Job) -> Answer:
        """The answer to a job; never raises but for what ends the process."""
        try:
            return self._report(job) if isinstance(job, ReportJob) else self._languagetool(job)
        except RefusedError as error:
            return Answer(error.status, error.message.encode(), "text/plain")
        except (UnreadableError, OtherStoryError) as error:
            return Answer(422, str(error).encode(), "text/plain")
        except ModelError as error:
            return Answer(500, str(error).encode(), "text/plain")
        except Exception:
            traceback.print_exc(file=sys.stderr)
            return Answer(500, b"Internal error: the check failed; the server's log says how", "text/plain")

    def _languagetool(self, job: LanguageToolJob) -> Answer:
        document = _document(job)
        _bounded(document)
        if not any(character.isalpha() for character in document.text):
            return _json(languagetool.nothing(document, job.language))
        try:
            require_english(document)
        except UnreadableError as error:
            return _json(languagetool.nothing(document, job.language, str(error).partition(": ")[2]))
        config = self._checker.config
        if job.picky:
            config = replace(config, profile="strict", min_confidence=None)
        checker = self._checker.narrowed(config, lambda rule: _holds(job.narrowing, rule))
        return _json(languagetool.render(_left(checker, checker.check(document)), job.language))

    def _report(self, job: ReportJob) -> Answer:
        document = from_text(job.text, job.path, suffix=PurePath(job.path).suffix.lower())
        _bounded(document)
        require_english(document)
        evidence = with_own(from_texts(job.source, job.original), document)
        if evidence and not self._beside:
            raise RefusedError(
                501, "no multilingual encoder on this server; run `mtcheck models prepare` and start it again"
            )
        for one in (evidence.source, evidence.original):
            if one is not None:
                _bounded(one)
        require_usable(evidence)
        return self._checked(document, evidence, job.options)

    def _checked(self, document: Document, evidence: Evidence, options: Options) -> Answer:
        wanted = selector(options.select, options.ignore)
        checker = self._checker.narrowed(
            _with(self._checker.config, options), lambda rule: wanted(rule.code, rule.name, str(rule.category))
        )
        report = checker.report([_left(checker, checker.check(document, evidence))])
        return Answer(200, render_json(report).encode("utf-8", "replace"))


def _left(checker: Checker, checked: DocumentReport) -> DocumentReport:
    """What per-path settings, suppressions and comments leave of a report; a baseline is for files."""
    [left] = to_report([checked], checker.config, date.today(), whole=False).documents
    return left


def _document(job: LanguageToolJob) -> Document:
    """The text as a client's editor shows it: never taken for a file of some format."""
    anchors = tuple(Anchor(*piece) for piece in job.pieces)
    marked_up = job.marked_up if anchors or job.marked_up != job.text else None
    return Document("<text>", job.text, segment(job.text), "text", marked_up, anchors)


def _bounded(document: Document) -> None:
    if document.words > MOST_WORDS:
        raise RefusedError(
            413,
            f"Your text exceeds the limit of {MOST_WORDS} words (it's {document.words} words). "
            "Please submit a shorter text.",
        )


def _holds(narrowing: Narrowing, rule: Rule) -> bool:
    names = {rule.code.lower(), rule.name, str(rule.category)}
    if narrowing.only:
        return not names.isdisjoint(narrowing.enabled)
    code = rule.code.lower()
    return names.isdisjoint(narrowing.disabled) or (code in narrowing.enabled and code not in narrowing.disabled)


def _with(config: Config, options: Options) -> Config:
    """The house's configuration with a client's options over it; raises RefusedError."""
    given: dict[str, Any] = {
        name: value
        for name in ("fail_on", "min_score", "min_confidence", "pivot")
        if (value := getattr(options, name)) is not None
    }
    try:
        refuse_unnamed(options.select, "select")
        refuse_unnamed(options.ignore, "ignore")
        return replace(config, **given)
    except ConfigError as error:
        raise RefusedError(400, f"options: {error}") from None


def _json(answer: dict[str, Any]) -> Answer:
    return Answer(200, json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
