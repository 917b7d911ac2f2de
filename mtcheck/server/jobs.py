"""What the server asks a worker to do, and what it answers: the messages between the processes, in MessagePack."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from mtcheck.config import Bar


class Narrowing(msgspec.Struct, frozen=True):
    """Which of the house's rules hold for one request, by codes, names and categories, in lower case.

    ``only`` leaves nothing but what is ``enabled``; otherwise what is ``disabled`` is left out, save a rule of a
    disabled category that is itself enabled by its code.
    """

    enabled: frozenset[str] = frozenset()
    disabled: frozenset[str] = frozenset()
    only: bool = False


class LanguageToolJob(msgspec.Struct, frozen=True, tag="languagetool"):
    """A check for /v2/check.

    ``text`` is what is read, ``marked_up`` what the client sent, mark-up included; each of ``pieces`` (start,
    length, file_start, file_length) says where code points of the one stand in the other, as an `Anchor` does.
    ``language`` is the code of the answer ("en-GB"); ``picky`` lifts the house's least confidence.
    """

    text: str
    marked_up: str
    pieces: tuple[tuple[int, int, int, int], ...]
    language: str
    narrowing: Narrowing = Narrowing()
    picky: bool = False


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a client of /v1/check may set over the house's configuration, for one story."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Bar | None = None
    min_score: float | None = None
    min_confidence: float | None = None
    pivot: str | None = None


LONGEST_PATH = 1_000


class ReportJob(msgspec.Struct, frozen=True, tag="report", forbid_unknown_fields=True):
    """A check for /v1/check: the story, and the other texts that it is laid beside.

    ``path`` is what the client calls the story; no file is looked for there.
    """

    text: str
    path: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_PATH, pattern=r"\A[^\x00-\x1f\x7f]+\Z")] = (
        "<text>"
    )
    source: str | None = None
    original: str | None = None
    options: Options = Options()


Job = LanguageToolJob | ReportJob


class Answer(msgspec.Struct, frozen=True):
    """The status (as in HTTP) and the body of an answer; errors are one line of text."""

    status: int
    body: bytes
    media: Literal["application/json", "text/plain"] = "application/json"


_jobs: msgspec.msgpack.Decoder[Job] = msgspec.msgpack.Decoder(Job)
_answers = msgspec.msgpack.Decoder(Answer)


def encode(message: Job | Answer) -> bytes:
    """The message as bytes."""
    return msgspec.msgpack.encode(message)


def job(data: bytes) -> Job:
    """The job of these bytes."""
    return _jobs.decode(data)


def answer(data: bytes) -> Answer:
    """The answer of these bytes."""
    return _answers.decode(data)
