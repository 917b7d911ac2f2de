"""Conversions in brackets: which do not add up, and which are only rounded."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtcheck.flag import Severity
from tests.support import flagged, flags


@pytest.mark.parametrize(
    ("text", "span", "better", "severity"),
    [
        ("The road is closed for 300 kilometers (300 miles).", "300 kilometers (300 miles", "300 kilometers (186 miles", None),
        ("It weighs 25 kg (5.5 pounds).", "25 kg (5.5 pounds", "25 kg (55 pounds", Severity.MAJOR),
        ("They bought 2,000 hectares (about 942 acres).", "2,000 hectares (about 942 acres", "2,000 hectares (about 4,940 acres", Severity.MAJOR),
        ("It was 40 degrees Celsius (140 Fahrenheit).", "40 degrees Celsius (140 Fahrenheit", "40 degrees Celsius (104 Fahrenheit", None),
        ("A 10-kilometre (20-mile) walk.", "10-kilometre (20-mile", "10-kilometre (6.2-mile", Severity.MAJOR),
    ],
)  # fmt: skip
def test_what_does_not_add_up(text: str, span: str, better: str, severity: Severity | None) -> None:
    (flag,) = flags(text, "NUM005")
    assert text[flag.start : flag.end] == span
    assert flag.suggestions[0].text == better
    assert flag.severity is (severity or Severity.MINOR)


@pytest.mark.parametrize(
    "text",
    [
        "Waves of up to six meters (18 feet), 5 feet (2 metres) deep, 100 km (60 miles) off.",
        "It weighs 2.5 kg (5.5 pounds). The peak is 1,000 metres (3,281 feet) high.",
        "It was 40 degrees Celsius (104 Fahrenheit), two degrees Celsius (3.6 degrees Fahrenheit) more than in May.",
        "He ran 100 metres (in 10 seconds). Prices rose 5 percent (10 percent in May). He paid $5 (4 euros).",
        "Of 300 kilometers (some of them new) 20 miles are closed.",
        "It is 3.9 metres long (five centimetres more than the last one).",
        "She is 30 (her brother 28 miles away).",
    ],
)
def test_what_is_rounded_or_no_conversion(text: str) -> None:
    assert flagged(text, "NUM005") == []


@given(st.decimals(1, 9999, places=1), st.integers(2, 3))
def test_a_conversion_rounded_to_some_digits_passes(value: Decimal, digits: int) -> None:
    miles = value / Decimal("1.609344")
    rounded = round(miles, digits - 1 - miles.adjusted())
    assert flagged(f"It is {value:,f} km ({rounded:,f} miles) away.", "NUM005") == []
