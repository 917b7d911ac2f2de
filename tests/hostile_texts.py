"""Texts that no newsroom would send, of any length: what slows down or breaks a program that reads copy."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable

_NAMES = "Ion Popescu, Deputy Secretary of State of the Republic of Moldova, and Ana Costa of the Washington Post said "
_SENTENCE = "The ferry sailed on Friday, and the crew of the old harbour was glad of it at last. "
_PIVOT = (
    "He makes part from the delegation, according to sources quoted by the daily, and it puts the accent on peace. "
)


def _filled(unit: str) -> Callable[[int], str]:
    """A text of a repeated unit, cut to the length in code points that it is called with."""
    return lambda length: (unit * (length // len(unit) + 1))[:length]


def _numbered(template: str) -> Callable[[int], str]:
    """A text of units that differ in their number, so that nothing is found in a table of what was seen before."""

    def made(length: int) -> str:
        parts, size = [], 0
        for number in itertools.count():
            parts.append(template.format(number))
            size += len(parts[-1])
            if size >= length:
                return "".join(parts)[:length]
        raise AssertionError

    return made


def _letters(number: int) -> str:
    """A made-up word for a number, of letters alone."""
    out = ""
    while number or not out:
        number, digit = divmod(number, 20)
        out += "bcdfghjklmnpqrstvwxz"[digit] + "aeiou"[digit % 5]
    return out


def _invented(length: int) -> str:
    """Sentences without any word that stands twice."""
    words = (_letters(number) + "lane" for number in itertools.count())
    parts, size = [], 0
    while size < length:
        sentence = " ".join(itertools.islice(words, 12)).capitalize() + ". "
        parts.append(sentence)
        size += len(sentence)
    return "".join(parts)[:length]


def _shuffled(length: int) -> str:
    """Sentences of the same words, each in another order."""
    words = "the old ferry sailed with its whole crew from our small harbour".split()
    orders = (" ".join(order).capitalize() + ". " for order in itertools.permutations(words))
    parts, size = [], 0
    while size < length:
        for _ in range(5_039):
            next(orders)
        parts.append(next(orders))
        size += len(parts[-1])
    return "".join(parts)[:length]


def _nested(opening: str, closing: str, inside: str) -> Callable[[int], str]:
    def made(length: int) -> str:
        depth = max(1, (length - len(inside)) // (len(opening) + len(closing)))
        return opening * depth + inside + closing * depth

    return made


TEXTS: dict[str, Callable[[int], str]] = {
    "one-word": _filled("a"),
    "one-capitalised-word": lambda length: "A" + "b" * (length - 1),
    "capitals": _filled("A"),
    "capital-letters-apart": _filled("A "),
    "capital-words": _filled("Abcd "),
    "capital-words-of-a-line": _filled("ABCD EFGH "),
    "digits": _filled("1234567890"),
    "digits-apart": _filled("12 "),
    "digits-with-commas": _filled("1,"),
    "digits-with-stops": _filled("1."),
    "percent": _filled("5% "),
    "letters-and-stops": _filled("a.b.c.d."),
    "initials": _filled("A.B."),
    "initials-apart": _filled("A. B. "),
    "apostrophes": _filled("a’b'"),
    "hyphens": _filled("a-"),
    "underscores": _filled("a_"),
    "possessives": _filled("Ana’s "),
    "straight-quotes": _filled('"'),
    "opening-quotes": _filled("“"),
    "closing-quotes": _filled("”"),
    "single-quotes": _filled("'"),
    "quotes-alternating": _filled("“”"),
    "quotes-around-letters": _filled("“a” "),
    "quotes-that-open-again": _filled("“Yes, he said, "),
    "quotes-after-stops": _filled(".”"),
    "quotations": _filled("The mayor said: “We will rebuild the bridge,” said Ana Costa. "),
    "open-brackets": _filled("("),
    "closing-brackets": _filled(")"),
    "square-brackets": _filled("["),
    "brackets-around-letters": _filled("(a "),
    "dashes": _filled("—"),
    "dashes-apart": _filled("— "),
    "hyphens-alone": _filled("-"),
    "stops": _filled("."),
    "stops-apart": _filled(". "),
    "commas": _filled(","),
    "commas-apart": _filled(" ,"),
    "colons": _filled(":"),
    "said-colons": _filled("said: "),
    "questions": _filled("?!"),
    "ellipses": _filled("…"),
    "slashes": _filled("/"),
    "crumbs": _filled("Home > News > "),
    "hashtags": _filled("#tag "),
    "hashes": _filled("#"),
    "at-signs": _filled("a@"),
    "ampersands": _filled("&"),
    "entities": _filled("&amp;"),
    "addresses": _filled("http://a.b/c?d=e&"),
    "pipes": _filled("| "),
    "stars": _filled("*"),
    "back-quotes": _filled("`"),
    "backslashes": _filled("\\"),
    "spaces": lambda length: "The end" + " " * (length - 11) + "now.",
    "spaces-after-word": lambda length: "The end" + " " * (length - 7),
    "tabs": lambda length: "The end" + "\t" * (length - 11) + "now.",
    "no-break-spaces": lambda length: "The end" + "\u00a0" * (length - 11) + "now.",
    "no-break-spaces-and-words": _filled("in\u00a0the\u00a0"),
    "newlines": lambda length: "The end" + "\n" * (length - 11) + "now.",
    "letters-and-newlines": _filled("a\n"),
    "carriage-returns": lambda length: "The end" + "\r" * (length - 11) + "now.",
    "blank-lines": _filled("The ferry sailed\n\n"),
    "line-separators": _filled("a\u2028"),
    "wrapped-lines": _filled("The ferry sailed on Friday and the crew of the old harbour was glad\n"),
    "zero-width": _filled("\u200b"),
    "bidi": _filled("\u202ea"),
    "byte-order-marks": _filled("\ufeffa"),
    "combining": lambda length: "a" + "\u0301" * (length - 1),
    "combining-apart": _filled("a\u0301 "),
    "astral": _filled("😀"),
    "astral-letters": _filled("𝐀𝐛 "),
    "chinese": _filled("记者"),
    "cyrillic": _filled("Министр "),
    "lone-surrogates": _filled("\ud800a "),
    "capital-i-with-dot": _filled("İ"),
    "ligatures": _filled("ﬃ"),
    "one-sentence-again": _filled(_SENTENCE),
    "one-paragraph-again": _filled(_SENTENCE * 3 + "\n\n"),
    "one-long-sentence": _filled("and the ferry of the harbour sailed "),
    "numbered-sentences": _numbered("The ferry number {} sailed on Friday, and the crew was glad of it. "),
    "numbered-paragraphs": _numbered("The ferry number {} sailed on Friday, and the crew was glad of it.\n\n"),
    "invented-words": _invented,
    "one-word-again": _filled("the "),
    "two-words-again": _filled("of the "),
    "names": _filled(_NAMES),
    "names-in-sentences": _filled(_NAMES.strip() + ". "),
    "numbered-names": _numbered("Minister Ion Popescu{0} of Company{0} Ltd met President Costa{0}. "),
    "speakers": _filled("Ursula von der Leyen said that, it was said, "),
    "speakers-apart": _filled("Ursula von der Leyen said so. "),
    "glued-quotes": _filled('a:"b '),
    "stops-then-letter": lambda length: "." * (length - 1) + "a",
    "stop-runs": _filled("......a"),
    "capitals-after-quotation": lambda length: '",  '[:3] + "A" * (length - 3),
    "capital-words-after-quotation": _filled('," Ab.Cd.Ef.Gh '),
    "said-and-blanks": lambda length: "He said:" + " \n" * (length // 2) + "x",
    "long-word-and-source": lambda length: ("a" * 3_000 + ", x. Reuters. ") * (length // 3_014),
    "long-word-and-quotation": lambda length: ("It 'The " + "a" * 3_000 + " x. ") * (length // 3_012),
    "names-one-letter-apart": _numbered("Dobresc{0}ov and Dobreskov{0} left. "),
    "unlike-names": lambda length: _invented(length).title(),
    "shuffled-sentences": _shuffled,
    "capital-function-words": _filled("the The the "),
    "capital-mid": _filled("word The word "),
    "offices": _filled("Deputy Foreign Minister "),
    "offices-of": _filled("minister of the "),
    "countries": _filled("Romanian "),
    "calques": _filled(_PIVOT),
    "acronyms": _filled("the European Union (EU), "),
    "open-acronyms": _filled("the European Union (EU "),
    "dates": _filled("12 May 2020 at 10:30 "),
    "date-words": _filled("today on "),
    "months": _filled("May May "),
    "shares": _filled("Share on Facebook "),
    "read-more": _filled("Read more: "),
    "sums": _filled("$1.5 million euros, 20 percent "),
    "quoted-as-saying": _filled("was quoted as saying Washington Post He "),
    "as-quoted-by": _filled("as quoted by A"),
    "sources-quoted": _filled("Sources quoted the daily A"),
    "foreign-words": _filled("și că nu este pentru "),
    "vowel-less": _filled("bcdfg "),
    "tags-open": _filled("<p>"),
    "tags-unfinished": _filled("<a "),
    "less-than": _filled("<"),
    "comments": _filled("<!-- mtcheck: ignore "),
    "nested-divisions": _nested("<div>", "</div>", "The ferry sailed on Friday."),
    "attributes": lambda length: "<p " + "a=b " * (length // 4) + ">The ferry sailed.</p>",
    "nested-lists": _nested("[", "]", '"a"'),
    "nested-objects": _nested('{"a":', "}", "1"),
    "nested-elements": lambda length: "<?xml version='1.0'?>" + _nested("<a>", "</a>", "The ferry sailed.")(length),
    "nested-block-quotes": _filled("> "),
    "links": _filled("[a](b"),
    "emphasis": _filled("*a _b "),
}
"""Text by name; each makes about as many code points as it is asked for."""

_PARAGRAPH = f"<p>{_SENTENCE}</p>"
FILES: dict[str, tuple[str, Callable[[int], str]]] = {
    "page": (".html", lambda length: f"<html><body>{_PARAGRAPH * (length // len(_PARAGRAPH))}</body></html>"),
    "page-of-line-breaks": (
        ".html",
        lambda length: "<html><body><p>a" + "<br>a" * (length // 5) + "</p></body></html>",
    ),
    "page-of-entities": (".html", lambda length: "<html><p>" + "&amp;a" * (length // 6) + "</p></html>"),
    "page-of-open-tags": (".html", lambda length: "<html><body>" + "<p><b>a" * (length // 7)),
    "page-of-headings": (".html", lambda length: "<html><body>" + "<h1>The ferry</h1>" * (length // 18)),
    "ninjs": (
        ".ninjs",
        lambda length: json.dumps({"headline": "Ferry sails", "body_xhtml": _PARAGRAPH * (length // len(_PARAGRAPH))}),
    ),
    "ninjs-of-escapes": (
        ".ninjs",
        lambda length: '{"headline": "Ferry", "body_text": "' + "\\u00e9 a" * (length // 8) + '"}',
    ),
    "ninjs-of-bodies": (
        ".ninjs",
        lambda length: json.dumps(
            {"headline": "Ferry", "bodies": [{"role": "main", "value": _SENTENCE}] * (length // 110)}
        ),
    ),
    "ans-of-elements": (
        ".json",
        lambda length: json.dumps(
            {
                "headlines": {"basic": "Ferry sails"},
                "content_elements": [{"type": "text", "content": _PARAGRAPH}] * (length // 130),
            }
        ),
    ),
    "nitf": (
        ".nitf",
        lambda length: (
            f"<nitf><body><body.content>{_PARAGRAPH * (length // len(_PARAGRAPH))}</body.content></body></nitf>"
        ),
    ),
    "nitf-of-line-breaks": (
        ".nitf",
        lambda length: "<nitf><body><body.content><p>" + "a<br/>" * (length // 6) + "</p></body.content></body></nitf>",
    ),
    "rss": (
        ".rss",
        lambda length: (
            "<rss><channel>"
            + f"<item><title>Ferry sails</title><description>{_SENTENCE}</description></item>" * (length // 150)
            + "</channel></rss>"
        ),
    ),
    "xliff": (
        ".xlf",
        lambda length: (
            "<xliff><file source-language='ro'>"
            + f"<trans-unit><source>Feribotul a plecat.</source><target>{_SENTENCE}</target></trans-unit>"
            * (length // 150)
            + "</file></xliff>"
        ),
    ),
    "markdown": (".md", lambda length: "# Ferry sails\n\n" + f"{_SENTENCE}\n\n" * (length // 86)),
    "markdown-of-escapes": (".md", lambda length: "# Ferry\n\n" + "\\* a &amp; " * (length // 11)),
    "markdown-of-links": (".md", lambda length: "# Ferry\n\n" + "[a](b) " * (length // 7)),
    "markdown-of-front-matter": (".md", lambda length: "---\n" + "a: b\n" * (length // 5)),
}
"""The ending and the maker of files in the formats, by name."""
