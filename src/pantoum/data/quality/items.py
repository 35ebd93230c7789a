"""Data of any kind as items with their lines, which are all that checks look at, and what training
refuses of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from pantoum.config import DataConfig
from pantoum.data.aligned import aligned_lines, check_filled
from pantoum.data.column_notes import check_outputs
from pantoum.data.columns import Columns, complete_columns, is_number
from pantoum.data.data_file import DataFile, opened
from pantoum.data.file_format import TOKEN_FORMATS
from pantoum.data.formats import Example, examples_of_row, located_rows, no_examples
from pantoum.data.lines import trimmed
from pantoum.data.quality.finding import Finding, Place
from pantoum.data.quality.refusals import NOWHERE, Refusals
from pantoum.data.rows import Row, read_rows
from pantoum.data.token_file import read_token_file
from pantoum.errors import PantoumError

Kind = Literal["pairs", "tokens", "texts"]


class Item(NamedTuple):
    """An example as a file has it: an input, its output, its features, where it stands, and its
    group.

    Of words and tags, the input is the words and the output the tags, with spaces between; a text
    has no output.
    """

    source: str
    target: str | None
    features: str
    place: Place
    group: str = ""

    @classmethod
    def of_example(cls, example: Example, place: Place) -> Item:
        """The item of a pair that was read."""
        return cls(
            example.source, example.target, example.features or "", place, example.group or ""
        )

    @property
    def key(self) -> tuple[str, str]:
        """The input, and its group and its features together, as a model reads them: equal inputs
        are equal.
        """
        return normal(self.source), normal(f"{self.group}\t{self.features}")


class Part(NamedTuple):
    """A part of the data: its name (train, dev or test), what kind it is, and its items.

    numeric_columns: columns that hold numbers alone and are neither input, features, group nor
    weight.
    """

    name: str
    kind: Kind
    items: list[Item]
    numeric_columns: tuple[int, ...] = ()


class ReadPart(NamedTuple):
    """What reading a part of the data came to.

    columns: those of a table, for the parts after it; refused: what training refuses in it.
    """

    part: Part
    columns: Columns | None
    refused: list[Finding]


def normal(text: str) -> str:
    """A text in NFC, so that equal letters compare equal."""
    return unicodedata.normalize("NFC", text)


def read_part(
    name: str,
    paths: Sequence[Path | DataFile],
    data: DataConfig,
    columns: Columns | None = None,
) -> ReadPart:
    """The items of a part that training can read, and what it would refuse of the others.

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
            remedy="give one file with columns, or two line-aligned text files",
        )
    if len(paths) == 2:
        source, target = (opened(path, expected=("text",)) for path in paths)
        refusals = Refusals(name)
        return ReadPart(
            Part(name, "pairs", _aligned(source, target, refusals)), columns, refusals.findings
        )
    file = opened(paths[0])
    if file.format in TOKEN_FORMATS:
        return ReadPart(Part(name, "tokens", _tokens(file, data)), columns, [])
    if file.format == "text":
        return ReadPart(Part(name, "texts", _texts(file)), columns, [])
    rows = read_rows(file)
    taken = columns or complete_columns(rows, data)
    # Weights are of training data alone.
    return _from_rows(name, file, rows, taken, None if columns else data)


def _from_rows(
    name: str, file: DataFile, rows: list[Row], columns: Columns, data: DataConfig | None
) -> ReadPart:
    """The items of a table.

    Args:
        data: the settings of training data, whose output may have been guessed; None for others.
    """
    if not rows:
        raise no_examples(file.path)
    body, located = located_rows(file, rows, columns, need_target=True)
    refusals = Refusals(name)
    numeric: tuple[int, ...] = ()
    try:
        if data is not None:
            check_outputs(file.path, body, columns, data)
    except PantoumError as error:
        refusals.add(error, NOWHERE)
    else:
        not_target = (located.source, located.features, located.group, located.weight)
        read = {int(one) for one in not_target if is_number(one)}
        numeric = _numeric_columns(body, read)
    items: list[Item] = []
    for row in body:
        place = Place(str(file.path), row.line)
        try:
            examples = examples_of_row(file, row, located, need_target=True)
        except PantoumError as error:
            refusals.add(error, place)
        else:
            items += [Item.of_example(example, place) for example in examples]
    part = Part(name, "pairs", items, numeric)
    return ReadPart(part, columns._replace(weight=""), refusals.findings)


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


def _aligned(source: DataFile, target: DataFile, refusals: Refusals) -> list[Item]:
    items = []
    for line in aligned_lines(source, target):
        try:
            check_filled(source, target, line)
        except PantoumError as error:
            blank = target if line.source else source
            refusals.add(error, Place(str(blank.path), line.number))
        else:
            place = Place(str(source.path), line.number)
            items.append(Item(line.source, line.target, "", place))
    return items


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
