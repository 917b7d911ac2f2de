"""The parser in a process of its own, `python -P -m mtcheck.models.parser_process`, spoken to over its pipes.

A command that ends after one story spends a second on loading the parser. Here it loads while the language model does,
on the other core. Each message in (`mtcheck.messages`) holds a story's segments, each out their tokens, in MessagePack;
it ends when its input does.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

import msgspec

from mtcheck.document.model import Document
from mtcheck.messages import own_output, read, write
from mtcheck.models import parser
from mtcheck.models.parser import Parses


class ParserProcess:
    """A process that parses documents; where it cannot, they are parsed in this one."""

    def __init__(self) -> None:
        """Start the process, and do not wait until it is ready."""
        self._process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )

    def start(self, document: Document) -> Callable[[], Parses]:
        """Have a document parsed; what is returned waits for its tokens. One at a time."""
        sent = self._send(document)

        def finish() -> Parses:
            answer = self._answer() if sent else None
            return parser.load().parse(document) if answer is None else _PARSES.decode(answer)

        return finish

    def _send(self, document: Document) -> bool:
        pipe = None if self._process is None else self._process.stdin
        if pipe is None or pipe.closed:
            return False
        try:
            write(pipe, msgspec.msgpack.encode(parser.texts_of(document)))
        except OSError:
            with suppress(OSError):
                pipe.close()
            return False
        return True

    def _answer(self) -> bytes | None:
        return None if self._process is None or self._process.stdout is None else read(self._process.stdout)


_PARSES = msgspec.msgpack.Decoder(Parses)
_SEGMENTS = msgspec.msgpack.Decoder(list[tuple[int, str]])


def main() -> None:
    """Parse until the input ends."""
    # Ctrl-C goes to all processes of a terminal; the one that started this closes its input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # thinc imports torch where it can, which takes a second, to move arrays that this parser does not have.
    sys.modules["torch"] = None  # type: ignore[assignment]
    inward, outward = sys.stdin.buffer, own_output()
    own = parser.load()
    while (message := read(inward)) is not None:
        write(outward, msgspec.msgpack.encode(own.parse_texts(_SEGMENTS.decode(message))))


if __name__ == "__main__":
    main()
