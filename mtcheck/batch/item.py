"""One story on its way to be checked, before anything has read it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A story as its file, or its record in a container (JSON Lines, Parquet, WARC), holds it.

    ``key`` tells it from all others of a run: the path as given, and for the record ``number`` (from 0) of a container
    ``path#number``. ``name`` is a file name by whose ending a reader is chosen, ``data`` the story's bytes. ``site``
    is a host, ``day`` an ISO 8601 date (YYYY-MM-DD), both "" where unknown. ``source`` and ``original`` are the texts
    to lay beside the story, where the container has them. ``problem`` says in one line why there is no story to read;
    it is "" where there is one.
    """

    key: str
    path: str
    number: int
    name: str
    data: bytes = b""
    site: str = ""
    day: str = ""
    source: str | None = None
    original: str | None = None
    problem: str = ""

    @property
    def size(self) -> int:
        """Bytes that the story and its evidence take, roughly."""
        return len(self.data) + len(self.source or "") + len(self.original or "")
