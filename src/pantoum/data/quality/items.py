"""Data of any kind as items with their lines: all that checks look at."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from pantoum.config import DataConfig
from pantoum.data.aligned import aligned_lines
from pantoum.data.columns import Columns, complete_columns, has_header, is_number, locate
from pantoum.data.data_file import DataFile, open_file
from pantoum.data.file_format import COLUMN_FORMATS, TOKEN_FORMATS
from pantoum.data.lines import trimmed
from pantoum.data.quality.finding import Place
from pantoum.data.rows import Row, read_rows
from pantoum.data.token_file import read_token_file
from pantoum.errors import PantoumError

Kind = Literal["pairs", "tokens", "texts"]


class Item(NamedTuple):
    """An example as a file has it: an input, its output, its group and features together, and where
    it stands.

    Of words and tags, the input is the words and the output the tags, with spaces between; a text
    has no output.
    """

    source: str
    target: str | None
    features: str
    place: Place

    @property
    def key(self) -> tuple[str, str]:
        """The input and its features as a model reads them: equal inputs are equal."""
        return normal(self.source), normal(self.features)


class Part(NamedTuple):
    """A part of the data: its name (train, dev or test), what kind it is, and its items.

    numeric_columns: columns that hold numbers alone and are neither input, features, group nor
    weight.
    """

    name: str
    kind: Kind
    items: list[Item]
    numeric_columns: tuple[int, ...] = ()


def normal(text: str) -> str:
    """A text in NFC, so that equal letters compare equal."""
    return unicodedata.normalize("NFC", text)


def read_part(
    name: str, paths: Sequence[Path], data: DataConfig, columns: Columns | None = None
) -> tuple[Part, Columns | None]:
    """The items of a part, also those that training would refuse, such as empty ones; and the
    columns of the file, for the parts after it.

    Args:
        name: train, dev or test.
        paths: one file, or two line-aligned ones.
        data: which columns hold what, where it is set.
        columns: those of the training data.
    Raises: PantoumError for files that cannot be read at all.
    """
    if len(paths) > 2:
        raise PantoumError(
            f"{len(paths)} data files",
            where=name,
            remedy="give one file, or two line-aligned text files",
        )
    if len(paths) == 2:
        source, target = (open_file(path, "text") for path in paths)
        return Part(name, "pairs", _aligned(source, target)), columns
    file = open_file(paths[0])
    if file.format in TOKEN_FORMATS:
        return Part(name, "tokens", _tokens(file, data)), columns
    if file.format not in COLUMN_FORMATS:
        return Part(name, "texts", _texts(file)), columns
    rows = read_rows(file)
    taken = columns or complete_columns(rows, data)
    # Weights are of training data alone.
    return _from_rows(name, paths[0], rows, taken), taken._replace(weight="")


def _from_rows(name: str, path: Path, rows: list[Row], columns: Columns) -> Part:
    if not rows:
        return Part(name, "pairs", [])
    located = locate(path, rows[0], columns, need_target=True)
    rows = rows[has_header(rows[0], columns) :]
    items = [
        Item(
            _cell(row, located.source),
            _cell(row, located.target),
            _features(row, located),
            Place(str(path), row.line),
        )
        for row in rows
    ]
    not_target = (located.source, located.features, located.group, located.weight)
    read = {int(one) for one in not_target if is_number(one)}
    return Part(name, "pairs", items, _numeric_columns(rows, read))


def _features(row: Row, columns: Columns) -> str:
    """What a model reads beside an input: its features, and its group in front of them."""
    features = _cell(row, columns.features) if columns.features else ""
    return f"{_cell(row, columns.group)}\t{features}" if columns.group else features


def _cell(row: Row, column: str) -> str:
    """A cell, or "" where the line is too short."""
    if row.names is not None:
        return row.cells[row.names.index(column)].strip() if column in row.names else ""
    place = int(column) - 1
    return row.cells[place].strip() if place < len(row.cells) else ""


def _numeric_columns(rows: Sequence[Row], read: set[int]) -> tuple[int, ...]:
    """The columns without names, from 1, that hold whole numbers alone in all rows, but for those
    that are read.
    """
    if not rows or rows[0].names is not None:
        return ()
    width = min(len(row.cells) for row in rows)
    return tuple(
        number
        for number in range(1, width + 1)
        if number not in read and all(row.cells[number - 1].strip().isdecimal() for row in rows)
    )


def _aligned(source: DataFile, target: DataFile) -> list[Item]:
    return [
        Item(line.source, line.target, "", Place(str(source.path), line.number))
        for line in aligned_lines(source, target)
    ]


def _tokens(opened: DataFile, data: DataConfig) -> list[Item]:
    tags = data.tag_columns.split(",") if data.tag_columns else None
    file = read_token_file(opened, data.words_column or None, tags)
    return [
        Item(
            " ".join(one.words),
            " ".join(tag for of_column in one.tags for tag in of_column),
            "",
            Place(str(opened.path), one.line),
        )
        for one in file.sentences
    ]


def _texts(file: DataFile) -> list[Item]:
    return [
        Item(trimmed(line), None, "", Place(str(file.path), number))
        for number, line in enumerate(file.lines, start=1)
        if trimmed(line)
    ]
