"""The files that a command writes: none of them replaces what the command reads."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from pantoum.errors import PantoumError


def check_written(written: Iterable[str | Path | None], read: Iterable[str | Path | None]) -> None:
    """Refuse to write a file over one that is read, before anything is computed.

    Args:
        written: the names of files, "-" for stdout, None for one that is not asked for.
        read: the names of files, "-" for stdin, None as above.
    Raises:
        PantoumError: a file would be written over one that is read, or over another one that is
            written; with its name.
    """
    inputs = [found for name in read if (found := _file_of(name, 0)) is not None]
    outputs: set[Path] = set()
    for name in written:
        if name is None or str(name) == "-":
            continue
        found = _file_of(name, 1)
        if found is not None and any(os.path.samestat(found, one) for one in inputs):
            raise PantoumError(
                "it is one of the files that are read, and would be written over",
                where=str(name),
                remedy="give another name",
            )
        place = _place(name)
        if place in outputs:
            raise PantoumError(
                "two outputs would be written to it",
                where=str(name),
                remedy="give each a name of its own",
            )
        outputs.add(place)


def _file_of(name: str | Path | None, stream: int) -> os.stat_result | None:
    """A regular file; None for what is none, such as a pipe or a device, or is not there.

    Args:
        stream: the number of the open stream that "-" stands for.
    """
    if name is None:
        return None
    try:
        found = os.fstat(stream) if str(name) == "-" else os.stat(name)
    except (OSError, ValueError):  # what cannot be opened is refused where it is opened
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def _place(name: str | Path) -> Path:
    return Path(os.path.realpath(name))
