"""Lines to rows: the three column formats, with errors that name file and line."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pantoum.data.data_file import DataFile, opened, unknown_format
from pantoum.data.file_format import COLUMN_FORMATS
from pantoum.data.lexicon import read_lexicon
from pantoum.data.lines import trimmed, where
from pantoum.errors import PantoumError

_SURROGATE = re.compile("[\ud800-\udfff]")
_JSON_KINDS = {
    bool: "true or false",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


class NoText(str):
    """What stands in a cell instead of a text: the kind of a JSON value that is no string."""


class Number(NoText):
    """A number that stands in a cell instead of a text."""

    def __new__(cls, kind: str, value: float) -> Number:
        """The number; `kind` is how messages name it."""
        made = super().__new__(cls, kind)
        made.value = value
        return made

    value: float


class Row(NamedTuple):
    """One line's cells, the line it starts on, and the keys of the cells where the format has them
    (JSON).
    """

    line: int
    cells: list[str]
    names: list[str] | None = None

    @property
    def header(self) -> list[str]:
        """The names of the cells, if this is the first row: the keys, or the cells themselves."""
        return self.names if self.names is not None else [trimmed(cell) for cell in self.cells]


class Rows(NamedTuple):
    """The rows of a file, and what of its lines was left out, in words."""

    rows: list[Row]
    notes: Sequence[str] = ()


def read_rows(file: Path | DataFile) -> list[Row]:
    """The rows of a file with columns, without blank lines.

    Raises:
        PantoumError: as `read_noted_rows`.
    """
    return read_noted_rows(opened(file, expected=COLUMN_FORMATS)).rows


def read_noted_rows(file: DataFile) -> Rows:
    """The rows of a file with columns, without blank lines, and notes on them.

    Raises:
        PantoumError: a format that is not known or has no such columns, or a file that is not what
            its format says.
    """
    if file.format == "tsv":
        return Rows([Row(number, line.split("\t")) for number, line in _full_lines(file)])
    if file.format == "csv":
        return Rows(_csv_rows(file))
    if file.format == "jsonl":
        return Rows([json_row(file.path, number, line) for number, line in _full_lines(file)])
    if file.format == "lexicon":
        lexicon = read_lexicon(file)
        rows = [Row(entry.line, [entry.word, entry.phones]) for entry in lexicon.entries]
        return Rows(rows, lexicon.notes)
    raise unknown_format(file.path)


def _full_lines(file: DataFile) -> list[tuple[int, str]]:
    return [(number, line) for number, line in enumerate(file.lines, start=1) if trimmed(line)]


def _csv_rows(file: DataFile) -> list[Row]:
    text = "\n".join(file.lines) + "\n"
    # A quote behind a comma and a space opens a cell, too.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    rows = []
    start = 1
    try:
        for cells in reader:
            if any(trimmed(cell) for cell in cells):
                rows.append(Row(start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise PantoumError(
            f"not valid CSV ({error})",
            where=where(file.path, start),
            remedy="check the quotes",
        ) from None
    return rows


def json_row(path: Path, number: int, line: str) -> Row:
    """The row of a line that holds one JSON object.

    Raises: PantoumError for a line that does not.
    """
    try:
        # All numbers as floats: no text is made of them, and int() refuses those of some thousand
        # digits.
        value = json.loads(line, parse_int=float)
    except json.JSONDecodeError as error:
        raise PantoumError(
            f"not valid JSON ({error.msg} at character {error.pos + 1})",
            where=where(path, number),
            remedy="write one object on each line",
        ) from None
    except RecursionError:
        raise PantoumError(
            "JSON nested too deeply",
            where=where(path, number),
            remedy="write one flat object on each line",
        ) from None
    if not isinstance(value, dict):
        raise PantoumError(
            "not a JSON object",
            where=where(path, number),
            remedy="write one {...} on each line",
        )
    cells = [json_cell(cell) for cell in value.values()]
    if any(_SURROGATE.search(text) for text in (*value, *cells)):
        raise PantoumError(
            "half a surrogate pair (\\ud800 to \\udfff)",
            where=where(path, number),
            remedy="write the whole character",
        )
    return Row(number, cells, list(value))


def json_cell(cell: object) -> str:
    """A value of a JSON object, or of a typed column, as a cell: what is no text is its kind."""
    if isinstance(cell, str):
        return cell
    kind = _JSON_KINDS[type(cell)]
    return Number(kind, cell) if isinstance(cell, float) else NoText(kind)
