"""Write docs/rules.md from the rules' own documentation.

usage: write_rules_doc.py
"""

from pathlib import Path

from mtcheck.checks import RULES

TARGET = Path(__file__).parent.parent / "docs" / "rules.md"


def page() -> str:
    """The page, as Markdown."""
    out = ["# Rules", "", "Written by `scripts/write_rules_doc.py`; `mtcheck explain CODE` shows the same."]
    for rule in RULES.values():
        out += ["", f"## {rule.code} {rule.name}", ""]
        out += [f"{rule.category}, {rule.severity}, {rule.confidence:.0%} sure. MQM: {rule.mqm}.", ""]
        out += rule.documentation.splitlines()
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
