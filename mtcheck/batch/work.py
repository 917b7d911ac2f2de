"""What a worker does with a shard, whatever engine it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path, PurePath

from mtcheck import baseline as baselines
from mtcheck.alignment.model import OtherStoryError
from mtcheck.batch import row
from mtcheck.batch.engine import EngineError
from mtcheck.batch.item import Item
from mtcheck.batch.row import Row
from mtcheck.batch.shard import Shard
from mtcheck.config import Config, ConfigError
from mtcheck.corpora.glossary import GlossaryError
from mtcheck.corpora.memory_files import MemoryFileError
from mtcheck.document.extent import bounded
from mtcheck.document.language import require_english
from mtcheck.document.model import Document
from mtcheck.document.reading import UnreadableError, from_bytes, from_text
from mtcheck.evidence import Evidence, from_texts, require_usable, with_own
from mtcheck.models import store
from mtcheck.models.store import ModelError
from mtcheck.pipeline import Checker
from mtcheck.report.model import DocumentReport
from mtcheck.reporting import to_report

_WARM_UP = "The ferry sailed on Friday, and the crew was glad of it. Nobody else knew where it had been."


def settled(config: Config, today: date) -> Config:
    """The configuration as it holds today, with no day left in it: a run may go on tomorrow and must say the same."""
    holding = (one for one in config.suppress if one.expires is None or one.expires >= today)
    return replace(config, suppress=tuple(replace(one, expires=None) for one in holding))


def ready(config: Config) -> Checker:
    """A checker that has loaded all it needs, so that what it lacks is told before the first story.

    Nothing is fetched; raises EngineError.
    """
    try:
        if not config.fast and not store.is_whole():
            raise EngineError(f"no {store.SMOLLM2.title} on this machine; run `mtcheck models prepare` there")
        if config.baseline is not None:
            _baseline(config.baseline)
        checker = Checker(config)
        checker.check(from_text(_WARM_UP))
    except (ConfigError, GlossaryError, MemoryFileError, ModelError, baselines.BaselineError) as error:
        raise EngineError(str(error)) from None
    return checker


def check_shard(checker: Checker, shard: Shard) -> list[Row]:
    """The rows of a shard's stories, in their order; whatever goes wrong with a story is a row."""
    signature = checker.signature()
    return [one for item in shard.items for one in check_item(checker, item, signature)]


def check_item(checker: Checker, item: Item, signature: str) -> list[Row]:
    """The rows of a file or record: one, or of a feed, a message or a list of stories one for each."""
    try:
        if item.problem:
            raise UnreadableError(item.problem)
        documents = from_bytes(item.data, item.key, PurePath(item.name).suffix.lower())
        if len(documents) > 1 and (item.source is not None or item.original is not None):
            raise UnreadableError(
                f"{item.key}: holds {len(documents)} stories; only one can be laid beside another text"
            )
    except Exception as error:
        return [row.failed(item, _line(item, error), signature)]
    return list(_rows(checker, item, documents, signature))


def _rows(checker: Checker, item: Item, documents: tuple[Document, ...], signature: str) -> Iterator[Row]:
    for number, document in enumerate(documents):
        at = number if len(documents) > 1 else None
        try:
            report = _report(checker, document, item)
            own = checker.signature(beside=True) if report.parallels else signature
            yield row.checked(item, report, own, at)
        except Exception as error:
            yield row.failed(item, _line(item, error), signature, at)


def _report(checker: Checker, document: Document, item: Item) -> DocumentReport:
    """What `mtcheck check` would report of the story."""
    require_english(bounded(document))
    checked = checker.check(document, _evidence(document, item))
    config = checker.config
    lived_with = None if config.baseline is None else _baseline(config.baseline)
    return to_report([checked], config, date.min, baseline=lived_with, whole=False).documents[0]


def _evidence(document: Document, item: Item) -> Evidence:
    evidence = with_own(from_texts(item.source, item.original), document)
    if evidence and not store.is_whole(store.MULTILINGUAL_E5):
        raise UnreadableError(
            f"{item.key}: is to be laid beside another text, and there is no {store.MULTILINGUAL_E5.title} on this "
            "machine; run `mtcheck models prepare`"
        )
    require_usable(evidence)
    return evidence


def _line(item: Item, error: Exception) -> str:
    """What to say of a story that was not checked."""
    if isinstance(error, UnreadableError | OtherStoryError | ModelError):
        return str(error)
    return f"{item.key}: the check failed ({type(error).__name__}: {error})"


@cache
def _baseline(path: Path) -> baselines.Baseline:
    return baselines.read(path)
