"""Beads as a page: two columns, a row a bead, rows without a partner marked. Nothing is loaded from elsewhere."""

from __future__ import annotations

from lxml import etree
from lxml.builder import E

from mtcheck.report.alignment.model import AlignedPair
from mtcheck.report.xml_text import xml_text

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.25rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border-top: 1px solid #8886; padding: .5rem; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
col.score { width: 4.5rem; }
td.score { font-variant-numeric: tabular-nums; color: GrayText; }
tr.alone td { background: #c8503220; }
tr.weak td.score { color: #c85032; font-weight: 600; }
@media (max-width: 40rem) { body { margin: 1rem auto; } td, th { padding: .35rem; } col.score { width: 3.2rem; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_WEAK = 0.5


def render(pair: AlignedPair) -> str:
    """One self-contained page with a strict content security policy; all text is escaped by the XML library."""
    lonely = sum(1 for _ in pair.unaligned())
    title = f"{xml_text(pair.left.path)} beside {xml_text(pair.right.path)}"
    rows = []
    for bead in pair.beads:
        kind = "alone" if not (bead.left and bead.right) else "weak" if bead.score < _WEAK else ""
        rows.append(
            E.tr(
                E.td(pair.left_text(bead), lang=pair.left_language, dir="auto"),
                E.td(f"{bead.score:.2f}" if kind != "alone" else "alone", {"class": "score"}),
                E.td(pair.right_text(bead), lang=pair.right_language, dir="auto"),
                {"class": kind},
            )
        )
    page = E.html(
        E.head(
            E.meta(charset="utf-8"),
            E.meta({"http-equiv": "Content-Security-Policy", "content": _POLICY}),
            E.meta(name="viewport", content="width=device-width, initial-scale=1"),
            E.title(title),
            E.style(_STYLE),
        ),
        E.body(
            E.h1(title),
            E.p(f"{len(pair.beads)} beads, {lonely} segments without a partner."),
            E.table(
                E.colgroup(E.col(), E.col({"class": "score"}), E.col()),
                E.thead(
                    E.tr(
                        E.th(f"{xml_text(pair.left.path)} ({pair.left_language})", scope="col"),
                        E.th("score", scope="col"),
                        E.th(f"{xml_text(pair.right.path)} ({pair.right_language})", scope="col"),
                    )
                ),
                E.tbody(*rows),
            ),
        ),
        lang="en",
    )
    rendered: bytes = etree.tostring(page, encoding="utf-8", method="html", pretty_print=True)
    return "<!DOCTYPE html>\n" + rendered.decode("utf-8")
