"""CoNLL-U: ten columns with fixed names, numbered words, comments.

Source: https://universaldependencies.org/format.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pantoum.data.columns import is_number
from pantoum.data.lines import check_length, where
from pantoum.data.token_rows import (
    TokenColumns,
    TokenRow,
    check_apart,
    is_blank,
    split_cells,
    without_end,
)
from pantoum.errors import PantoumError

NAMES = ("id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc")
_WORD = re.compile("[1-9][0-9]*")
_RANGE = re.compile("([1-9][0-9]*)-([1-9][0-9]*)")
_EMPTY_NODE = re.compile(r"(0|[1-9][0-9]*)\.[1-9][0-9]*")


def conllu_columns(
    path: Path, first: TokenRow, words: str | None, tags: Sequence[str] | None, *, need_tags: bool
) -> TokenColumns:
    """The columns by their names; by default form and upos."""
    word = _name(path, "form" if words is None else words)
    names = tuple(_name(path, tag) for tag in (("upos",) if tags is None else tags))
    check_apart(path, word, names)
    return TokenColumns(word, names, NAMES.index(word), tuple(NAMES.index(name) for name in names))


def conllu_sentences(path: Path, lines: Sequence[str]) -> Iterator[list[TokenRow]]:
    """The words of each sentence; comments, multi-word tokens (3-4) and empty nodes (8.1) are none.

    Raises:
        PantoumError: a line of words without ten columns, or whose id does not follow the one
        before.
    """
    rows: list[TokenRow] = []
    for number, line in enumerate(map(without_end, lines), start=1):
        if is_blank(line):
            if rows:
                yield rows
                rows = []
        elif line[0] != "#":
            check_length(path, number, line)
            row = TokenRow(number, _ten_cells(path, number, line))
            if _is_word(path, row, len(rows)):
                rows.append(row)
    if rows:
        yield rows


def _name(path: Path, column: str) -> str:
    name = column.strip().lower()
    if is_number(name) and 1 <= int(name) <= len(NAMES):
        return NAMES[int(name) - 1]
    if name not in NAMES:
        raise PantoumError(
            f"no column {column[:40]!r} in CoNLL-U",
            where=str(path),
            remedy=f"name one of {', '.join(NAMES)}, or give a number from 1 to 10",
        )
    return name


def _ten_cells(path: Path, number: int, line: str) -> list[str]:
    cells = split_cells(line) if "\t" in line else [line]
    if len(cells) != len(NAMES):
        count = f"{len(cells)} column{'s' if len(cells) > 1 else ''}"
        raise PantoumError(
            f"the line has {count}, but CoNLL-U has 10",
            where=where(path, number),
            remedy="put one TAB between columns, and _ where there is nothing",
        )
    return cells


def _is_word(path: Path, row: TokenRow, before: int) -> bool:
    """Whether a line is a word, with `before` words before it in its sentence, and none of the
    lines beside them.
    """
    id = row.cells[0]
    if id == str(before + 1):
        return True
    span = _RANGE.fullmatch(id)
    node = _EMPTY_NODE.fullmatch(id)
    # Compared as text, for int() refuses numbers of some thousand digits.
    if span and span[1] == str(before + 1) and (len(span[2]), span[2]) >= (len(span[1]), span[1]):
        return False
    if node and node[1] == str(before):
        return False
    if span or node or _WORD.fullmatch(id):
        raise PantoumError(
            f"the id {id[:40]!r} does not follow {_told(before)}",
            where=where(path, row.line),
            remedy="number the words of each sentence 1, 2, 3 and so on, and put a blank line "
            "behind the last",
        )
    raise PantoumError(
        f"{id[:40]!r} is no id of CoNLL-U",
        where=where(path, row.line),
        remedy="write 1, 2, 3 and so on for words, 3-4 for a multi-word token, 8.1 for an empty "
        "node",
    )


def _told(before: int) -> str:
    return f"word {before} of its sentence" if before else "the beginning of a sentence"
