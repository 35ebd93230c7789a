"""Pretrained word vectors from text files."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from io import BufferedReader
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float32

from pantoum.data.lines import check_file, where
from pantoum.data.packed import unpacking
from pantoum.data.vector_index import VectorIndex, composed
from pantoum.errors import PantoumError
from pantoum.files import not_readable, not_utf8

# Files begin with the most frequent words: so many are nearly all that a text has.
MOST_WORDS = 100_000
_HEADER = re.compile(rb"(\d{1,12})\s+(\d{1,6})")
_NUMBER = re.compile(rb"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)


class WordVectors(NamedTuple):
    """The words of a file and their vectors; row 0 of the table, of words that have none, is 0."""

    words: VectorIndex
    table: Float32[np.ndarray, "rows size"]


class _Row(NamedTuple):
    line: int
    word: str
    vector: array[float]


def read_vectors(path: Path, limit: int = MOST_WORDS) -> WordVectors:
    """The vectors of a text file: on each line a word and its numbers.

    A first line of two whole numbers, how many words and of which size (word2vec, fastText), is a
    header; without it (GloVe) the first line tells the size. The numbers are counted from the
    right, since a word may contain spaces. Of a word that comes twice the first line counts.

    Args:
        path: the file, in UTF-8.
        limit: most words that are read, 1 or more.

    Raises:
        PantoumError: the file cannot be read, or is none of vectors of one size; the message names
            the line.
    """
    check_file(path)
    try:
        with path.open("rb") as file, unpacking(path, file) as data:
            return _table(path, _rows(path, data), limit)
    except OSError as error:
        raise not_readable(path, error) from error


def _table(path: Path, rows: Iterator[_Row], limit: int) -> WordVectors:
    lines: dict[str, int] = {}
    values = array("f")
    size = 0
    for row in rows:
        if row.word not in lines:
            lines[row.word] = row.line
            values.extend(row.vector)
            size = len(row.vector)
        if len(lines) >= limit:
            break
    if not lines:
        raise PantoumError(
            "the file has no vectors",
            where=str(path),
            remedy="put a word and its numbers on each line",
        )
    table = np.zeros((len(lines) + 1, size), dtype=np.float32)
    table[1:] = np.frombuffer(values, dtype=np.float32).reshape(-1, size)
    infinite = np.flatnonzero(~np.isfinite(table[1:]).all(axis=1))
    if len(infinite):
        line = list(lines.values())[infinite[0]]
        raise PantoumError(
            "a number is too large or none",
            where=where(path, line),
            remedy="mend or remove the line",
        )
    return WordVectors(VectorIndex(lines, size), table)


def _rows(path: Path, file: BufferedReader) -> Iterator[_Row]:
    """The rows, and an error where they end before the header says so."""
    header = None
    size = None
    read = 0
    for number, line in enumerate(file, start=1):
        line = (line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line).strip()
        if not line:
            continue
        if size is None:
            header = _HEADER.fullmatch(line)
            size = int(header[2]) if header else _numbers(line)
            if header:
                continue
        read += 1
        yield _row(path, number, line, size)
    if header and read < int(header[1]):
        raise PantoumError(
            f"the first line promises {int(header[1]):,} words, but there are {read:,}",
            where=str(path),
            remedy="get the file anew",
        )


def _row(path: Path, number: int, line: bytes, size: int) -> _Row:
    if b"\0" in line:
        raise PantoumError(
            "a NUL byte, so this is a binary or UTF-16 file",
            where=where(path, number),
            remedy="give vectors as UTF-8 text",
        )
    word, *numbers = line.rsplit(None, size)
    if not size:
        raise PantoumError(
            "not a word and its numbers",
            where=where(path, number),
            remedy="give word vectors as text",
        )
    last = word.split()[-1]
    # What is left of the numbers is the word; if that ends with a number too, there are too many.
    if len(numbers) < size or (last != word and _NUMBER.fullmatch(last)):
        raise PantoumError(
            f"a word and {_numbers(line)} numbers, but the vectors of this file have {size}",
            where=where(path, number),
            remedy="mend or remove the line",
        )
    try:
        return _Row(number, composed(word.decode("utf-8")), array("f", map(float, numbers)))
    except UnicodeDecodeError as error:
        raise not_utf8(where(path, number), error) from None
    except ValueError:
        wrong = next(text for text in numbers if not _NUMBER.fullmatch(text)).decode(
            "utf-8", "replace"
        )
        raise PantoumError(
            f"{wrong[:40]!r} is not a number",
            where=where(path, number),
            remedy="mend or remove the line",
        ) from None


def _numbers(line: bytes) -> int:
    """How many numbers stand at the end of a line, behind the word."""
    return sum(1 for _ in takewhile(_NUMBER.fullmatch, reversed(line.split()[1:])))
