"""What several tests share: analyses of short texts without models, and the rules' flags in them."""

from mtcheck.analysis import Analysis
from mtcheck.checks import RULES
from mtcheck.checks.rule import Flag
from mtcheck.document.model import Document
from mtcheck.document.segmentation import segment


def analyse(text: str, **more: object) -> Analysis:
    """A segmented document without models."""
    return Analysis(Document("story.txt", text, segment(text)), **more)  # type: ignore[arg-type]


def flags(text: str, code: str) -> list[Flag]:
    """What one rule flags in the text."""
    return list(RULES[code].flags(analyse(text)))


def flagged(text: str, code: str) -> list[str]:
    """The words that one rule flags in the text."""
    return [text[f.start : f.end] for f in flags(text, code)]
