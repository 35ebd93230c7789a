"""The pairs of a corpus as blocks, read from any position in its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from pantoum.data.aligned import AlignedLine, check_filled
from pantoum.data.columns import Columns, has_header, is_number
from pantoum.data.data_file import DataFile
from pantoum.data.formats import Example, examples_of_row, located_rows
from pantoum.data.indexing.files import CorpusFiles
from pantoum.data.indexing.position import PairBlock, Position
from pantoum.data.indexing.row_blocks import RowBlock, block_of_lines, row_blocks
from pantoum.data.indexing.text_blocks import TextBlock, text_blocks
from pantoum.data.lines import ASCII_SPACE, Text, trimmed
from pantoum.data.origin import FILE, ROWS
from pantoum.errors import PantoumError

START = Position()
# Is told of each line that cannot be used, which is then left out.
Refuse = Callable[[PantoumError], None]


def pair_blocks(
    files: CorpusFiles,
    columns: Columns,
    begin: Position = START,
    refuse: Refuse | None = None,
) -> Iterator[PairBlock]:
    """The pairs of all files, in their order.

    Args:
        columns: those that hold the input and the output.
        begin: where to go on.
        refuse: what is done about a line that cannot be used; None for an error.

    Raises:
        PantoumError: a file that cannot be read; a line that cannot be used, as
            `pantoum.data.formats.read_examples` says it.
    """
    if files.format == "aligned":
        source, target = files.paths
        yield from _aligned(source, target, begin, refuse)
        return
    for number in range(begin.file, len(files.paths)):
        here = begin if number == begin.file else Position(number)
        yield from _of_table(files, columns, here, refuse)


def table_file(files: CorpusFiles, path: Path, content: str = "") -> DataFile:
    """What messages need to know of a file of which a stretch is read."""
    text = Text(content, has_bom=False, old_mac=False)
    if files.format == "parquet":
        return DataFile(path, text, "jsonl", origin=ROWS)
    form = "text" if files.format == "aligned" else files.format
    return DataFile(path, text, form, origin=FILE)


def _of_table(
    files: CorpusFiles, columns: Columns, begin: Position, refuse: Refuse | None
) -> Iterator[PairBlock]:
    path = files.paths[begin.file]
    file = table_file(files, path)
    blocks = row_blocks(path, files.format, refuse=_ignored if refuse else None)
    first = next((block for block in blocks if block.rows), None)
    if first is None:
        return  # an empty part of a corpus
    _, located = located_rows(file, first.rows[:1], columns, need_target=True)
    header = int(has_header(first.rows[0], columns)) if begin.offset == 0 else 0
    if _is_plain(files, located):
        lines = text_blocks(path, begin.offset, begin.line)
        pairs_of = _of_lines(file, located, lines, header, refuse)
    else:
        rows = row_blocks(path, files.format, begin.offset, begin.line, refuse)
        pairs_of = _of_row_blocks(file, located, rows, header, refuse)
    for pairs in pairs_of:
        yield pairs._replace(end=pairs.end._replace(file=begin.file))


def _is_plain(files: CorpusFiles, located: Columns) -> bool:
    """Whether lines need only be cut at tabs."""
    return files.format == "tsv" and is_number(located.source) and is_number(located.target)


def _ignored(error: PantoumError) -> None:
    """Lines that cannot be used are told when their block is read for its pairs."""


def _of_lines(
    file: DataFile,
    located: Columns,
    blocks: Iterator[TextBlock],
    header: int,
    refuse: Refuse | None,
) -> Iterator[PairBlock]:
    """The pairs of lines with tabs: at once where all lines are alike, else line by line."""
    source, target = int(located.source) - 1, int(located.target) - 1
    for block in blocks:
        if not block.lines:  # behind the last line end stands a byte order mark, or half a line end
            continue
        width = block.lines[0].count("\t") + 1
        even = all(line.count("\t") == width - 1 for line in block.lines)
        sources = targets = [""]
        if even and max(source, target) < width:
            # One list of all cells: a list for each line would take several times as long.
            cells = "\t".join(block.lines).split("\t")
            sources = [cell.strip(ASCII_SPACE) for cell in cells[source::width]]
            targets = [cell.strip(ASCII_SPACE) for cell in cells[target::width]]
        if all(sources) and all(targets) and not header:
            end = Position(0, int(block.starts[-1]), block.first + len(block.lines))
            yield PairBlock(sources, targets, block.starts[:-1], end)
        else:
            rows = block_of_lines(file.path, "tsv", block)
            yield _of_rows(file, located, rows, header, refuse)
            header = 0 if rows.rows else header


def _of_row_blocks(
    file: DataFile,
    located: Columns,
    blocks: Iterator[RowBlock],
    header: int,
    refuse: Refuse | None,
) -> Iterator[PairBlock]:
    """The pairs of rows, row by row.

    Args:
        header: 1 where the first row is one, else 0.
    """
    for block in blocks:
        yield _of_rows(file, located, block, header, refuse)
        header = 0 if block.rows else header


def _of_rows(
    file: DataFile, located: Columns, block: RowBlock, header: int, refuse: Refuse | None
) -> PairBlock:
    """The pairs of rows, as `pantoum.data.formats` reads them."""
    examples: list[tuple[Example, int]] = []
    for row, place in zip(block.rows[header:], block.places[header:].tolist(), strict=True):
        try:
            found = examples_of_row(file, row, located, need_target=True)
        except PantoumError as error:
            if refuse is None:
                raise
            refuse(error)
        else:
            examples += [(example, place) for example in found]
    return PairBlock(
        [example.source for example, _ in examples],
        [example.target or "" for example, _ in examples],
        np.array([place for _, place in examples], dtype=np.int64),
        Position(0, block.offset, block.line),
    )


def _aligned(
    source: Path, target: Path, begin: Position, refuse: Refuse | None
) -> Iterator[PairBlock]:
    """The pairs of two files, line by line."""
    files = CorpusFiles([source, target], "aligned")
    one, other = (table_file(files, path) for path in files.paths)
    outputs = text_blocks(target, begin.other, begin.line)
    waiting: list[str] = []
    starts = np.array([begin.other], dtype=np.int64)
    for block in text_blocks(source, begin.offset, begin.line):
        while len(waiting) < len(block.lines) and (more := next(outputs, None)) is not None:
            waiting += more.lines
            starts = np.concatenate((starts[:-1], more.starts))
        count = len(block.lines)
        if len(waiting) < count:
            raise _uneven(source, target, "more")
        lines = [
            AlignedLine(block.first + place, trimmed(line), trimmed(waiting[place]))
            for place, line in enumerate(block.lines)
        ]
        if not all(line.source and line.target for line in lines):
            lines = [line for line in lines if _is_filled(one, other, line, refuse)]
        yield PairBlock(
            [line.source for line in lines],
            [line.target for line in lines],
            block.starts[[line.number - block.first for line in lines]],
            Position(0, int(block.starts[-1]), block.first + count, int(starts[count])),
        )
        waiting, starts = waiting[count:], starts[count:]
    if waiting or next(outputs, None) is not None:
        raise _uneven(source, target, "fewer")


def _is_filled(
    source: DataFile, target: DataFile, line: AlignedLine, refuse: Refuse | None
) -> bool:
    """Whether a line of two files has a pair; one of which both are blank is no line."""
    try:
        check_filled(source, target, line)
    except PantoumError as error:
        if not line.source and not line.target:
            return False
        if refuse is None:
            raise
        refuse(error)
        return False
    return True


def _uneven(source: Path, target: Path, which: str) -> PantoumError:
    return PantoumError(
        f"{source} has {which} lines than {target}: line-aligned files need the same number",
        setting="paths",
        rule="line-aligned files with the same number of lines",
        value=[str(source), str(target)],
    )
