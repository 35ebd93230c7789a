"""What is shown of several runs while they go on: each evaluation, as a line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pantoum.api.terminal import scores_line
from pantoum.cli.messages import say
from pantoum.model_dir import METRICS


class Course:
    """Shows each new evaluation of some runs when it is called.

    Args:
        folder: of the runs.
        names: of those that are looked at.
    """

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        self._files = {name: folder / name / METRICS for name in names}
        self._sizes = {name: _size(path) for name, path in self._files.items()}
        self._shown = {name: len(_lines(path)) for name, path in self._files.items()}

    def __call__(self) -> None:
        """Show what is new."""
        for name, path in self._files.items():
            size = _size(path)
            if size == self._sizes[name]:
                continue
            lines = _lines(path)
            for line in lines[self._shown[name] :]:
                record = json.loads(line)
                best = "  best" if record.get("best") else ""
                say(f"{name}: epoch {record['epoch']:g}  dev {scores_line(record['dev'])}{best}")
            self._sizes[name] = size
            self._shown[name] = len(lines)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _lines(path: Path) -> list[bytes]:
    """The whole lines of a run's metrics."""
    try:
        return path.read_bytes().split(b"\n")[:-1]
    except OSError:
        return []
