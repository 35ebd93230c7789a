"""Inputs to predict from in files with columns: those of the training data, or the inputs alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pantoum.data.columns import (
    FEATURE_NAMES,
    KNOWN_NAMES,
    SOURCE_NAMES,
    Columns,
    is_number,
)
from pantoum.data.data_file import DataFile
from pantoum.data.lines import trimmed, where
from pantoum.data.rows import NoText, Row, read_rows
from pantoum.errors import PantoumError


class Input(NamedTuple):
    """One input, its features where the model reads some, and the line that it stands on."""

    source: str
    features: str | None
    line: int


class Inputs(NamedTuple):
    """The inputs of a file, in their order, and the header that was found; () for none."""

    inputs: list[Input]
    header: Sequence[str]


def has_input_columns(first: Sequence[str], columns: Columns, has_features: bool) -> bool:
    """Whether the lines of a TSV file have more than an input and perhaps its features, or names.

    Args:
        first: the cells of the first line.
        columns: those of the training data.
        has_features: whether the model reads features.
    """
    filled = _without_empty_end([trimmed(cell) for cell in first])
    return len(filled) > 1 + has_features or (len(filled) > 1 and _is_header(filled, columns))


def read_inputs(file: DataFile, columns: Columns, has_features: bool) -> Inputs:
    """The inputs of a file with columns.

    Names, in a header or as keys, are those of the training data, or known ones of inputs and
    features. Without names a file that is as narrow as the inputs holds them alone; in any other
    the columns are those of the training data.

    Args:
        columns: those of the training data.
        has_features: whether the model reads features.

    Raises:
        PantoumError: a file that cannot be read so; the message names the line.
    """
    rows = read_rows(file)
    if not rows:
        return Inputs([], ())
    first = rows[0]
    if file.format == "lexicon" and columns.named:
        columns = Columns()  # a lexicon has no names
    if first.names is not None:
        return Inputs([_from_object(file, row, columns, has_features) for row in rows], ())
    header = [trimmed(cell) for cell in first.cells]
    if _is_header(header, columns):
        names = header
        rows = rows[1:]
    else:
        names = []
    places = _places(file, first, names, columns, has_features)
    return Inputs([_from_row(file, row, places) for row in rows], names)


def parse_input(line: str, place: str, has_features: bool) -> tuple[str, str | None]:
    """One line of input to predict from, ``source`` or ``source TAB features``, as source and
    features.

    Raises:
        PantoumError: the line, which stands at `place`, has more columns than that, or fewer and
            holds something.
    """
    cells = [trimmed(cell) for cell in line.split("\t")]
    # An empty last cell is no column: a TAB at the end of a line is seldom meant.
    while len(cells) > 1 + has_features and not cells[-1]:
        cells.pop()
    if len(cells) > 1 + has_features:
        reads = "the input and its features" if has_features else "only the input"
        raise PantoumError(
            f"the line has {len(cells)} columns, but this model reads {reads}",
            where=place,
            remedy="remove the other columns (cut -f keeps those you name)",
        )
    if has_features and len(cells) == 1 and cells[0]:
        raise PantoumError(
            "the line has 1 column, but this model reads `input TAB features`",
            where=place,
            remedy="put a TAB and the features behind the input, or the TAB alone if it has none",
        )
    return cells[0], cells[1] if len(cells) > 1 else None


def _is_header(cells: Sequence[str], columns: Columns) -> bool:
    """Whether the first row has names: that of the training data's input, or known ones alone."""
    if not is_number(columns.source) and columns.source in cells:
        return True
    names = [cell.lower() for cell in cells]
    return any(name in SOURCE_NAMES for name in names) and all(
        name in KNOWN_NAMES or name in ("id", "index") for name in names
    )


def _places(
    file: DataFile, first: Row, names: Sequence[str], columns: Columns, has_features: bool
) -> list[int]:
    """Where the input stands among the cells, and its features where they are read."""
    wanted = _wanted(columns, has_features)
    if not names and len(_without_empty_end(first.cells)) <= len(wanted):
        return list(range(len(wanted)))
    places = []
    for role, column, known in wanted:
        place = _place(names, column, known)
        if place is None:
            there = ", ".join(name[:40] for name in (names or first.cells)[:20])
            raise PantoumError(
                f"no column {column[:40]!r} for the {role} (the first line has: {there})",
                where=where(file.path, first.line),
                remedy="name the columns in the first line as in the training data",
            )
        places.append(place)
    return places


def _wanted(columns: Columns, has_features: bool) -> list[tuple[str, str, Sequence[str]]]:
    """What is read: its role, its column in the training data, and the names that it may have."""
    source = ("source", columns.source, SOURCE_NAMES)
    features = ("features", columns.features, FEATURE_NAMES)
    return [source, features] if has_features else [source]


def _place(names: Sequence[str], column: str, known: Sequence[str]) -> int | None:
    """The place of a column: by its name, else by a known name, else by its number."""
    if column in names:
        return names.index(column)
    lower = [name.lower() for name in names]
    found = next((lower.index(name) for name in known if name in lower), None)
    if found is None and is_number(column):
        return int(column) - 1
    return found


def _from_row(file: DataFile, row: Row, places: Sequence[int]) -> Input:
    cells = [trimmed(cell) for cell in row.cells]
    missing = [place for place in places if place >= len(cells)]
    if missing:
        count = f"{len(cells)} column{'s' if len(cells) > 1 else ''}"
        what = "input" if missing[0] == places[0] else "features"
        raise PantoumError(
            f"the line has {count}, but the {what} should be column {missing[0] + 1}",
            where=where(file.path, row.line),
            remedy="give every line as many columns",
        )
    source, *features = (cells[place] for place in places)
    return Input(source, features[0] if features else None, row.line)


def _from_object(file: DataFile, row: Row, columns: Columns, has_features: bool) -> Input:
    names = row.names or []
    wanted = _wanted(columns, has_features)
    texts: list[str] = []
    for role, column, known in wanted:
        place = _place(names, column, known)
        if place is None or place >= len(names):
            there = ", ".join(name[:40] for name in names[:20]) or "none"
            raise PantoumError(
                f"no key {column[:40]!r} for the {role} (there are: {there})",
                where=where(file.path, row.line),
                remedy="name the keys as in the training data",
            )
        text = row.cells[place]
        if isinstance(text, NoText):
            raise PantoumError(
                f"{names[place]!r} is {text}, but must be a string",
                where=where(file.path, row.line),
                remedy="write it in quotes",
            )
        texts.append(trimmed(text))
    return Input(texts[0], texts[1] if has_features else None, row.line)


def _without_empty_end(cells: Sequence[str]) -> list[str]:
    """The cells up to the last one that holds something."""
    filled = list(cells)
    while len(filled) > 1 and not trimmed(filled[-1]):
        filled.pop()
    return filled
