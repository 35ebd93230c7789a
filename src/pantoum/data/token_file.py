"""A file of words and their tags: its sentences, and the same file with other tags."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pantoum.config import FormatName
from pantoum.data.column_notes import width_notes
from pantoum.data.conll import conll_columns, conll_sentences
from pantoum.data.conllu import conllu_columns, conllu_sentences
from pantoum.data.data_file import DataFile, opened
from pantoum.data.file_format import TOKEN_FORMATS
from pantoum.data.invisible import invisible_notes
from pantoum.data.lines import Text, where
from pantoum.data.token_rows import (
    TokenColumns,
    TokenRow,
    fits,
    put_cells,
    without_end,
    without_mark,
)
from pantoum.errors import PantoumError


class Sentence(NamedTuple):
    """The words of a sentence, their tags in each column that was requested, and the line of the
    first word.
    """

    words: tuple[str, ...]
    tags: tuple[tuple[str, ...], ...]
    line: int


@dataclass(frozen=True, eq=False)
class TokenFile:
    """What `read_token_file` read, and all that is needed to write it again with other tags.

    Attributes:
        path: the file.
        columns: the columns that were taken: `columns.words` and `columns.tags` name them for the
            next file.
        sentences: the sentences in their order.
        text: the whole text.
        lines: for each sentence, the number of the line of each word.
        notes: what the user should check of the file, in words.
    """

    path: Path
    columns: TokenColumns
    sentences: list[Sentence]
    text: Text
    lines: list[list[int]]
    notes: Sequence[str] = ()

    def filled(self, predicted: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
        """The bytes of the file with predicted tags, and every other byte as it was.

        Args:
            predicted: for each column of `columns.tags` that is to be filled, the tags of all
                sentences. A column that the file does not have is added behind its last one.

        Raises:
            PantoumError: a tag cannot stand in a cell of its line.
            ValueError: a column that was not requested when the file was read, or other numbers of
                tags than words.
        """
        self._check(predicted)
        cells = [(cell, predicted[name]) for name, cell in self._cells.items() if name in predicted]
        lines = self.text.content.split("\n")
        for place, numbers in enumerate(self.lines):
            columns = [(cell, tags[place]) for cell, tags in cells]
            for word, number in enumerate(numbers):
                tags = [(cell, column[word]) for cell, column in columns]
                lines[number - 1] = self._line(number, lines[number - 1], tags)
        return self.text.encode("\n".join(lines))

    @property
    def _cells(self) -> dict[str, int | None]:
        return dict(zip(self.columns.tags, self.columns.tag_cells, strict=True))

    def _line(self, number: int, line: str, tags: Sequence[tuple[int | None, str]]) -> str:
        after = without_mark(line)
        mark = line[: len(line) - len(after)]
        body = without_end(after)
        replaced = {cell: tag for cell, tag in tags if cell is not None}
        new = put_cells(body, replaced, [tag for cell, tag in tags if cell is None])
        for _, tag in tags:
            if not fits(tag, new):
                raise PantoumError(
                    f"the tag {tag[:40]!r} cannot stand in this line, where white space parts "
                    "columns",
                    where=where(self.path, number),
                    remedy="put tabs between the columns, or use a model with other tags",
                )
        return mark + new + line[len(mark) + len(body) :]

    def _check(self, predicted: Mapping[str, Sequence[Sequence[str]]]) -> None:
        unknown = predicted.keys() - self._cells
        if unknown:
            raise ValueError(
                f"expected the columns {self.columns.tags} or some of them, got {sorted(unknown)}"
            )
        expected = [len(numbers) for numbers in self.lines]
        for name, sentences in predicted.items():
            if [len(tags) for tags in sentences] != expected:
                raise ValueError(
                    f"expected in column {name!r} a tag for each word of {len(expected)} sentences"
                )


class _Format(NamedTuple):
    """What formats do in their own way: name columns, and tell words from other lines."""

    columns: Callable[..., TokenColumns]
    sentences: Callable[[Path, Sequence[str]], Iterator[list[TokenRow]]]


FORMATS: dict[FormatName, _Format] = {
    "conllu": _Format(conllu_columns, conllu_sentences),
    "conll": _Format(conll_columns, conll_sentences),
}


def read_token_file(
    file: Path | DataFile,
    words: str | None = None,
    tags: Sequence[str] | None = None,
    *,
    need_tags: bool = True,
) -> TokenFile:
    """The sentences of a CoNLL-U file (.conllu) or of one with CoNLL columns (.conll, .bio, .iob,
    .iob2, or another name over such lines; see `pantoum.data.file_format`).

    In CoNLL-U, lines of comments, multi-word tokens and empty nodes are no words. CoNLL columns
    stand between tabs where a line has one, else between spaces; lines of -DOCSTART- are no words.
    In both, spaces around a cell do not count, and a line of ASCII white space alone ends a
    sentence.

    Args:
        words: the column of the words: a number from 1, or in CoNLL-U a name (form, lemma, ...) in
            any case. By default form, or the first column.
        tags: the columns of tags; by default upos, or the last column. `()` reads words alone.
        need_tags: without it, no tags are read (`Sentence.tags` is empty), for they are to be
            predicted: their cells may be empty, and their CoNLL columns missing, too.

    Raises:
        PantoumError: a file that cannot be read as such data; the message names the file and the
            line.
    """
    file = opened(file, expected=TOKEN_FORMATS)
    path = file.path
    form = None if file.format is None else FORMATS.get(file.format)
    if form is None:
        raise PantoumError(
            "not known as a file of words and tags",
            where=str(path),
            remedy="rename it to .conllu or .conll, as fits, or say it with --format",
        )
    text = file.text
    blocks = form.sentences(path, list(map(without_mark, text.content.split("\n"))))
    first = next(blocks, None)
    if first is None:
        problem = "has no sentences" if text.content else "is empty"
        raise PantoumError(
            f"the file {problem}",
            where=str(path),
            remedy="put one word on each line, and a blank line behind each sentence",
        )
    columns = form.columns(path, first[0], words, tags, need_tags=need_tags)
    sentences = []
    lines = []
    widths = {}
    for rows in chain([first], blocks):
        sentences.append(_sentence(path, rows, columns, need_tags))
        lines.append([row.line for row in rows])
        widths |= {row.line: len(row.cells) for row in rows}
    notes = [file.note] if file.note else []
    notes += [*invisible_notes(text, marks_removed=True), *width_notes(widths)]
    return TokenFile(path, columns, sentences, text, lines, notes)


def _sentence(path: Path, rows: list[TokenRow], columns: TokenColumns, need_tags: bool) -> Sentence:
    _check_widths(path, rows, columns)
    words = tuple([row.cells[columns.word_cell] for row in rows])
    tags: list[tuple[str, ...]] = []
    if need_tags:
        tags = [
            tuple([row.cells[cell] for row in rows])
            for cell in columns.tag_cells
            if cell is not None
        ]
    for name, column in zip((columns.words, *columns.tags), (words, *tags), strict=False):
        if "" in column:
            line = rows[column.index("")].line
            raise PantoumError(
                f"column {name!r} is empty",
                where=where(path, line),
                remedy="fill it in or remove the line",
            )
    return Sentence(words, tuple(tags), rows[0].line)


def _check_widths(path: Path, rows: list[TokenRow], columns: TokenColumns) -> None:
    """Refuse lines that lack a column, and where all must have as many columns, those that have
    others.
    """
    needed = {columns.word_cell: "words are"} | {
        cell: "tags are" for cell in columns.tag_cells if cell is not None
    }
    furthest = max(needed)
    for line, cells in rows:
        if len(cells) <= furthest:
            missing = min(cell for cell in needed if cell >= len(cells))
            raise PantoumError(
                f"the line has {_told(cells)}, but the {needed[missing]} column '{missing + 1}'",
                where=where(path, line),
                remedy="put a TAB or a space between columns, or name another column",
            )
        if columns.width not in (None, len(cells)):
            raise PantoumError(
                f"the line has {_told(cells)}, but those before have {columns.width}",
                where=where(path, line),
                remedy="give every line as many",
            )


def _told(cells: list[str]) -> str:
    return f"{len(cells)} column{'s' if len(cells) > 1 else ''}"
