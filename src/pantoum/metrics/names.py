"""How a reader sees the names of scores, and a text that is empty."""

from __future__ import annotations

# In place of a text that is empty.
NOTHING = "(nothing)"
SPELLED = {"bleu": "BLEU", "chrf": "chrF", "f1": "F1", "macro_f1": "macro F1"}
# Scores from 0 to 100 that are no share of anything.
POINTS = ("bleu", "chrf")


def name_of(score: str) -> str:
    """The name of a score in words: "word error rate" of word_error_rate, "ner.F1" of ner.f1."""
    column, dot, name = score.rpartition(".")
    return column + dot + SPELLED.get(name, name.replace("_", " "))
