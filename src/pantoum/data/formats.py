"""Files to examples: columns in .tsv, .csv and .jsonl files, or two line-aligned text files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import NamedTuple

from pantoum.config import DataConfig
from pantoum.data.columns import KNOWN_NAMES, Columns, complete_columns, known_columns, locate
from pantoum.data.header import looks_like_header
from pantoum.data.lines import read_lines, where
from pantoum.data.rows import NoText, Row, read_rows
from pantoum.errors import PantoumError

COLUMN_SUFFIXES = (".tsv", ".csv", ".jsonl")


class Example(NamedTuple):
    """One line of data: an input, its output if that is known, and the input's features if there
    are any.
    """

    source: str
    target: str | None
    features: str | None = None


class Training(NamedTuple):
    """Training data: the examples, their columns, and what the user should check, in words."""

    examples: list[Example]
    columns: Columns
    notes: Sequence[str] = ()


def read_examples(
    paths: Sequence[Path], columns: Columns, *, need_target: bool = True
) -> list[Example]:
    """The examples of one file with columns, or of two line-aligned text files (inputs, outputs).

    White space around a cell is removed; lines that hold nothing are skipped. With `need_target`
    every example has a source and a target that are not empty; without it, a target that is missing
    is None.

    Raises:
        PantoumError: a file that cannot be read as such data; the message names the file and the
            line.
    """
    if len(paths) == 1:
        rows = read_rows(paths[0])
        return examples_of_rows(paths[0], rows, columns, need_target=need_target)
    if len(paths) == 2:
        return _from_aligned(paths[0], paths[1], columns)
    raise PantoumError(
        f"{len(paths)} data files",
        setting="paths",
        rule="one file, or two",
        value=[str(path) for path in paths],
        remedy="give one file with columns, or two line-aligned text files",
    )


def read_training(paths: Sequence[Path], data: DataConfig) -> Training:
    """The examples of training data, and their columns; the file is read once, for it may be a
    pipe.

    Columns that `data` leaves open are inferred from the names in the header or the first JSON
    object. Without names that are known, the first column is the input and the second the output; a
    third and last one holds features if its parts come from a small set.

    Raises:
        PantoumError: as `read_examples`; columns are given for line-aligned files.
    """
    if len(paths) == 1:
        return training_of_rows(paths[0], read_rows(paths[0]), data)
    columns = Columns()
    located = Columns(
        data.source_column or "1", data.target_column or "2", data.features_column or ""
    )
    for role, column, only in zip(Columns._fields, located, columns, strict=True):
        if column != only:
            raise PantoumError(
                f"data.{role}_column is {column[:40]!r}, but line-aligned files have no columns",
                where=str(paths[0]),
                remedy="leave it out, or give one file with columns",
            )
    return Training(read_examples(paths, columns), columns)


def training_of_rows(path: Path, rows: list[Row], data: DataConfig) -> Training:
    """The same for the rows of one file with columns.

    Raises: PantoumError as `read_training`.
    """
    columns = complete_columns(rows, data)
    examples = examples_of_rows(path, rows, columns)
    return Training(examples, columns, _header_notes(rows, columns))


def examples_of_rows(
    path: Path, rows: list[Row], columns: Columns, *, need_target: bool = True
) -> list[Example]:
    """The examples in the rows of a file, as `read_examples` gives them.

    Raises: PantoumError as `read_examples`.
    """
    if not rows:
        return _some(path, [])
    first = rows[0]
    located = locate(path, first, columns, need_target=need_target)
    return _some(
        path,
        [_example(path, row, located, need_target) for row in rows[_has_header(first, columns) :]],
    )


def parse_input(line: str, place: str, has_features: bool) -> tuple[str, str | None]:
    """One line of input to predict from, ``source`` or ``source TAB features``, as source and
    features.

    Raises:
        PantoumError: the line, which stands at `place`, has more columns than that, or fewer and
            holds something.
    """
    cells = [cell.strip() for cell in line.split("\t")]
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


def _has_header(first: Row, columns: Columns) -> bool:
    return first.names is None and (columns.named or known_columns(first.header) is not None)


def _header_notes(rows: Sequence[Row], columns: Columns) -> list[str]:
    """A word on a first line that is read as an example, but seems to hold names."""
    first = rows[0]
    if (
        first.names is not None
        or _has_header(first, columns)
        or not looks_like_header(rows, KNOWN_NAMES)
    ):
        return []
    names = ", ".join(name[:40] for name in first.header[:20])
    column = quote(first.header[int(columns.source) - 1])
    return [
        f"line {first.line} seems to be a header ({names}) but is read as an example: if it is "
        f"one, name a column, as in --data.source_column {column}"
    ]


def _some(path: Path, examples: list[Example]) -> list[Example]:
    if not examples:
        raise PantoumError(
            "the file has no examples",
            where=str(path),
            remedy="put one on each line",
        )
    return examples


def _example(path: Path, row: Row, columns: Columns, need_target: bool) -> Example:
    source = _cell(path, row, columns.source, "source")
    if need_target or _place(row, columns.target) is not None:
        target = _cell(path, row, columns.target, "target")
    else:
        target = ""
    for role, text in (("source", source), ("target", target)):
        if need_target and not text:
            raise PantoumError(
                f"the {role} is empty",
                where=where(path, row.line),
                remedy="fill it in or remove the line",
            )
    features = _cell(path, row, columns.features, "features") if columns.features else None
    return Example(source, target or None, features)


def _place(row: Row, column: str) -> int | None:
    """Where in the row's cells the column is, if it is there."""
    if row.names is not None:
        return row.names.index(column) if column in row.names else None
    return int(column) - 1 if column and 1 <= int(column) <= len(row.cells) else None


def _cell(path: Path, row: Row, column: str, role: str) -> str:
    place = _place(row, column)
    if place is not None:
        text = row.cells[place]
        if isinstance(text, NoText):
            mend = "fill it in or remove the line" if text == "null" else "write it in quotes"
            raise PantoumError(
                f"{column!r} is {text}, but must be a string",
                where=where(path, row.line),
                remedy=mend,
            )
        return text.strip()
    if row.names is not None:
        raise PantoumError(
            f"no key {column[:40]!r} for the {role} (there are: "
            f"{', '.join(name[:40] for name in row.names[:20]) or 'none'})",
            setting=f"data.{role}_column",
            where=where(path, row.line),
            value=column,
            remedy="write one object with this key on each line, or name another key",
        )
    count = f"{len(row.cells)} column{'s' if len(row.cells) > 1 else ''}"
    between = "a TAB" if path.suffix.lower() == ".tsv" else "a comma"
    verb = "are" if role == "features" else "is"
    raise PantoumError(
        f"the line has {count}, but the {role} {verb} column {column!r}",
        where=where(path, row.line),
        remedy=f"put {between} between columns, or name another column",
    )


def _from_aligned(source_path: Path, target_path: Path, columns: Columns) -> list[Example]:
    for path in (source_path, target_path):
        if path.suffix.lower() in COLUMN_SUFFIXES:
            raise PantoumError(
                "two files are read as line-aligned text, but this one has columns",
                where=str(path),
                remedy="give it alone",
            )
    if columns.features:
        raise PantoumError(
            "line-aligned files have no features column",
            where=str(source_path),
            remedy="use one .tsv file",
        )
    sources = read_lines(source_path)
    targets = read_lines(target_path)
    if len(sources) != len(targets):
        raise PantoumError(
            f"{source_path} has {len(sources)} lines but {target_path} has {len(targets)}: "
            "line-aligned files need the same number",
            setting="paths",
            rule="line-aligned files with the same number of lines",
            value=[str(source_path), str(target_path)],
        )
    examples = []
    for number, (source, target) in enumerate(zip(sources, targets, strict=True), start=1):
        pair = Example(source.strip(), target.strip())
        if not pair.source and not pair.target:
            continue
        if not pair.source or not pair.target:
            blank, other = (
                (source_path, target_path) if not pair.source else (target_path, source_path)
            )
            raise PantoumError(
                f"the line is empty, but line {number} of {other} is not",
                where=where(blank, number),
                remedy="fill it in or remove both lines",
            )
        examples.append(pair)
    return _some(source_path, examples)
