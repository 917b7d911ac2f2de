"""The report as JUnit's XML, which every build server shows: a suite a story, a case a flag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtcheck.flag import Flag
from mtcheck.report.model import DocumentReport, Report
from mtcheck.report.place import Places, Position, relative, title
from mtcheck.report.xml_text import xml_text

if TYPE_CHECKING:
    from lxml.etree import _Element


def render(report: Report) -> str:
    """A ``<testsuites>`` with a suite for each story, its marks as properties.

    The flags of a story that fails are failures. Those of a story that passes are cases that pass, their message in
    ``<system-out>``, so that the build server and the exit status say the same. A story without flags is one case
    that passes. No times are given: they would make each run's report another.
    """
    from lxml import etree

    failing = [document for document in report.documents if document.quality.verdict == "fail"]
    root = etree.Element(
        "testsuites",
        name="mtcheck",
        tests=str(sum(max(1, len(document.flags)) for document in report.documents)),
        failures=str(sum(_failures(document) for document in failing)),
        errors="0",
    )
    for document in report.documents:
        _suite(root, document)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written.decode()


def _failures(document: DocumentReport) -> int:
    return len(document.flags) if document.quality.verdict == "fail" else 0


def _suite(root: _Element, document: DocumentReport) -> None:
    from lxml import etree

    path, name = xml_text(relative(document.path)), xml_text(title(document.document))
    suite = etree.SubElement(
        root,
        "testsuite",
        name=name,
        tests=str(max(1, len(document.flags))),
        failures=str(_failures(document)),
        errors="0",
        skipped="0",
    )
    quality = document.quality
    properties = etree.SubElement(suite, "properties")
    for mark, value in (
        ("verdict", quality.verdict),
        ("score", f"{quality.score:.1f}"),
        ("penalty_per_1000_words", f"{quality.penalty_per_1000_words:.1f}"),
        ("fluency", "" if quality.fluency is None else f"{quality.fluency:.1f}"),
    ):
        etree.SubElement(properties, "property", name=mark, value=value)
    if not document.flags:
        etree.SubElement(suite, "testcase", name="no flags", classname=name, file=path)
    places = Places(document.document)
    for flag in document.flags:
        _case(suite, (path, name), flag, places.region(flag).start, fails=quality.verdict == "fail")


def _case(suite: _Element, story: tuple[str, str], flag: Flag, start: Position, *, fails: bool) -> None:
    from lxml import etree

    path, classname = story
    where = f"{start.line}:{start.column}"
    name = f"{flag.code} {flag.rule} ({where})"
    case = etree.SubElement(suite, "testcase", name=name, classname=classname, file=path, line=str(start.line))
    suggested = [f"→ {one.text}" if one.text else "→ take it out" for one in flag.suggestions]
    detail = xml_text("\n".join([f"{path}:{where} {flag.severity}: {flag.message}", *suggested]))
    if fails:
        etree.SubElement(case, "failure", type=str(flag.severity), message=xml_text(flag.message)).text = detail
    else:
        etree.SubElement(case, "system-out").text = detail
