"""The beginning of a corpus, from which its columns and units are inferred."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from pantoum.config import DataConfig
from pantoum.data.columns import Columns, complete_columns
from pantoum.data.data_file import DataFile
from pantoum.data.formats import Example, examples_of_row, located_rows, no_examples
from pantoum.data.indexing.files import CorpusFiles
from pantoum.data.indexing.pair_blocks import table_file
from pantoum.data.indexing.row_blocks import row_blocks
from pantoum.data.indexing.text_blocks import text_blocks
from pantoum.data.lines import BOM
from pantoum.data.noted_examples import read_training, training_in
from pantoum.data.rows import Row
from pantoum.errors import PantoumError

# So many lines, or rows, are enough to infer from.
HEAD = 100_000


class Head(NamedTuple):
    """The first pairs of a corpus as a file of them alone would be read.

    whole: whether there are no others.
    """

    examples: list[Example]
    columns: Columns
    notes: list[str]
    whole: bool


def read_head(files: CorpusFiles, data: DataConfig, *, leave_out: bool = False) -> Head:
    """The first pairs of the first file that has some.

    Args:
        leave_out: whether lines that cannot be used are left out.

    Raises: PantoumError as `pantoum.data.read_training`.
    """
    if files.format == "aligned":
        return _aligned_head(files, data, leave_out)
    for number, path in enumerate(files.paths):
        rows: list[Row] = []
        more = False
        for block in row_blocks(path, files.format, refuse=_ignore if leave_out else None):
            if len(rows) >= HEAD:
                more = True
                break
            rows += block.rows
        if not rows:
            continue
        more |= len(rows) > HEAD
        content = "" if files.format == "parquet" else _content(files, number)
        file = table_file(files, path, content)
        rows = rows[:HEAD]
        if leave_out:
            rows = _usable(file, rows, data)
        noted = training_in(file, rows, data)
        whole = not more and number + 1 == len(files.paths)
        return Head(noted.examples, noted.columns, [*file.notes, *noted.notes], whole)
    raise no_examples(files.paths[0])


def _ignore(error: PantoumError) -> None:
    """Lines of the head that cannot be used are told when all lines are read."""


def _usable(file: DataFile, rows: list[Row], data: DataConfig) -> list[Row]:
    """The rows that hold examples, and the header."""
    body, located = located_rows(file, rows, complete_columns(rows, data), need_target=True)
    usable = rows[: len(rows) - len(body)]
    for row in body:
        with suppress(PantoumError):
            examples_of_row(file, row, located, need_target=True)
            usable.append(row)
    return usable


def _content(files: CorpusFiles, number: int) -> str:
    blocks = text_blocks(files.paths[number])
    return "\n".join(islice((line for block in blocks for line in block.lines), HEAD))


def _aligned_head(files: CorpusFiles, data: DataConfig, leave_out: bool) -> Head:
    lines = []
    for path in files.paths:
        of_file = (line for block in text_blocks(path) for line in block.lines)
        lines.append(list(islice(of_file, HEAD + 1)))
    whole = all(len(one) <= HEAD for one in lines)
    if leave_out:
        rows = [
            row for row in zip(*lines, strict=False) if len({bool(one.strip()) for one in row}) == 1
        ]
        lines = [list(side) for side in zip(*rows, strict=True)] or [[] for _ in lines]
    heads: list[DataFile] = [
        table_file(files, path, "".join(f"{line.removeprefix(BOM)}\n" for line in one[:HEAD]))
        for path, one in zip(files.paths, lines, strict=True)
    ]
    noted = read_training(heads, data)
    return Head(noted.examples, noted.columns, list(noted.notes), whole)
