"""Files to rows: decoding, lines, and the three column formats, with errors that name file and line."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
from pathlib import Path
from typing import NamedTuple

from weft.errors import WeftError

LONGEST_LINE = 100_000
_SURROGATE = re.compile("[\ud800-\udfff]")
# Compressed files by their suffix, and what unpacks them.
PACKED = {".gz": "gunzip", ".bz2": "bunzip2", ".xz": "unxz", ".zst": "unzstd", ".zip": "unzip"}
_JSON_KINDS = {bool: "true or false", float: "a number", list: "a list", dict: "an object", type(None): "null"}


class NoText(str):
    """What stands in a cell instead of a text: the kind of a JSON value that is no string."""


class Row(NamedTuple):
    """One line's cells, the line it starts on, and the keys of the cells where the format has them (JSON)."""

    line: int
    cells: list[str]
    names: list[str] | None = None

    @property
    def header(self) -> list[str]:
        """The names of the cells, if this is the first row: the keys, or the cells themselves."""
        return self.names if self.names is not None else [cell.strip() for cell in self.cells]


def where(path: Path, line: int) -> str:
    """How every message names a place in a file."""
    return f"{path}, line {line}"


def read_rows(path: Path) -> list[Row]:
    """The rows of a .tsv, .csv or .jsonl file, without blank lines.

    Raises:
        WeftError: an unknown suffix, or a file that is not what its suffix says.
    """
    suffix = path.suffix.lower()
    if suffix == ".tsv":
        return [Row(number, line.split("\t")) for number, line in _full_lines(path)]
    if suffix == ".csv":
        return _csv_rows(path)
    if suffix == ".jsonl":
        return [_json_row(path, number, line) for number, line in _full_lines(path)]
    _check_file(path)
    problem = f"the suffix {suffix!r} is not known" if suffix else "the file name has no suffix"
    raise WeftError(
        f"{path}: {problem}: rename the file to .tsv, .csv or .jsonl, as fits, or give two line-aligned text files"
    )


def read_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 text file (with or without BOM, ended by LF or CRLF, or all of them by CR).

    Raises:
        WeftError: the file cannot be read, is not UTF-8 text, is empty or has a line over 100,000 characters.
    """
    lines = [line.removesuffix("\r") for line in _decode(path, _read(path)).split("\n")]
    if lines[-1] == "":
        lines.pop()
    if not lines:
        raise WeftError(f"{path}: the file is empty: put one example on each line")
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            raise WeftError(
                f"{where(path, number)}: the line has {len(line):,} characters, more than {LONGEST_LINE:,}: "
                "split it or remove it"
            )
    return lines


def _check_file(path: Path) -> None:
    """Refuse what is no file, and what must be unpacked, whatever its suffix says."""
    try:
        is_directory = stat.S_ISDIR(path.stat().st_mode)
    except FileNotFoundError:
        raise WeftError(f"{path}: no such file: check the path") from None
    except OSError as error:
        raise WeftError(f"{path}: cannot read this file: {error.strerror or error}") from None
    if is_directory:
        raise WeftError(f"{path}: this is a directory: give a file")
    unpack = PACKED.get(path.suffix.lower())
    if unpack is not None:
        raise WeftError(f"{path}: this file is compressed: unpack it first ({unpack})")


def _read(path: Path) -> bytes:
    _check_file(path)
    try:
        data = path.read_bytes()
    except PermissionError:
        raise WeftError(f"{path}: no permission to read this file: change its mode or owner") from None
    except OSError as error:
        raise WeftError(f"{path}: cannot read this file: {error.strerror or error}") from None
    # Where no line ends with LF, they end as on old Macs.
    return data if b"\n" in data else data.replace(b"\r", b"\n")


def _decode(path: Path, data: bytes) -> str:
    null = data.find(b"\0")
    if null >= 0:
        line = data.count(b"\n", 0, null) + 1
        raise WeftError(f"{where(path, line)}: a NUL byte: this is a binary or UTF-16 file; give UTF-8 text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # `error.object` is what the decoder saw: the bytes without the BOM.
        line = error.object.count(b"\n", 0, error.start) + 1
        raise WeftError(
            f"{where(path, line)}: not UTF-8 (byte 0x{error.object[error.start]:02x}): convert the file, "
            "for example with iconv -t UTF-8"
        ) from None


def _full_lines(path: Path) -> list[tuple[int, str]]:
    return [(number, line) for number, line in enumerate(read_lines(path), start=1) if line.strip()]


def _csv_rows(path: Path) -> list[Row]:
    text = "\n".join(read_lines(path)) + "\n"
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, start = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise WeftError(f"{where(path, start)}: not valid CSV ({error}): check the quotes") from None
    return rows


def _json_row(path: Path, number: int, line: str) -> Row:
    try:
        # All numbers as floats: no text is made of them, and int() refuses those of some thousand digits.
        value = json.loads(line, parse_int=float)
    except json.JSONDecodeError as error:
        raise WeftError(
            f"{where(path, number)}: not valid JSON ({error.msg} at character {error.pos + 1}): "
            "write one object on each line"
        ) from None
    except RecursionError:
        raise WeftError(f"{where(path, number)}: JSON nested too deeply: write one flat object on each line") from None
    if not isinstance(value, dict):
        raise WeftError(f"{where(path, number)}: not a JSON object: write one {{...}} on each line")
    cells = [cell if isinstance(cell, str) else NoText(_JSON_KINDS[type(cell)]) for cell in value.values()]
    if any(_SURROGATE.search(text) for text in (*value, *cells)):
        raise WeftError(f"{where(path, number)}: half a surrogate pair (\\ud800 to \\udfff): write the whole character")
    return Row(number, cells, list(value))
