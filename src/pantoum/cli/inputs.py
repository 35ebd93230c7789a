"""What ``pantoum predict`` reads: lines of plain text, or a file of another format."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pantoum.cli.messages import say
from pantoum.cli.streams import Line, first_lines, input_bytes, lines_of
from pantoum.errors import PantoumError
from pantoum.files import not_readable

if TYPE_CHECKING:
    from pantoum.config import FormatName
    from pantoum.data import DataFile


@contextmanager
def pair_inputs(
    model: Any, options: argparse.Namespace, heard: bool = True
) -> Iterator[Iterator[Line]]:
    """The inputs of a model of pairs: those of a file with columns, else the lines.

    Args:
        model: a predictor of a model that learned from pairs.
        heard: whether it is said what is read as names of columns.
    Raises: PantoumError for a file that cannot be read so.
    """
    from pantoum.data import Columns
    from pantoum.data.file_format import COLUMN_FORMATS
    from pantoum.data.inputs import has_input_columns

    name = options.input
    form = _format(options)
    with input_bytes(name) as file:
        if form not in COLUMN_FORMATS:
            yield lines_of(file, name)
            return
        data = model.config.data
        reads_group = model.groups is not None and options.group is None
        columns = Columns(
            data.source_column,
            data.target_column,
            data.features_column or "",
            data.group_column if reads_group else "",
        )
        head = first_lines(file, name, 1) if form == "tsv" else b""
        cells = head.decode("utf-8-sig", "replace").split("\t")
        if form == "tsv" and not has_input_columns(cells, columns, model.reads_features):
            yield lines_of(file, name, head)
            return
        yield _rows(_whole(name, file, head, form), columns, model.reads_features, heard)


@contextmanager
def text_inputs(options: argparse.Namespace) -> Iterator[Iterator[Line]]:
    """The lines of plain text.

    Raises: PantoumError for a file whose name says that it has columns.
    """
    from pantoum.data.data_file import IN_WORDS

    form = _format(options)
    if form not in ("text", None):
        raise PantoumError(
            f"plain text is read, but this file has {IN_WORDS[form]}",
            where=options.input,
            remedy="give a .txt file, or say with --input_format text that it is plain text",
        )
    with input_bytes(options.input) as file:
        yield lines_of(file, options.input)


@contextmanager
def word_inputs(options: argparse.Namespace) -> Iterator[DataFile | Iterator[Line]]:
    """What a tagger reads: a file of words and tags, recognised by its name or its content, else
    the lines of plain text.

    Raises: PantoumError for a file of another format.
    """
    from pantoum.data.data_file import IN_WORDS
    from pantoum.data.file_format import LOOKED_AT, TOKEN_FORMATS, format_of

    name = options.input
    if name == "-" and sys.stdin.isatty():
        with input_bytes(name) as file:
            yield lines_of(file, name)
        return
    if options.data_format not in ("auto", "text", *TOKEN_FORMATS):
        raise PantoumError(
            "a tagger reads words and tags, or plain text, and not "
            f"{IN_WORDS[options.data_format]}",
            where=name,
            remedy="give --input_format conllu, conll or text",
        )
    with input_bytes(name) as file:
        form: FormatName | None = None if options.data_format == "auto" else options.data_format
        head = b""
        if form is None:
            head = first_lines(file, name, LOOKED_AT)
            form = format_of(Path(name), head.decode("utf-8-sig", "replace"), TOKEN_FORMATS)
        if form in TOKEN_FORMATS:
            yield _whole(name, file, head, form)
        else:
            yield lines_of(file, name, head)


def _format(options: argparse.Namespace) -> FormatName | None:
    """The format that the user says, or the name of the file."""
    from pantoum.data.file_format import format_by_name

    given = options.data_format
    return format_by_name(Path(options.input)) if given == "auto" else given


def _whole(name: str, file: io.BufferedReader, head: bytes, form: FormatName | None) -> DataFile:
    """All of an open file, of which the first lines were read already."""
    from pantoum.data.data_file import file_of
    from pantoum.data.lines import text_of

    path = Path("stdin" if name == "-" else name)
    try:
        data = head + file.read()
    except OSError as error:
        raise not_readable(path, error) from error
    return file_of(path, text_of(path, data), form or "auto")


def _rows(file: DataFile, columns: Any, has_features: bool, heard: bool) -> Iterator[Line]:
    from pantoum.data.inputs import read_inputs

    if not file.text.content.strip():
        return
    inputs, header = read_inputs(file, columns, has_features)
    if header and heard:
        names = ", ".join(name[:40] for name in header[:20])
        say(f"{file.path}: the first line is read as names: {names}")
    for source, features, line, group in inputs:
        yield Line(source, f"{file.path}, line {line}", (source, features, group))
