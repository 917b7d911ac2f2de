"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

_SPECIAL = frozenset({"dev", "proc"})
"""Folders below the root whose entries stand for what is open already, as /dev/stdout does."""


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, so that at any moment it holds all of the old bytes or all of the new; raises OSError.

    They are written beside its place and moved there. A file that is there keeps its permissions, and its owner where
    that may be set; a new one gets those of the umask. A link stays a link; what is no regular file, a pipe or a
    device, is written to as it is.
    """
    if _is_special(path):
        # Appended, since /dev/stdout may be a file with something in it.
        with path.open("ab") as file:
            file.write(data)
        return
    place = Path(os.path.realpath(path))
    before = place.stat() if place.exists() else None
    if before is not None and not os.access(place, os.W_OK):
        raise PermissionError(13, os.strerror(13), str(path))
    scratch = place.parent / f".mtcheck-{secrets.token_hex(8)}"
    try:
        # The temporary file of the standard library is for its owner alone, whatever the umask.
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if before is not None:
            with suppress(OSError, AttributeError):
                os.chown(scratch, before.st_uid, before.st_gid)
            scratch.chmod(stat.S_IMODE(before.st_mode))
        scratch.replace(place)
    finally:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)


def _is_special(path: Path) -> bool:
    """Whether the path leads to something other than a file to be replaced."""
    parts = Path(os.path.abspath(path)).parts
    return (len(parts) > 2 and parts[0] == "/" and parts[1] in _SPECIAL) or (path.exists() and not path.is_file())
