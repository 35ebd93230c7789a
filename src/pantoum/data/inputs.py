"""Inputs to predict from in files with columns: those of the training data, or the inputs alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from pantoum.data.columns import (
    FEATURE_NAMES,
    KNOWN_NAMES,
    SOURCE_NAMES,
    Columns,
    is_number,
    known_columns,
)
from pantoum.data.data_file import DataFile
from pantoum.data.groups import group_name
from pantoum.data.header import check_once
from pantoum.data.lines import trimmed, where
from pantoum.data.rows import NoText, Row, read_rows
from pantoum.errors import PantoumError


class Input(NamedTuple):
    """One input, its features and its group where the model reads some, and the line that it stands
    on.
    """

    source: str
    features: str | None
    line: int
    group: str | None = None


class Inputs(NamedTuple):
    """The inputs of a file, in their order, and the header that was found; () for none."""

    inputs: list[Input]
    header: Sequence[str]


def has_input_columns(first: Sequence[str], columns: Columns, has_features: bool) -> bool:
    """Whether the lines of a TSV file have more than an input and perhaps its features and its
    group, or names.

    Args:
        first: the cells of the first line.
        columns: those of the training data; the group's is "" where it is not read in the file.
        has_features: whether the model reads features.
    """
    filled = _without_empty_end([trimmed(cell) for cell in first])
    widest = 1 + has_features + bool(columns.group)
    return len(filled) > widest or _is_header(filled, columns)


def read_inputs(
    file: DataFile,
    columns: Columns,
    has_features: bool,
    errors: dict[int, PantoumError] | None = None,
) -> Inputs:
    """The inputs of a file with columns.

    Names, in a header or as keys, are those of the training data, or known ones of inputs and
    features. Without names a file that is as narrow as the inputs holds them alone, with their
    features and their groups behind them; in any other the columns are those of the training data.

    Args:
        columns: those of the training data; the group's is "" where it is not read in the file.
        has_features: whether the model reads features.
        errors: where it is given, a row that cannot be read is an input without text, and why
            stands here under its line.

    Raises:
        PantoumError: a file that cannot be read so; the message names the line.
    """
    rows = read_rows(file)
    if not rows:
        return Inputs([], ())
    first = rows[0]
    if file.format == "lexicon" and columns.named:
        columns = Columns(group=columns.group)  # a lexicon has no names
    if first.names is not None:
        read_object = partial(_from_object, file, columns=columns, has_features=has_features)
        return Inputs([_read(read_object, row, errors) for row in rows], ())
    header = [trimmed(cell) for cell in first.cells]
    if _is_header(header, columns):
        names = header
        rows = rows[1:]
    else:
        names = []
    places = _places(file, first, names, columns, has_features)
    roles = [role for role, _, _ in _wanted(columns, has_features)]
    read_row = partial(_from_row, file, roles=roles, places=places)
    return Inputs([_read(read_row, row, errors) for row in rows], names)


def _read(read: Callable[[Row], Input], row: Row, errors: dict[int, PantoumError] | None) -> Input:
    try:
        return read(row)
    except PantoumError as error:
        if errors is None:
            raise
        errors[row.line] = error
        return Input("", None, row.line)


def parse_input(
    line: str, place: str, has_features: bool, has_group: bool = False
) -> tuple[str, str | None, str | None]:
    """One line of input to predict from, ``source``, and behind it ``TAB features`` and ``TAB
    group`` where the line has them, as source, features and group.

    Raises:
        PantoumError: the line, which stands at `place`, has more columns than that, or fewer and
            holds something.
    """
    cells = [trimmed(cell) for cell in line.split("\t")]
    parts = ["input", *(["features"] if has_features else []), *(["group"] if has_group else [])]
    # An empty last cell is no column: a TAB at the end of a line is seldom meant.
    while len(cells) > len(parts) and not cells[-1]:
        cells.pop()
    if len(cells) > len(parts):
        more = {"features": "its features", "group": "its group"}
        reads = " and ".join(["the input", *(more[part] for part in parts[1:])])
        raise PantoumError(
            f"the line has {len(cells)} columns, but this model reads "
            f"{reads if parts[1:] else 'only the input'}",
            where=place,
            remedy="remove the other columns (cut -f keeps those you name), or say with "
            "--input_format tsv that the input has columns",
        )
    if len(cells) < len(parts) and any(cells):
        raise _too_few(len(cells), parts, place)
    if has_group and any(cells) and not cells[-1]:
        raise _no_group(place)
    filled = [*cells, *[None] * (len(parts) - len(cells))]
    return (
        filled[0] or "",
        filled[1] if has_features else None,
        filled[-1] if has_group else None,
    )


def _too_few(count: int, parts: Sequence[str], place: str) -> PantoumError:
    has_group = parts[-1] == "group"
    what = " and ".join(f"the {part}" for part in parts[1:])
    remedy = (
        f"put {what} behind the input, with a TAB between, or give the group of all lines "
        "with --group"
        if has_group
        else "put a TAB and the features behind the input, or the TAB alone if it has none"
    )
    return PantoumError(
        f"the line has {count} column{'s' if count > 1 else ''}, but this model reads "
        f"`{' TAB '.join(parts)}`",
        where=place,
        remedy=remedy,
    )


def _no_group(place: str) -> PantoumError:
    return PantoumError("the group is empty", where=place, remedy="fill it in or remove the line")


def _is_header(cells: Sequence[str], columns: Columns) -> bool:
    """Whether the first row has names: that of the training data's input; those of an input and an
    output, which make a first row names wherever data are read; or known ones alone.
    """
    if any(one in cells for one in (columns.source, columns.group) if one and not is_number(one)):
        return True
    if known_columns(cells) is not None:
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
        if place < len(names):
            check_once(file.path, first.line, names, role, names[place])
        places.append(place)
    return places


def _wanted(columns: Columns, has_features: bool) -> list[tuple[str, str, Sequence[str]]]:
    """What is read: its role, its column in the training data, and the names that it may have."""
    source = ("source", columns.source, SOURCE_NAMES)
    features = ("features", columns.features, FEATURE_NAMES)
    wanted: list[tuple[str, str, Sequence[str]]] = [source]
    if has_features:
        wanted.append(features)
    return [*wanted, ("group", columns.group, ())] if columns.group else wanted


def _place(names: Sequence[str], column: str, known: Sequence[str]) -> int | None:
    """The place of a column: by its name, else by a known name, else by its number."""
    if column in names:
        return names.index(column)
    lower = [name.lower() for name in names]
    found = next((lower.index(name) for name in known if name in lower), None)
    if found is None and is_number(column):
        return int(column) - 1
    return found


def _from_row(file: DataFile, row: Row, roles: Sequence[str], places: Sequence[int]) -> Input:
    cells = [trimmed(cell) for cell in row.cells]
    missing = [place for place in places if place >= len(cells)]
    if missing:
        count = f"{len(cells)} column{'s' if len(cells) > 1 else ''}"
        role = roles[places.index(missing[0])]
        what = "input" if role == "source" else role
        raise PantoumError(
            f"the line has {count}, but the {what} should be column {missing[0] + 1}",
            where=where(file.path, row.line),
            remedy="give every line as many columns",
        )
    return _input(file, row, roles, [cells[place] for place in places])


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
    return _input(file, row, [role for role, _, _ in wanted], texts)


def _input(file: DataFile, row: Row, roles: Sequence[str], texts: Sequence[str]) -> Input:
    """The input whose parts have these roles."""
    parts = dict(zip(roles, texts, strict=True))
    group = None
    if "group" in parts:
        group = group_name(parts["group"])
        if not group and parts["source"]:
            raise _no_group(where(file.path, row.line))
    return Input(parts["source"], parts.get("features"), row.line, group or None)


def _without_empty_end(cells: Sequence[str]) -> list[str]:
    """The cells up to the last one that holds something."""
    filled = list(cells)
    while len(filled) > 1 and not trimmed(filled[-1]):
        filled.pop()
    return filled
