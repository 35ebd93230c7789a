"""Files with one word a line: the cells of a line, and the columns of words and tags."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pantoum.data.lines import BOM
from pantoum.errors import PantoumError

# No-break and ideographic spaces are words of real texts: they part nothing.
_BLANK = " \t\r\v\f"
_WORD = re.compile("[^ \t\n\r\v\f]+")
_SPACED = re.compile("[^ ]+")
# A cell between tabs, without the spaces around it; possessive, for else many spaces would take
# their square in time.
_TABBED = re.compile(r"(?:^|\t) *+((?:[^\t]*[^\t ])?)")


class TokenRow(NamedTuple):
    """The number and the cells of a line that holds a word."""

    line: int
    cells: list[str]


class TokenColumns(NamedTuple):
    """Which columns of a file hold the words and the tags.

    Attributes:
        words: the column of the words: a name of CoNLL-U, or a number from 1.
        tags: the columns of tags, in the order in which they were requested.
        word_cell: where the words stand among the cells of a line, from 0.
        tag_cells: where the tags stand; None for a column that the file does not have yet.
        width: how many cells every line must have; None if lines may differ.
    """

    words: str
    tags: tuple[str, ...]
    word_cell: int
    tag_cells: tuple[int | None, ...]
    width: int | None = None


def split_words(sentence: str) -> list[str]:
    """The words of a sentence of plain text, between ASCII white space: what can be one word in a
    file of words and tags is one here.
    """
    return _WORD.findall(sentence)


def is_blank(line: str) -> bool:
    """Whether a line ends a sentence: it is empty, or ASCII white space alone."""
    return not line.strip(_BLANK)


def without_end(line: str) -> str:
    """A line that was split off at LF, without the CR before it."""
    return line.rstrip("\r")


def without_mark(line: str) -> str:
    """A line without a byte order mark before its first cell, as joined files have it."""
    rest = line.removeprefix(BOM)
    return line if rest.startswith((" ", "\t")) else rest


def split_cells(line: str) -> list[str]:
    """The cells of a line: what stands between tabs, without spaces around; without a tab, between
    spaces.
    """
    if "\t" in line:
        return [cell.strip(" ") for cell in line.split("\t")]
    return [cell for cell in line.split(" ") if cell]


def cell_spans(line: str) -> list[tuple[int, int]]:
    """Where in a line the cells of `split_cells` begin and end."""
    if "\t" in line:
        return [match.span(1) for match in _TABBED.finditer(line)]
    return [match.span() for match in _SPACED.finditer(line)]


def fits(text: str, line: str) -> bool:
    """Whether a text can be one cell of this line."""
    if not text or text != text.strip(" ") or any(end in text for end in "\t\r\n"):
        return False
    return " " not in text or "\t" in line


def put_cells(line: str, replaced: Mapping[int, str], added: Sequence[str]) -> str:
    """The line with some cells replaced and others added behind the last one; all else stays as it
    is.

    Cells are added with the line's own separator: a tab if it has one, or only one cell, else a
    space.
    """
    spans = cell_spans(line)
    pieces = []
    done = 0
    for cell in sorted(replaced):
        start, end = spans[cell]
        pieces += [line[done:start], replaced[cell]]
        done = end
    if added:
        separator = "\t" if "\t" in line or len(spans) == 1 else " "
        end = spans[-1][1]
        pieces += [line[done:end], *(separator + text for text in added)]
        done = end
    return "".join([*pieces, line[done:]])


def check_apart(path: Path, words: str, tags: Sequence[str]) -> None:
    """Refuse tags that are the words themselves, and tags that are named twice."""
    for place, tag in enumerate(tags):
        if tag == words:
            raise PantoumError(
                f"column {tag!r} is the words, but the tags as well",
                where=str(path),
                remedy="name another column",
            )
        if tag in tags[:place]:
            raise PantoumError(
                f"column {tag!r} is named twice",
                where=str(path),
                remedy="name it once",
            )
