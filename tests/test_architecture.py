"""The rooms of mtcheck and what they may know of one another, read from the imports of every module.

An import counts wherever it stands: at the top, within a function, or for type checkers alone. A module of the package
itself is a room of its own.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "mtcheck"
FORBIDDEN = {
    "document": "models checks corpora alignment analysis report pipeline batch server lsp",
    "tables": "document corpora models checks alignment report pipeline batch server lsp",
    "flag": "document corpora models checks alignment analysis report pipeline batch server lsp",
    "corpora": "models checks alignment analysis report pipeline batch server lsp",
    "models": "checks report alignment analysis pipeline batch server lsp",
    "alignment": "checks report analysis pipeline batch server lsp",
    "analysis": "checks report pipeline batch server lsp",
    "doubts": "checks report analysis pipeline batch server lsp",
    "checks": "report pipeline batch server lsp config triage",
    "triage": "models report pipeline batch server lsp",
    "report": "checks triage analysis config pipeline batch server lsp",
    "pipeline": "batch server lsp",
    "batch": "checks server lsp",
}
"""The rooms that a room must know nothing of; that none but the command itself knows `cli` is told by a test below."""
FORBIDDEN_LIBRARIES = {
    "mtcheck.checks": "click io jinja2 os pathlib shutil tempfile",
    "mtcheck.pipeline": "click",
    "mtcheck.triage": "click numpy spacy torch",
    "mtcheck.flag": "click numpy spacy torch",
    "mtcheck.models.readings": "numpy spacy torch",
    "mtcheck.report": "numpy spacy torch",
}


def name_of(path: Path) -> str:
    parts = [PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports(source: str, module: str, *, is_package: bool = False) -> Iterator[str]:
    """What a module imports, by full names: a name out of a module as “module.name”."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.split(".")
                above = parents[: len(parents) - node.level + is_package]
                base = ".".join([*above, *filter(None, [base])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def imports_of(module: str) -> Iterator[str]:
    path = MODULES[module]
    return imports(path.read_text("utf-8"), module, is_package=path.name == "__init__.py")


def room_of(name: str) -> str | None:
    """The room that a full name lies in; "" for the package itself, None outside of it."""
    package, _, rest = name.partition(".")
    room = rest.partition(".")[0]
    if package != PACKAGE.name:
        return None
    return room if f"{package}.{room}" in MODULES else ""


def broken(module: str, imported: Iterator[str]) -> list[str]:
    """The imports of a module that its room must not have."""
    forbidden = set(FORBIDDEN.get(room_of(module) or "", "").split())
    libraries = {
        library
        for name, listed in FORBIDDEN_LIBRARIES.items()
        if f"{module}.".startswith(f"{name}.")
        for library in listed.split()
    }
    return [name for name in imported if room_of(name) in forbidden or name.partition(".")[0] in libraries]


def test_the_tables_name_rooms_that_are_there() -> None:
    rooms = {room_of(module) for module in MODULES}
    assert {room for own, others in FORBIDDEN.items() for room in (own, *others.split())} <= rooms
    assert FORBIDDEN_LIBRARIES.keys() <= MODULES.keys()


def test_no_room_knows_what_it_must_not() -> None:
    found = {module: broken(module, imports_of(module)) for module in MODULES}
    assert {module: names for module, names in found.items() if names} == {}


def test_the_rooms_know_one_another_in_no_circle() -> None:
    known: defaultdict[str, set[str]] = defaultdict(set)
    for module in MODULES:
        known[str(room_of(module))] |= {room for name in imports_of(module) if (room := room_of(name)) is not None}
    graph = {room: others - {room} for room, others in known.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of rooms, each known by the next: {' → '.join(error.args[1])}")


def test_the_command_line_is_known_to_nobody_and_knows_public_names() -> None:
    for module in MODULES:
        own, names = room_of(module), list(imports_of(module))
        if own not in {"cli", "__main__"}:
            assert not [name for name in names if room_of(name) == "cli"], module
        if own == "cli":
            last = [name.rpartition(".")[2] for name in names if room_of(name)]
            assert not [name for name in last if name.startswith("_") and not name.startswith("__")], module


def test_a_fast_check_loads_no_models() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "mtcheck", "check", "--fast"]
    story = PACKAGE.parent / "corpora" / "examples" / "harbour-talks.txt"
    run = subprocess.run([*command, str(story)], cwd=PACKAGE.parent, capture_output=True, text=True)
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in run.stderr.splitlines()}
    assert run.returncode == 1
    assert "mtcheck" in loaded
    assert not {"torch", "numpy", "spacy", "scripts"} & loaded


def test_the_package_imports_nothing_that_is_not_installed_with_it() -> None:
    for module in MODULES:
        assert not {"scripts", "tests"} & {name.partition(".")[0] for name in imports_of(module)}, module


@pytest.mark.parametrize(
    "source",
    [
        "from mtcheck.checks.rule import Rule",
        "from mtcheck.checks import RULES",
        "from mtcheck import checks",
        "import mtcheck.checks.title as title",
        "from ..checks.rule import Rule",
        "from .. import checks",
        "def f():\n    from mtcheck.checks import RULES\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from mtcheck.checks.rule import Rule\n",
    ],
)
def test_a_report_that_asks_the_checks_is_found(source: str) -> None:
    assert len(broken("mtcheck.report.text", imports(source, "mtcheck.report.text"))) == 1


def test_a_relative_import_of_a_package_is_its_own() -> None:
    assert list(imports("from .story import story", "mtcheck.report.html", is_package=True)) == [
        "mtcheck.report.html.story.story"
    ]


def test_what_a_room_may_know_is_not_found() -> None:
    source = "from mtcheck.flag import Flag\nfrom mtcheck.report.place import Places\nimport click"
    assert broken("mtcheck.report.text", imports(source, "mtcheck.report.text")) == []
