"""What the user should check of the columns of training data: lines that are not like the others,
columns that nobody reads, and outputs that are hardly meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from pantoum.config import DataConfig
from pantoum.data.columns import (
    KNOWN_NAMES,
    Columns,
    cell_of_row,
    first_of,
    is_number,
    is_range,
    known_columns,
    place_of,
    width_of,
)
from pantoum.data.feature_cells import holds_features, is_numeric, is_phonetic
from pantoum.data.file_format import is_bulk
from pantoum.data.lines import printable
from pantoum.data.rows import Row
from pantoum.errors import PantoumError

# So many lines or columns are named, and so many characters of a cell.
MOST_NAMED = 3
MAX_CELL_LENGTH = 20


def check_outputs(path: Path, rows: Sequence[Row], columns: Columns, data: DataConfig) -> None:
    """Refuse outputs that were guessed by their place and are numbers alone, where another column
    could hold them.

    Args:
        rows: those that hold examples.

    Raises:
        PantoumError: such outputs; the message names the likely columns.
    """
    if data.target_column or not rows or not is_number(columns.target):
        return
    target = cells_in(rows, columns.target)
    if not is_bulk([is_numeric(cell) for cell in target]):
        return
    taken = tuple(columns)
    others = [str(number) for number in range(1, _width(rows) + 1) if str(number) not in taken]
    likely = [column for column in others if _could_be_output(cells_in(rows, column))]
    if likely:
        shown = ", ".join(f'{column} ("{_short(cells_in(rows, column)[0])}")' for column in likely)
        raise PantoumError(
            f'column {columns.target}, the output, holds numbers alone ("{_short(target[0])}"), '
            f"and likely outputs are in column {shown}",
            where=str(path),
            remedy=f"name the right one, as in --data.target_column {likely[-1]}",
            setting="data.target_column",
        )


def notes_on_columns(rows: Sequence[Row], columns: Columns, names: Sequence[str]) -> list[str]:
    """Lines that are not like the others, and columns that are not read.

    Args:
        rows: those that hold examples.
        columns: as numbers, or as keys where the rows have some.
        names: the header; empty for none.
    """
    notes = _repeated_headers(rows, names)
    if rows and rows[0].names is None and not is_range(columns.target):
        notes += _other_widths(rows)
    if columns.features:
        notes += _other_features(rows, columns.features)
    return notes + _columns_not_read(rows, columns, names)


def cells_in(rows: Sequence[Row], column: str) -> list[str]:
    """The cells of a column, given by its number or key, in the rows that have it."""
    return [cell for row in rows if (cell := cell_of_row(row, column)) is not None]


def _could_be_output(cells: Sequence[str]) -> bool:
    return not is_bulk([is_numeric(cell) or not cell for cell in cells]) and not holds_features(
        cells
    )


def _width(rows: Sequence[Row]) -> int:
    """How many cells most rows have."""
    return Counter(map(width_of, rows)).most_common(1)[0][0]


def _other_widths(rows: Sequence[Row]) -> list[str]:
    usual = _width(rows)
    # An empty last cell may stand for what a line has none of, such as features.
    others = [row for row in rows if not width_of(row) <= usual <= len(row.cells)]
    if others and not is_bulk([width_of(row) <= usual <= len(row.cells) for row in rows]):
        return _wider_rows(rows, usual)
    return _not_as_wide({row.line: width_of(row) for row in others}, usual, len(rows))


def width_notes(widths: Mapping[int, int]) -> list[str]:
    """A word on lines that have another number of columns than most.

    Args:
        widths: the number of columns of each line, by the line's own number.
    """
    if not widths:
        return []
    ((usual, _),) = Counter(widths.values()).most_common(1)
    others = {line: width for line, width in widths.items() if width != usual}
    return _not_as_wide(others, usual, len(widths))


def _not_as_wide(others: Mapping[int, int], usual: int, lines: int) -> list[str]:
    if not others:
        return []
    first = list(others.items())[:MOST_NAMED]
    named = ", ".join(f"line {line} has {width}" for line, width in first)
    more = f" and {len(others) - MOST_NAMED:,} more" if len(others) > MOST_NAMED else ""
    return [f"{lines - len(others):,} of {lines:,} lines have {usual} columns, but {named}{more}"]


def _wider_rows(rows: Sequence[Row], usual: int) -> list[str]:
    """A word on many lines with further cells, such as several right outputs."""
    wider = [row.line for row in rows if width_of(row) > usual]
    if not wider:
        return []
    return [
        f"{len(wider):,} of {len(rows):,} lines have more than {usual} columns, such as line "
        f"{wider[0]}: if all are right outputs, give the target column as {usual}-"
    ]


def _other_features(rows: Sequence[Row], column: str) -> list[str]:
    places = [row.line for row in rows if is_phonetic(cell_of_row(row, column) or "")]
    if not places or len(places) * 2 > len(rows):
        return []
    named = ", ".join(map(str, places[:MOST_NAMED]))
    return [f"features with letters of the phonetic alphabet: {len(places):,}, as in line {named}"]


def _repeated_headers(rows: Sequence[Row], names: Sequence[str]) -> list[str]:
    lines = [row.line for row in rows if row.names is None and _is_header(row.header, names)]
    if not lines:
        return []
    named = ", ".join(map(str, lines[:MOST_NAMED]))
    return [
        f"a header inside the file is read as an example, in {len(lines):,} "
        f"line{'s' if len(lines) > 1 else ''}: {named}"
    ]


def _is_header(cells: Sequence[str], names: Sequence[str]) -> bool:
    if cells == list(names):
        return True
    return cells[0].lower() in KNOWN_NAMES and known_columns(cells) is not None


def _columns_not_read(rows: Sequence[Row], columns: Columns, names: Sequence[str]) -> list[str]:
    if not rows:
        return []
    first = rows[0]
    read = {place_of(first, column) for column in columns if column}
    if is_range(columns.target):
        read |= set(range(int(first_of(columns.target)) - 1, _width(rows)))
    width = len(first.cells) if first.names is not None else _width(rows)
    labels = first.names or names
    not_read = []
    for place in range(width):
        if place in read:
            continue
        label = labels[place] if place < len(labels) else ""
        cell = first.cells[place] if place < len(first.cells) else ""
        not_read.append(f'{_short(label, 40) or place + 1} ("{_short(cell)}")')
    if not not_read:
        return []
    more = f" and {len(not_read) - MOST_NAMED:,} more" if len(not_read) > MOST_NAMED else ""
    what = f"{', '.join(not_read[:MOST_NAMED])}{more}"
    return [f"columns {what} are not read" if len(not_read) > 1 else f"column {what} is not read"]


def _short(cell: str, most: int = MAX_CELL_LENGTH) -> str:
    """A cell in a message: on one line, and without what a terminal would obey."""
    text = " ".join(cell.split())
    shown = text if len(text) <= most else text[: most - 1] + "…"
    return printable(shown)
