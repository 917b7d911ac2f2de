"""Inputs as they are given to the files behind them."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from mtcheck.batch.stored import MANIFEST
from mtcheck.document.reading import is_story_file


class InputError(Exception):
    """An input is not there; the message says which in one line."""


def files(given: Sequence[str], container: Callable[[Path], str | None]) -> Callable[[], Iterator[Path]]:
    """A function that goes through the files of the inputs, each file once, however often they name it.

    Of a folder those are taken that are stories or a ``container``; folders with results of a batch are passed over.
    Raises InputError where an input is not there.
    """
    listed = [_listed(one) for one in given]

    def of_folder(path: Path) -> bool:
        return is_story_file(path) if container(path) is None else path.is_file()

    def walk() -> Iterator[Path]:
        seen, folders = set[str](), set[str]()
        for paths in listed:
            for path in paths:
                place = os.path.abspath(path)
                if not path.is_dir():
                    if place not in seen and not (_within(place, folders) and of_folder(path)):
                        seen.add(place)
                        yield path
                elif place not in folders and not _within(place, folders):
                    for one in _below(path):
                        inner = os.path.abspath(one)
                        if inner not in seen and not _within(inner, folders) and of_folder(one):
                            yield one
                    folders.add(place)

    return walk


def _listed(given: str) -> list[Path]:
    """What an input names: a file, a folder, or the files that a glob finds, sorted, save results of a batch."""
    if os.path.lexists(given):
        return [Path(given)]
    if not glob.has_magic(given):
        raise InputError(f"{given}: no such file or folder")
    matching = map(Path, glob.iglob(given, recursive=True))
    found = sorted(path for path in matching if not path.is_dir() and not (path.parent / MANIFEST).exists())
    if not found:
        raise InputError(f"{given}: no file fits this pattern")
    return found


def _below(folder: Path) -> Iterator[Path]:
    """The files below a folder, sorted, its own before those of its folders; a folder that cannot be read, by name."""
    unreadable: list[str] = []
    for where, folders, names in os.walk(folder, onerror=lambda error: unreadable.append(error.filename)):
        while unreadable:
            yield Path(unreadable.pop())
        if MANIFEST in names:
            folders.clear()
            continue
        folders.sort()
        yield from (Path(where, name) for name in sorted(names))
    yield from map(Path, unreadable)


def _within(place: str, folders: set[str]) -> bool:
    return bool(folders) and any(str(parent) in folders for parent in Path(place).parents)
