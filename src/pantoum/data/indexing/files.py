"""Which files a corpus is made of, and how they are written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pantoum.config import GivenFormat
from pantoum.data.data_file import unknown_format
from pantoum.data.file_format import TABLE_FORMATS, format_of
from pantoum.data.indexing.text_blocks import text_blocks
from pantoum.data.lines import check_file
from pantoum.data.parquet import is_parquet
from pantoum.errors import PantoumError
from pantoum.files import not_readable

# Aligned are two files of text, inputs and outputs line by line.
CorpusFormat = Literal["tsv", "csv", "jsonl", "parquet", "aligned"]

# What tells a folder of other files from an index.
INDEX = "index.json"
# So many lines of a file tell its format.
LOOKED_AT = 1000
# Bytes that are read at a time for a digest.
PIECE = 1 << 20


class CorpusFiles(NamedTuple):
    """The files of a corpus in the order in which they are read, and their format."""

    paths: list[Path]
    format: CorpusFormat


def corpus_files(given: Sequence[Path], form: GivenFormat = "auto") -> CorpusFiles:
    """The files that are meant: those of a folder, sorted by name, or those that are given.

    Several files are parts of one corpus, all of one format; two files of plain text are
    line-aligned inputs and outputs.

    Args:
        form: the format of the files, where a user says it.

    Raises:
        PantoumError: there is no file, or files of several formats, or one that has no pairs.
    """
    paths = [path for one in given for path in _files_at(one)]
    formats = [_format(path, form) for path in paths]
    if len(paths) == 2 and set(formats) <= {"text", None}:
        return CorpusFiles(paths, "aligned")
    for path, found in zip(paths, formats, strict=True):
        if found is None:
            raise unknown_format(path)
        if found not in (*TABLE_FORMATS, "parquet"):
            raise PantoumError(
                f"the file is read as {found}, which an index is not made of",
                where=str(path),
                remedy="give files with columns (.tsv, .csv, .jsonl, .parquet), or two "
                "line-aligned files of text",
            )
        if found != formats[0]:
            raise PantoumError(
                f"the file is read as {found}, but {paths[0]} as {formats[0]}",
                where=str(path),
                remedy="give files of one format",
            )
    return CorpusFiles(paths, formats[0])  # pyright: ignore[reportArgumentType] - checked above


def _files_at(path: Path) -> list[Path]:
    if (path / INDEX).is_file():
        raise PantoumError(
            "this is an index, which a training takes as it is",
            where=str(path),
            remedy="give the files that it was made of",
        )
    if not path.is_dir():
        check_file(path)
        if not path.is_file():
            raise PantoumError(
                "this is a pipe or a device, which can be read only once",
                where=str(path),
                remedy="write its data into a file",
            )
        return [path]
    try:
        found = sorted(
            one for one in path.iterdir() if one.is_file() and not one.name.startswith((".", "_"))
        )
    except OSError as error:
        raise not_readable(path, error) from None
    if not found:
        raise PantoumError(
            "the folder has no files", where=str(path), remedy="give a folder of files with pairs"
        )
    return found


def _format(path: Path, form: GivenFormat) -> str | None:
    if is_parquet(path):
        return "parquet"
    if form != "auto":
        return form
    block = next(text_blocks(path), None)
    if block is None:
        raise PantoumError("the file is empty", where=str(path), remedy="leave it out")
    return format_of(path, "\n".join(block.lines[:LOOKED_AT]))


def describe_source(path: Path) -> dict[str, Any]:
    """The name of a file, its size in bytes, when it was changed, and its SHA-256.

    Raises:
        PantoumError: it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        stat = path.stat()
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
    except OSError as error:
        raise not_readable(path, error) from None
    return {
        "path": str(path.absolute()),
        "bytes": stat.st_size,
        "changed": stat.st_mtime_ns,
        "sha256": digest.hexdigest(),
    }
