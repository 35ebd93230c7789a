"""Parquet files: columns with names and types, read by pyarrow where it is installed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pantoum.data.lines import check_file
from pantoum.errors import PantoumError
from pantoum.files import not_readable

SUFFIX = ".parquet"
ROWS_AT_ONCE = 1 << 15


def is_parquet(path: Path) -> bool:
    """Whether a name is that of a Parquet file."""
    return path.suffix.lower() == SUFFIX


@contextmanager
def opened_parquet(path: Path) -> Iterator[Any]:
    """The file as pyarrow has it.

    Raises:
        PantoumError: pyarrow is missing, or the file cannot be read, which may also be known within
            the context.
    """
    check_file(path)
    try:
        from pyarrow import ArrowException, parquet  # pyright: ignore[reportMissingImports]
    except ImportError:
        raise PantoumError(
            "a Parquet file is read by the package pyarrow, which is missing",
            where=str(path),
            remedy="pip install 'pantoum[parquet]'",
        ) from None
    try:
        with parquet.ParquetFile(path) as file:
            yield file
    except ArrowException as error:
        raise PantoumError(
            f"not a readable Parquet file ({' '.join(str(error).split())})",
            where=str(path),
            remedy="copy it or write it again",
        ) from None
    except OSError as error:
        raise not_readable(path, error) from None


def json_lines(path: Path) -> str:
    """The rows as JSON objects, one on each line, with the names of the columns as keys. What JSON
    has no value for is an object with the name of its type.

    Raises: PantoumError as `opened_parquet`.
    """
    with opened_parquet(path) as file:
        return "".join(
            f"{json.dumps(row, ensure_ascii=False, default=_named)}\n"
            for batch in file.iter_batches(ROWS_AT_ONCE)
            for row in batch.to_pylist()
        )


def _named(value: object) -> dict[str, str]:
    return {"type": type(value).__name__}
