"""A text file as blocks of whole lines, read from anywhere in it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Int64

from pantoum.data.lines import check_file, decoded, lines_in
from pantoum.data.packed import unpacking
from pantoum.errors import PantoumError
from pantoum.files import not_readable

# Bytes that are read at a time: a block has so many, and what is left of the block before. A line
# has at most 100,000 characters, and so fits.
BLOCK = 1 << 22


class TextBlock(NamedTuple):
    """Lines of a file, one after the other.

    lines: without their ends; first: the number of the first one; starts: the byte of the unpacked
    file at which each begins, and behind them the one at which the next block begins.
    """

    lines: list[str]
    first: int
    starts: Int64[np.ndarray, " lines_and_one"]


def text_blocks(path: Path, offset: int = 0, line: int = 1) -> Iterator[TextBlock]:
    """The lines of a file from a byte on, unpacked where it is compressed.

    Args:
        offset: a byte of the unpacked file, at which a line begins.
        line: the number of that line.

    Raises:
        PantoumError: the file cannot be read or is not UTF-8 text.
    """
    check_file(path)
    try:
        with path.open("rb") as file, unpacking(path, file) as data:
            _skip(data, offset, seekable=data is file)
            yield from _blocks(path, data, offset, line)
    except OSError as error:
        raise not_readable(path, error) from None


def _skip(data: io.BufferedReader, offset: int, *, seekable: bool) -> None:
    if seekable:
        data.seek(offset)
        return
    while offset > 0:
        skipped = len(data.read(min(BLOCK, offset)))
        if not skipped:
            return
        offset -= skipped


def _blocks(path: Path, data: io.BufferedReader, offset: int, line: int) -> Iterator[TextBlock]:
    rest = b""
    while new := data.read(BLOCK):
        if offset == 0 and b"\n" not in new and b"\r" in new:
            raise PantoumError(
                "the lines are ended by CR alone, as on old Macs",
                where=str(path),
                remedy="end them by LF first (tr '\\r' '\\n')",
            )
        end = new.rfind(b"\n") + 1
        whole = rest + new[:end]
        if not end and len(whole) + len(new) > 2 * BLOCK:
            raise PantoumError(
                f"line {line} does not end within {BLOCK:,} bytes",
                where=str(path),
                remedy="split it or remove it",
            )
        rest = new[end:] if end else rest + new
        if end:
            block = _block(path, whole, offset, line)
            yield block
            offset = int(block.starts[-1])
            line += len(block.lines)
    if rest:
        yield _block(path, rest, offset, line)


def _block(path: Path, data: bytes, offset: int, line: int) -> TextBlock:
    lines = lines_in(path, decoded(path, data, line), line)
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n")) + 1
    starts = np.concatenate(([0], ends if data.endswith(b"\n") else [*ends, len(data)])) + offset
    return TextBlock(lines, line, starts.astype(np.int64))
