"""Text in and out of a command: a file, or - for stdin and stdout, always UTF-8."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO, cast

from pantoum.errors import PantoumError
from pantoum.files import not_readable, not_utf8, not_writable, whole_file

# In bytes: 100,000 characters of at most four.
LONGEST_LINE = 400_000


@contextlib.contextmanager
def output_stream(name: str) -> Iterator[TextIO]:
    """The file to write, or stdout for "-". A file that was there stays as it is unless all goes
    well.

    Raises: PantoumError when it cannot be written.
    """
    if name == "-":
        with _writing("stdout"):
            yield sys.stdout
            sys.stdout.flush()
        return
    with output_bytes(name) as file:
        text = io.TextIOWrapper(cast("BinaryIO", file), encoding="utf-8", newline="\n")
        yield text
        text.flush()
        text.detach()


@contextlib.contextmanager
def output_bytes(name: str) -> Iterator[BinaryIO]:
    """As `output_stream`, for bytes."""
    with _writing("stdout" if name == "-" else name):
        if name == "-":
            sys.stdout.flush()
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        elif (number := _stream_number(name)) is not None:
            with os.fdopen(os.dup(number), "wb") as file:
                yield file
        elif Path(name).exists() and not Path(name).is_file():  # a pipe or a device
            with Path(name).open("wb") as file:
                yield file
        else:
            with whole_file(Path(name).resolve()) as file:
                yield file


@contextlib.contextmanager
def _writing(place: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise not_writable(place, error) from error


def _stream_number(name: str) -> int | None:
    """The open stream that a name stands for, such as /dev/stdout: what it writes to is not to be
    replaced.
    """
    match = re.fullmatch(r"(?:/dev|/proc/self)/fd/(\d{1,6})", name)
    return int(match[1]) if match else {"/dev/stdout": 1, "/dev/stderr": 2}.get(name)


class Line(NamedTuple):
    """A line without its end, and where it stands, in words."""

    text: str
    place: str


@contextlib.contextmanager
def input_lines(name: str) -> Iterator[Iterator[Line]]:
    """The lines of a file, or of stdin for "-", without their line ends.

    Raises: PantoumError, with the line's number, when it cannot be read or is not UTF-8.
    """
    if name == "-":
        yield _lines(sys.stdin.buffer, "stdin")
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - what `with` holds may raise other errors
    except FileNotFoundError:
        raise PantoumError("no such file", where=str(name), remedy="check the path") from None
    except OSError as error:
        raise not_readable(name, error) from error
    with file:
        yield _lines(file, name)


def _lines(file: BinaryIO, name: str) -> Iterator[Line]:
    number = 0
    # One byte more than allowed is enough to know, so that a file without line ends does not fill
    # the memory.
    while data := _read(file, name):
        # Where no line ends with LF, they end as on old Macs.
        old_mac = number == 0 and not data.endswith(b"\n") and len(data) <= LONGEST_LINE
        for line in data.removesuffix(b"\r").split(b"\r") if old_mac else [data]:
            number += 1
            place = f"{name}, line {number}"
            yield Line(_decode(line, place, "utf-8-sig" if number == 1 else "utf-8"), place)


def _read(file: BinaryIO, place: str) -> bytes:
    try:
        return file.readline(LONGEST_LINE + 1)
    except OSError as error:
        raise not_readable(place, error) from error


def _decode(line: bytes, place: str, encoding: str) -> str:
    if len(line) > LONGEST_LINE:
        raise PantoumError(
            f"the line has more than {LONGEST_LINE:,} bytes;",
            where=str(place),
            remedy="split it or remove it",
        )
    if b"\0" in line:
        raise PantoumError(
            "a NUL byte, so this is a binary or UTF-16 file",
            where=str(place),
            remedy="give UTF-8 text",
        )
    try:
        return line.decode(encoding).rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise not_utf8(place, error) from error
