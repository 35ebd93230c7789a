"""Which columns of a file hold what: given as numbers or names, or told from the first lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from weft.data.rows import Row

# In order of preference: with "lemma" and "word" in a header, the lemma is the input.
SOURCE_NAMES = (
    *("source", "src", "input", "lemma", "word", "grapheme", "graphemes"),
    *("orthography", "spelling", "raw", "text"),
)
TARGET_NAMES = (
    *("target", "tgt", "trg", "output", "form", "inflected", "inflected form", "inflected_form"),
    *("pronunciation", "phoneme", "phonemes", "phones", "ipa", "transcription"),
    *("transliteration", "translation", "normalized", "normalised", "label", "word"),
)
FEATURE_NAMES = ("features", "feature", "feats", "tags", "msd", "morphology")

# Features are few and come again: in a column of notes or attributions most parts differ from row to row.
LOOKED_AT = 1000
FEW_PARTS = 30
_NUMBER = re.compile(r"[-+]?[\d.,]+(e[-+]?\d+)?", re.IGNORECASE)
_BETWEEN_FEATURES = re.compile(r"[;|,\s]+")


class Columns(NamedTuple):
    """Where input, output and features stand: numbers from 1, or column names or JSON keys; "" for none."""

    source: str = "1"
    target: str = "2"
    features: str = ""

    @property
    def named(self) -> bool:
        """Whether a name is among them, so that the file must have a header."""
        return any(column and not column.isdecimal() for column in self)


def known_columns(names: Sequence[str]) -> Columns | None:
    """The columns that these names tell, or None if they do not tell both the input and the output."""
    by_name = {name.strip().lower(): name for name in reversed(names)}
    source = next((by_name[name] for name in SOURCE_NAMES if name in by_name), None)
    others = {name: column for name, column in by_name.items() if column != source}
    target = next((others[name] for name in TARGET_NAMES if name in others), None)
    if source is None or target is None:
        return None
    return Columns(source, target, next((by_name[name] for name in FEATURE_NAMES if name in by_name), ""))


def choose_columns(rows: Sequence[Row]) -> Columns:
    """The columns of a file: from known names, else the first two and a third that looks like features."""
    if not rows:
        return Columns()
    first = rows[0]
    known = known_columns(first.header)
    if known is not None:
        return known
    return Columns(features="3" if first.names is None and _third_has_features(rows[:LOOKED_AT]) else "")


def _third_has_features(rows: Sequence[Row]) -> bool:
    if any(len(row.cells) != 3 for row in rows):
        return False
    if all(_NUMBER.fullmatch(row.cells[2].strip()) for row in rows):
        return False  # counts, frequencies, years
    parts = [part for row in rows for part in _BETWEEN_FEATURES.split(row.cells[2]) if part]
    return bool(parts) and len(set(parts)) <= max(FEW_PARTS, len(parts) // 10)
