"""Beads as a translation memory: TMX 1.4b (LISA OSCAR 2005), a unit for each bead with both sides."""

from __future__ import annotations

from lxml import etree

from mtcheck.report.alignment.model import AlignedPair
from mtcheck.version import __version__

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def render(pair: AlignedPair) -> str:
    """The memory as XML; beads without a partner have no translation, and are left out."""
    root = etree.Element("tmx", version="1.4")
    etree.SubElement(
        root,
        "header",
        creationtool="mtcheck",
        creationtoolversion=__version__,
        segtype="sentence",
        adminlang="en",
        srclang=pair.left_language,
        datatype="plaintext",
    ).set("o-tmf", "mtcheck")
    body = etree.SubElement(root, "body")
    for bead in pair.beads:
        if not (bead.left and bead.right):
            continue
        unit = etree.SubElement(body, "tu")
        etree.SubElement(unit, "prop", type="score").text = f"{bead.score:.4f}"
        for language, text in (
            (pair.left_language, pair.left_text(bead)),
            (pair.right_language, pair.right_text(bead)),
        ):
            variant = etree.SubElement(unit, "tuv", {_LANGUAGE: language})
            etree.SubElement(variant, "seg").text = text
    rendered: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return rendered.decode("utf-8")
