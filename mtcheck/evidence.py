"""What a story is checked against: the foreign-language source, the English original, or both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from mtcheck.document.extent import bounded
from mtcheck.document.language import guess, language_of, require_english
from mtcheck.document.model import Document
from mtcheck.document.reading import SUFFIXES, UnreadableError, contents, from_bytes, from_text, only, read
from mtcheck.document.segmentation import Block, segment


@dataclass(frozen=True)
class Evidence:
    """Other texts of one story; ``language`` is that of the source (ISO 639-1, "und" where it could not be told)."""

    source: Document | None = None
    original: Document | None = None
    language: str = "und"

    def __bool__(self) -> bool:
        """Whether there is any text to lay the story beside."""
        return self.source is not None or self.original is not None


def gather(story: Path, source: Path | None, original: Path | None) -> Evidence:
    """Read the texts that belong to a story; raises UnreadableError.

    Each of ``source`` and ``original`` is a file, or a folder that holds a file with the story’s name, whatever its
    ending (`story.txt` goes with `story.html` and with `story.ro.txt`).
    """
    foreign = None if source is None else _file(source, story, "source")
    english = None if original is None else _file(original, story, "original")
    language = "und"
    read_source = None
    if foreign is not None:
        read_source, language = read_in_its_language(foreign)
    return Evidence(read_source, None if english is None else read(english), language)


def require_usable(evidence: Evidence) -> None:
    """Raise UnreadableError where a text is longer than any story, or in a language that it cannot be in."""
    for other in (evidence.source, evidence.original):
        if other is not None:
            bounded(other)
    if evidence.source is not None and evidence.language == "en":
        raise UnreadableError(
            f"{evidence.source.path}: is in English, not a foreign-language source; give it as the original"
        )
    if evidence.original is not None:
        require_english(evidence.original)


def read_in_its_language(path: Path) -> tuple[Document, str]:
    """A text of any language, cut into sentences as that language does, with its code; raises UnreadableError."""
    name = str(path)
    # Once: it may be a pipe.
    data = contents(path, name, piped=True)
    return _in_its_language(lambda language: only(from_bytes(data, name, path.suffix.lower(), language)))


def _in_its_language(read_as: Callable[[str], Document]) -> tuple[Document, str]:
    document = read_as("en")
    language = _language(document.text)
    return document if language in {"en", "und"} else read_as(language), language


def with_own(given: Evidence, story: Document) -> Evidence:
    """What is given, and where that leaves a place, the other side of a bilingual file (XLIFF, TMX).

    That side is the source, or the original where it is in English. Its language is what the file says, or what its
    words show where it says none, or English of a text that clearly is not.
    """
    text = "\n\n".join(story.source_paragraphs)
    if not text.strip():
        return given
    language = story.source_language
    if language in {"", "und"} or (language == "en" and guess(text).language != "English"):
        language = _language(text)
    kind = "original" if language == "en" else "source"
    if getattr(given, kind) is not None:
        return given
    # The paragraphs are known; read as a file, the text could pass for one of some format.
    other = Document(story.path, text, segment(text, _blocks(story.source_paragraphs), language), "text")
    return replace(given, original=other) if kind == "original" else replace(given, source=other, language=language)


def _blocks(paragraphs: tuple[str, ...]) -> list[Block]:
    """Where the paragraphs that are not empty stand in their text, two line ends apart."""
    out, at = [], 0
    for paragraph in paragraphs:
        if paragraph:
            out.append(Block(at, at + len(paragraph)))
        at += len(paragraph) + 2
    return out


def _language(text: str) -> str:
    """The ISO 639-1 code of a text's language, "und" where it cannot be told."""
    guessed = guess(text)
    return language_of(text) or ("en" if guessed.language == "English" and guessed.confidence else "und")


def _file(given: Path, story: Path, what: str) -> Path:
    if not given.is_dir():
        return given
    stem = story.name.partition(".")[0]
    found = sorted(
        path
        for path in given.iterdir()
        if path.name.partition(".")[0] == stem and path.suffix.lower() in SUFFIXES and path.resolve() != story.resolve()
    )
    if len(found) != 1:
        raise UnreadableError(f"{given}: holds {len(found) or 'no'} files that could be the {what} of {story}")
    return found[0]


def from_texts(source: str | None, original: str | None) -> Evidence:
    """Texts that are at hand as strings; raises UnreadableError."""
    foreign, language = None, "und"
    if source is not None:
        foreign, language = _in_its_language(lambda language: from_text(source, "<source>", language))
    return Evidence(foreign, None if original is None else from_text(original, "<original>"), language)
