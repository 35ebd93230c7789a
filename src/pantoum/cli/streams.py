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
from pantoum.files import check_output_path, not_readable, not_utf8, not_writable, whole_file

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
        elif (path := check_output_path(name)).exists() and not path.is_file():  # a pipe, a device
            with path.open("wb") as file:
                yield file
        else:
            with whole_file(path.resolve()) as file:
                yield file


def check_output_name(name: str | None) -> None:
    """Refuse a name that `output_stream` cannot write to, before the work that goes into it.

    Raises: PantoumError for such a name; None is no name.
    """
    if name is not None and name != "-" and _stream_number(name) is None:
        check_output_path(name)


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
    """A line without its end, and where it stands, in words.

    Attributes:
        cells: the input, its features and its group, where the file has columns; `text` is then
            the input.
    """

    text: str
    place: str
    cells: tuple[str, str | None, str | None] | None = None


@contextlib.contextmanager
def input_lines(name: str) -> Iterator[Iterator[Line]]:
    """The lines of a file, or of stdin for "-", without their line ends; a compressed one is
    unpacked.

    Raises: PantoumError, with the line's number, when it cannot be read or is not UTF-8.
    """
    with input_bytes(name) as file:
        yield lines_of(file, name)


@contextlib.contextmanager
def input_bytes(name: str) -> Iterator[io.BufferedReader]:
    """The bytes of a file, or of stdin for "-", unpacked if they are compressed.

    Raises: PantoumError when it cannot be read.
    """
    if name == "-" and sys.stdin.isatty():
        yield cast("io.BufferedReader", sys.stdin.buffer)
        return
    from pantoum.data.packed import unpacking

    if name == "-":
        with unpacking(Path("stdin"), cast("io.BufferedReader", sys.stdin.buffer)) as data:
            yield data
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - what `with` holds may raise other errors
    except FileNotFoundError:
        raise PantoumError("no such file", where=str(name), remedy="check the path") from None
    except OSError as error:
        raise not_readable(name, error) from error
    with file, unpacking(Path(name), file) as data:
        yield data


def lines_of(file: io.BufferedIOBase, name: str, head: bytes = b"") -> Iterator[Line]:
    """The lines of an open file.

    Args:
        name: the file's, or "-" for stdin.
        head: whole lines that were read from it already, and come first.
    """
    place = "stdin" if name == "-" else name
    number = 0
    before = io.BytesIO(head)
    # One byte more than allowed is enough to know, so that a file without line ends does not fill
    # the memory.
    while data := before.readline(LONGEST_LINE + 1) or _read(file, place):
        # Where no line ends with LF, they end as on old Macs.
        old_mac = number == 0 and not data.endswith(b"\n") and len(data) <= LONGEST_LINE
        for line in data.removesuffix(b"\r").split(b"\r") if old_mac else [data]:
            number += 1
            where = f"{place}, line {number}"
            yield Line(_decode(line, where), where)


def first_lines(file: io.BufferedIOBase, name: str, most: int) -> bytes:
    """The bytes of the first lines of an open file, read from it."""
    lines = []
    for _ in range(most):
        line = _read(file, name)
        if not line:
            break
        lines.append(line)
    return b"".join(lines)


def _read(file: io.BufferedIOBase, place: str) -> bytes:
    try:
        return file.readline(LONGEST_LINE + 1)
    except OSError as error:
        if error.errno is None:  # of an unpacker, which says what is wrong with the bytes
            raise
        raise not_readable(place, error) from error


def _decode(line: bytes, place: str) -> str:
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
        # Joined files have a byte order mark inside, too: it is no part of a line's text.
        return line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise not_utf8(place, error) from error
