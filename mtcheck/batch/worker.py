"""A worker process of the local engine: `python -P -m mtcheck.batch.worker`, spoken to over its pipes.

The first message in (`mtcheck.messages`) is the configuration, the first out is empty, or says in one line why nothing
can be checked here; then each shard in has its rows out, in MessagePack. It ends when its input does, and so with the
run, however that ends.
"""

from __future__ import annotations

import sys

import msgspec

from mtcheck.batch.engine import EngineError
from mtcheck.batch.shard import decode
from mtcheck.batch.work import check_shard, ready
from mtcheck.config_bytes import decode_config
from mtcheck.messages import own_output, read, write


def main() -> int:
    """Check until the input ends; exit status 0, or 1 where nothing can be checked."""
    inward, outward = sys.stdin.buffer, own_output()
    first = read(inward)
    if first is None:
        return 0
    try:
        checker = ready(decode_config(first))
    except EngineError as error:
        write(outward, str(error).encode())
        return 1
    write(outward, b"")
    while (message := read(inward)) is not None:
        write(outward, msgspec.msgpack.encode(check_shard(checker, decode(message))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
