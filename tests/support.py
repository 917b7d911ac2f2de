"""What several tests share: short texts analysed without models, the rules' flags in them and examples, and who takes Ctrl-C."""

import signal

from mtcheck.analysis import Analysis
from mtcheck.checks import RULES
from mtcheck.checks.rule import Rule
from mtcheck.document.model import Document
from mtcheck.document.segmentation import segment
from mtcheck.flag import Flag


def analyse(text: str, **more: object) -> Analysis:
    """A segmented document without models."""
    return Analysis(Document("story.txt", text, segment(text)), **more)  # type: ignore[arg-type]


def flags(text: str, code: str) -> list[Flag]:
    """What one rule flags in the text."""
    return list(RULES[code].flags(analyse(text)))


def flagged(text: str, code: str) -> list[str]:
    """The words that one rule flags in the text."""
    return [text[f.start : f.end] for f in flags(text, code)]


def examples(rule: Rule, heading: str) -> list[str]:
    """The texts that stand after ``heading:`` ("Example" or "Better") in a rule's documentation; ¶ parts paragraphs."""
    lead = f"{heading}: "
    return [
        line.removeprefix(lead).replace(" ¶ ", "\n\n")
        for line in rule.documentation.splitlines()
        if line.startswith(lead)
    ]


def take_ctrl_c() -> None:
    """For a program's ``preexec_fn``: it takes Ctrl-C, though the tests run in the background, where a shell has it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def ignore_ctrl_c() -> None:
    """For a program's ``preexec_fn``: it ignores Ctrl-C, as what a shell runs in the background does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
