"""A task of two groups: short strings, which come out reversed or as they are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.reversing import reversals, write_tsv

REVERSED = "reversed"
SAME = "same"
HEADER = ("word", "form", "way")
SETTINGS = {
    "data.group_column": "way",
    "model.hidden": 24,
    "model.embedding": 16,
    "model.dropout": 0.0,
    "training.epochs": 16,
    "training.batch_tokens": 60,
    "training.learning_rate": 0.02,
}
Triple = tuple[str, str, str]


def grouped() -> list[Triple]:
    """Inputs, outputs and groups: every string in both groups, or only the first in the other."""
    pairs = reversals(longest=3)
    return [
        *((word, turned, REVERSED) for word, turned in pairs),
        *((word, word, SAME) for word, _ in pairs[:30]),
    ]


def write_grouped(path: Path, rows: Iterable[Iterable[str]]) -> Path:
    """A file with a header."""
    return write_tsv(path, [HEADER, *map(tuple, rows)])
