"""Files to lines of text, with errors that name file and line."""

from __future__ import annotations

import codecs
import stat
from pathlib import Path
from typing import NamedTuple

from pantoum.errors import PantoumError
from pantoum.files import not_readable, not_utf8

LONGEST_LINE = 100_000
# Compressed files by their suffix, and what unpacks them.
PACKED = {".gz": "gunzip", ".bz2": "bunzip2", ".xz": "unxz", ".zst": "unzstd", ".zip": "unzip"}


class Text(NamedTuple):
    """The text of a file, its lines ended by LF or CRLF, and what else its bytes say.

    Attributes:
        content: the text without the byte order mark.
        has_bom: the file begins with a byte order mark.
        old_mac: the lines of the file end with CR alone, which are LF in `content`.
    """

    content: str
    has_bom: bool
    old_mac: bool

    def encode(self, content: str) -> bytes:
        """A text as the bytes that such a file holds: for `content` itself, those that were
        read."""
        data = content.encode()
        return codecs.BOM_UTF8 * self.has_bom + (
            data.replace(b"\n", b"\r") if self.old_mac else data
        )


def where(path: Path, line: int) -> str:
    """How every message names a place in a file."""
    return f"{path}, line {line}"


def read_text(path: Path) -> Text:
    """The text of a UTF-8 file (with or without BOM, its lines ended by LF or CRLF, or all of them
    by CR).

    Raises:
        PantoumError: the file cannot be read or is not UTF-8 text.
    """
    data = _read(path)
    # Where no line ends with LF, they end as on old Macs.
    old_mac = b"\n" not in data and b"\r" in data
    content = _decode(path, data.replace(b"\r", b"\n") if old_mac else data)
    return Text(content, data.startswith(codecs.BOM_UTF8), old_mac)


def read_lines(path: Path) -> list[str]:
    """The lines of a text file, without their ends.

    Raises:
        PantoumError: as `read_text`; the file is empty or has a line over 100,000 characters.
    """
    lines = [line.removesuffix("\r") for line in read_text(path).content.split("\n")]
    if lines[-1] == "":
        lines.pop()
    if not lines:
        raise PantoumError(
            "the file is empty",
            where=str(path),
            remedy="put one example on each line",
        )
    for number, line in enumerate(lines, start=1):
        check_length(path, number, line)
    return lines


def check_length(path: Path, number: int, line: str) -> None:
    """Refuse a line that is too long to be meant."""
    if len(line) > LONGEST_LINE:
        raise PantoumError(
            f"the line has {len(line):,} characters, more than {LONGEST_LINE:,}",
            where=where(path, number),
            remedy="split it or remove it",
        )


def check_file(path: Path) -> None:
    """Refuse what is no file, and what must be unpacked, whatever its suffix says."""
    try:
        is_directory = stat.S_ISDIR(path.stat().st_mode)
    except FileNotFoundError:
        raise PantoumError(
            "no such file",
            where=str(path),
            remedy="check the path",
        ) from None
    except OSError as error:
        raise not_readable(path, error) from None
    if is_directory:
        raise PantoumError(
            "this is a directory",
            where=str(path),
            remedy="give a file",
        )
    unpack = PACKED.get(path.suffix.lower())
    if unpack is not None:
        raise PantoumError(
            "this file is compressed",
            where=str(path),
            remedy=f"unpack it first ({unpack})",
        )


def _read(path: Path) -> bytes:
    check_file(path)
    try:
        return path.read_bytes()
    except PermissionError:
        raise PantoumError(
            "no permission to read this file",
            where=str(path),
            remedy="change its mode or owner",
        ) from None
    except OSError as error:
        raise not_readable(path, error) from None


def _decode(path: Path, data: bytes) -> str:
    null = data.find(b"\0")
    if null >= 0:
        line = data.count(b"\n", 0, null) + 1
        raise PantoumError(
            "a NUL byte, so this is a binary or UTF-16 file",
            where=where(path, line),
            remedy="give UTF-8 text",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise not_utf8(where(path, line), error) from None
