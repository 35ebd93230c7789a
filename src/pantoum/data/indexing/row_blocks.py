"""Files with columns as blocks of rows, read from anywhere in them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Int64

from pantoum.data.indexing.files import CorpusFormat
from pantoum.data.indexing.text_blocks import TextBlock, text_blocks
from pantoum.data.lines import trimmed, where
from pantoum.data.parquet import ROWS_AT_ONCE, opened_parquet
from pantoum.data.rows import NoText, Row, json_cell, json_row
from pantoum.errors import PantoumError

# A cell in quotes goes over no more lines than this: behind them a quote that is never closed is
# an error.
LONGEST_CELL = 1000


class RowBlock(NamedTuple):
    """Rows of a file, one after the other, without blank lines.

    places: where each begins, as `PairBlock` has it; offset, line: the position behind them.
    """

    rows: list[Row]
    places: Int64[np.ndarray, " rows"]
    offset: int
    line: int


def row_blocks(
    path: Path,
    form: CorpusFormat,
    offset: int = 0,
    line: int = 1,
    refuse: Callable[[PantoumError], None] | None = None,
) -> Iterator[RowBlock]:
    """The rows of a file from a position on.

    Args:
        refuse: what is done about a line that is no JSON object; None for an error.

    Raises:
        PantoumError: a file that is not what its format says, with its line.
    """
    if form == "parquet":
        yield from _parquet_blocks(path, offset)
    elif form == "csv":
        yield from csv_blocks(path, text_blocks(path, offset, line))
    else:
        for block in text_blocks(path, offset, line):
            yield block_of_lines(path, form, block, refuse)


def block_of_lines(
    path: Path,
    form: CorpusFormat,
    block: TextBlock,
    refuse: Callable[[PantoumError], None] | None = None,
) -> RowBlock:
    """The rows of lines that each hold one."""
    full: list[int] = []
    rows: list[Row] = []
    for place, text in enumerate(block.lines):
        if not trimmed(text):
            continue
        number = block.first + place
        try:
            row = Row(number, text.split("\t")) if form == "tsv" else json_row(path, number, text)
        except PantoumError as error:
            if refuse is None:
                raise
            refuse(error)
        else:
            full.append(place)
            rows.append(row)
    line = block.first + len(block.lines)
    return RowBlock(rows, block.starts[full], int(block.starts[-1]), line)


def csv_blocks(path: Path, blocks: Iterator[TextBlock]) -> Iterator[RowBlock]:
    """The rows of lines between commas, whose cells may have line breaks in quotes."""
    waiting: list[str] = []
    line = 1
    starts = np.zeros(0, dtype=np.int64)
    for block in blocks:
        lines = [*waiting, *block.lines]
        starts = np.concatenate((starts, block.starts))
        first = block.first - len(waiting)
        rows, used = _csv_rows(path, lines, first)
        waiting = lines[used:]
        if len(waiting) > LONGEST_CELL:
            raise _not_csv(path, first + used, "a quote is not closed")
        places = starts[[row.line - first for row in rows]]
        yield RowBlock(rows, places, int(starts[used]), first + used)
        starts = starts[used:-1]
        line = first + used
    if waiting:
        raise _not_csv(path, line, "unexpected end of data")


def _csv_rows(path: Path, lines: list[str], first: int) -> tuple[list[Row], int]:
    """The whole rows of lines, and how many lines these are."""
    # A quote behind a comma and a space opens a cell, too.
    ended = (f"{line}\n" for line in lines)
    reader = csv.reader(ended, strict=True, skipinitialspace=True)
    rows: list[Row] = []
    used = 0
    try:
        for cells in reader:
            if any(trimmed(cell) for cell in cells):
                rows.append(Row(first + used, cells))
            used = reader.line_num
    except csv.Error as error:
        if "unexpected end of data" not in str(error):
            raise _not_csv(path, first + used, str(error)) from None
    return rows, used


def _not_csv(path: Path, line: int, reason: str) -> PantoumError:
    return PantoumError(
        f"not valid CSV ({reason})", where=where(path, line), remedy="check the quotes"
    )


def _parquet_blocks(path: Path, offset: int) -> Iterator[RowBlock]:
    """The rows of a Parquet file, whose columns have names."""
    with opened_parquet(path) as file:
        begin = 0
        for group in range(file.num_row_groups):
            end = begin + file.metadata.row_group(group).num_rows
            if end > offset:
                for batch in file.iter_batches(ROWS_AT_ONCE, row_groups=[group]):
                    if begin + batch.num_rows > offset:
                        left_out = max(0, offset - begin)
                        yield _parquet_block(batch.slice(left_out), begin + left_out)
                    begin += batch.num_rows
            begin = end


def _parquet_block(batch: Any, begin: int) -> RowBlock:
    names = list(batch.schema.names)
    columns = [[_cell(value) for value in column.to_pylist()] for column in batch.columns]
    rows = [
        Row(number, list(cells), names)
        for number, cells in enumerate(zip(*columns, strict=True), start=begin + 1)
    ]
    places = np.arange(begin, begin + len(rows))
    return RowBlock(rows, places, begin + len(rows), begin + len(rows) + 1)


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if value is None or isinstance(value, bool | float | list | dict):
        return json_cell(value)
    return NoText(f"a {type(value).__name__}")
