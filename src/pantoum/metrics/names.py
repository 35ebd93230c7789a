"""How a reader sees the names of scores, their values, and single symbols."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from pantoum.data.lines import escaped, printable
from pantoum.metrics.bootstrap import Interval

# The score that a model is first judged by: the first of these that it has.
MAIN = ("word_error_rate", "bleu", "f1", "accuracy")
# In place of a text that is empty.
NOTHING = "(nothing)"
# Carries what is combined with the letter before it, where there is none.
DOTTED_CIRCLE = "◌"
SPELLED = {"bleu": "BLEU", "chrf": "chrF", "f1": "F1", "macro_f1": "macro F1"}
LOWER_IS_BETTER = (
    "word_error_rate",
    "symbol_error_rate",
    "perplexity",
    "bits_per_character",
    "loss",
)
# Scores from 0 to 100 that are no share of anything.
POINTS = ("bleu", "chrf")
COUNTS = ("examples", "words")
# All others are in per cent.
UNITS = {"perplexity": "", "bits_per_character": "", "seconds": " s", **dict.fromkeys(POINTS, "")}


def main_of(scores: Collection[str]) -> str:
    """The name of the score that a model is first judged by; else the first one."""
    found = (name for name in scores if name.rpartition(".")[2] in MAIN)
    return next(found, next(iter(scores)))


def name_of(score: str) -> str:
    """The name of a score in words: "word error rate" of word_error_rate, "ner.F1" of ner.f1."""
    column, dot, name = score.rpartition(".")
    return printable(column) + dot + SPELLED.get(name, name.replace("_", " "))


def value_of(score: str, value: float | int) -> str:
    """A score with its unit: "2.50 %", "1,000" examples."""
    name = score.rpartition(".")[2]
    return f"{value:,.0f}" if name in COUNTS else f"{value:,.2f}{UNITS.get(name, ' %')}"


def is_count(name: str) -> bool:
    """Whether this is how many examples or words there are, also of a column of tags."""
    return name.rpartition(".")[2] in COUNTS


def bounds_of(interval: Interval | None) -> str:
    """An interval in the unit of its score; nothing where there is none."""
    return "" if interval is None else f"[{interval.low:,.2f}, {interval.high:,.2f}]"


def visible(symbol: str) -> str:
    """A symbol or label as a reader sees it, also if it is none, a space, or has no shape of its
    own.
    """
    if not symbol:
        return NOTHING
    if symbol == " ":
        return "(space)"
    carrier = DOTTED_CIRCLE if unicodedata.category(symbol[0]).startswith("M") else ""
    return carrier + escaped(symbol)
