"""A worker process: `python -P -m mtcheck.server.worker`, started by the pool and spoken to over its pipes.

A frame is four bytes of length, the highest first, and a message of `mtcheck.server.jobs`. The first frame in is the
configuration, the first out says whether the worker is ready; then each job in has one answer out. It ends when its
input does, and so with the server, however that ends.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import BinaryIO

HEADER = 4
"""Bytes of a frame's length."""


def frame(message: bytes) -> bytes:
    """The message with its length in front."""
    return len(message).to_bytes(HEADER, "big") + message


def main() -> int:
    """Serve until the input ends; exit status 0, or 1 where the configuration cannot be used."""
    # Ctrl-C at the terminal is for the server, which lets a check that runs come to its end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inward, outward = sys.stdin.buffer, _own_output()
    from mtcheck.config import ConfigError
    from mtcheck.corpora.glossary import GlossaryError
    from mtcheck.corpora.memory_files import MemoryFileError
    from mtcheck.models.store import ModelError
    from mtcheck.server import jobs
    from mtcheck.server.checking import Work

    first = _read(inward)
    if first is None:
        return 0
    try:
        work = Work(jobs.config(first))
        work.warm_up()
    except (ConfigError, GlossaryError, MemoryFileError, ModelError) as error:
        _write(outward, jobs.encode(jobs.Answer(500, str(error).encode(), "text/plain")))
        return 1
    _write(outward, jobs.encode(jobs.Answer(200, b"ready", "text/plain")))
    while (message := _read(inward)) is not None:
        _write(outward, jobs.encode(work.do(jobs.job(message))))
    return 0


def _own_output() -> BinaryIO:
    """Standard output for frames alone; what a library prints goes to standard error."""
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return own


def _read(inward: BinaryIO) -> bytes | None:
    head = inward.read(HEADER)
    if len(head) < HEADER:
        return None
    message = inward.read(int.from_bytes(head, "big"))
    return message if len(message) == int.from_bytes(head, "big") else None


def _write(outward: BinaryIO, message: bytes) -> None:
    outward.write(frame(message))
    outward.flush()


if __name__ == "__main__":
    sys.exit(main())
