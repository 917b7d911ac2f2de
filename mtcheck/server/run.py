"""Serving: the socket, the workers and uvicorn, from the start to a graceful stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from types import FrameType

import uvicorn

from mtcheck.config import Config
from mtcheck.server.app import create_app
from mtcheck.server.guards import Access
from mtcheck.server.pool import Limits, WorkerPool

_CONNECTIONS_A_REQUEST = 16
"""Connections that are held open for each request that may be inside; beyond that uvicorn answers 503."""
_UPGRADES = ("Unsupported upgrade", "No supported WebSocket")
"""What uvicorn warns of at each request of a Java client, as LTeX is: they offer HTTP/2, and do without it."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there, on any free port where ``port`` is 0; raises OSError."""
    family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return socket.create_server(address[:2], family=family, backlog=128)


def serve(
    listening: socket.socket,
    config: Config,
    limits: Limits,
    access: Access,
    most_bytes: int,
    ready: Callable[[], None] = lambda: None,
) -> int:
    """Serve until a signal; calls ``ready`` once the models are loaded.

    The checks that run come to their end first; returns 0 after SIGTERM and 130 after SIGINT (Ctrl-C). During the
    start the one raises SystemExit(0), the other KeyboardInterrupt. Raises `mtcheck.server.pool.WorkerError` where the
    workers do not start.
    """
    signal.signal(signal.SIGTERM, _leave)
    logging.basicConfig(format="mtcheck: %(message)s", level=logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(lambda record: not record.getMessage().startswith(_UPGRADES))
    return asyncio.run(_serve(listening, WorkerPool(config, limits), access, most_bytes, ready))


class _Server(uvicorn.Server):
    """uvicorn's server, which keeps the signal that stops it instead of raising it again when it has stopped.

    ``ready`` is called once it answers, and signals stop it gracefully.
    """

    stopped_by: int = signal.SIGTERM

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopped_by = number
        self.handle_exit(number, frame)


async def _serve(
    listening: socket.socket, pool: WorkerPool, access: Access, most_bytes: int, ready: Callable[[], None]
) -> int:
    server = _Server(
        uvicorn.Config(
            create_app(pool, access, most_bytes),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_CONNECTIONS_A_REQUEST * (pool.limits.concurrency + 1),
            timeout_graceful_shutdown=round(2 * pool.limits.seconds) + 1,
        ),
        ready,
    )
    try:
        await pool.start()
        await server.serve(sockets=[listening])
    finally:
        await pool.stop()
    return 130 if server.stopped_by == signal.SIGINT else 0


def _leave(_: int, __: FrameType | None) -> None:
    sys.exit(0)
