"""Time mtcheck on a story and print a table.

usage: bench.py STORY [--rounds 3]

Cold figures are whole processes; warm ones are checks by one Checker after a first one. The plain pass is one float32
pass of the same language model over the same text with transformers, in the same run.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

MIB = 1024


def seconds(work: Callable[[], object], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return times


def cold(story: Path, rounds: int, *options: str) -> tuple[list[float], float]:
    """Seconds of whole processes, and the most resident memory in MiB of any of them."""
    command = [sys.executable, "-m", "mtcheck", "check", "--no-cache", str(story), "--format", "json", *options]
    watch = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    peaks: list[float] = []

    def once() -> None:
        done = subprocess.run([sys.executable, "-c", watch, *command], capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout) / MIB)

    return seconds(once, rounds), max(peaks)


def plain_pass(text: str) -> Callable[[], object]:
    """One float32 pass over the text, all tokens at once, head included."""
    import torch
    from tokenizers import Tokenizer
    from transformers import LlamaForCausalLM

    from mtcheck.models import store

    folder = store.prepare()
    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    ids = torch.tensor([Tokenizer.from_file(str(folder / "tokenizer.json")).encode(text).ids])

    def once() -> object:
        with torch.inference_mode():
            hidden = model.model(ids, use_cache=False).last_hidden_state[0]
            return [model.lm_head(hidden[i : i + 256]).log_softmax(-1).max() for i in range(0, len(hidden), 256)]

    return once


def row(name: str, times: list[float], note: str = "") -> None:
    print(f"{name:<28}{min(times):8.2f}{statistics.median(times):8.2f}{max(times):8.2f}  {note}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("story", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    print(f"{platform.machine()}, Python {platform.python_version()}; seconds: least, median, most of {chosen.rounds}")
    whole, peak = cold(chosen.story, chosen.rounds)
    row("cold check", whole, f"peak {peak:.0f} MiB")
    fast, fast_peak = cold(chosen.story, chosen.rounds, "--fast")
    row("cold check --fast", fast, f"peak {fast_peak:.0f} MiB")

    from mtcheck import Checker, Config
    from mtcheck.document.reading import read

    document = read(chosen.story)
    checker, quick = Checker(Config()), Checker(Config(fast=True))
    checker.check(document)
    quick.check(document)
    plain = plain_pass(document.text)
    plain()
    warm = seconds(lambda: checker.check(document), chosen.rounds)
    rules = seconds(lambda: quick.check(document), chosen.rounds)
    once = seconds(plain, chosen.rounds)
    row("warm check", warm, f"{document.words / statistics.median(warm):.0f} words/s")
    row("warm check --fast", rules, f"{document.words / statistics.median(rules):.0f} words/s")
    row("plain float32 pass", once, f"warm check is {statistics.median(warm) / statistics.median(once):.2f} of it")


if __name__ == "__main__":
    main()
