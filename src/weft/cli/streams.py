"""Text in and out of a command: a file, or - for stdin and stdout, always UTF-8."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from weft.errors import WeftError

# In bytes: 100,000 characters of at most four.
LONGEST_LINE = 400_000


@contextmanager
def output_stream(name: str) -> Iterator[TextIO]:
    """The file to write, or stdout for "-".

    Raises: WeftError when it cannot be written.
    """
    if name == "-":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdout
        return
    try:
        with Path(name).open("w", encoding="utf-8", newline="\n") as file:
            yield file
    except OSError as error:
        raise WeftError(f"{name}: cannot be written: {error.strerror}") from error


def input_lines(name: str) -> Iterator[str]:
    """The lines of a file, or of stdin for "-", without their line ends.

    Raises: WeftError, with the line's number, when it cannot be read or is not UTF-8.
    """
    place = "stdin" if name == "-" else name
    with _open(name, place) as file:
        for number, line in enumerate(file, start=1):
            yield _decode(line, f"{place}, line {number}", "utf-8-sig" if number == 1 else "utf-8")


def _open(name: str, place: str) -> BinaryIO:
    try:
        return sys.stdin.buffer if name == "-" else Path(name).open("rb")
    except OSError as error:
        raise WeftError(f"{place}: cannot be read: {error.strerror}") from error


def _decode(line: bytes, place: str, encoding: str) -> str:
    if len(line) > LONGEST_LINE:
        raise WeftError(f"{place}: {len(line):,} bytes long; more than {LONGEST_LINE:,} are not read: split the line")
    try:
        return line.decode(encoding).rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise WeftError(f"{place}: not UTF-8; convert the file, for example with iconv -t UTF-8") from error
