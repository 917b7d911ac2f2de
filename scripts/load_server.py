"""Load a server of its own with good, bad and huge requests, and print latencies, throughput and memory.

usage: load_server.py STORY [--requests 200] [--clients 4] [--words 500] [--workers 1] [--models]

The story is repeated or cut to --words. Every tenth request is a bad one, every tenth has a body beyond the limit, and
every twentieth a story of twenty times the words. Nothing but the started server is asked. --models leaves --fast out.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import psutil

MIB = 1024 * 1024
MOST_BYTES = 256 * 1024


@dataclass
class Tally:
    """Seconds and statuses of each kind of request."""

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, seconds: float, status: int) -> None:
        """Count one answer; status 0 is a broken connection."""
        with self.lock:
            self.seconds[kind].append(seconds)
            self.statuses[kind][status] += 1


def requests(story: str, words: int) -> Iterator[tuple[str, str, bytes, str]]:
    """Kind, path, body and media type, without end, the same order each time."""
    pool = story.split()
    text = " ".join(itertools.islice(itertools.cycle(pool), words))
    long = " ".join(itertools.islice(itertools.cycle(pool), 20 * words))
    form = "application/x-www-form-urlencoded"
    for number in itertools.count():
        if number % 20 == 7:
            yield "long", "/v2/check", urlencode({"language": "en-US", "text": long}).encode(), form
        elif number % 10 == 3:
            yield "bad", "/v2/check", urlencode({"language": "xx", "text": text}).encode(), form
        elif number % 10 == 5:
            yield "huge", "/v2/check", b"text=" + b"x" * (2 * MOST_BYTES), form
        elif number % 4 == 0:
            yield "report", "/v1/check", json.dumps({"text": text}).encode(), "application/json"
        else:
            yield "good", "/v2/check", urlencode({"language": "en-US", "text": text}).encode(), form


def client(port: int, work: Iterator[tuple[str, str, bytes, str]], lock: threading.Lock, tally: Tally) -> None:
    """Send requests, one after the other, until there are no more."""
    while True:
        with lock:
            one = next(work, None)
        if one is None:
            return
        kind, path, body, media = one
        started = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", port, timeout=300)
        try:
            connection.request("POST", path, body, {"Content-Type": media})
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        except OSError:
            status = 0
        finally:
            connection.close()
        tally.add(kind, time.perf_counter() - started, status)


def memory(server: psutil.Process) -> tuple[float, float]:
    """Resident MiB of the server and of its workers."""
    workers = sum(child.memory_info().rss for child in server.children(recursive=True))
    return server.memory_info().rss / MIB, workers / MIB


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("story", type=Path)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--words", type=int, default=500)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--models", action="store_true")
    chosen = parser.parse_args()
    command = [sys.executable, "-m", "mtcheck", "serve", "--port", "0", "--workers", str(chosen.workers)]
    command += ["--max-bytes", str(MOST_BYTES), *([] if chosen.models else ["--fast"])]
    started = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            line = server.stderr.readline() if server.stderr else ""
            print(f"ready after {time.perf_counter() - started:.1f} s; load average {os.getloadavg()[0]:.1f}")
            measure(server, int(line.split("://")[1].split(",")[0].rsplit(":", 1)[1]), chosen)
            server.send_signal(signal.SIGTERM)
            print(f"SIGTERM: exit status {server.wait(60)}")
        finally:
            server.kill()


def measure(server: subprocess.Popen[str], port: int, chosen: argparse.Namespace) -> None:
    print(f"{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores, {chosen.workers} workers")
    story = chosen.story.read_text(encoding="utf-8")
    watched = psutil.Process(server.pid)
    for clients, count in ((1, max(20, chosen.requests // 10)), *[(chosen.clients, chosen.requests // 2)] * 2):
        tally, lock = Tally(), threading.Lock()
        work = itertools.islice(requests(story, chosen.words), count)
        threads = [threading.Thread(target=client, args=(port, work, lock, tally)) for _ in range(clients)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        taken = time.perf_counter() - began
        own, workers = memory(watched)
        print(f"\n{clients} clients, {count} requests in {taken:.1f} s: {count / taken:.1f} a second")
        print(f"memory: server {own:.0f} MiB, workers {workers:.0f} MiB")
        print(f"{'kind':8}{'n':>5}{'p50 ms':>9}{'p90 ms':>9}{'p99 ms':>9}{'max ms':>9}  statuses")
        for kind, times in sorted(tally.seconds.items()):
            marks = statistics.quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
            row = "".join(f"{1000 * mark:9.0f}" for mark in (marks[49], marks[89], marks[98], max(times)))
            print(f"{kind:8}{len(times):5}{row}  {dict(tally.statuses[kind])}")


if __name__ == "__main__":
    main()
