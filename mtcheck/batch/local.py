"""The engine for one machine: worker processes, each with a thread of this process that speaks to it.

The workers map the same weights into memory, which the system then holds once. A worker that dies is replaced, and its
shard tried again; where that dies too, the shard's stories are tried one by one, so that the one which kills is told
and the others have their rows.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from dataclasses import replace

import msgspec

from mtcheck import messages
from mtcheck.batch import row
from mtcheck.batch.engine import Checked, EngineError
from mtcheck.batch.row import Row
from mtcheck.batch.shard import Shard, encode
from mtcheck.config import Config
from mtcheck.config_bytes import encode_config
from mtcheck.pipeline import Checker

SHARDS_A_WORKER = 2
"""Shards taken for each worker: the one that it checks, and the next."""
ATTEMPTS = 2
"""How often a worker may die of a shard before its stories are told apart, then of one story, or as it gets ready."""
LEAST_SECONDS = 300.0
SECONDS_A_BYTE = 1 / 500
"""A worker that has not answered by then is killed: models take well under a second for 500 bytes of a story."""


class LocalEngine:
    """Checks shards in processes of this machine."""

    def run(self, shards: Iterator[Shard], config: Config, workers: int) -> Generator[Checked, None, None]:
        """See `mtcheck.batch.engine.Engine`."""
        waiting: queue.SimpleQueue[Shard | None] = queue.SimpleQueue()
        done: queue.SimpleQueue[Checked | BaseException] = queue.SimpleQueue()
        signature = Checker(config).signature()
        crew = [_Hand(config, signature, waiting, done) for _ in range(workers)]
        for hand in crew:
            hand.start()
        taken = 0
        try:
            for shard in shards:
                waiting.put(shard)
                taken += 1
                while taken and (taken >= SHARDS_A_WORKER * workers or not done.empty()):
                    yield _arrived(done.get())
                    taken -= 1
            for _ in range(taken):
                yield _arrived(done.get())
        finally:
            for hand in crew:
                waiting.put(None)
                hand.stop()


def _arrived(answer: Checked | BaseException) -> Checked:
    if isinstance(answer, BaseException):
        raise answer
    return answer


class _WorkerDiedError(Exception):
    pass


class _Hand(threading.Thread):
    """Has shards checked by a worker process, and by the next where that dies."""

    def __init__(
        self,
        config: Config,
        signature: str,
        waiting: queue.SimpleQueue[Shard | None],
        done: queue.SimpleQueue[Checked | BaseException],
    ) -> None:
        super().__init__(name="mtcheck-hand", daemon=True)
        self._config = encode_config(config)
        self._signature = signature
        self._waiting = waiting
        self._done = done
        self._stopped = False
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Take shards until there are none."""
        try:
            while (shard := self._waiting.get()) is not None and not self._stopped:
                self._done.put(Checked(shard.number, shard.digest, self._rows(shard)))
        except BaseException as error:
            if not self._stopped:
                self._done.put(error)
        finally:
            self.stop()

    def stop(self) -> None:
        """End the process, whatever it does."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()
                self._process.wait()

    def _rows(self, shard: Shard) -> list[Row]:
        rows = self._tried(shard)
        if rows is not None:
            return rows
        out: list[Row] = []
        for item in shard.items:
            rows = self._tried(replace(shard, items=(item,)))
            said = f"{item.key}: the worker died while it checked this story"
            out += [row.failed(item, said, self._signature)] if rows is None else rows
        return out

    def _tried(self, shard: Shard) -> list[Row] | None:
        """The rows of a shard; None where too many workers died of it."""
        for _ in range(ATTEMPTS):
            try:
                self._ready()
                answer = self._ask(encode(shard))
            except _WorkerDiedError:
                continue
            rows: list[Row] = msgspec.msgpack.decode(answer)
            return rows
        return None

    def _ready(self) -> None:
        """Start a process where there is none at work; raises EngineError where it cannot check."""
        if self._process is not None and self._process.poll() is None:
            return
        for _ in range(ATTEMPTS):
            self._start()
            try:
                problem = self._ask(self._config).decode("utf-8", "replace")
            except _WorkerDiedError:
                continue
            if problem:
                raise EngineError(problem)
            return
        raise EngineError("the workers die as they get ready; is there memory for so many?")

    def _start(self) -> None:
        with self._lock:
            if self._stopped:
                raise EngineError("the run was stopped")
            # A session of its own, so that Ctrl-C at the terminal is for the run alone.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "mtcheck.batch.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={"OMP_NUM_THREADS": "1", **os.environ},
                start_new_session=True,
            )

    def _ask(self, message: bytes) -> bytes:
        """The worker's answer; raises _WorkerDiedError, also of one that had to be killed since it took too long."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise _WorkerDiedError
        limit = threading.Timer(LEAST_SECONDS + SECONDS_A_BYTE * len(message), process.kill)
        limit.daemon = True
        limit.start()
        try:
            messages.write(process.stdin, message)
            answer = messages.read(process.stdout)
        except (OSError, ValueError):
            answer = None
        finally:
            limit.cancel()
        if answer is None:
            process.kill()
            process.wait()
            raise _WorkerDiedError
        return answer
