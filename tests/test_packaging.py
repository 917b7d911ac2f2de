"""What is built and what it needs: the wheel, the source archive, and the imports that pyproject.toml declares."""

import ast
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from mtcheck.version import __version__

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "mtcheck"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ROOMS = {"server": "server", "lsp": "lsp", "batch": "batch", "batch/ray_": "ray"}
"""Beginnings of the paths in which an extra may be imported at module level."""
LOADED_BY_OTHERS = {"sentencepiece", "spacy"}
"""Needed by transformers' Marian tokenizer and by the parser's package, without an import of ours."""


def build(target: str, source: Path, out: Path) -> Path:
    """The archive that hatchling builds from a source tree."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(out)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, text=True, timeout=60)
    (made,) = out.iterdir()
    return made


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the source archive, by their path in it."""
    with tarfile.open(build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))) as archive:
        members = [member for member in archive if not member.isdir()]
        assert all(member.isfile() for member in members)
        return {member.name.split("/", 1)[1]: archive.extractfile(member).read() for member in members}  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the wheel that is built from the checkout."""
    return contents(build("wheel", ROOT, tmp_path_factory.mktemp("wheel")))


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def files(folder: Path, *suffixes: str) -> set[str]:
    """The paths of the files with one of the suffixes, from the folder's parent."""
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(folder.parent)) for path in found if not suffixes or path.suffix in suffixes}


def test_the_wheel_holds_the_package_and_its_data_and_nothing_else(wheel: dict[str, bytes]) -> None:
    tables = {f"mtcheck/corpora/data/{path.name}" for path in (ROOT / "corpora").iterdir() if path.is_file()}
    assert "mtcheck/corpora/data/people.tsv" in tables
    assert {"mtcheck/py.typed", "mtcheck/models/weights/error_tagger.safetensors"} <= set(wheel)
    info = f"mtcheck-{__version__}.dist-info"
    made = {f"{info}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")}
    assert set(wheel) == files(PACKAGE) | tables | made


def test_what_the_wheel_holds_is_of_a_known_kind(wheel: dict[str, bytes]) -> None:
    package = {name for name in wheel if name.startswith("mtcheck/")}
    kinds = {".py", ".typed", ".tsv", ".json", ".md", ".safetensors", ".html", ".css", ".js"}
    assert {Path(name).suffix for name in package} <= kinds
    assert not [name for name in package if re.search(r"(?:^|/)(?:test_|tests/|\.)", name)]


def test_the_source_archive_builds_the_same_wheel(
    sdist: dict[str, bytes], wheel: dict[str, bytes], tmp_path: Path
) -> None:
    source = tmp_path / "source"
    for name, data in sdist.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(data)
    assert contents(build("wheel", source, tmp_path / "out")) == wheel


def test_the_source_archive_holds_what_its_tests_need_and_no_caches(sdist: dict[str, bytes]) -> None:
    folders = {"mtcheck", "corpora", "docs", "scripts", "tests"}
    assert {name.split("/")[0] for name in sdist if "/" in name} == folders
    alone = {"README.md", "LICENSE", "pyproject.toml", "PKG-INFO", ".gitignore"}
    assert {name for name in sdist if "/" not in name} == alone
    assert files(ROOT / "tests", ".py", ".tsv") | files(ROOT / "corpora") <= set(sdist)
    assert not [name for name in sdist if "__pycache__" in name or name.endswith((".pyc", ".so", ".log", ".zip"))]


def test_the_metadata_says_what_pyproject_does(wheel: dict[str, bytes]) -> None:
    said = wheel[f"mtcheck-{__version__}.dist-info/METADATA"].decode()
    assert "\nLicense-Expression: Apache-2.0\n" in said
    assert "\nDescription-Content-Type: text/markdown\n" in said
    assert (ROOT / "README.md").read_text(encoding="utf-8") in said
    for extra in PROJECT["optional-dependencies"]:
        assert f"\nProvides-Extra: {extra}\n" in said


def names(requirements: list[str]) -> set[str]:
    """The normalised names of the packages required, mtcheck itself left out."""
    found = {re.split(r"[^\w.-]", one, maxsplit=1)[0].lower() for one in requirements}
    return {re.sub(r"[-_.]+", "-", name) for name in found} - {"mtcheck"}


CORE = names(PROJECT["dependencies"])
EXTRAS = {extra: names(required) for extra, required in PROJECT["optional-dependencies"].items()}
# An extra may take another one in, as `mtcheck[batch]` of `ray`.
WITHIN = {
    extra: {inner for one in required if one.startswith("mtcheck[") for inner in re.findall(r"[\w-]+", one)[1:]}
    for extra, required in PROJECT["optional-dependencies"].items()
}


def imports(tree: ast.AST, inside: bool = False) -> Iterator[tuple[str, bool]]:
    """The top-level packages imported, and whether inside a function or for type checkers alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0], inside
        typing = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        yield from imports(node, inside or typing or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def installed() -> Mapping[str, list[str]]:
    """The packages installed, by the modules that they bring; slow to find out."""
    return packages_distributions()


def package_of(module: str) -> str:
    """The normalised name of the package that an imported module is from."""
    return re.sub(r"[-_.]+", "-", installed().get(module, [module])[0].lower())


def third_party() -> Iterator[tuple[str, str, bool]]:
    """Path in the package, package imported, and whether inside a function, of every import from elsewhere."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for module, inside in imports(ast.parse(path.read_text(encoding="utf-8"))):
            if module != "mtcheck" and module not in sys.stdlib_module_names:
                yield path.relative_to(PACKAGE).as_posix(), package_of(module), inside


def declared_for(path: str) -> set[str]:
    """The packages that a module may import at its top."""
    own = {extra for start, extra in ROOMS.items() if path.startswith(f"{start}/" if "_" not in start else start)}
    own |= {inner for extra in own for inner in WITHIN[extra]}
    return CORE.union(*(EXTRAS[extra] for extra in own))


def test_every_import_is_declared() -> None:
    anywhere = CORE.union(*(required for extra, required in EXTRAS.items() if extra not in {"dev", "measure"}))
    undeclared = [
        f"{path}: {package}"
        for path, package, inside in third_party()
        if package not in (anywhere if inside else declared_for(path))
    ]
    assert undeclared == []


def test_every_dependency_is_imported() -> None:
    assert CORE - {package for _, package, _ in third_party()} == LOADED_BY_OTHERS


def test_every_module_outside_the_rooms_of_extras_loads_without_them() -> None:
    extra = {package for required in EXTRAS.values() for package in required} - CORE
    blocked = sorted(module for module in installed() if package_of(module) in extra)
    assert {"starlette", "pygls"} <= set(blocked)
    modules = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] not in ROOMS and path.name not in {"__init__.py", "__main__.py"}
    )
    code = (
        f"import importlib, sys\nsys.modules.update(dict.fromkeys({blocked!r}))\n"
        f"for name in {modules!r}: importlib.import_module(name)\nprint(len(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
