"""Figures of a text in any language: numbers, percentages, sums of money, dates, times and quantities as values.

What a language writes figures with (number words, months, units, bounds) is in ``corpora/number_words.tsv`` and
``corpora/unit_words.tsv``; here is the grammar that joins them. `compare` says what became of the figures of one text
in another.
"""

from mtcheck.alignment.figures.agreement import supported
from mtcheck.alignment.figures.comparison import Change, Reason, compare
from mtcheck.alignment.figures.forms import Entry, Forms, Token, tokens
from mtcheck.alignment.figures.lexicon import knows
from mtcheck.alignment.figures.model import Figure
from mtcheck.alignment.figures.reading import figures
from mtcheck.alignment.figures.unit import units

__all__ = [
    "Change",
    "Entry",
    "Figure",
    "Forms",
    "Reason",
    "Token",
    "compare",
    "figures",
    "knows",
    "supported",
    "tokens",
    "units",
]
