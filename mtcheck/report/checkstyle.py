"""The report as Checkstyle's XML, which many build servers and editors read."""

from __future__ import annotations

from mtcheck.flag import Severity
from mtcheck.report.model import Report
from mtcheck.report.place import Places, relative
from mtcheck.report.xml_text import xml_text

_VERSION = "4.3"
"""The version that readers of the format expect; it has not changed since."""
_SEVERITY = {Severity.CRITICAL: "error", Severity.MAJOR: "warning", Severity.MINOR: "info"}


def render(report: Report) -> str:
    """A ``<file>`` for each story, clean ones too, with an ``<error>`` for each flag; columns count code points."""
    from lxml import etree

    root = etree.Element("checkstyle", version=_VERSION)
    for document in report.documents:
        file = etree.SubElement(root, "file", name=xml_text(relative(document.path)))
        places = Places(document.document)
        for flag in document.flags:
            start = places.region(flag).start
            etree.SubElement(
                file,
                "error",
                line=str(start.line),
                column=str(start.column),
                severity=_SEVERITY[flag.severity],
                message=xml_text(flag.message),
                source=f"mtcheck.{flag.code}",
            )
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written.decode()
