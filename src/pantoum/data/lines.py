"""Files to lines of text, with errors that name file and line."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path
from typing import NamedTuple

from pantoum.data.packed import unpacking
from pantoum.errors import PantoumError
from pantoum.files import not_readable, not_utf8

LONGEST_LINE = 100_000
BOM = "\ufeff"
# The white space that lines and cells are trimmed of; no-break and ideographic spaces and U+2028
# are characters of real texts.
ASCII_SPACE = " \t\r\n\v\f"
# ZERO WIDTH NON-JOINER and ZERO WIDTH JOINER.
JOINERS = "\u200c\u200d"
_ASCII_SPACES = re.compile(f"[{ASCII_SPACE}]+")


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


def trimmed(text: str) -> str:
    """A text without the ASCII white space around it."""
    return text.strip(ASCII_SPACE)


def printable(text: str) -> str:
    """A text as a message shows it: what has no shape, or steers a terminal, as its escape. The
    joiners, by which Persian and Hindi are spelled, stay: they steer nothing.
    """
    return "".join(one if one in JOINERS else escaped(one) for one in text)


def escaped(text: str) -> str:
    """A text with all that has no shape as its escape, the joiners too."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def one_line(text: str) -> str:
    """A text as one line of a message, printable."""
    return printable(" ".join(text.splitlines()))


def pieces(text: str) -> list[str]:
    """What stands between ASCII white space."""
    return _ASCII_SPACES.split(trimmed(text)) if trimmed(text) else []


def where(path: Path, line: int) -> str:
    """How every message names a place in a file."""
    return f"{path}, line {line}"


def read_text(path: Path) -> Text:
    """The text of a UTF-8 file (with or without BOM, its lines ended by LF or CRLF, or all of them
    by CR), unpacked where it is compressed.

    Raises:
        PantoumError: the file cannot be read or is not UTF-8 text.
    """
    return text_of(path, _read(path))


def text_of(path: Path, data: bytes) -> Text:
    """The same of bytes that were read already; `path` is what messages name.

    Raises:
        PantoumError: they are not UTF-8 text.
    """
    # Where no line ends with LF, they end as on old Macs.
    old_mac = b"\n" not in data and b"\r" in data
    content = decoded(path, data.replace(b"\r", b"\n") if old_mac else data)
    return Text(content, data.startswith(codecs.BOM_UTF8), old_mac)


def lines_of(path: Path, text: Text) -> list[str]:
    """The lines of a text, without their ends, and without a byte order mark before one of them, as
    joined files have it.

    Args:
        path: what messages name.

    Raises:
        PantoumError: the text is empty or has a line over 100,000 characters.
    """
    lines = lines_in(path, text.content)
    if not lines:
        raise PantoumError(
            "the file is empty",
            where=str(path),
            remedy="put one example on each line",
        )
    return lines


def lines_in(path: Path, content: str, first_line: int = 1) -> list[str]:
    """The lines of a stretch of text that begins with a line, as `lines_of` gives them.

    Args:
        path: what messages name.
        first_line: the number of its first line.

    Raises:
        PantoumError: a line has over 100,000 characters.
    """
    lines = content.split("\n")
    if "\r" in content:
        lines = [line.removesuffix("\r") for line in lines]
    if BOM in content:
        lines = [line.removeprefix(BOM) for line in lines]
    if lines[-1] == "":
        lines.pop()
    if max(map(len, lines), default=0) > LONGEST_LINE:
        for number, line in enumerate(lines, start=first_line):
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
    """Refuse what is no file, and archives of several files."""
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
    if path.suffix.lower() == ".zip":
        raise PantoumError(
            "this file is an archive",
            where=str(path),
            remedy="unpack it first (unzip)",
        )


def _read(path: Path) -> bytes:
    check_file(path)
    try:
        with path.open("rb") as file, unpacking(path, file) as data:
            return data.read()
    except PermissionError:
        raise PantoumError(
            "no permission to read this file",
            where=str(path),
            remedy="change its mode or owner",
        ) from None
    except OSError as error:
        raise not_readable(path, error) from None


def decoded(path: Path, data: bytes, first_line: int = 1) -> str:
    """Bytes as text, without a byte order mark at the beginning of a file.

    Args:
        path: what messages name.
        first_line: the number of the line that the bytes begin with.

    Raises:
        PantoumError: they are not UTF-8 text.
    """
    null = data.find(b"\0")
    if null >= 0:
        line = data.count(b"\n", 0, null) + first_line
        raise PantoumError(
            "a NUL byte, so this is a binary or UTF-16 file",
            where=where(path, line),
            remedy="give UTF-8 text",
        )
    try:
        return data.decode("utf-8-sig" if first_line == 1 else "utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + first_line
        raise not_utf8(where(path, line), error) from None
