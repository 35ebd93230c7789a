"""Files to examples: columns in .tsv, .csv and .jsonl files, or two line-aligned text files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pantoum.config import FormatName, GivenFormat
from pantoum.data.aligned import aligned_lines, check_filled
from pantoum.data.columns import (
    Columns,
    first_of,
    has_header,
    is_range,
    locate,
    place_of,
)
from pantoum.data.data_file import DataFile, opened
from pantoum.data.file_format import (
    COLUMN_FORMATS,
    TABLE_FORMATS,
    format_by_name,
)
from pantoum.data.groups import group_name
from pantoum.data.lines import Text, trimmed
from pantoum.data.origin import ITEMS
from pantoum.data.rows import NoText, Row, read_rows
from pantoum.data.weights import weight_of
from pantoum.errors import PantoumError


class Example(NamedTuple):
    """One line of data: an input, its output if that is known, and the input's features, its group
    and the example's weight if there are any.
    """

    source: str
    target: str | None
    features: str | None = None
    group: str | None = None
    weight: float | None = None


def read_examples(
    paths: Sequence[Path | DataFile],
    columns: Columns,
    *,
    need_target: bool = True,
    form: GivenFormat = "auto",
) -> list[Example]:
    """The examples of one file with columns, or of two line-aligned text files (inputs, outputs).

    White space around a cell is removed; lines that hold nothing are skipped. With `need_target`
    every example has a source and a target that are not empty; without it, a target that is missing
    is None.

    Args:
        form: the format of the files, where a user says it.

    Raises:
        PantoumError: a file that cannot be read as such data; the message names the file and the
            line.
    """
    if len(paths) == 1:
        file = open_table(paths[0], columns, form)
        return examples_in(file, read_rows(file), columns, need_target)
    if len(paths) == 2:
        source, target = (opened(path, form, ("text",)) for path in paths)
        return _from_aligned(source, target, columns)
    raise PantoumError(
        f"{len(paths)} data files",
        setting="paths",
        rule="one file, or two",
        value=[str(path) for path in paths],
        remedy="give one file with columns, or two line-aligned text files",
    )


def open_table(path: Path | DataFile, columns: Columns, form: GivenFormat) -> DataFile:
    """A file of which these columns are read."""
    return opened(path, form, formats_with(columns))


def formats_with(columns: Columns) -> tuple[FormatName, ...]:
    """The formats that the content of a file may speak for where these columns are read."""
    # A lexicon has no other columns, so lines are not read as one where others are meant.
    return COLUMN_FORMATS if columns == Columns() else TABLE_FORMATS


def examples_of_rows(
    path: Path, rows: list[Row], columns: Columns, *, need_target: bool = True
) -> list[Example]:
    """The examples in the rows of a file, as `read_examples` gives them.

    Raises: PantoumError as `read_examples`.
    """
    return examples_in(rows_of_file(path), rows, columns, need_target)


def rows_of_file(path: Path) -> DataFile:
    """What messages need to know of rows that are no lines of a file, but items.

    Args:
        path: the name of the argument that they are in.
    """
    text = Text("", has_bom=False, old_mac=False)
    return DataFile(path, text, format_by_name(path), origin=ITEMS)


def examples_in(
    file: DataFile, rows: list[Row], columns: Columns, need_target: bool
) -> list[Example]:
    """The examples in the rows of an opened file.

    Raises: PantoumError as `read_examples`.
    """
    return [example for _, example in placed_examples(file, rows, columns, need_target)]


def placed_examples(
    file: DataFile, rows: list[Row], columns: Columns, need_target: bool
) -> list[tuple[int, Example]]:
    """The same with the line of each example.

    Raises: PantoumError as `read_examples`.
    """
    if not rows:
        raise no_examples(file.path)
    body, located = located_rows(file, rows, columns, need_target)
    if not body:
        raise no_examples(file.path)
    return [
        (row.line, example)
        for row in body
        for example in examples_of_row(file, row, located, need_target)
    ]


def located_rows(
    file: DataFile, rows: list[Row], columns: Columns, need_target: bool
) -> tuple[list[Row], Columns]:
    """The rows that hold examples, and the columns as `locate` gives them.

    Args:
        rows: at least one.

    Raises: PantoumError for columns that the file does not have.
    """
    if file.format == "lexicon":
        _check_lexicon(file, columns)
        columns = Columns() if columns.named else columns  # a lexicon has no names
    first = rows[0]
    located = locate(file.path, first, columns, need_target=need_target)
    return rows[has_header(first, columns) :], located


def _check_lexicon(file: DataFile, columns: Columns) -> None:
    """Refuse columns that a lexicon does not have."""
    for role in ("group", "weight"):
        if getattr(columns, role):
            raise PantoumError(
                f"the {role} stands in a column, but a lexicon has a word and its phones alone",
                setting=f"data.{role}_column",
                where=str(file.path),
                value=getattr(columns, role),
                remedy="give a .tsv file with such a column",
            )


def no_examples(path: Path) -> PantoumError:
    """What is said of a file without an example."""
    return PantoumError(
        "the file has no examples",
        where=str(path),
        remedy="put one on each line",
    )


def examples_of_row(file: DataFile, row: Row, columns: Columns, need_target: bool) -> list[Example]:
    """The example of a row, or one for each of its outputs where the target is a range.

    Args:
        columns: as `located_rows` gives them.

    Raises: PantoumError for a row that cannot be used, with its line.
    """
    if not is_range(columns.target):
        return [_example(file, row, columns, need_target)]
    first = _example(file, row, columns._replace(target=first_of(columns.target)), need_target)
    others = [trimmed(cell) for cell in row.cells[int(first_of(columns.target)) :]]
    return [first, *(first._replace(target=cell) for cell in others if cell)]


def _example(file: DataFile, row: Row, columns: Columns, need_target: bool) -> Example:
    source = _cell(file, row, columns.source, "source")
    if need_target or place_of(row, columns.target) is not None:
        target = _cell(file, row, columns.target, "target")
    else:
        target = ""
    for role, text in (("source", source), ("target", target)):
        if need_target and not text:
            raise PantoumError(
                f"the {role} is empty",
                where=file.origin.place(file.path, row.line),
                remedy=f"fill it in or {file.origin.leave_out}",
            )
    features = _cell(file, row, columns.features, "features") if columns.features else None
    group = _group(file, row, columns.group) if columns.group else None
    weight = None
    if columns.weight:
        weight = weight_of(
            file.path, row.line, _raw_cell(file, row, columns.weight, "weight"), file.origin
        )
    return Example(source, target or None, features, group, weight)


def _group(file: DataFile, row: Row, column: str) -> str:
    group = group_name(_cell(file, row, column, "group"))
    if not group:
        raise PantoumError(
            "the group is empty",
            where=file.origin.place(file.path, row.line),
            remedy=f"fill it in or {file.origin.leave_out}",
        )
    return group


def _cell(file: DataFile, row: Row, column: str, role: str) -> str:
    text = _raw_cell(file, row, column, role)
    if isinstance(text, NoText):
        leave_out = f"fill it in or {file.origin.leave_out}"
        mend = leave_out if text == "null" else file.origin.write_text
        raise PantoumError(
            f"{file.origin.column(column, row.names)} is {text}, but must be a string",
            where=file.origin.place(file.path, row.line),
            remedy=mend,
        )
    return trimmed(text)


def _raw_cell(file: DataFile, row: Row, column: str, role: str) -> str:
    """A cell as it stands in the file, also if it is no text."""
    place = place_of(row, column)
    if place is not None:
        return row.cells[place]
    if row.names is not None:
        problem, remedy = file.origin.missing(column, role, row.names)
        raise PantoumError(
            problem,
            setting=f"data.{role}_column",
            where=file.origin.place(file.path, row.line),
            value=column,
            remedy=remedy,
        )
    count = f"{len(row.cells)} column{'s' if len(row.cells) > 1 else ''}"
    between = "a TAB" if file.format == "tsv" else "a comma"
    verb = "are" if role == "features" else "is"
    raise PantoumError(
        f"the line has {count}, but the {role} {verb} column {column!r}",
        setting=f"data.{role}_column",
        where=file.origin.place(file.path, row.line),
        value=column,
        remedy=f"put {between} between columns, or name another column",
    )


def _from_aligned(source: DataFile, target: DataFile, columns: Columns) -> list[Example]:
    for file in (source, target):
        if file.format in COLUMN_FORMATS:
            raise PantoumError(
                "two files are read as line-aligned text, but this one has columns",
                where=str(file.path),
                remedy="give it alone",
            )
    for role in ("features", "group"):
        if getattr(columns, role):
            raise PantoumError(
                f"line-aligned files have no {role} column",
                setting=f"data.{role}_column",
                where=str(source.path),
                value=getattr(columns, role),
                remedy="use one .tsv file",
            )
    lines = aligned_lines(source, target)
    for line in lines:
        check_filled(source, target, line)
    if not lines:
        raise no_examples(source.path)
    return [Example(line.source, line.target) for line in lines]
