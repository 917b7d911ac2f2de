"""The language server, through pygls' own client, and its ranges and fixes by themselves."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

pytest.importorskip("pygls")

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from mtcheck.config import Config, from_dict
from mtcheck.document.reading import UnreadableError
from mtcheck.flag import Suggestion
from mtcheck.lsp.findings import Findings, Lines, check, path_of
from mtcheck.pipeline import Checker

URI = "file:///stories/harbour%20talks.txt"
STORY = (
    "🛥 Ferry talks\u2028go on\r\n\r\nThe crew said it will will sail. The talks may avert a new war. Washington Post.\n"
)


def checked(text: str, language: str = "plaintext") -> Findings:
    return check(Checker(Config(fast=True, select=("ATT001", "DUP001"))), URI, 1, language, text)


def text_in(text: str, span: lsp.Range) -> str:
    """What an editor finds in a range."""

    def offset(position: lsp.Position) -> int:
        lines = text.replace("\r\n", "\n\0").replace("\r", "\n").split("\n")
        before = "".join(line + "\n" for line in lines[: position.line])
        rest = lines[position.line].removeprefix("\0").encode("utf-16-le")[: 2 * position.character]
        lead = "\0" if lines[position.line].startswith("\0") else ""
        return len(before + lead + rest.decode("utf-16-le"))

    return text[offset(span.start) : offset(span.end)]


def applied(text: str, action: lsp.CodeAction) -> str:
    """The text after an editor has made a fix."""
    assert action.edit is not None
    if action.edit.document_changes is None:
        assert action.edit.changes is not None
        [edit] = action.edit.changes[URI]
    else:
        [change] = action.edit.document_changes
        assert isinstance(change, lsp.TextDocumentEdit)
        assert isinstance(change.edits[0], lsp.TextEdit)
        [edit] = change.edits
    old = text_in(text, edit.range)
    assert text.count(old) == 1
    return text.replace(old, edit.new_text)


def test_a_fix_is_spelled_as_its_file_spells() -> None:
    story = (
        '{"headline": "Ferry talks", "body_xhtml": "<p>Tom &amp; \\"Ana\\" said \\u201cit will will sail\\u201d.</p>"}'
    )
    findings = checked(story, "json")
    [found] = findings.found
    assert text_in(story, found.range) == "will will"
    [action] = findings.actions(found.range, versioned=True)
    assert applied(story, action) == story.replace("will will", "will")
    flag = replace(found.flag, suggestions=(Suggestion('"R&D"'),))
    findings = replace(findings, found=(replace(found, flag=flag),))
    [action] = findings.actions(found.range, versioned=True)
    assert action.title == 'Replace with “"R&D"” (DUP001)'
    assert applied(story, action) == story.replace("will will", '\\"R&amp;D\\"')


@given(st.text(st.sampled_from("a🛥é\r\n\u2028\x0b"), max_size=12))
@example("a\r\n🛥b")
def test_positions_count_utf16_within_lines_of_the_protocol(text: str) -> None:
    lines = Lines(text)
    for offset in range(len(text) + 1):
        position = lines.position(offset)
        ends = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
        if text[offset - 1 : offset + 1] == "\r\n":
            continue
        assert position.line == ends.count("\n")
        assert position.character == len(ends.rpartition("\n")[2].encode("utf-16-le")) // 2


def test_diagnostics_stand_at_the_words() -> None:
    double, loose = checked(STORY).diagnostics()
    assert text_in(STORY, double.range) == "will will"
    assert (double.code, double.source) == ("DUP001", "mtcheck")
    assert text_in(STORY, loose.range).endswith("Washington Post.")
    assert loose.range.start.line == 2


@pytest.mark.parametrize("versioned", [True, False])
def test_a_fix_writes_the_suggestion_over_the_words(versioned: bool) -> None:
    found = checked(STORY)
    [action] = found.actions(found.found[0].range, versioned=versioned)
    assert "it will sail." in applied(STORY, action)
    assert action.edit is not None
    assert (action.edit.changes is None) is versioned
    assert (action.edit.document_changes is None) is not versioned
    assert action.kind == lsp.CodeActionKind.QuickFix
    assert action.diagnostics == found.diagnostics()[:1]
    assert found.actions(lsp.Range(lsp.Position(0, 0), lsp.Position(0, 1)), versioned=versioned) == []


def test_no_fix_takes_mark_up_away() -> None:
    page = "<p>The crew said it will <b>will</b> sail, and <i>nobody</i> knew.</p>"
    found = checked(page, "html")
    [one] = found.found
    assert text_in(page, one.range).startswith("will <b>will")
    assert found.actions(one.range, versioned=True) == []


def test_hovers_say_what_why_and_how_sure() -> None:
    found = checked(STORY)
    hover = found.hover(found.found[1].range.start)
    assert hover is not None
    assert isinstance(hover.contents, lsp.MarkupContent)
    assert hover.contents.kind == lsp.MarkupKind.PlainText
    assert "cut loose from its sentence" in hover.contents.value
    assert "ATT001" in hover.contents.value
    assert "confidence" in hover.contents.value
    assert found.hover(lsp.Position(0, 0)) is None


def test_paths_of_the_configuration_hold_in_an_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = {
        "fast": True,
        "select": ["ATT001", "DUP001"],
        "suppress": [{"rules": ["DUP"], "paths": ["sports/**"], "reason": "so"}],
        "per-path": [{"paths": ["/wire/"], "ignore": ["ATT"]}],
    }
    checker = Checker(from_dict(data, "mtcheck.toml", tmp_path))
    for path, codes in (
        ("sports/a b.txt", ["ATT001"]),
        ("wire/a.txt", ["DUP001"]),
        ("a.txt", ["DUP001", "ATT001"]),
    ):
        found = check(checker, (tmp_path / path).as_uri(), 1, "plaintext", STORY)
        assert found.document.path == path
        assert [one.flag.code for one in found.found] == codes


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///elsewhere/a%20b.txt", "/elsewhere/a b.txt"),
        ("untitled:Untitled-1", "Untitled-1"),
        ("vscode-remote://host/x/a.txt", "a.txt"),
        ("file:", "file:"),
    ],
)
def test_a_buffer_goes_by_its_file_or_its_name(uri: str, path: str) -> None:
    assert path_of(uri) == path


@pytest.mark.parametrize(
    "text", ["", "   ", "123", "Ministrul a spus că această hotărâre nu este bună pentru țară. " * 8]
)
def test_what_is_no_english_story_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        checked(text)


def with_client(talk: Callable[[LanguageClient, "asyncio.Queue[Any]"], Coroutine[Any, Any, None]]) -> None:
    """Start `mtcheck lsp` and talk to it; published diagnostics come by the queue."""

    async def run() -> None:
        client = LanguageClient("test", "1")
        published: asyncio.Queue[Any] = asyncio.Queue()

        @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def keep(diagnostics: lsp.PublishDiagnosticsParams) -> None:
            published.put_nowait(diagnostics)

        client.feature(lsp.WINDOW_LOG_MESSAGE)(lambda params: None)
        await client.start_io(sys.executable, "-m", "mtcheck", "lsp", "--fast")
        try:
            async with asyncio.timeout(120):
                answer = await client.initialize_async(lsp.InitializeParams(lsp.ClientCapabilities()))
                assert answer.server_info is not None
                assert answer.server_info.name == "mtcheck"
                client.initialized(lsp.InitializedParams())
                await talk(client, published)
                await client.shutdown_async(None)
                client.exit(None)
        finally:
            await client.stop()

    asyncio.run(run())


def test_an_editor_opens_changes_saves_and_closes() -> None:
    async def talk(client: LanguageClient, published: "asyncio.Queue[Any]") -> None:
        client.text_document_did_open(lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(URI, "plaintext", 1, STORY)))
        opened = await published.get()
        assert opened.version == 1
        assert {one.code for one in opened.diagnostics} >= {"DUP001", "ATT001"}
        place = lsp.TextDocumentIdentifier(URI)
        span = next(one.range for one in opened.diagnostics if one.code == "DUP001")
        hover = await client.text_document_hover_async(lsp.HoverParams(place, span.start))
        assert hover is not None
        actions = await client.text_document_code_action_async(
            lsp.CodeActionParams(place, span, lsp.CodeActionContext([]))
        )
        assert actions
        action = next(one for one in actions if isinstance(one, lsp.CodeAction))
        assert action.edit is not None
        # The client announced nothing, least of all that it takes edits of one version.
        assert action.edit.document_changes is None
        fixed = applied(STORY, action)
        for version, text in ((2, STORY + " And"), (3, STORY + " And so"), (4, fixed)):
            client.text_document_did_change(
                lsp.DidChangeTextDocumentParams(
                    lsp.VersionedTextDocumentIdentifier(version, URI),
                    [lsp.TextDocumentContentChangeWholeDocument(text)],
                )
            )
        changed = await published.get()
        assert changed.version == 4
        assert "DUP001" not in {one.code for one in changed.diagnostics}
        client.text_document_did_save(lsp.DidSaveTextDocumentParams(place))
        client.text_document_did_close(lsp.DidCloseTextDocumentParams(place))
        closed = await published.get()
        assert not closed.diagnostics

    with_client(talk)
