"""Consecutive stories that are checked, kept and, after a stop, skipped together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from mtcheck.batch.item import Item

MOST_ITEMS = 64
MOST_BYTES = 4 * 1024 * 1024
"""A shard ends at either; a single story may be larger."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The ``number``-th shard of a run; ``digest`` is the SHA-256 of all that its items hold, in hex."""

    number: int
    digest: str
    items: tuple[Item, ...]


def cut(items: Iterable[Item]) -> Iterator[Shard]:
    """The items in shards, numbered from 0; where they are cut follows from the items alone."""
    number, held, size = 0, list[Item](), 0
    for item in items:
        if held and size + item.size > MOST_BYTES:
            yield _shard(number, held)
            number, held, size = number + 1, [], 0
        held.append(item)
        size += item.size
        if len(held) == MOST_ITEMS:
            yield _shard(number, held)
            number, held, size = number + 1, [], 0
    if held:
        yield _shard(number, held)


def encode(shard: Shard) -> bytes:
    """The shard in MessagePack, to be sent to another process or machine."""
    return msgspec.msgpack.encode(shard)


def decode(data: bytes) -> Shard:
    """The shard of these bytes; raises `msgspec.MsgspecError`."""
    return msgspec.msgpack.decode(data, type=Shard)


def _shard(number: int, items: list[Item]) -> Shard:
    digest = hashlib.sha256()
    for item in items:
        encoded = msgspec.msgpack.encode(item)
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return Shard(number, digest.hexdigest(), tuple(items))
