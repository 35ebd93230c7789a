"""The evaluations of a training that goes on in another process, as it writes them down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pantoum.model_dir import METRICS


class Evaluations:
    """Each evaluation of a run, once.

    A run that is gone on with may write its last ones anew, which are the same: they are told by
    their number.

    Args:
        folder: of the run.
        skip: those that are there already are not new.
    """

    def __init__(self, folder: Path, *, skip: bool) -> None:
        self._file = folder / METRICS
        self._size = self._size_now() if skip else 0
        lines = self._lines() if skip else []
        self._count = len(lines)
        self._first = lines[:1]

    def new(self) -> list[dict[str, Any]]:
        """The evaluations since the last call, as the lines of ``metrics.jsonl`` have them."""
        size = self._size_now()
        if size == self._size:  # a file that has not changed is not read
            return []
        self._size = size
        lines = self._lines()
        if lines[:1] != self._first:  # of another run, which has replaced that of before
            self._count = 0
            self._first = lines[:1]
        found = lines[self._count :]
        self._count = max(self._count, len(lines))
        return [json.loads(line) for line in found]

    def _size_now(self) -> int:
        try:
            return self._file.stat().st_size
        except OSError:
            return 0

    def _lines(self) -> list[bytes]:
        """The lines that are whole."""
        try:
            return self._file.read_bytes().split(b"\n")[:-1]
        except OSError:
            return []
