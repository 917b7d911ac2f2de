"""What processes of mtcheck say to one another over pipes: frames.

A frame is four bytes of length, the highest first, and the message.
"""

from __future__ import annotations

import os
from typing import IO, BinaryIO

HEADER = 4
"""Bytes of a frame's length."""


def frame(message: bytes) -> bytes:
    """The message with its length in front."""
    return len(message).to_bytes(HEADER, "big") + message


def read(inward: IO[bytes]) -> bytes | None:
    """The next message; None where the other side is gone, in the middle of one too."""
    head = inward.read(HEADER)
    if len(head) < HEADER:
        return None
    length = int.from_bytes(head, "big")
    message = inward.read(length)
    return message if len(message) == length else None


def write(outward: IO[bytes], message: bytes) -> None:
    """Send a message; raises OSError where the other side is gone."""
    outward.write(frame(message))
    outward.flush()


def own_output() -> BinaryIO:
    """Standard output for frames alone; what a library prints goes to standard error."""
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return own
