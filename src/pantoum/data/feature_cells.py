"""Whether the cells of a column have the form of features, of numbers or of sounds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pantoum.data.file_format import is_bulk

# Features are few and come again: in a column of notes or attributions most parts differ from row
# to row.
FEW_PARTS = 30
ROWS_A_PART = 10
# The least share of cells whose parts differ from each other.
DIFFERING = 0.9
_NUMBER = re.compile(r"[-+]?[\d.,]+(e[-+]?\d+)?", re.IGNORECASE)
_BETWEEN_FEATURES = re.compile(r"[;|,+_\s]+")
_SIGNS = re.compile(r"[;|=]")
_TAG = re.compile(r"[A-Z0-9][A-Z0-9._+*/-]*")
# Letters and marks of the International Phonetic Alphabet, but for those that it shares with other
# alphabets.
_PHONETIC = re.compile("[\u0250-\u02ff\u0300-\u036f\u1d00-\u1dbf]")


def is_numeric(cell: str) -> bool:
    """Whether a cell is a number and nothing else."""
    return _NUMBER.fullmatch(cell) is not None


def is_phonetic(cell: str) -> bool:
    """Whether a cell has a letter or mark of the International Phonetic Alphabet."""
    return _PHONETIC.search(unicodedata.normalize("NFC", cell)) is not None


def few_parts(cells: Sequence[str]) -> bool:
    """Whether the parts of features come from a small set."""
    parts = [part for cell in cells for part in _BETWEEN_FEATURES.split(cell) if part]
    return len(set(parts)) <= max(FEW_PARTS, len(parts) // ROWS_A_PART)


def holds_features(cells: Sequence[str]) -> bool:
    """Whether the cells of a column have the form of features: ``V;IND;PRS;1;SG``,
    ``Number=Sing|Case=Nom``, ``NOUN``, ``f``.

    Their parts come from a small set, and are neither just numbers (counts, years) nor in phonetic
    letters. Most cells have a sign that texts lack (; | =), or are one tag in capitals, or come
    again in other rows, with parts that differ from each other: a transcription belongs to one
    word, and writes the same sound twice. One cell in twenty may be otherwise: the bulk decides.
    """
    cells = [cell for cell in cells if cell]
    if not cells or is_bulk([is_numeric(cell) for cell in cells]):
        return False
    if not is_bulk([not is_phonetic(cell) for cell in cells]):
        return False
    parts = [[part for part in _BETWEEN_FEATURES.split(cell) if part] for cell in cells]
    if not any(parts) or not few_parts(cells):
        return False
    if 2 * sum(bool(_SIGNS.search(cell) or _TAG.fullmatch(cell)) for cell in cells) > len(cells):
        return True
    differing = sum(len(set(row)) == len(row) for row in parts)
    return 2 * len(set(cells)) <= len(cells) and differing >= DIFFERING * len(cells)
