"""CoNLL columns: a word and its tags a line, between tabs or spaces, and a blank line behind each
sentence.

Source: the shared tasks of CoNLL 2000 to 2003 (Tjong Kim Sang & De Meulder 2003, arXiv:cs/0306050).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pantoum.data.columns import is_number
from pantoum.data.lines import check_length
from pantoum.data.token_rows import (
    TokenColumns,
    TokenRow,
    check_apart,
    is_blank,
    split_cells,
    without_end,
)
from pantoum.errors import PantoumError

# Parts documents: a line of its own, no word.
DOCUMENT = "-DOCSTART-"


def conll_columns(
    path: Path, first: TokenRow, words: str | None, tags: Sequence[str] | None, *, need_tags: bool
) -> TokenColumns:
    """The columns by their numbers; by default the first and the last one of the `first` line.

    Where lines with more columns would be read amiss (the last column was taken, or one is to be
    added behind it), all must have as many as the first.
    """
    width = len(first.cells)
    word = _number(path, "1" if words is None else words)
    last = width if width > word else word + 1
    numbers = [last] if tags is None else [_number(path, tag) for tag in tags]
    names = tuple(map(str, numbers))
    check_apart(path, str(word), names)
    cells = tuple(None if number > width and not need_tags else number - 1 for number in numbers)
    return TokenColumns(
        str(word), names, word - 1, cells, width if tags is None or None in cells else None
    )


def conll_sentences(path: Path, lines: Sequence[str]) -> Iterator[list[TokenRow]]:
    """The words of each sentence. A -DOCSTART- line ends one, too; a # is a word, for there are no
    comments.
    """
    rows: list[TokenRow] = []
    for number, line in enumerate(map(without_end, lines), start=1):
        check_length(path, number, line)
        cells = [] if is_blank(line) else split_cells(line)
        if cells and cells[0] != DOCUMENT:
            rows.append(TokenRow(number, cells))
        elif rows:
            yield rows
            rows = []
    if rows:
        yield rows


def _number(path: Path, column: str) -> int:
    column = column.strip()
    if not is_number(column) or int(column) < 1:
        raise PantoumError(
            f"no column {column[:40]!r} in a file whose columns have no names",
            where=str(path),
            remedy="give a number from 1",
        )
    return int(column)
