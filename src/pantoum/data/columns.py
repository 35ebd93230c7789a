"""Which columns of a file hold what: set as numbers or names, or inferred from the first lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pantoum.config import DataConfig
from pantoum.data.feature_cells import few_parts, holds_features
from pantoum.data.file_format import is_bulk
from pantoum.data.header import check_once
from pantoum.data.lines import trimmed, where
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


class Columns(NamedTuple):
    """Where input, output, features, group and weight stand: numbers from 1, or column names or
    JSON keys; "" for none. The output may be a range, as in "2-": that column and all behind it.
    """

    source: str = "1"
    target: str = "2"
    features: str = ""
    group: str = ""
    weight: str = ""

    @property
    def named(self) -> bool:
        """Whether a name is among them, so that the file must have a header."""
        return any(column and not is_number(first_of(column)) for column in self)

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


def is_range(column: str) -> bool:
    """Whether a column is the first of several: "2-"."""
    return column.endswith("-") and is_number(column[:-1])


def first_of(column: str) -> str:
    """The first column of a range; any other column as it is."""
    return column[:-1] if is_range(column) else column


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


def has_header(first: Row, columns: Columns) -> bool:
    """Whether the first row of a file holds the names of its columns and is no example."""
    return first.names is None and (columns.named or known_columns(first.header) is not None)


def choose_columns(rows: Sequence[Row], beside: Sequence[str] = ()) -> Columns:
    """The columns of a file: from known names, else the first two and a third that seems to be
    features.
    """
    if not rows:
        return Columns()
    first = rows[0]
    known = known_columns(first.header)
    if known is not None:
        named = [cell_of_row(row, known.features, first.header) or "" for row in rows[1:LOOKED_AT]]
        return known if not known.features or few_parts(named) else known._replace(features="")
    return Columns(
        features="3"
        if first.names is None and _third_has_features(rows[:LOOKED_AT], beside)
        else ""
    )


def complete_columns(rows: Sequence[Row], data: DataConfig) -> Columns:
    """The columns of a training file: those that `data` sets, the others inferred from the
    file."""
    inferred = choose_columns(rows, (data.group_column, data.weight_column))
    source = data.source_column or inferred.source
    target = data.target_column or inferred.target
    features = data.features_column
    if features is None:
        others = (source, target, data.group_column, data.weight_column)
        taken = {_cell_of(column, rows) for column in others if column}
        clash = is_range(target) or _cell_of(inferred.features, rows) in taken
        features = "" if clash else inferred.features
    beside = [data.group_column, data.weight_column]
    if rows and known_columns(rows[0].header) is not None:
        beside = [_key(column, rows[0].header) for column in beside]
    columns = Columns(source, target, features, *beside)
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
    if first.names is None and has_header(first, columns):
        for role, column in columns._asdict().items():
            if not is_number(column):
                check_once(path, first.line, names, role, column)
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
    """Refuse an output that the model would also read, and other columns that are given twice."""
    roles = located._asdict()
    for role, column in roles.items():
        clash = role != "target" and (
            column == located.target or _is_within(column, located.target)
        )
        if column and clash:
            raise _two_roles(path, columns.target, "target", role)
    for role in ("group", "weight"):
        for other in ("source", "features", "group"):
            if role != other and roles[role] and roles[role] == roles[other]:
                raise _two_roles(path, getattr(columns, other), other, role)


def _two_roles(path: Path, column: str, role: str, other: str) -> PantoumError:
    none = "" if other == "source" else ", or '' for none"
    verb = "are" if role == "features" else "is"
    return PantoumError(
        f"column {column[:40]!r} {verb} the {role}, but the {other} as well",
        where=str(path),
        remedy=f"set data.{role}_column, or data.{other}_column, to another column{none}",
    )


def _is_within(column: str, target: str) -> bool:
    return is_range(target) and is_number(column) and int(column) >= int(first_of(target))


def _contradicting(columns: Columns, names: Sequence[str]) -> Columns | None:
    """The columns that these names tell, where `columns` are those of files without names, and
    others.
    """
    known = known_columns(names)
    if known is None or columns._replace(group="", weight="") not in UNNAMED:
        return None
    differ = any(
        number and name and names[int(number) - 1 : int(number)] != [name]
        for number, name in zip(columns, known, strict=True)
    )
    return known if differ else None


def _key(column: str, names: Sequence[str]) -> str:
    """The name of a column; a number counts the names, and stays one where several columns have
    that name.
    """
    if column in names or not is_number(column) or not 1 <= int(column) <= len(names):
        return column
    name = names[int(column) - 1]
    return name if names.count(name) == 1 else column


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
        if is_number(first_of(column)):
            if int(first_of(column)) < 1:
                raise PantoumError(
                    f"column {column!r} for the {role}: columns are counted from 1",
                    setting=f"data.{role}_column",
                    rule="a name, or a number from 1",
                    value=column,
                    where=str(path),
                )
            numbers.append(str(int(first_of(column))) + "-" * is_range(column))
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


def width_of(row: Row) -> int:
    """How many cells a row has; empty ones at its end are none."""
    width = len(row.cells)
    while width > 1 and not trimmed(row.cells[width - 1]):
        width -= 1
    return width


def place_of(row: Row, column: str, header: Sequence[str] = ()) -> int | None:
    """Where in the row's cells a column is, if it is there.

    Args:
        column: its number from 1, or its key or name.
        header: the names of the columns, where a row of a file holds them.
    """
    names = row.names if row.names is not None else header
    if column in names:
        return list(names).index(column)
    if row.names is not None or not is_number(column):
        return None
    return int(column) - 1 if 1 <= int(column) <= len(row.cells) else None


def cell_of_row(row: Row, column: str, header: Sequence[str] = ()) -> str | None:
    """The cell of a column, or None if it is not there; the arguments are those of `place_of`."""
    place = place_of(row, column, header)
    if place is None or place >= len(row.cells):
        return None
    return trimmed(row.cells[place])


def _third_has_features(rows: Sequence[Row], beside: Sequence[str]) -> bool:
    """Whether nearly all rows have three cells, beside those of other roles, and the third ones are
    features.
    """
    most = 3
    while str(most + 1) in beside:
        most += 1
    three = [width_of(row) <= most and len(row.cells) >= 3 for row in rows]
    return is_bulk(three) and holds_features(
        [trimmed(row.cells[2]) for row, has in zip(rows, three, strict=True) if has]
    )
