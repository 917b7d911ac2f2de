"""The language server itself: checks buffers as they are opened, changed and saved, and answers the editor.

Buffers are checked one at a time in one thread, since the models hold the processor anyway; of the versions that pile
up meanwhile only the last is checked.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from mtcheck.document.reading import UnreadableError
from mtcheck.lsp.findings import Findings, check
from mtcheck.models.store import ModelError
from mtcheck.pipeline import Checker
from mtcheck.version import __version__

PAUSE = 0.4
"""Seconds without a further key before a changed buffer is checked."""


class StoryServer(LanguageServer):
    """A language server over one checker."""

    def __init__(self, checker: Checker, pause: float = PAUSE) -> None:
        # pygls applies partial changes by Python's line ends, which are more than the protocol's; whole texts are safe.
        super().__init__("mtcheck", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
        self.shut_down = False
        self._checker = checker
        self._pause = pause
        self._findings: dict[str, Findings] = {}
        self._due: dict[str, asyncio.Task[None]] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mtcheck")

    def findings(self, uri: str) -> Findings | None:
        """What was found in the buffer as it is now; None where it has changed since, or was not checked."""
        found = self._findings.get(uri)
        if found is None or found.version != self.workspace.get_text_document(uri).version:
            return None
        return found

    @property
    def takes_versioned_edits(self) -> bool:
        """Whether the client said that it takes edits of one version of a buffer."""
        workspace = self.client_capabilities.workspace
        edits = None if workspace is None else workspace.workspace_edit
        return edits is not None and bool(edits.document_changes)

    def plan(self, uri: str, pause: float | None = None) -> None:
        """Check a buffer after a pause in which nothing else is planned for it."""
        if (earlier := self._due.pop(uri, None)) is not None:
            earlier.cancel()
        task = asyncio.get_running_loop().create_task(self._check(uri, self._pause if pause is None else pause))
        self._due[uri] = task

    def forget(self, uri: str) -> None:
        """A closed buffer shows nothing more."""
        if (task := self._due.pop(uri, None)) is not None:
            task.cancel()
        self._findings.pop(uri, None)
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))

    async def _check(self, uri: str, pause: float) -> None:
        await asyncio.sleep(pause)
        buffer = self.workspace.get_text_document(uri)
        version, language, decoded = buffer.version, buffer.language_id or "", buffer.source
        running = asyncio.get_running_loop().run_in_executor(
            self._thread, check, self._checker, uri, version, language, decoded
        )
        try:
            found = await running
        except UnreadableError as error:
            self._findings.pop(uri, None)
            self._say(lsp.MessageType.Info, str(error))
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, [], version))
            return
        except ModelError as error:
            self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, f"mtcheck: {error}"))
            return
        except Exception as error:
            self._say(lsp.MessageType.Error, f"the check of {uri} failed: {error!r}")
            return
        self._findings[uri] = found
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found.diagnostics(), version))

    def _say(self, kind: lsp.MessageType, message: str) -> None:
        self.window_log_message(lsp.LogMessageParams(kind, f"mtcheck: {message}"))


def create_server(checker: Checker, pause: float = PAUSE) -> StoryServer:
    """The server, with its features; ``start_io`` or ``start_tcp`` runs it."""
    server = StoryServer(checker, pause)

    # Handlers are coroutines, so that they run in the loop that the checks are planned in.
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        server.plan(params.text_document.uri, 0.0)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        server.plan(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        if server.findings(params.text_document.uri) is None:
            server.plan(params.text_document.uri, 0.0)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        found = server.findings(params.text_document.uri)
        return None if found is None else found.hover(params.position)

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])
    )
    async def asked_for_fixes(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        found = server.findings(params.text_document.uri)
        return [] if found is None else found.actions(params.range, versioned=server.takes_versioned_edits)

    @server.feature(lsp.SHUTDOWN)
    async def shut_down(_: None) -> None:
        server.shut_down = True

    @server.feature(lsp.EXIT)
    async def exit_(_: None) -> None:
        # pygls would wait for the thread that reads, and that for the editor to close the pipe, which some never do.
        os._exit(0 if server.shut_down else 1)

    return server
