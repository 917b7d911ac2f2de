"""The worker processes, and who may ask them.

Checks run in processes, not in threads: a check that takes too long can be ended only with its process, a thread would
run on and take the processor from those behind it; the event loop stays free to answer; and what a check does to
memory ends with its worker. Each process holds the models once and does one job at a time. A bound on the requests
inside keeps the line short, so that a server that is full says so at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from dataclasses import dataclass
from typing import Self

from mtcheck.config import Config
from mtcheck.config_bytes import encode_config
from mtcheck.messages import HEADER, frame
from mtcheck.server import jobs
from mtcheck.server.errors import RefusedError

_START_SECONDS = 300
"""A worker that has not loaded its models by then never will."""
_LONGEST_PAUSE = 30.0
_log = logging.getLogger("mtcheck.server")


class WorkerError(Exception):
    """A worker cannot be started, or has ended; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Limits:
    """``workers`` processes, ``concurrency`` requests inside at once, running or waiting; ``seconds`` a check, and as
    many in the line before it.
    """

    workers: int = 1
    concurrency: int = 8
    seconds: float = 30.0


class Worker:
    """One process that checks."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, config: bytes, threads: int) -> Self:
        """A worker that has loaded its models; ``threads`` is how many each of its libraries may use.

        Raises WorkerError.
        """
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "mtcheck.server.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={"OMP_NUM_THREADS": str(threads), **os.environ},
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(_START_SECONDS):
                ready = jobs.answer(await worker.ask(config))
        except TimeoutError:
            await worker.stop()
            raise WorkerError(f"the models are not loaded after {_START_SECONDS} seconds") from None
        except BaseException:
            await worker.stop()
            raise
        if ready.status != 200:
            await worker.stop()
            raise WorkerError(ready.body.decode())
        return worker

    async def ask(self, message: bytes) -> bytes:
        """The answer to a message; after a cancellation the worker is of no more use. Raises WorkerError."""
        inward, outward = self._process.stdin, self._process.stdout
        if inward is None or outward is None:
            raise WorkerError("a worker has no pipes")
        try:
            inward.write(frame(message))
            await inward.drain()
            length = int.from_bytes(await outward.readexactly(HEADER), "big")
            return await outward.readexactly(length)
        except (OSError, asyncio.IncompleteReadError):
            raise WorkerError("the worker ended while it was asked") from None

    async def stop(self) -> None:
        """End the process, whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


class WorkerPool:
    """Hands jobs to idle workers, and starts a new one for each that had to be ended."""

    def __init__(self, config: Config, limits: Limits) -> None:
        self.limits = limits
        self._config = encode_config(config)
        self._threads = max(1, (os.cpu_count() or 1) // limits.workers)
        self._workers: set[Worker] = set()
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._inside = 0
        self._revivals: set[asyncio.Task[None]] = set()

    @property
    def full(self) -> bool:
        """Whether no further request is let in."""
        return self._inside >= self.limits.concurrency

    @property
    def alive(self) -> int:
        """The number of workers that are ready or at work."""
        return len(self._workers)

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The process ids of those workers."""
        return tuple(sorted(worker._process.pid for worker in self._workers))

    async def start(self) -> None:
        """Start all workers; raises WorkerError, and leaves none behind."""
        started = await asyncio.gather(
            *(Worker.start(self._config, self._threads) for _ in range(self.limits.workers)), return_exceptions=True
        )
        self._workers = {one for one in started if isinstance(one, Worker)}
        failed = [one for one in started if isinstance(one, BaseException)]
        if failed:
            await self.stop()
            raise failed[0]
        for worker in self._workers:
            self._idle.put_nowait(worker)

    async def stop(self) -> None:
        """End all workers."""
        for task in self._revivals:
            task.cancel()
        await asyncio.gather(*self._revivals, return_exceptions=True)
        await asyncio.gather(*(worker.stop() for worker in self._workers))
        self._workers.clear()

    async def do(self, job: jobs.Job) -> jobs.Answer:
        """The answer to a job.

        Raises RefusedError: 503 where too many requests are inside or the check takes too long, 500 where the worker
        ended over it.
        """
        if self.full:
            raise self._busy()
        self._inside += 1
        try:
            worker = await self._next_idle()
            return await self._ask(worker, jobs.encode(job))
        finally:
            self._inside -= 1

    async def _next_idle(self) -> Worker:
        try:
            async with asyncio.timeout(self.limits.seconds):
                return await self._idle.get()
        except TimeoutError:
            raise self._busy() from None

    async def _ask(self, worker: Worker, message: bytes) -> jobs.Answer:
        try:
            async with asyncio.timeout(self.limits.seconds):
                reply = await worker.ask(message)
        except BaseException as error:
            self._replace(worker)
            if isinstance(error, TimeoutError):
                raise self._slow() from None
            if isinstance(error, WorkerError):
                _log.error("a worker ended during a check; another is started")
                raise RefusedError(500, "Internal error: the check ended with its process") from None
            raise
        self._idle.put_nowait(worker)
        return jobs.answer(reply)

    def _replace(self, worker: Worker) -> None:
        self._workers.discard(worker)
        task = asyncio.get_running_loop().create_task(self._revive(worker))
        self._revivals.add(task)
        task.add_done_callback(self._revivals.discard)

    async def _revive(self, worker: Worker) -> None:
        """Put a new worker in the place of one; where none will start, try again, ever more seldom."""
        await worker.stop()
        pause = 1.0
        while True:
            try:
                fresh = await Worker.start(self._config, self._threads)
            except (OSError, WorkerError) as error:
                _log.error("a worker does not start (%s); tried again in %.0f s", error, pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
                continue
            self._workers.add(fresh)
            self._idle.put_nowait(fresh)
            return

    def _busy(self) -> RefusedError:
        message = "There are currently too many parallel requests. Please try again later."
        return RefusedError(503, message, retry_after=max(1, round(self.limits.seconds / 4)))

    def _slow(self) -> RefusedError:
        message = (
            f"Checking took longer than {self.limits.seconds:g} seconds, which is this server's limit. "
            "Please consider submitting a shorter text."
        )
        return RefusedError(503, message, retry_after=max(1, round(self.limits.seconds)))
