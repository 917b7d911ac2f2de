"""How long a new process takes to load the tables of facts that the checks use.

python scripts/measure_corpora.py [--runs 7] [--double phrases]: least, median and most of several new processes, in
milliseconds. --double measures a scratch copy of the tables in which one has every row twice, under new ids.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from unittest.mock import patch

STORY = """Deputy Secretary of State Sergei Rybkov will lead the delegation, Moscow said on Monday. The Russian foreign
minister, Serghei Lavrov, spoke of a raise of the stakes. In Brussels, Ursula von der Leyen met NATO
Secretary-General Mark Rutte. “We are ready,” she said. Poutine was not there. The World Health Organization (OMS) and
the German chancellor, Friedrich Merz, put the dots on the i, and the Polish Sejm voted on Tuesday."""


def loading(folder: Path) -> dict[str, float]:
    """Seconds for each step in this process, which must not have loaded a table yet."""
    from wordfreq import zipf_frequency

    from mtcheck.corpora import countries, offices, organisations, people, phrases, table
    from mtcheck.document.reading import from_text
    from mtcheck.mentions import find_mentions

    steps: dict[str, tuple[Callable[[], object], ...]] = {
        "people": (people.people, people.people_index, people.surnames, people.given_names),
        "offices": (offices.offices, offices.office_classes, offices.office_index),
        "organisations": (organisations.organisations, organisations.organisation_index, organisations.by_acronym,
                          organisations.by_bag, organisations.right_sequences),
        "phrases": (phrases.phrases, lambda: list(phrases.find_phrases("", 0, 0))),
        "countries": (countries.countries, countries.country_index, lambda: countries.country_index(capitals=False)),
    }  # fmt: skip
    document = from_text(STORY, "story")

    def story() -> None:
        find_mentions(document.text, document.segments)
        for segment in document.segments:
            list(phrases.find_phrases(document.text, segment.start, segment.end))

    def entries() -> None:
        indexes = people.people_index(), offices.office_index(), organisations.organisation_index()
        for index in (*indexes, countries.country_index(), countries.country_index(capitals=False)):
            list(index.items())
        people.foreign_spellings("")

    out: dict[str, float] = {}
    with patch.object(table, "folder", return_value=folder):
        for name, loads in steps.items():
            out[name] = _seconds(*loads)
        out["all tables"] = sum(out.values())
        out["the English word list of wordfreq"] = _seconds(lambda: zipf_frequency("the", "en"))
        out["names and phrases of a first story"] = _seconds(story)
        out["taking apart every other entry"] = _seconds(entries)
    return out


def _seconds(*calls: Callable[[], object]) -> float:
    start = perf_counter()
    for call in calls:
        call()
    return perf_counter() - start


def doubled(name: str, where: Path) -> Path:
    """A copy of the tables in which one has every row twice, the second time with “-2” after its id."""
    folder = Path(shutil.copytree(Path(__file__).parents[1] / "corpora", where / "corpora"))
    path = folder / f"{name}.tsv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    with path.open("a", encoding="utf-8") as file:
        file.writelines("\t".join((f"{line.split()[0]}-2", *line.split("\t")[1:])) + "\n" for line in lines[1:])
    return folder


def main() -> None:
    """Print a table of milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--double", metavar="TABLE")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        print(json.dumps(loading(options.child)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(__file__).parents[1] / "corpora"
        if options.double:
            folder = doubled(options.double, Path(scratch))
        command = [sys.executable, __file__, "--child", str(folder)]
        runs = [
            json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            for _ in range(options.runs)
        ]
    print(f"{'milliseconds':36}{'least':>7}{'median':>8}{'most':>7}")
    for name in runs[0]:
        times = sorted(run[name] * 1000 for run in runs)
        print(f"{name:36}{times[0]:7.0f}{statistics.median(times):8.0f}{times[-1]:7.0f}")


if __name__ == "__main__":
    main()
