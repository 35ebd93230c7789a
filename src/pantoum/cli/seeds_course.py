"""What is shown of several runs while they go on: each evaluation, as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pantoum.api.terminal import scores_line
from pantoum.cli.messages import say
from pantoum.scale.evaluations import Evaluations


class Course:
    """Shows each new evaluation of some runs when it is called.

    Args:
        folder: of the runs.
        names: of those that are looked at.
    """

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        self._runs = {name: Evaluations(folder / name, skip=True) for name in names}

    def __call__(self) -> None:
        """Show what is new."""
        for name, evaluations in self._runs.items():
            for record in evaluations.new():
                say_evaluation(name, record)


def say_evaluation(name: str, record: Mapping[str, Any]) -> None:
    """Show an evaluation of a run, as a line of its ``metrics.jsonl`` has it."""
    best = "  best" if record.get("best") else ""
    say(f"{name}: epoch {record['epoch']:g}  dev {scores_line(record['dev'])}{best}")
