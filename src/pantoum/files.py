"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from pantoum.errors import PantoumError

PARTIAL = ".partial"
CHECK_READABLE = "check that it is a file that you may read"


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files so that those that were there stay whole until all the new ones are complete.

    Raises: PantoumError when one cannot be written; if that is for want of room, all are as they
        were.
    """
    partial = {name: folder / f"{name}{PARTIAL}" for name in files}
    name = ""
    try:
        for name, data in files.items():
            with partial[name].open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for name in files:
            os.replace(partial[name], folder / name)
    except OSError as error:
        for path in partial.values():
            with contextlib.suppress(OSError):
                path.unlink()
        raise not_writable(folder / name, error) from error


def not_writable(place: Path | str, error: OSError) -> PantoumError:
    """What is said of a file or folder that the system does not write."""
    return PantoumError(
        f"cannot be written: {error.strerror or error}",
        where=str(place),
        remedy="check the place, its permissions and the room there",
    )


def not_readable(place: Path | str, error: OSError) -> PantoumError:
    """What is said of a file or folder that the system does not read."""
    return PantoumError(
        f"cannot be read: {error.strerror or error}", where=str(place), remedy=CHECK_READABLE
    )


def not_utf8(place: str, error: UnicodeDecodeError) -> PantoumError:
    """What is said of text in another encoding, with the first byte that is none of UTF-8.

    Args:
        place: the file and, where it is known, the line.
    """
    # `error.object` is what the decoder saw: the bytes without a BOM.
    byte = error.object[error.start]
    return PantoumError(
        f"not UTF-8 (byte 0x{byte:02x})",
        where=place,
        remedy="convert the file, for example with iconv -t UTF-8",
    )
