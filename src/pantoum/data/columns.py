"""Which columns of a file hold what: set as numbers or names, or inferred from the first lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pantoum.config import DataConfig
from pantoum.data.lines import where
from pantoum.data.rows import Row
from pantoum.errors import PantoumError

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
KNOWN_NAMES = (*SOURCE_NAMES, *TARGET_NAMES, *FEATURE_NAMES)

# A number of more digits is no column of any file; int() takes long over thousands of them, and
# then refuses.
MOST_DIGITS = 9

# So many rows tell whether a column holds features.
LOOKED_AT = 1000
# Features are few and come again: in a column of notes or attributions most parts differ from row
# to row.
FEW_PARTS = 30
ROWS_A_PART = 10
# The least share of cells whose parts differ from each other.
DIFFERING = 0.9
_NUMBER = re.compile(r"[-+]?[\d.,]+(e[-+]?\d+)?", re.IGNORECASE)
_BETWEEN_FEATURES = re.compile(r"[;|,\s]+")
_SIGNS = re.compile(r"[;|=]")
_TAG = re.compile(r"[A-Z0-9][A-Z0-9._+*/-]*")
# Letters and marks of the International Phonetic Alphabet, but for those that it shares with other
# alphabets.
_PHONETIC = re.compile("[\u0250-\u02ff\u0300-\u036f\u1d00-\u1dbf]")


class Columns(NamedTuple):
    """Where input, output and features stand: numbers from 1, or column names or JSON keys; "" for
    none.
    """

    source: str = "1"
    target: str = "2"
    features: str = ""

    @property
    def named(self) -> bool:
        """Whether a name is among them, so that the file must have a header."""
        return any(column and not is_number(column) for column in self)

    def describe(self) -> str:
        """The columns and their roles, in words."""
        return ", ".join(
            f"{role} {column[:40]!r}"
            for role, column in zip(self._fields, self, strict=True)
            if column
        )


# What files without names have.
UNNAMED = (Columns(), Columns(features="3"))


def is_number(column: str) -> bool:
    """Whether a column is given by its number."""
    return column.isdecimal() and len(column) <= MOST_DIGITS


def known_columns(names: Sequence[str]) -> Columns | None:
    """The columns that these names imply, or None if they do not imply both the input and the
    output."""
    by_name = {name.strip().lower(): name for name in reversed(names)}
    source = next((by_name[name] for name in SOURCE_NAMES if name in by_name), None)
    others = {name: column for name, column in by_name.items() if column != source}
    target = next((others[name] for name in TARGET_NAMES if name in others), None)
    if source is None or target is None:
        return None
    return Columns(
        source, target, next((by_name[name] for name in FEATURE_NAMES if name in by_name), "")
    )


def choose_columns(rows: Sequence[Row]) -> Columns:
    """The columns of a file: from known names, else the first two and a third that seems to be
    features.
    """
    if not rows:
        return Columns()
    first = rows[0]
    known = known_columns(first.header)
    if known is not None:
        return known
    return Columns(
        features="3" if first.names is None and _third_has_features(rows[:LOOKED_AT]) else ""
    )


def complete_columns(rows: Sequence[Row], data: DataConfig) -> Columns:
    """The columns of a training file: those that `data` sets, the others inferred from the
    file."""
    inferred = choose_columns(rows)
    source = data.source_column or inferred.source
    target = data.target_column or inferred.target
    features = data.features_column
    if features is None:
        taken = {_cell_of(column, rows) for column in (source, target)}
        features = "" if _cell_of(inferred.features, rows) in taken else inferred.features
    columns = Columns(source, target, features)
    # Kept as names, they are still known to be meant so when the next file with these names is
    # read.
    if rows and _contradicting(columns, rows[0].header):
        return Columns(*(_key(column, rows[0].header) for column in columns))
    return columns


def locate(path: Path, first: Row, columns: Columns, *, need_target: bool) -> Columns:
    """The columns as keys, where the first row has them, or else as numbers.

    Raises:
        PantoumError: a name that is not there, an output that is also input, or names that tell
        other columns.
    """
    names = first.header
    known = _contradicting(columns, names)
    if known is not None:
        mend = (
            "reorder the columns or remove the header"
            if first.names is None
            else "reorder the keys of this line"
        )
        raise PantoumError(
            f"the names say {known.describe()}, but {columns.describe()} are read, as in training "
            "data without names",
            where=where(path, first.line),
            remedy=mend,
        )
    if first.names is not None:
        located = Columns(*(_key(column, names) for column in columns))
    else:
        located = _numbers(path, first.line, columns, names, need_target)
    _check_apart(path, columns, located)
    return located


def _check_apart(path: Path, columns: Columns, located: Columns) -> None:
    """Refuse an output that the model would also read."""
    for role, column in (("source", located.source), ("features", located.features)):
        if column and column == located.target:
            none = ", or '' for none" if role == "features" else ""
            raise PantoumError(
                f"column {columns.target[:40]!r} is the target, but the {role} as well",
                where=str(path),
                remedy=f"set data.target_column, or data.{role}_column, to another column{none}",
            )


def _contradicting(columns: Columns, names: Sequence[str]) -> Columns | None:
    """The columns that these names tell, where `columns` are those of files without names, and
    others.
    """
    known = known_columns(names)
    if known is None or columns not in UNNAMED:
        return None
    differ = any(
        number and name and names[int(number) - 1 : int(number)] != [name]
        for number, name in zip(columns, known, strict=True)
    )
    return known if differ else None


def _key(column: str, names: Sequence[str]) -> str:
    """The name of a column; a number counts the names."""
    if column in names or not is_number(column) or not 1 <= int(column) <= len(names):
        return column
    return names[int(column) - 1]


def _cell_of(column: str, rows: Sequence[Row]) -> str:
    """The number of a column that is perhaps given by its name; what is neither stays as it is."""
    header = rows[0].header if rows else []
    if column in header and not (is_number(column) and rows[0].names is None):
        return str(header.index(column) + 1)
    return str(int(column)) if is_number(column) else column


def _numbers(
    path: Path, line: int, columns: Columns, header: list[str], need_target: bool
) -> Columns:
    """The columns as numbers, where some are names in the header."""
    numbers = []
    for role, column in zip(Columns._fields, columns, strict=True):
        if is_number(column):
            if int(column) < 1:
                raise PantoumError(
                    f"column {column!r} for the {role}: columns are counted from 1",
                    setting=f"data.{role}_column",
                    rule="a name, or a number from 1",
                    value=column,
                    where=str(path),
                )
            numbers.append(str(int(column)))
        elif not column:
            numbers.append("")
        elif column in header:
            numbers.append(str(header.index(column) + 1))
        elif role == "target" and not need_target:
            numbers.append("")
        else:
            raise PantoumError(
                f"no column {column[:40]!r} for the {role} in this header: "
                f"{', '.join(name[:40] for name in header[:20])};",
                setting=f"data.{role}_column",
                where=where(path, line),
                value=column,
                remedy="name one of these or give a number from 1",
            )
    return Columns(*numbers)


def _third_has_features(rows: Sequence[Row]) -> bool:
    return all(len(row.cells) == 3 for row in rows) and holds_features(
        [row.cells[2].strip() for row in rows]
    )


def holds_features(cells: Sequence[str]) -> bool:
    """Whether the cells of a column have the form of features: ``V;IND;PRS;1;SG``,
    ``Number=Sing|Case=Nom``, ``NOUN``, ``f``.

    Their parts come from a small set, and are neither just numbers (counts, years) nor in phonetic
    letters. Most cells have a sign that texts lack (; | =), or are one tag in capitals, or come
    again in other rows, with parts that differ from each other: a transcription belongs to one
    word, and writes the same sound twice.
    """
    if all(_NUMBER.fullmatch(cell) for cell in cells):
        return False
    if any(_PHONETIC.search(unicodedata.normalize("NFC", cell)) for cell in cells):
        return False
    parts = [[part for part in _BETWEEN_FEATURES.split(cell) if part] for cell in cells]
    total = sum(map(len, parts))
    if not total or len({part for row in parts for part in row}) > max(
        FEW_PARTS, total // ROWS_A_PART
    ):
        return False
    if 2 * sum(bool(_SIGNS.search(cell) or _TAG.fullmatch(cell)) for cell in cells) > len(cells):
        return True
    differing = sum(len(set(row)) == len(row) for row in parts)
    return 2 * len(set(cells)) <= len(cells) and differing >= DIFFERING * len(cells)
