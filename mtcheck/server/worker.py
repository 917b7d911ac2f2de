"""A worker process: `python -P -m mtcheck.server.worker`, started by the pool and spoken to over its pipes.

Frames (`mtcheck.messages`) hold messages of `mtcheck.server.jobs`. The first frame in is the configuration, the first
out says whether the worker is ready; then each job in has one answer out. It ends when its
input does, and so with the server, however that ends.
"""

from __future__ import annotations

import signal
import sys

from mtcheck.config_bytes import decode_config
from mtcheck.messages import own_output, read, write


def main() -> int:
    """Serve until the input ends; exit status 0, or 1 where the configuration cannot be used."""
    # Ctrl-C at the terminal is for the server, which lets a check that runs come to its end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inward, outward = sys.stdin.buffer, own_output()
    from mtcheck.config import ConfigError
    from mtcheck.corpora.glossary import GlossaryError
    from mtcheck.corpora.memory_files import MemoryFileError
    from mtcheck.models.store import ModelError
    from mtcheck.server import jobs
    from mtcheck.server.checking import Work

    first = read(inward)
    if first is None:
        return 0
    try:
        work = Work(decode_config(first))
        work.warm_up()
    except (ConfigError, GlossaryError, MemoryFileError, ModelError) as error:
        write(outward, jobs.encode(jobs.Answer(500, str(error).encode(), "text/plain")))
        return 1
    write(outward, jobs.encode(jobs.Answer(200, b"ready", "text/plain")))
    while (message := read(inward)) is not None:
        write(outward, jobs.encode(work.do(jobs.job(message))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
