"""Newsroom formats: roles, the way back to the field and the file, and files that are no stories."""

import hashlib
import html as entities
import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck.config import Config
from mtcheck.document import markdown, xml_tree
from mtcheck.document.model import Document
from mtcheck.document.reading import UnreadableError, from_text, read, read_all, stories_in
from mtcheck.document.spelling import replacement
from mtcheck.pipeline import Checker

LEAD = "The ferries sailed from Élan Bay on Friday, the union said."
MORE = "“Tea & coffee” came back, too."
CAPTION = "A ferry leaves the harbour on Friday."


def roles(document: Document) -> list[tuple[str, str]]:
    """Each segment with its role."""
    return [(str(s.role), s.text) for s in document.segments]


def fields(document: Document) -> list[str]:
    """The field of each segment."""
    found = [document.field_at(s.start) for s in document.segments]
    return ["" if field is None else field.name for field in found]


def spelled(text: str) -> str:
    """A string as JSON files of some systems spell it: letters beyond ASCII and slashes escaped."""
    return json.dumps(text).replace("/", "\\/")


def assert_leads_back(document: Document) -> None:
    """Every character but white space is anchored, and each anchor points at its text, or at what spells it."""
    assert document.source_text is not None
    covered = [False] * len(document.text)
    for anchor in document.anchors:
        text = document.text[anchor.start : anchor.start + anchor.length]
        raw = document.source_text[anchor.file_start : anchor.file_start + anchor.file_length]
        if len(raw) == len(text):
            assert raw == text
        else:
            if raw.startswith("\\"):
                raw = json.loads(f'"{raw}"')
            assert text in {raw, entities.unescape(raw), entities.unescape(entities.unescape(raw))}
        covered[anchor.start : anchor.start + anchor.length] = [True] * anchor.length
    for part in document.segments:
        assert document.text[part.start : part.end] == part.text
        assert all(covered[i] or document.text[i].isspace() for i in range(part.start, part.end))


NINJS_1 = f"""{{
  "uri": "urn:x:1", "type": "text", "language": "en",
  "headline": "Crews call off strike",
  "byline": "By Ana Roe",
  "located": "Valmera",
  "description_text": {spelled(LEAD)},
  "body_text": "Not this one.",
  "body_xhtml": {spelled(f"<p>{LEAD}</p><h2>Tea time</h2><p>{escape(MORE)}<br/>And more.</p><nav>Home</nav>")},
  "associations": {{
    "featuremedia": {{"type": "picture", "description_text": "{CAPTION}", "byline": "Photo: Ada Poe"}},
    "other": {{"type": "text", "headline": "Another story", "body_text": "Not of this story."}}
  }}
}}"""


def test_ninjs_1_gives_roles_and_fields() -> None:
    document = from_text(NINJS_1, "a.json")
    assert document.format == "ninjs"
    assert roles(document) == [
        ("headline", "Crews call off strike"),
        ("byline", "By Ana Roe"),
        ("dateline", "Valmera"),
        ("body", LEAD),
        ("headline", "Tea time"),
        ("body", MORE),
        ("body", "And more."),
        ("navigation", "Home"),
        ("caption", CAPTION),
        ("credit", "Photo: Ada Poe"),
    ]
    assert fields(document)[:4] == ["headline", "byline", "located", "body_xhtml"]
    assert fields(document)[-1] == "associations.featuremedia.byline"
    assert_leads_back(document)


def test_a_flag_in_escaped_html_in_json_leads_to_its_field_and_line() -> None:
    document = from_text(NINJS_1, "a.json")
    value = json.loads(NINJS_1)["body_xhtml"]
    start = document.text.index("Élan Bay")
    span = document.field_span(start, start + len("Élan Bay"))
    assert span is not None
    assert (span.name, value[span.start : span.end]) == ("body_xhtml", "Élan Bay")
    file = document.file_span(start, start + len("Élan Bay"))
    assert NINJS_1[file.start : file.end] == "\\u00c9lan Bay"
    line, column = document.position(start)
    assert NINJS_1.split("\n")[line - 1][column - 1 :].startswith("\\u00c9lan Bay")
    amp = document.text.index("&")
    span = document.field_span(amp, amp + 1)
    assert span is not None
    assert value[span.start : span.end] == "&amp;"


@pytest.mark.parametrize("kind", ["contenttype", "contentType"])
def test_ninjs_2_and_3_read_the_body_that_is_marked_up_and_the_main_headline(kind: str) -> None:
    item = {
        "by": "Ana Roe",
        "headlines": [{"role": "short", "value": "Strike off"}, {"role": "main", "value": "Crews call off strike"}],
        "bodies": [
            {"role": "main", kind: "text/plain", "value": "Not this one."},
            {"role": "rich", kind: "application/xhtml+xml", "value": f"<p>{LEAD}</p>"},
        ],
        "descriptions": [{"role": "main", kind: "text/plain", "value": "What they want next is pay."}],
        "associations": [{"name": "pic", "type": "picture", "descriptions": [{"value": CAPTION}]}],
    }
    document = from_text(json.dumps(item))
    assert roles(document) == [
        ("headline", "Crews call off strike"),
        ("byline", "Ana Roe"),
        ("body", "What they want next is pay."),
        ("body", LEAD),
        ("caption", CAPTION),
    ]
    assert fields(document)[3] == "bodies[1].value"


def test_a_plain_body_keeps_its_paragraphs() -> None:
    body = "Tea & <coffee> came.\r\n\r\nThey sailed on Friday."
    document = from_text(json.dumps({"headline": "A", "body_text": body}))
    assert [s.text for s in document.segments] == ["A", "Tea & <coffee> came.", "They sailed on Friday."]
    assert [s.paragraph for s in document.segments] == [0, 1, 2]


ANS = {
    "type": "story",
    "version": "0.10.9",
    "headlines": {"basic": "Crews call off strike", "mobile": "Strike off"},
    "subheadlines": {"basic": "The union wants more"},
    "description": {"basic": LEAD},
    "credits": {"by": [{"type": "author", "name": "Ana Roe"}]},
    "content_elements": [
        {"type": "text", "content": f"<b>Valmera</b> &mdash; {LEAD}"},
        {"type": "header", "level": 2, "content": "Tea time"},
        {"type": "image", "url": "x", "caption": CAPTION, "credits": {"by": [{"name": "Ada Poe"}]}},
        {
            "type": "list",
            "items": [{"type": "text", "content": "One boat."}, {"type": "text", "content": "Two boats."}],
        },
        {"type": "quote", "content_elements": [{"type": "text", "content": "We won."}], "citation": None},
        {"type": "interstitial_link", "content": "Read more: Prices rise", "url": "x"},
        {"type": "oembed_response", "raw_oembed": {"html": "<p>No.</p>"}},
    ],
}


def test_ans_gives_its_elements_in_order() -> None:
    document = from_text(json.dumps(ANS, indent=1))
    assert document.format == "ans"
    assert roles(document) == [
        ("headline", "Crews call off strike"),
        ("headline", "The union wants more"),
        ("byline", "Ana Roe"),
        ("body", f"Valmera — {LEAD}"),
        ("headline", "Tea time"),
        ("caption", CAPTION),
        ("credit", "Ada Poe"),
        ("body", "One boat."),
        ("body", "Two boats."),
        ("body", "We won."),
        ("navigation", "Read more: Prices rise"),
    ]
    assert fields(document)[7] == "content_elements[3].items[0].content"
    assert_leads_back(document)


NITF_BODY = f"""<body><body.head><hedline><hl1>Crews call off strike</hl1><hl2>Union wants more</hl2></hedline>
<byline>By <person>Ana Roe</person><byttl>Staff writer</byttl></byline>
<dateline><location>VALMERA</location>, <story.date>Friday</story.date></dateline>
<abstract><p>{escape(LEAD)}</p></abstract></body.head>
<body.content><p>{LEAD}</p>
<media media-type="image"><media-reference source="x"/><media-caption>{CAPTION}</media-caption>
<media-producer>Ada Poe</media-producer></media>
<p>{escape(MORE)} <em>Yes</em>, they did.</p></body.content>
<body.end><tagline>Ana Roe writes on ferries.</tagline></body.end></body>"""
NITF = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-5.dtd">
<nitf><head><title>Crews call off strike</title><docdata><doc-id id-string="1"/></docdata></head>
{NITF_BODY}</nitf>"""
NITF_ROLES = [
    ("headline", "Crews call off strike"),
    ("headline", "Union wants more"),
    ("byline", "By Ana Roe"),
    ("byline", "Staff writer"),
    ("dateline", "VALMERA, Friday"),
    ("body", LEAD),
    ("caption", CAPTION),
    ("credit", "Ada Poe"),
    ("body", MORE),
    ("body", "Yes, they did."),
    ("byline", "Ana Roe writes on ferries."),
]


def test_nitf_gives_roles_paths_and_lines() -> None:
    document = from_text(NITF, "a.xml")
    assert roles(document) == NITF_ROLES
    assert fields(document)[8] == "/nitf/body/body.content/p[2]"
    start = document.text.index("Yes")
    line, column = document.position(start)
    assert NITF.split("\n")[line - 1][column - 1 :].startswith("Yes</em>")
    span = document.field_span(start, start + 4)
    assert span is not None
    assert (span.start, span.end) == (len(MORE) + 1, len(MORE) + 5)
    assert_leads_back(document)


def newsml(content: str, meta: str = "") -> str:
    """A newsItem with that contentSet."""
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="x" standard="NewsML-G2">
<itemMeta><title>Not this title</title></itemMeta>
<contentMeta><headline>Crews call off strike</headline><by>Ana Roe</by>{meta}</contentMeta>
<contentSet>{content}</contentSet></newsItem>"""


XHTML = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body><p>{LEAD}</p></body></html>'


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (f'<inlineXML contenttype="application/xhtml+xml">{XHTML}</inlineXML>', "inlineXML/html/body/p"),
        (
            f"<inlineXML>{XHTML.replace('<', '<h:').replace('<h:/', '</h:').replace('xmlns', 'xmlns:h')}</inlineXML>",
            "/p",
        ),
        (
            f'<inlineXML><nitf xmlns="u"><body><body.content><p>{LEAD}</p></body.content></body></nitf></inlineXML>',
            "/p",
        ),
        (f'<inlineData contenttype="text/plain">{LEAD}</inlineData>', "/newsItem/contentSet/inlineData"),
        (f'<inlineData contenttype="text/html">{escape(f"<p>{LEAD}</p>")}</inlineData>', "inlineData"),
        (f"<inlineData>{LEAD}</inlineData><inlineData>The same again.</inlineData>", "inlineData[1]"),
    ],
)
def test_newsml_g2_reads_the_first_rendition_that_is_text(content: str, field: str) -> None:
    document = from_text(newsml(content))
    assert document.format == "newsml-g2"
    assert roles(document) == [("headline", "Crews call off strike"), ("byline", "Ana Roe"), ("body", LEAD)]
    assert fields(document)[-1].endswith(field)
    assert_leads_back(document)


def test_a_message_gives_its_text_items_and_is_not_read_as_one_story(tmp_path: Path) -> None:
    text = newsml(f"<inlineData>{LEAD}</inlineData>")
    picture = newsml('<remoteContent href="x.jpg"/>', f"<description>{CAPTION}</description>")
    message = "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>{}</itemSet></newsMessage>"
    assert from_text(message.format(picture + text)).text.endswith(LEAD)
    path = tmp_path / "a.xml"
    path.write_text(message.format(text + picture + text), "utf-8")
    assert [one.item for one in read_all(path)] == [f"/newsMessage/itemSet/newsItem[{n}]" for n in (1, 3)]
    with pytest.raises(UnreadableError, match="holds 2 stories"):
        read(path)
    assert roles(from_text(picture))[-1] == ("caption", CAPTION)


RSS = f"""<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/"><channel><title>The paper</title><description>Its news.</description>
<item><title>Crews &amp;amp; captains call off strike</title><dc:creator><![CDATA[Ana Roe]]></dc:creator>
<author>desk@paper.example (Desk)</author><description>{LEAD.removesuffix(" the union said.")} [&#8230;]</description>
<content:encoded><![CDATA[<p>{LEAD}</p>
<p>Tea &amp; coffee came <b>back</b>.</p>]]></content:encoded>
<media:content url="x"><media:description>{CAPTION}</media:description><media:title>x</media:title></media:content></item>
</channel></rss>"""


def test_an_rss_item_gives_its_full_text_and_not_its_teaser() -> None:
    document = from_text(RSS)
    assert roles(document) == [
        ("headline", "Crews & captains call off strike"),
        ("byline", "Ana Roe"),
        ("body", LEAD),
        ("body", "Tea & coffee came back."),
        ("caption", CAPTION),
    ]
    assert fields(document)[2] == "/rss/channel/item/encoded"
    start = document.text.index("back")
    assert document.position(start)[0] == 7
    assert_leads_back(document)


def test_an_atom_entry_is_read_in_each_of_its_types() -> None:
    entry = """<entry xmlns="http://www.w3.org/2005/Atom"><title>Tea &lt;b&gt; coffee</title><author><name>Ana Roe</name>
</author><summary type="html">&lt;p&gt;What they &lt;i&gt;want&lt;/i&gt;.&lt;/p&gt;</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>They sailed.</p><p>All <b>day</b>.</p></div></content>
</entry>"""
    document = from_text(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Feed</title>{entry}</feed>')
    texts = ["Tea <b> coffee", "Ana Roe", "What they want.", "They sailed.", "All day."]
    assert [s.text for s in document.segments] == texts
    assert document.format == "atom"
    assert_leads_back(document)
    assert from_text(entry).text == document.text


XLIFF_1 = f"""<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file source-language="pt-BR" target-language="en" datatype="x" original="x"><body><group>
<trans-unit id="1"><source>As balsas saíram.</source><target>{LEAD}</target>
<alt-trans><source>x</source><target>Not this.</target></alt-trans></trans-unit>
<trans-unit id="2"><source>Ainda não.</source></trans-unit>
<trans-unit id="3"><source>Chá <g id="1">e</g> café.</source>
<target>Tea <g id="1">and</g> <ph id="2">{{code}}</ph>coffee<x id="3" ctype="lb"/>came.</target></trans-unit>
</group></body></file></xliff>"""
XLIFF_2 = f"""<xliff version="2.0" srcLang="pt" trgLang="en" xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f"><unit id="1">
<segment><source>As balsas saíram.</source><target>{LEAD}</target></segment>
<segment><source>Chá e café.</source><target>Tea <pc id="1">and</pc> coffee came.</target></segment></unit></file></xliff>"""
TMX = f"""<tmx version="1.4"><header srclang="pt" datatype="x"/><body>
<tu><tuv xml:lang="pt"><seg>As balsas saíram.</seg></tuv><tuv xml:lang="en-GB"><seg>{LEAD}</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Tea <bpt i="1">&lt;b&gt;</bpt>and<ept i="1">&lt;/b&gt;</ept> coffee came.</seg></tuv>
<tuv xml:lang="pt"><seg>Chá e café.</seg></tuv></tu></body></tmx>"""


@pytest.mark.parametrize(
    ("file", "sources", "paragraphs"),
    [
        (XLIFF_1, ("As balsas saíram.", "Chá e café."), [0, 1]),
        (XLIFF_2, ("As balsas saíram. Chá e café.",), [0, 0]),
        (TMX, ("As balsas saíram.", "Chá e café."), [0, 1]),
    ],
)
def test_the_english_side_is_the_copy_and_the_other_its_source(
    file: str, sources: tuple[str, ...], paragraphs: list[int]
) -> None:
    document = from_text(file)
    assert [s.text for s in document.segments] == [LEAD, "Tea and coffee came."]
    assert [s.paragraph for s in document.segments] == paragraphs
    assert (document.source_paragraphs, document.source_language) == (sources, "pt")
    assert_leads_back(document)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>"""
STYLES = f"""<w:styles {W}><w:style w:type="paragraph" w:styleId="Ttulo1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Haus"><w:name w:val="House"/><w:basedOn w:val="Ttulo1"/></w:style>
<w:style w:styleId="By"><w:name w:val="Byline"/></w:style></w:styles>"""


def docx(path: Path, body: str, **members: str) -> Path:
    """A Word file with that body."""
    parts = {"_rels/.rels": RELS, "word/styles.xml": STYLES} | members
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
    return path


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of runs."""
    runs = text if text.startswith("<") else f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def test_a_word_file_is_read_with_its_changes_accepted(tmp_path: Path) -> None:
    changed = (
        "<w:r><w:t>The ferries </w:t></w:r><w:del><w:r><w:delText>did not sail</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>sailed</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        "<w:r><w:tab/><w:t>on Friday.</w:t><w:br/><w:t>They did.</w:t></w:r>"
    )
    body = (
        paragraph("Crews call off strike", "Haus") + paragraph("By Ana Roe", "By") + paragraph("") + paragraph(changed)
    )
    body += f"<w:tbl><w:tr><w:tc>{paragraph('In a table, they sailed.')}</w:tc></w:tr></w:tbl>"
    path = docx(tmp_path / "a.bin", body)
    document = read(path)
    assert roles(document) == [
        ("headline", "Crews call off strike"),
        ("byline", "By Ana Roe"),
        ("body", "The ferries sailed on Friday."),
        ("body", "They did."),
        ("body", "In a table, they sailed."),
    ]
    assert fields(document) == [f"paragraph {n}" for n in (1, 2, 4, 4, 5)]
    start = document.text.index("They did")
    span = document.field_span(start, start + 4)
    assert span is not None
    assert "The ferries sailed\ton Friday.\nThey did."[span.start : span.end] == "They"


def test_a_file_that_word_and_python_docx_write_is_read(tmp_path: Path) -> None:
    python_docx = pytest.importorskip("docx")
    written = python_docx.Document()
    written.add_heading("Crews call off strike", 0)
    written.add_paragraph(LEAD)
    written.add_paragraph("A ferry", style="Caption")
    written.save(str(tmp_path / "a.docx"))
    document = read(tmp_path / "a.docx")
    assert roles(document) == [("headline", "Crews call off strike"), ("body", LEAD), ("caption", "A ferry")]
    assert document.sha256 == hashlib.sha256((tmp_path / "a.docx").read_bytes()).hexdigest()


BOMB = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>'
OUTSIDE = '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/hostname">]><nitf><body><body.content><p>&x;</p></body.content></body></nitf>'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xml", BOMB, "declares entities"),
        ("a.xml", OUTSIDE, "declares entities"),
        ("a.xml", "<nitf>" + "<block>" * 300, "nested more than 200 deep"),
        ("a.txt", "<nitf><body>", "not well-formed XML"),
        ("a.xml", "Not XML at all.", "not well-formed XML"),
        ("a.xml", "<html5><p>Words.</p></html5>", "in no format of stories .its root is <html5>"),
        ("a.xml", "<nitf><body/></nitf>", "NITF without a headline"),
        ("a.xml", "<newsItem/>", "NewsML-G2 without a headline"),
        ("a.xml", "<newsMessage/>", "without a newsItem"),
        ("a.xml", "<packageItem/>", "refers to stories and holds none"),
        ("a.xml", newsml("<inlineXML><svg>Words.</svg></inlineXML>"), "neither NITF nor XHTML but <svg>"),
        ("a.rss", "<rss><channel/></rss>", "a feed without items"),
        ("a.rss", "<rss><channel><item><link>x</link></item></channel></rss>", "neither title nor text"),
        ("a.xlf", XLIFF_1.replace("target>", "note>"), "XLIFF without a target text"),
        ("a.tmx", TMX.replace(' xml:lang="pt"', ""), "a tuv without xml:lang .line 2"),
        ("a.json", "{", "not JSON .line 1, column 2"),
        ("a.json", "[" * 100_000, "nested more than 100 deep"),
        ("a.json", '{"a":' * 150 + "1" + "}" * 150, "nested more than 100 deep"),
        ("a.json", '{"a": 1}', "JSON, but neither ninjs nor ANS"),
        ("a.json", '"Words."', "neither ninjs nor ANS|is a string"),
        ("a.json", '[{"headline": "A"}, 3]', "“.1.” is .*, not an object"),
        ("a.json", '{\n"headline": 3}', "“headline” is .*, not a string .line 2"),
        ("a.json", '{"headline": null}', "ninjs without a headline"),
        ("a.json", '{"headlines": [{"value": ["A"]}]}', "“headlines.0..value” is a list, not a string"),
        ("a.json", '{"headlines": "A"}', "“headlines” is a string, not a list"),
        ("a.json", '{"headline": "A", "associations": 3}', "“associations” is .*, not an object"),
        ("a.json", '{"content_elements": [3]}', "“content_elements.0.” is .*, not an object"),
        ("a.json", '{"content_elements": []}', "ANS without headlines"),
        ("a.json", '{"headline": "12"}', "holds no words"),
        ("a.json", f'{{"headline": {"1" * 100_000}}}', "“headline” is .*, not a string"),
    ],
)
def test_a_broken_or_hostile_file_ends_in_one_line(tmp_path: Path, name: str, content: str, message: str) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    with pytest.raises(UnreadableError, match=message) as caught:
        read(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < len(str(path)) + 200


def test_zip_bombs_and_other_zips_are_refused(tmp_path: Path) -> None:
    bomb = docx(tmp_path / "bomb.docx", paragraph("a" * 15_000_000))
    with pytest.raises(UnreadableError, match="unpacks to more than 200 times"):
        read(bomb)
    large = docx(tmp_path / "large.docx", paragraph("a" * 25_000_000))
    with pytest.raises(UnreadableError, match="larger than 20 MB unpacked"):
        read(large)
    evil = docx(tmp_path / "evil.docx", "", **{"word/styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})
    with pytest.raises(UnreadableError, match=r"word/styles.xml: declares entities"):
        read(evil)
    for name, data in {"a.docx": docx(tmp_path / "b.docx", "").read_bytes()[:-40], "b.docx": b"PK\x03\x04zip"}.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(UnreadableError, match="zip or Office file that cannot be opened"):
            read(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "c.docx", "w") as package:
        package.writestr("a.txt", "Words.")
    with pytest.raises(UnreadableError, match="not a Word document"):
        read(tmp_path / "c.docx")


@pytest.mark.parametrize(("method", "fine"), [("STORED", True), ("DEFLATED", True), ("BZIP2", False), ("LZMA", False)])
def test_parts_of_a_word_file_are_stored_or_deflated(tmp_path: Path, method: str, fine: bool) -> None:
    packed = tmp_path / "packed.docx"
    with (
        zipfile.ZipFile(docx(tmp_path / "a.docx", paragraph("The port closed."))) as given,
        zipfile.ZipFile(packed, "w", getattr(zipfile, f"ZIP_{method}")) as package,
    ):
        for name in given.namelist():
            package.writestr(name, given.read(name))
    if fine:
        assert read(packed).text == "The port closed."
        return
    with pytest.raises(UnreadableError, match=r"_rels/.rels is packed as no Office file may be \(zip method \d+\)"):
        read(packed)


@pytest.mark.parametrize("name", ["a.txt", "a", "a.json", "a.XML"])
@pytest.mark.parametrize(
    "content", [NINJS_1, json.dumps(ANS), NITF, RSS, XLIFF_1, newsml(f"<inlineData>{LEAD}</inlineData>")]
)
def test_the_content_tells_the_format(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    assert read(tmp_path / name).format == from_text(content).format != "text"


def test_a_story_that_opens_with_a_bracket_is_text() -> None:
    assert from_text("[Valmera] The ferries sailed.").format == "text"
    assert from_text("<b>The ferries</b> sailed.").format == "text"


def test_a_nitf_file_in_latin_1_is_decoded_as_it_declares(tmp_path: Path) -> None:
    path = tmp_path / "a.nitf"
    path.write_bytes(NITF.replace("UTF-8", "ISO-8859-1").replace("“", "'").replace("”", "'").encode("iso-8859-1"))
    assert LEAD in read(path).text


def test_a_folder_gives_stories_and_not_other_files_of_their_endings(tmp_path: Path) -> None:
    stories = {"a.json": NINJS_1, "b.xml": NITF, "c.txt": LEAD, "d.nitf": "broken"}
    others = {
        "report.json": '{"schema": 1, "documents": []}',
        "sitemap.xml": "<urlset/>",
        "house.tmx": TMX,
        "e.xml": TMX,
    }
    for name, content in (stories | others).items():
        (tmp_path / name).write_text(content, "utf-8")
    assert [path.name for path in stories_in(tmp_path)] == sorted(stories)


WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("<>&\"'\\/ \n\tA.é\U0001f6a2"), max_size=60
)


@given(headline=WORDS, body=WORDS, inline=WORDS)
@settings(deadline=None)
def test_whatever_the_words_each_character_leads_back(headline: str, body: str, inline: str) -> None:
    marked = f"<p>{escape(body)} <b>{escape(inline)}</b> ended.</p><p>Next {escape(headline)}</p>"
    cdata = marked.replace("]]>", "")
    for file in (
        json.dumps({"headline": headline, "body_xhtml": marked}),
        json.dumps({"headline": headline, "body_text": f"Words {body}"}, ensure_ascii=False),
        f"<nitf><body><body.head><hedline><hl1>{escape(headline)}</hl1></hedline></body.head><body.content>{marked}</body.content></body></nitf>",
        f"<rss><channel><item><title>{escape(escape(headline))}</title><description>{escape(marked)}</description></item></channel></rss>",
        f"<rss><channel><item><description><![CDATA[{cdata}]]></description></item></channel></rss>",
        newsml(f"<inlineXML><html>{marked}</html></inlineXML>"),
        XLIFF_1.replace("came.", f"{escape(inline)} <g id='9'>{escape(body)}</g>"),
    ):
        assert_leads_back(from_text(file.replace("\r", "")))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "headline headlines bodies body_text value role associations byline content_elements type basic".split()
            ),
            inner,
            max_size=4,
        )
    ),
)


@given(JSON_VALUES)
@settings(deadline=None)
def test_whatever_the_schema_a_json_file_is_read_or_refused_in_one_line(value: object) -> None:
    try:
        document = from_text(json.dumps(value), "a.json")
    except UnreadableError as error:
        said, document = str(error), Document("a.json", "")
    else:
        said = "a.json"
    assert said.startswith("a.json")
    assert "\n" not in said
    assert all(document.text[s.start : s.end] == s.text for s in document.segments)


def test_lines_and_offsets_hold_behind_blank_lines_and_windows_ends_of_lines() -> None:
    file = "\r\n\r\n<nitf>\r\n<body><body.content>\r\n<p>One &amp; two.<br/>They\r\nsailed <q>out</q>.</p></body.content></body></nitf>"
    document = from_text(file)
    assert document.text == "One & two.\nThey sailed out."
    assert document.fields[0].line == 5
    sailed = document.text.index("sailed out")
    assert document.position(sailed) == (6, 1)
    span = document.field_span(sailed, sailed + 10)
    assert span is not None
    assert "One & two.They\nsailed out."[span.start : span.end] == "sailed out"
    assert_leads_back(document)
    broken = file.replace("</q>", "")
    with pytest.raises(UnreadableError, match="line 6: mismatched tag"):
        from_text(broken)


def test_a_flag_across_fields_is_cut_at_the_end_of_the_first() -> None:
    document = from_text(json.dumps({"headline": "Crews win", "body_text": LEAD}))
    span = document.field_span(6, document.text.index("ferries"))
    assert span is not None
    assert (span.name, span.start, span.end) == ("headline", 6, 9)
    assert from_text(LEAD).field_span(0, 3) is None


@pytest.mark.parametrize(
    "file",
    [
        json.dumps({"headline": "A", "body_xhtml": f"<p>{escape(MORE)} <b>Yes</b>, they did.</p>"}),
        json.dumps({"headline": "A", "body_text": f"{MORE} Yes, they did."}, ensure_ascii=False),
        f"<nitf><body><body.content><p>{escape(MORE)} <em>Yes</em>, they did.</p></body.content></body></nitf>",
        f"<rss><channel><item><description>{escape(f'<p>{escape(MORE)}')} Yes, they did.</description></item></channel></rss>",
        f"<rss><channel><item><description><![CDATA[<p>{escape(MORE)} Yes, they did.]]></description></item></channel></rss>",
        f"<!doctype html><article><p>{escape(MORE)} Yes, they did.</p></article>",
        f"{MORE} Yes, they did.",
    ],
)
@given(text=WORDS.map(lambda words: " ".join(f"New {words}".split())))
@settings(deadline=None, max_examples=40)
def test_a_replacement_reads_as_it_should(file: str, text: str) -> None:
    document = from_text(file)
    start = document.text.index("Tea & coffee")
    end = start + len("Tea & coffee")
    written = replacement(document, start, end, text)
    assert written is not None
    span = document.file_span(start, end)
    assert (
        from_text(file[: span.start] + written + file[span.end :]).text
        == document.text[:start] + text + document.text[end:]
    )


def test_mark_up_is_not_written_over() -> None:
    document = from_text("<nitf><body><body.content><p>They <em>sailed</em> out.</p></body.content></body></nitf>")
    assert replacement(document, 0, len(document.text), "They left.") is None
    assert replacement(document, 5, 11, "left") == "left"
    marked_down = markdown.read("a.md", "They *sailed* out.")
    assert replacement(marked_down, 12, 15, "off") == "off"
    assert replacement(marked_down, 12, 15, "*off*") is None


def test_every_run_of_characters_of_an_xml_file_knows_its_spelling() -> None:
    file = "<a>é&#38;\r\nx<![CDATA[&amp;]]>\U0001f6a2&lt;</a>"
    pieces = list(xml_tree.parse("a.xml", file).pieces())
    spellings = [file[p.file_start : p.file_start + p.file_length] for p in pieces]
    assert [p.text for p in pieces] == ["é", "&", "\n", "x", "&amp;", "\U0001f6a2", "<"]
    assert spellings == ["é", "&#38;", "\r\n", "x", "&amp;", "\U0001f6a2", "&lt;"]


def test_a_text_box_stands_once_after_its_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('In a box.')}</w:txbxContent>"
    both = f"<mc:AlternateContent xmlns:mc='m'><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    body = paragraph(f"<w:r>{both}<w:t>They sailed.</w:t></w:r>") + paragraph("They left.")
    document = read(docx(tmp_path / "a.docx", body))
    assert [s.text for s in document.segments] == ["They sailed.", "In a box.", "They left."]


WRONG = "The talks may avert a new war. Washington Post."


@pytest.mark.parametrize(
    ("file", "field"),
    [
        (json.dumps({"headline": "Crews win", "body_xhtml": f"<p>É</p>\n<p>{WRONG}</p>"}), "body_xhtml"),
        (json.dumps({"headlines": {"basic": "É"}, "content_elements": [{"type": "text", "content": WRONG}]}), "content_elements[0].content"),
        (NITF.replace(LEAD, WRONG), "/nitf/body/body.content/p[1]"),
        (newsml(f"<inlineData>É\n{WRONG}</inlineData>"), "/newsItem/contentSet/inlineData"),
        (RSS.replace(LEAD, WRONG), "/rss/channel/item/encoded"),
        (XLIFF_1.replace(LEAD, WRONG), "/xliff/file/body/group/trans-unit[1]/target"),
        (TMX.replace(LEAD, WRONG), "/tmx/body/tu[1]/tuv[2]/seg"),
    ],
)  # fmt: skip
def test_a_flag_of_the_report_points_at_its_characters_in_the_file(file: str, field: str) -> None:
    document = from_text(file)
    report = Checker(Config(fast=True, select=("ATT001",))).check(document)
    (flag,) = report.as_dict()["flags"]
    assert file[flag["file_start"] : flag["file_end"]] == document.text[flag["start"] : flag["end"]]
    line = file.split("\n")[flag["line"] - 1]
    assert line[flag["column"] - 1 :].startswith(document.text[flag["start"] : flag["end"]])
    span = document.field_span(flag["start"], flag["end"])
    assert span is not None
    assert span.name == field
