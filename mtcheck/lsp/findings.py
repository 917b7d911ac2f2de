"""A buffer's flags in the terms of the protocol: ranges in UTF-16, diagnostics, hovers and code actions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlparse

from lsprotocol import types as lsp
from pygls import uris

from mtcheck.checks import RULES
from mtcheck.document import html, markdown, text
from mtcheck.document.extent import bounded
from mtcheck.document.language import require_english
from mtcheck.document.model import Document, line_starts
from mtcheck.document.reading import UnreadableError, from_text
from mtcheck.document.spelling import replacement
from mtcheck.flag import Flag, Severity, Suggestion
from mtcheck.pipeline import Checker
from mtcheck.report.model import DocumentReport
from mtcheck.reporting import to_report
from mtcheck.utf16 import Utf16

_SEVERITY = {
    Severity.CRITICAL: lsp.DiagnosticSeverity.Error,
    Severity.MAJOR: lsp.DiagnosticSeverity.Warning,
    Severity.MINOR: lsp.DiagnosticSeverity.Information,
}
_READERS = {"markdown": markdown.read, "html": html.read, "plaintext": text.read}


@dataclass(frozen=True, slots=True)
class Found:
    """A flag and the range that its words take in the buffer."""

    flag: Flag
    range: lsp.Range


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check of one version of a buffer found."""

    uri: str
    version: int | None
    document: Document
    found: tuple[Found, ...]

    def diagnostics(self) -> list[lsp.Diagnostic]:
        """One a flag, its code being the rule's."""
        return [_diagnostic(one) for one in self.found]

    def hover(self, position: lsp.Position) -> lsp.Hover | None:
        """What is said of the flags at a position."""
        here = [one for one in self.found if _holds(one.range, position)]
        if not here:
            return None
        said = "\n\n---\n\n".join(_said(one.flag) for one in here)
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.PlainText, said), here[0].range)

    def actions(self, within: lsp.Range, *, versioned: bool) -> list[lsp.CodeAction]:
        """A quick fix for each suggestion of the flags that touch the range.

        ``versioned`` edits name the version of the buffer; not every client takes them.
        """
        return [
            self._action(one, suggestion, spelled, versioned)
            for one in self.found
            if _touch(one.range, within)
            for suggestion in one.flag.suggestions
            if (spelled := replacement(self.document, one.flag.start, one.flag.end, suggestion.text)) is not None
        ]

    def _action(self, one: Found, suggestion: Suggestion, spelled: str, versioned: bool) -> lsp.CodeAction:
        flagged = self.document.text[one.flag.start : one.flag.end]
        title = f"Replace with “{suggestion.text}”" if suggestion.text else f"Take out “{flagged}”"
        edit = lsp.TextEdit(one.range, spelled)
        document = lsp.OptionalVersionedTextDocumentIdentifier(self.uri, self.version)
        return lsp.CodeAction(
            title=f"{title} ({one.flag.code})",
            kind=lsp.CodeActionKind.QuickFix,
            diagnostics=[_diagnostic(one)],
            is_preferred=suggestion.safe,
            edit=lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(document, [edit])])
            if versioned
            else lsp.WorkspaceEdit(changes={self.uri: [edit]}),
        )


class Lines:
    """Positions of a text: lines end with LF, CR or CR LF and nothing else, characters are UTF-16 code units."""

    def __init__(self, decoded: str) -> None:
        self._utf16 = Utf16(decoded)
        self._starts = line_starts(decoded)

    def position(self, offset: int) -> lsp.Position:
        """The position of a code-point offset."""
        line = bisect_right(self._starts, offset) - 1
        return lsp.Position(line, self._utf16.units(offset) - self._utf16.units(self._starts[line]))

    def range(self, start: int, end: int) -> lsp.Range:
        """The range of ``decoded[start:end]``."""
        return lsp.Range(self.position(start), self.position(end))


def check(checker: Checker, uri: str, version: int | None, language: str, decoded: str) -> Findings:
    """Check a buffer as `mtcheck check` does, the baseline left aside.

    Raises UnreadableError where it holds no English story, and `store.ModelError`.
    """
    checked = checker.check(_document(uri, language, decoded))
    config = checker.config
    [report] = to_report([checked], config, date.today(), whole=False).documents
    return Findings(uri, version, report.document, tuple(_found(report, decoded)))


def _found(report: DocumentReport, decoded: str) -> Iterator[Found]:
    lines = Lines(decoded)
    for flag in report.flags:
        span = report.document.file_span(flag.start, flag.end)
        yield Found(flag, lines.range(span.start, span.end))


def path_of(uri: str) -> str:
    """What `mtcheck check` would call the buffer's file: its path, relative to the current folder where it lies below.

    A buffer without a file goes by the last part of its URI.
    """
    path = uris.to_fs_path(uri)
    if not path:
        return PurePosixPath(unquote(urlparse(uri).path)).name or uri
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path


def _document(uri: str, language: str, decoded: str) -> Document:
    path = path_of(uri)
    reader = _READERS.get(language)
    if not any(character.isalpha() for character in decoded):
        raise UnreadableError(f"{path}: holds no words")
    document = from_text(decoded, path) if reader is None else reader(path, decoded, "en")
    require_english(bounded(document))
    return document


def _diagnostic(one: Found) -> lsp.Diagnostic:
    flag = one.flag
    return lsp.Diagnostic(
        range=one.range, message=flag.message, severity=_SEVERITY[flag.severity], code=flag.code, source="mtcheck"
    )


def _said(flag: Flag) -> str:
    """The flag at length, as plain text: a story's words can be no mark-up."""
    lines = [flag.message]
    source = flag.probable_source
    if source is not None and source.text:
        english = f" ({source.english})" if source.english else ""
        lines.append(f"Probable source, by {source.evidence}: {source.language} “{source.text}”{english}")
    rule = RULES[flag.code]
    lines.append(f"{flag.code} {flag.rule}: {flag.severity}, confidence {flag.confidence:.0%}, MQM {rule.mqm}")
    return "\n".join(lines)


def _holds(within: lsp.Range, position: lsp.Position) -> bool:
    return within.start <= position <= within.end


def _touch(one: lsp.Range, other: lsp.Range) -> bool:
    return one.start <= other.end and other.start <= one.end
