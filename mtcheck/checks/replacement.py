"""Whether words can be replaced, or taken out, and leave a sentence that holds together."""

from __future__ import annotations

import re
from bisect import bisect_left

from mtcheck.analysis import Analysis
from mtcheck.document.model import Span

_MARK = re.compile(r"[\"“”„«»()\[\]{}]|(?<!\w)['‘’]|(?<=\w)(?<!s)['’](?!\w)")
_ONE_KIND = str.maketrans("“”„«»‘’", '"""""\'\'')
_PAIRS = {")": "(", "]": "[", "}": "{"}
_FREE = frozenset(
    "acl advcl advmod amod appos cc compound conj dep npadvmod nummod preconj predet prep punct quantmod relcl".split()
)
"""Arcs of what a sentence can do without."""
_STOP = re.compile(r"[,;:.!?()\[\]\"“”]")

_NEAR = 5


def keeps_marks(copy: str, original: str) -> bool:
    """Whether the second in place of the first leaves the quotation marks and brackets around them in pairs."""
    return _unpaired(copy) == _unpaired(original)


def _unpaired(text: str) -> tuple[str, ...]:
    """The marks of a text that have no partner in it, in order; quotation marks of one kind are each other’s."""
    open_marks: list[str] = []
    for mark in (found.translate(_ONE_KIND) for found in _MARK.findall(text)):
        partner = _PAIRS.get(mark, mark)
        if mark not in "([{" and partner in open_marks:
            del open_marks[len(open_marks) - 1 - open_marks[::-1].index(partner)]
        else:
            open_marks.append(mark)
    return tuple(open_marks)


def removable(analysis: Analysis, span: Span) -> bool:
    """Whether the sentence holds together without the words, as far as its parse tells; never without a parse.

    They must not open it, nor leave two marks side by side; nothing else may depend on them, and they must not be a
    subject, an object, the verb or the article of a noun in the singular.
    """
    at = analysis.document.segment_at(span.start)
    if at is None or analysis.parses is None or analysis.segments[at].start == span.start:
        return False
    text = analysis.text
    before, behind = text[max(0, span.start - _NEAR) : span.start], text[span.end : span.end + _NEAR]
    if _STOP.match(before.rstrip()[-1:]) and _STOP.match(behind.lstrip()):
        return False
    tokens = analysis.parses[at]
    first, last = (bisect_left([token.start for token in tokens], place) for place in (span.start, span.end))
    if any(first <= token.head < last and token.pos != "PUNCT" for token in (*tokens[:first], *tokens[last:])):
        return False
    roots = [token for token in tokens[first:last] if not first <= token.head < last]
    joined = any(token.dep == "cc" for token in roots)
    for token in roots:
        article = token.dep == "det" and tokens[token.head].tag in {"NNS", "NNPS"}
        that = token.dep == "mark" and token.text.lower() == "that"
        if not (token.dep in _FREE or article or that) or (token.dep == "conj" and not joined):
            return False
    return bool(roots) and all(token.head != first + n for n, token in enumerate(tokens[first:last]))
