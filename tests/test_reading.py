"""Reading: encodings, formats, the way back to the file, and files that are not stories."""

import io
import os
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtcheck.document import html, markdown
from mtcheck.document.language import guess, require_english
from mtcheck.document.model import Role
from mtcheck.document.reading import LARGEST, UnreadableError, decode, from_text, read, stories_in
from mtcheck.document.segmentation import segment
from mtcheck.lines import read_lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_survives_every_unicode_encoding(tmp_path: Path, encoding: str) -> None:
    text = "Ferry\u00a0crews sailed.\r\n\r\n\U0001f6a2 \u200fOn Friday, they said.\r\n"
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert read(tmp_path / "a.txt").text == text


def test_a_windows_file_is_decoded(tmp_path: Path) -> None:
    text = "“The café was full,” said Zoë Müller – and she’d paid €5 for it.\n" * 5
    (tmp_path / "a.txt").write_bytes(text.encode("cp1252"))
    assert "café" in read(tmp_path / "a.txt").text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 x", "is a PDF file"),
        (b"PK\x03\x04zip", "zip or Office"),
        (b"a\0b\0c", "looks like binary"),
        (b"\xff\xfe\x00\xd8", "cannot be decoded as UTF-16"),
        (b" \n 12 \n", "holds no words"),
        (b"word " * (LARGEST // 5 + 2), "larger than 20 MB"),
    ],
)
def test_what_is_not_a_story_is_refused_in_one_line(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(UnreadableError, match=message) as caught:
        read(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "charset",
    [
        "undefined",
        "unicode_escape",
        "raw_unicode_escape",
        "idna",
        "punycode",
        "utf-7",
        "rot13",
        "cp037",
        "cp500",
        "hex",
    ],
)
def test_a_page_cannot_name_what_is_no_charset_of_pages(tmp_path: Path, charset: str) -> None:
    page = f'<html><meta charset="{charset}"><p>The caf\u00e9 on the quay was full, and the crew was glad of it.</p></html>'
    (tmp_path / "a.html").write_bytes(page.encode("cp1252"))
    assert read(tmp_path / "a.html").text == "The caf\u00e9 on the quay was full, and the crew was glad of it."
    (tmp_path / "a.html").write_bytes(page.replace("\u00e9", "e").encode("ascii"))
    assert "The cafe on the quay" in read(tmp_path / "a.html").text


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("utf-8", "café"),
        ("utf-8-sig", "café"),
        ("utf-16", "café"),
        ("utf-16-be", "\ufeffcafé"),
        ("utf-32", "café"),
        ("utf-32-be", "\ufeffcafé"),
        ("cp1252", "“café”"),
        ("cp1251", "кафе"),
    ],
)
def test_a_text_goes_back_to_the_bytes_it_came_from(encoding: str, written: str) -> None:
    data = f"{written}: the ferry sailed on Friday.\r\n{written.lstrip(chr(0xFEFF))}\r\n".encode(encoding)
    text, found = decode(data, "a.txt")
    assert not text.startswith("\ufeff")
    assert found.encode(text) == data
    assert found.encode(f"{text}“é”" if "1251" not in encoding else text).startswith(data)


@pytest.mark.parametrize("text", ["{Sport} It was early , he said.", "{} is a set.", "[Sport] It was early.", "{ Elm"])
def test_a_text_may_open_with_a_bracket(tmp_path: Path, text: str) -> None:
    (tmp_path / "story").write_text(text, encoding="utf-8")
    for document in (from_text(text), read(Path("-"), io.BytesIO(text.encode())), read(tmp_path / "story")):
        assert (document.format, document.text) == ("text", text)
    with pytest.raises(UnreadableError, match="not JSON"):
        from_text('{"headline": "The ferry')
    with pytest.raises(UnreadableError, match="not JSON"):
        from_text(text, suffix=".json")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_read_to_its_end_and_no_further_than_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.xml"
    os.mkfifo(pipe)
    assert list(stories_in(tmp_path)) == []
    for data in (b"The ferry sailed on Friday.", b"word " * (LARGEST // 5 + 2)):

        def write(data: bytes = data) -> None:
            with suppress(BrokenPipeError):
                pipe.write_bytes(data)

        writer = threading.Thread(target=write)
        writer.start()
        if len(data) > LARGEST:
            with pytest.raises(UnreadableError, match="larger than 20 MB"):
                read_lines(pipe)
        else:
            assert read_lines(pipe) == [data.decode()]
        writer.join()
    with pytest.raises(UnreadableError, match="larger than 20 MB"):
        read(Path("/dev/zero"))


def test_standard_input_is_looked_at() -> None:
    page = read(Path("-"), io.BytesIO(b"<!doctype html><body><p>The ferry sailed on Friday.</p>"))
    assert (page.path, page.format, page.text) == ("<stdin>", "html", "The ferry sailed on Friday.")


def test_hidden_files_and_folders_of_tools_are_passed_over(tmp_path: Path) -> None:
    top = tmp_path / ".desk"
    unwanted = (
        ".git/a.txt",
        "x/.venv/b.txt",
        "x/node_modules/deep/c.html",
        "__pycache__/d.txt",
        "venv/lib/e.html",
        ".f.txt",
    )
    for name in (*unwanted, "x/story.txt", "z.txt", "x.y/a.txt", "dist/g.txt"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text("The ferry sailed on Friday.", encoding="utf-8")
    found = [path.relative_to(top).as_posix() for path in stories_in(top)]
    assert found == ["dist/g.txt", "x/story.txt", "x.y/a.txt", "z.txt"]
    assert [path.name for path in stories_in(top / ".git")] == ["a.txt"]


PAGE = """<!DOCTYPE html><html><head><title>T</title><script>var a = "<p>no</p>";</script></head><body>
<nav><a href="/">Home</a> <a href="/n">News</a></nav>
<h1>Crews &amp; captains call off strike</h1>
<article><p>The ferries sailed from the <a href="x">region</a>The crews were glad&nbsp;of it.</p>
<p>Tea &lt; coffee, they said <b>on Friday</b>.<br>All was well.
<aside>Read more: Prices rise</aside></article>
<footer>All rights reserved</footer></body></html>"""


def test_a_page_gives_its_headline_body_and_inner_navigation() -> None:
    document = html.read("a.html", PAGE)
    assert document.text.split("\n\n") == [
        "Crews & captains call off strike",
        "The ferries sailed from the regionThe crews were glad\u00a0of it.",
        "Tea < coffee, they said on Friday.\nAll was well.",
        "Read more: Prices rise",
    ]
    assert document.segments[0].role is Role.HEADLINE
    assert document.segments[-1].role is Role.NAVIGATION


def test_offsets_of_a_page_lead_back_to_the_file() -> None:
    document = html.read("a.html", PAGE)
    for word in ("captains", "regionThe", "Friday", "Prices", "Tea < coffee"):
        start = document.text.index(word)
        span = document.file_span(start, start + len(word))
        spelled = PAGE[span.start : span.end]
        assert spelled.startswith(word.split()[0].removesuffix("The"))
        assert spelled.endswith(word[-2:])
    at = document.text.index("&")
    span = document.file_span(at, at + 1)
    assert PAGE[span.start : span.end] == "&amp;"


def test_a_hostile_page_is_read_in_time() -> None:
    assert "The ferry" in html.read("a.html", "<p>The ferry sailed on Friday.</p>" + "<a x='" * 100_000).text
    deep = "<div>" * 100_000 + "<p>The ferry sailed on Friday from the port.</p>"
    assert "The ferry sailed" in html.read("a.html", deep).text
    wide = "<p>The ferry <b>sailed</b> on Friday.<p" * 30_000
    assert html.read("a.html", wide).text.startswith("The ferry sailed")


@given(st.text(alphabet="<>/pabdiv&;=\"'! \n#x1", max_size=200))
def test_no_page_breaks_the_reader(page: str) -> None:
    document = html.read("a.html", page)
    for part in document.segments:
        assert document.text[part.start : part.end] == part.text
        span = document.file_span(part.start, part.end)
        assert 0 <= span.start <= span.end <= len(page)


def test_words_after_a_link_are_not_looked_for_in_its_address() -> None:
    source = "See [this](http://boat.example/boat) boat."
    document = markdown.read("a.md", source)
    start = document.text.index("boat")
    assert document.file_span(start, start + 4).start == source.rindex("boat")


MARKDOWN = """---
title: Not copy
---
# Crews call *off* strike

The ferries [sailed](http://example.com "t") on **Friday** &amp; came
back.

```
code here
```
<!-- mtcheck -->
- They were glad.
"""


def test_markdown_without_its_marks_and_with_the_way_back() -> None:
    document = markdown.read("a.md", MARKDOWN)
    assert document.text.split("\n\n") == [
        "Crews call off strike",
        "The ferries sailed on Friday & came back.",
        "They were glad.",
    ]
    assert document.segments[0].role is Role.HEADLINE
    for word in ("strike", "sailed", "Friday", "came", "back", "glad"):
        start = document.text.index(word)
        span = document.file_span(start, start + len(word))
        assert MARKDOWN[span.start : span.end] == word


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The U.S. Navy met on Sept. 4 in St. Martin's. It left.", 2),
        ("J. K. Rowling paid 3.5 million. She left.", 2),
        ("He lives in the U.S. The law is strict.", 2),
        ("“It is over.” The judge left. “We won.”", 3),
        ("The talks ended.The ministers left.", 2),
        ("Gov. A. Roe met Lt. Col. Ada Poe at 3 p.m. on Friday.", 1),
        ("Crews call off strike\n\nThey sailed on Friday.", 2),
        ("“Who knows?” he said. Prices rose 1,5 percent!", 2),
    ],
)
def test_sentences(text: str, parts: int) -> None:
    assert len(segment(text)) == parts


@given(st.text(alphabet="aB .!?\n\r\"“”'U.S\u00a0\u2028", max_size=300))
def test_segments_cover_all_but_white_space(text: str) -> None:
    at = 0
    for part in segment(text):
        assert text[part.start : part.end] == part.text
        assert text[at : part.start].strip() == ""
        at = part.end
    assert text[at:].strip() == ""


PORTUGUESE = (
    "O governo disse que não vai abrir mão do porto e que as conversações com os vizinhos ainda podem fracassar. " * 4
)


def test_only_english_is_checked() -> None:
    assert guess(PORTUGUESE).language == "Portuguese"
    assert "Cyrillic" in guess("Правительство заявило, что переговоры продолжатся.").language
    with pytest.raises(UnreadableError, match="looks like Portuguese, not English"):
        require_english(from_text(PORTUGUESE))
    require_english(from_text("The minister said the talks would go on. " * 9 + PORTUGUESE[:200]))
    require_english(from_text("Vamos conversar."))
