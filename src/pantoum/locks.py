"""Files that say that a directory is in use."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from pantoum.errors import PantoumError
from pantoum.files import not_writable


@contextlib.contextmanager
def locked(path: Path, in_use: PantoumError) -> Iterator[None]:
    """While this context is open, no other one opens for the same file, here or in another process.

    The system takes the lock away when its process ends, however it ends. Where a system or a file
    system has no such locks, nothing is locked.

    Args:
        path: an empty file; made if it is not there, and left there.
        in_use: for whoever comes second.
    Raises: PantoumError when another has the lock, or the file cannot be written.
    """
    try:
        file = path.open("ab")
    except OSError as error:
        raise not_writable(path, error) from error
    with file:
        try:
            _lock(file)
        except BlockingIOError as error:
            raise in_use from error
        yield


def _lock(file: IO[bytes]) -> None:
    """Raises: BlockingIOError when another has the lock."""
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # of a file system that knows no locks
        return
