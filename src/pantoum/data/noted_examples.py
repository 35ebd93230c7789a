"""Examples with what the user should check of them: training data, whose columns are inferred, and
test data, whose columns are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import NamedTuple

from pantoum.config import DataConfig, GivenFormat
from pantoum.data.column_notes import check_outputs, notes_on_columns
from pantoum.data.columns import KNOWN_NAMES, Columns, complete_columns, has_header, locate
from pantoum.data.data_file import DataFile, opened
from pantoum.data.file_format import COLUMN_FORMATS, LOOKED_AT, is_conll
from pantoum.data.formats import (
    Example,
    examples_in,
    open_table,
    placed_examples,
    read_examples,
    rows_of_file,
)
from pantoum.data.header import looks_like_header
from pantoum.data.rows import Row, read_noted_rows
from pantoum.errors import PantoumError


class NotedExamples(NamedTuple):
    """The examples of files, their columns, and what the user should check, in words."""

    examples: list[Example]
    columns: Columns
    notes: Sequence[str] = ()


class PlacedExamples(NamedTuple):
    """The same of test data, and the line of each example where they are in one file."""

    examples: list[Example]
    columns: Columns
    notes: Sequence[str] = ()
    lines: Sequence[int] = ()


def read_noted_examples(
    paths: Sequence[Path | DataFile], columns: Columns, *, form: GivenFormat = "auto"
) -> PlacedExamples:
    """The examples of test data with columns that are known, and what the user should check.

    Args:
        form: the format of the files, where a user says it.

    Raises:
        PantoumError: as `read_examples`.
    """
    if len(paths) != 1:
        return PlacedExamples(read_examples(paths, columns, form=form), columns)
    file = open_table(paths[0], columns, form)
    rows, notes = read_noted_rows(file)
    placed = placed_examples(file, rows, columns, need_target=True)
    # A lexicon has no columns but those that it needs.
    own = [] if file.format == "lexicon" else _column_notes(file, rows, columns)
    lines = [line for line, _ in placed]
    examples = [example for _, example in placed]
    return PlacedExamples(examples, columns, [*file.notes, *notes, *own], lines)


def read_training(paths: Sequence[Path | DataFile], data: DataConfig) -> NotedExamples:
    """The examples of training data, and their columns; the file is read once, for it may be a
    pipe.

    Columns that `data` leaves open are inferred from the names in the header or the first JSON
    object. Without names that are known, the first column is the input and the second the output; a
    third and last one holds features if its parts come from a small set.

    Raises:
        PantoumError: as `read_examples`; columns are given for line-aligned files.
    """
    if len(paths) == 1:
        file = opened(paths[0], expected=COLUMN_FORMATS)
        rows, notes = read_noted_rows(file)
        examples, columns, own = training_in(file, rows, data)
        return NotedExamples(examples, columns, [*file.notes, *notes, *_sentence_notes(file), *own])
    files = [opened(path, expected=("text",)) for path in paths]
    columns = Columns()
    located = Columns(
        data.source_column or "1",
        data.target_column or "2",
        data.features_column or "",
        data.group_column,
        data.weight_column,
    )
    for role, column, only in zip(Columns._fields, located, columns, strict=True):
        if column != only:
            raise PantoumError(
                f"data.{role}_column is {column[:40]!r}, but line-aligned files have no columns",
                where=str(files[0].path),
                remedy="leave it out, or give one file with columns",
            )
    notes = [f"{file.path}: {note}" for file in files for note in file.notes]
    return NotedExamples(read_examples(files, columns), columns, tuple(notes))


def training_of_rows(path: Path, rows: list[Row], data: DataConfig) -> NotedExamples:
    """The same for the rows of one file with columns.

    Raises: PantoumError as `read_training`.
    """
    return training_in(rows_of_file(path), rows, data)


def training_in(file: DataFile, rows: list[Row], data: DataConfig) -> NotedExamples:
    """The same for the rows of a file that are read already.

    Raises: PantoumError as `read_training`.
    """
    columns = complete_columns(rows, data)
    if rows:
        body = rows[has_header(rows[0], columns) :]
        check_outputs(file.path, body, columns, data)
    examples = examples_in(file, rows, columns, need_target=True)
    notes = [*_header_notes(rows, columns), *_column_notes(file, rows, columns)]
    return NotedExamples(examples, columns, notes)


def _sentence_notes(file: DataFile) -> list[str]:
    """A word on lines that stand in sentences, as words and tags do, but with commas between."""
    tabbed = [line.replace(",", "\t") for line in file.lines[:LOOKED_AT]]
    if file.format != "csv" or not is_conll(tabbed):
        return []
    return [
        "the lines look like words and tags in sentences: to train a tagger, put a TAB in place of "
        "each comma and name the file .conll"
    ]


def _column_notes(file: DataFile, rows: list[Row], columns: Columns) -> list[str]:
    """What the user should check of the columns; see `pantoum.data.column_notes`."""
    first = rows[0]
    located = locate(file.path, first, columns, need_target=True)
    header = has_header(first, columns)
    return notes_on_columns(rows[header:], located, first.header if header else ())


def _header_notes(rows: Sequence[Row], columns: Columns) -> list[str]:
    """A word on a first line that is read as an example, but seems to hold names."""
    first = rows[0]
    if (
        first.names is not None
        or has_header(first, columns)
        or not looks_like_header(rows, KNOWN_NAMES)
    ):
        return []
    names = ", ".join(name[:40] for name in first.header[:20])
    column = quote(first.header[int(columns.source) - 1])
    return [
        f"line {first.line} seems to be a header ({names}) but is read as an example: if it is "
        f"one, name a column, as in --data.source_column {column}"
    ]
