"""Time mtcheck on stories and print two tables.

usage: bench.py STORY... [--rounds 3] [--sizes 200,1000,5000,50000]

The first table is of texts of so many words, made of the paragraphs of all the stories in turn: words a second, how
seconds grow from the second size to the last (1 is linear), and the most resident memory at the last, each text in a
process of its own after a first short one. The second is of the first story: whole commands, cold, and checks by one
Checker after a first one, warm. Beside mtcheck stand the grammar checkers that are installed, and a plain float32 pass
of the same language model with transformers.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from rivals import installed

MIB = 1024
WINDOW = 2048
"""Tokens of the plain pass that are read at once."""
FIRST = 150
"""Words of the text that is read before the clock starts."""


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
        "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(done.returncode not in (0, 1))"
    )
    peaks: list[float] = []

    def once() -> None:
        done = subprocess.run([sys.executable, "-c", watch, *command], capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout) / MIB)

    return seconds(once, rounds), max(peaks)


def plain_pass() -> Callable[[str], object]:
    """One float32 pass over a text, `WINDOW` tokens at once, head included."""
    import torch
    from tokenizers import Tokenizer
    from transformers import LlamaForCausalLM

    from mtcheck.models import store

    folder = store.prepare()
    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def once(text: str) -> object:
        ids = torch.tensor(tokenizer.encode(text).ids)
        out = []
        with torch.inference_mode():
            for window in ids.split(WINDOW):
                hidden = model.model(window[None], use_cache=False).last_hidden_state[0]
                out += [model.lm_head(rows).log_softmax(-1).max() for rows in hidden.split(256)]
        return out

    return once


def checking(fast: bool) -> Callable[[str], object]:
    from mtcheck import Checker, Config
    from mtcheck.document.reading import from_text

    checker = Checker(Config(fast=fast))
    return lambda text: checker.check(from_text(text))


def engines() -> dict[str, Callable[[], Callable[[str], object]]]:
    """What is timed on texts of several sizes; each is made in the process that times it."""
    return {
        "mtcheck": partial(checking, fast=False),
        "mtcheck --fast": partial(checking, fast=True),
        "plain float32 pass": plain_pass,
        **installed(),
    }


def text_of(stories: Sequence[Path], words: int) -> str:
    """Paragraphs of the stories, over and over, until there are so many words."""
    paragraphs = [p for story in stories for p in story.read_text(encoding="utf-8").split("\n\n") if p.strip()]
    out, count = [], 0
    for paragraph in itertools.cycle(paragraphs):
        if count >= words:
            return "\n\n".join(out) + "\n"
        own = paragraph.split()[: words - count]
        out.append(" ".join(own))
        count += len(own)
    raise ValueError("the stories are empty")


def once(name: str, size: int, stories: Sequence[Path]) -> None:
    """Time one engine on one text, and print seconds and peak memory as JSON."""
    run = engines()[name]()
    run(text_of(stories, FIRST))
    (taken,) = seconds(partial(run, text_of(stories, size)), 1)
    print(json.dumps({"seconds": taken, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB}))


def sizes_table(stories: Sequence[Path], sizes: Sequence[int]) -> None:
    print(f"{'words a second at':<24}" + "".join(f"{size:>10,}" for size in sizes) + f"{'growth':>9}{'peak MiB':>10}")
    for name in engines():
        made = []
        for size in sizes:
            command = [sys.executable, __file__, *map(str, stories), "--once", name, "--sizes", str(size)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            made.append(json.loads(done.stdout.splitlines()[-1]))
        first, last = min(1, len(sizes) - 1), len(sizes) - 1
        growth = ""
        if first < last:
            slower = made[last]["seconds"] / made[first]["seconds"]
            growth = f"{math.log(slower, sizes[last] / sizes[first]):.2f}"
        rates = "".join(f"{size / one['seconds']:>10,.0f}" for size, one in zip(sizes, made, strict=True))
        print(f"{name:<24}{rates}{growth:>9}{made[last]['peak']:>10.0f}", flush=True)


def row(name: str, times: list[float], note: str = "") -> None:
    print(f"{name:<28}{min(times):8.2f}{statistics.median(times):8.2f}{max(times):8.2f}  {note}", flush=True)


def story_table(story: Path, rounds: int) -> None:
    print(f"\n{platform.machine()}, Python {platform.python_version()}; seconds: least, median, most of {rounds}")
    whole, peak = cold(story, rounds)
    row("cold check", whole, f"peak {peak:.0f} MiB")
    fast, fast_peak = cold(story, rounds, "--fast")
    row("cold check --fast", fast, f"peak {fast_peak:.0f} MiB")

    from mtcheck import Checker, Config
    from mtcheck.document.reading import read

    document = read(story)
    checker, quick = Checker(Config()), Checker(Config(fast=True))
    checker.check(document)
    quick.check(document)
    plain = plain_pass()
    plain(document.text)
    warm = seconds(lambda: checker.check(document), rounds)
    rules = seconds(lambda: quick.check(document), rounds)
    passes = seconds(lambda: plain(document.text), rounds)
    row("warm check", warm, f"{document.words / statistics.median(warm):.0f} words/s")
    row("warm check --fast", rules, f"{document.words / statistics.median(rules):.0f} words/s")
    row("plain float32 pass", passes, f"warm check is {statistics.median(warm) / statistics.median(passes):.2f} of it")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path, nargs="+", metavar="STORY")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", default="200,1000,5000,50000")
    parser.add_argument("--once", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    sizes = [int(size) for size in chosen.sizes.split(",") if size]
    if chosen.once:
        once(chosen.once, sizes[0], chosen.stories)
        return
    # First: the memory that this process takes for the other table would count as its children's.
    if sizes:
        sizes_table(chosen.stories, sizes)
    story_table(chosen.stories[0], chosen.rounds)


if __name__ == "__main__":
    main()
