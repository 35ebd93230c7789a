"""stdin, stdout and stderr as a shell may leave them: closed, full, or with nobody who reads."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

STDERR = 2


def open_closed_streams() -> None:
    """Put a stream where the shell has closed one (`<&-`), which Python leaves as None.

    stdin has no lines then, stdout cannot be written, and stderr keeps nothing. In this order each
    takes the number it should have, so that no file which is opened later takes it, and gets what
    was meant for the terminal.
    """
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY))
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")


def lasting_stderr() -> io.TextIOWrapper:
    """stderr that falls silent, and raises nothing, from when it cannot be written: a command goes
    on without it.
    """
    file = io.BufferedWriter(_LastingFile(STDERR, "w", closefd=False))
    return io.TextIOWrapper(
        file, encoding=sys.stderr.encoding, errors="backslashreplace", line_buffering=True
    )


def silence(number: int) -> None:
    """Send to nowhere, from now on, what is written to a stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), number)


class _LastingFile(io.FileIO):
    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except OSError:
            silence(self.fileno())
            return memoryview(data).nbytes
