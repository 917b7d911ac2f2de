"""What a story is checked against: the foreign-language source, the English original, or both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from mtcheck.document.language import judge, language_of, require_english
from mtcheck.document.model import Document
from mtcheck.document.reading import SUFFIXES, UnreadableError, from_text, read
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
        if language == "en":
            raise UnreadableError(f"{foreign}: is in English, not a foreign-language source; --original takes that")
    read_original = None
    if english is not None:
        read_original = read(english)
        require_english(read_original)
    return Evidence(read_source, read_original, language)


def read_in_its_language(path: Path) -> tuple[Document, str]:
    """A text of any language, cut into sentences as that language does, with its code; raises UnreadableError."""
    document = read(path)
    language = _language(document.text)
    return document if language in {"en", "und"} else read(path, language=language), language


def with_own(given: Evidence, story: Document) -> Evidence:
    """What is given, and where that leaves a place, the other side of a bilingual file (XLIFF, TMX).

    That side is the source, or the original where it is in English. Its language is what the file says, or what its
    words show where it says none, or English of a text that clearly is not.
    """
    text = "\n\n".join(story.source_paragraphs)
    if not text.strip():
        return given
    language = story.source_language
    if language in {"", "und"} or (language == "en" and judge(text).language != "English"):
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
    return language_of(text) or ("en" if judge(text).language == "English" else "und")


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
    language = (None if source is None else language_of(source)) or "und"
    foreign = None if source is None else from_text(source, "<source>", language)
    return Evidence(foreign, None if original is None else from_text(original, "<original>"), language)
