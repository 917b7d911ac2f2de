"""A fix that a report, an editor or a client offers, written over the file as it is: the story then says what it should."""

import json
from xml.sax.saxutils import escape

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mtcheck.checks import RULES
from mtcheck.document import markdown, text
from mtcheck.document.model import Document
from mtcheck.document.reading import from_text
from mtcheck.document.spelling import replacement
from mtcheck.flag import Flag, Suggestion
from mtcheck.report.model import DocumentReport, Quality, Report
from mtcheck.report.rdjson import render as render_rdjson
from mtcheck.report.sarif import render as render_sarif

HEAD = "Ferry talks go on"
LEAD = "Tea & “coffee” <came> to the quay; R&D, 5 > 4 and café\u00a0owners’ left."
NEXT = "The crews sailed out at nine."
PAGE = f"<p>Tea &amp; &ldquo;coffee&rdquo; &lt;came&gt; to the <b>quay</b>; R&D, 5 > 4 and caf&#233;&nbsp;owners’ left.</p>\n<p>{NEXT}</p>"
XHTML = PAGE.replace("R&D", "R&amp;D").replace("&ldquo;", "“").replace("&rdquo;", "”").replace("&nbsp;", "&#xA0;")
TARGETS = (LEAD, NEXT)
FILES = {
    "text": f"{HEAD}\r\n\r\n{LEAD}\r\n\r\n{NEXT}\r\n",
    "html": f"<!doctype html><html><body><article><h1>{HEAD}</h1>{PAGE}<!-- <![CDATA[ --></article></body></html>",
    "ninjs-html": json.dumps({"headline": HEAD, "body_xhtml": PAGE}),
    "ninjs-text": json.dumps({"headline": HEAD, "body_text": f'{LEAD}\n\n{NEXT} "Yes" \\ no.'}),
    "ninjs-raw": json.dumps({"headline": HEAD, "bodies": [{"value": XHTML}]}, ensure_ascii=False, indent=1),
    "ans": json.dumps({"headlines": {"basic": HEAD}, "content_elements": [{"type": "text", "content": PAGE}]}),
    "nitf": f"<nitf><body><body.head><hedline><hl1>{HEAD}</hl1></hedline></body.head>"
    f"<body.content><!-- <![CDATA[ -->{XHTML}</body.content></body></nitf>",
    "newsml": f'<newsItem><contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">'
    f"<body>{XHTML}</body></html></inlineXML></contentSet></newsItem>",
    "rss-escaped": f"<rss><channel><item><title>{HEAD}</title><description>{escape(PAGE)}</description></item></channel></rss>",
    "rss-cdata": f"<rss><channel><item><title>{HEAD}</title><description><![CDATA[{PAGE}]]></description></item></channel></rss>",
    "atom": f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>{HEAD}</title><content type="html">{escape(PAGE)}</content></entry></feed>',
    "xliff": "<xliff version='1.2'><file source-language='pt'><body>"
    + "".join(f"<trans-unit><source>x</source><target>{escape(one)}</target></trans-unit>" for one in TARGETS)
    + "</body></file></xliff>",
    "xliff-cdata": "<xliff version='1.2'><file source-language='pt'><body><trans-unit><source>x</source>"
    f"<target><![CDATA[{LEAD}]]> {escape(LEAD)}</target></trans-unit></body></file></xliff>",
    "tmx": "<tmx version='1.4'><header srclang='pt'/><body>"
    + "".join(f"<tu><tuv xml:lang='en'><seg>{escape(one)}</seg></tuv></tu>" for one in TARGETS)
    + "</body></tmx>",
    "markdown": f"# {HEAD}\n\nTea and *coffee* came to the [quay](https://quay.example) at 5 p.m.,\nand café owners’ left.\n\n- {NEXT}\n",
}
PIECES = [*"ab Zé’“\u00a0🛥.,;&<>\"'\\/[]{}#*_-+=!1)|`~$:%\u2028", "&amp;", "]]>", "<b>", "\\u00e9", "word"]
NEW = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


def reread(name: str, file: str) -> Document:
    reader = {"markdown": markdown.read, "text": text.read}.get(name)
    return from_text(file) if reader is None else reader(f"a.{name}", file, "en")


def flagged(document: Document, start: int, end: int, new: str) -> Report:
    rule = RULES["PUN001"]
    flag = Flag(start, end, rule.code, rule.name, rule.category, rule.severity, 0.8, "Wrong.", (Suggestion(new),))
    quality = Quality(50.0, 500.0, None, "fail")
    return Report((DocumentReport(document, quality, (flag,), ()),), "1.2.3", "signature", (rule.card,))


def offset(document: Document, line: int, column: int) -> int:
    return document.line_starts[line - 1] + column - 1


def fixed_by_sarif(report: Report, file: str) -> str | None:
    (result,) = json.loads(render_sarif(report))["runs"][0]["results"]
    if "fixes" not in result:
        return None
    (change,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    region, document = change["deletedRegion"], report.documents[0].document
    start = offset(document, region["startLine"], region["startColumn"])
    end = offset(document, region["endLine"], region["endColumn"])
    return f"{file[:start]}{change.get('insertedContent', {'text': ''})['text']}{file[end:]}"


def fixed_by_rdjson(report: Report, file: str) -> str | None:
    (one,) = json.loads(render_rdjson(report))["diagnostics"]
    if "suggestions" not in one:
        return None
    (suggestion,) = one["suggestions"]
    document = report.documents[0].document

    def at(place: dict[str, int]) -> int:
        line = file[document.line_starts[place["line"] - 1] :].encode()
        return document.line_starts[place["line"] - 1] + len(line[: place["column"] - 1].decode())

    span = suggestion["range"]
    return f"{file[: at(span['start'])]}{suggestion['text']}{file[at(span['end']) :]}"


def words(shown: str) -> str:
    """The text as a reader of it sees it: white space is not told apart."""
    return " ".join(shown.split())


@pytest.mark.parametrize("name", FILES)
@given(data=st.data(), new=NEW)
@settings(deadline=None, max_examples=100)
def test_a_fix_makes_the_file_say_what_is_wanted(name: str, data: st.DataObject, new: str) -> None:
    file = FILES[name]
    document = reread(name, file)
    start = data.draw(st.integers(0, len(document.text) - 1))
    end = data.draw(st.integers(start, min(len(document.text), start + 20)))
    # Between two paragraphs there is no place in the file; a headline that is gone is not read, nor is its field.
    assume(start < end or not document.text[start].isspace())
    assume(document.text[start:end].strip() != HEAD)
    wanted = document.text[:start] + new + document.text[end:]
    report = flagged(document, start, end, new)
    after = fixed_by_sarif(report, file)
    assert fixed_by_rdjson(report, file) == after
    assert (after is None) == (replacement(document, start, end, new) is None)
    if after is not None:
        assert words(reread(name, after).text) == words(wanted)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("new", ["", "Tea", "R&D “é” < x", "Tea & \"milk\" \\ 'x'"])
def test_a_fix_is_offered_however_the_file_spells_its_words(name: str, new: str) -> None:
    file = FILES[name]
    document = reread(name, file)
    old = "café owners’" if name == "markdown" else "Tea & “coffee” <came>"
    if name == "markdown" and new not in {"", "Tea"}:
        return
    start = document.text.index(old)
    report = flagged(document, start, start + len(old), new)
    for after in (fixed_by_sarif(report, file), fixed_by_rdjson(report, file)):
        assert after is not None
        assert words(reread(name, after).text) == words(document.text.replace(old, new, 1))


@pytest.mark.parametrize("new", ["1. x", "+ x", "=", ">", "- x", "# x", "\tx"])
@pytest.mark.parametrize("old", ["and café", "The crews", "Tea and"])
def test_words_at_the_beginning_of_a_line_become_no_block_of_markdown(old: str, new: str) -> None:
    document = reread("markdown", FILES["markdown"])
    start = document.text.index(old)
    assert replacement(document, start, start + len(old), new) is None


def test_words_are_not_joined_to_an_entity_or_a_section() -> None:
    page = from_text("<!doctype html><article><p>They sold R&D and AT&T; 5 < 4 here.</p></article>")
    start = page.text.index("D and")
    assert replacement(page, start, start + 1, "lt;") is None
    section = from_text(FILES["xliff-cdata"])
    start = section.text.index("Tea &")
    assert replacement(section, start, start + 3, "x]]>y") is None
    assert replacement(section, start, start + 3, "x>y & z") == "x>y & z"
