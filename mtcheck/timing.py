"""Where the time of a check goes, by stage and by rule."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager


class Timing:
    """Seconds of each stage, in the order in which they were first entered.

    A stage within a stage is counted by itself and not in the outer one, so that the seconds add up.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._running: list[str] = []
        self._since = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what runs in this context as ``name``."""
        self._turn()
        self._running.append(name)
        self.seconds.setdefault(name, 0.0)
        try:
            yield
        finally:
            self._turn()
            self._running.pop()

    def _turn(self) -> None:
        now = time.perf_counter()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now

    def table(self, rules: Collection[str], least: float = 0.0005) -> str:
        """One line a stage in the order of the run, then one a rule, the longest first; those below ``least`` in sum.

        ``rules`` says which stages are rules.
        """
        stages = [one for one in self.seconds.items() if one[0] not in rules]
        checks = sorted((one for one in self.seconds.items() if one[0] in rules), key=lambda one: (-one[1], one[0]))
        brief = [seconds for _, seconds in checks if seconds < least]
        lines = [(name, seconds) for name, seconds in (*stages, *checks) if name not in rules or seconds >= least]
        if brief:
            lines.append((f"{len(brief)} other rules", sum(brief)))
        lines.append(("total", sum(self.seconds.values())))
        return "".join(f"{seconds:9.3f} s  {name}\n" for name, seconds in lines)
