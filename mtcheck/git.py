"""Which files of a git repository have changed since a commit."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

_SECONDS = 120


class GitError(Exception):
    """Git cannot tell; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Files below the repository's ``top``, as absolute paths without links.

    ``present`` were added, edited or renamed to, or are not tracked; ``gone`` are no more.
    """

    top: str
    present: frozenset[str]
    gone: frozenset[str]

    def takes_in(self, path: str) -> bool:
        """Whether the file of a path has changed and is there; raises GitError for one outside the repository."""
        full = os.path.realpath(path)
        if os.path.commonpath([self.top, full]) != self.top:
            raise GitError(f"{path}: is not in the repository {self.top}")
        return full in self.present or _without_links_above(path) in self.present

    def removed(self, path: str) -> bool:
        """Whether a path is that of a file that was there once and is no more, or of a folder of such."""
        full = _without_links_above(path)
        return full in self.gone or any(one.startswith(full + os.sep) for one in self.gone)


def changes_since(revision: str, folder: Path) -> Changes:
    """What has changed since HEAD parted from ``revision``, in the repository that ``folder`` lies in; GitError.

    What is not committed yet counts too, and so do files that git does not know and is not told to ignore.
    """
    top = Path(os.path.realpath(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel").removesuffix(b"\n"))))
    try:
        asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
        commit = os.fsdecode(_git(folder, *asked)).strip()
    except (GitError, ValueError):
        raise GitError(f"git knows no commit “{revision}”") from None
    try:
        base = os.fsdecode(_git(folder, "merge-base", commit, "HEAD")).strip()
    except GitError:
        raise GitError(f"“{revision}” and HEAD have no commit in common; is the clone too shallow?") from None
    diff = ["diff", "--name-only", "--no-renames", "--no-ext-diff", "--ignore-submodules", "-z"]
    changed = _git(top, *diff, "--diff-filter=d", base, "--")
    gone = _git(top, *diff, "--diff-filter=D", base, "--")
    untracked = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    return Changes(str(top), _paths(top, changed) | _paths(top, untracked), _paths(top, gone))


def _without_links_above(path: str) -> str:
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(folder), name)


def _paths(top: Path, listed: bytes) -> frozenset[str]:
    return frozenset(os.path.join(top, os.fsdecode(name)) for name in listed.split(b"\0") if name)


def _git(folder: Path, *arguments: str) -> bytes:
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise GitError("git is not installed") from None
    except (OSError, subprocess.SubprocessError) as error:
        raise GitError(f"git cannot be run ({error})") from None
    if done.returncode:
        said = os.fsdecode(done.stderr).strip().splitlines() or [f"exit status {done.returncode}"]
        fatal = [line for line in said if line.startswith("fatal: ")]
        raise GitError((fatal or said)[-1].removeprefix("fatal: "))
    return done.stdout
