"""Runs that solve a task or do not: how many, after how many sequences, and what stays wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pantoum.lab.averages import mean_of
from pantoum.lab.plain_table import Column
from pantoum.lab.runs import Run

if TYPE_CHECKING:
    from pantoum.lab.training import Training

COLUMNS = (
    Column("solved", "seeds whose run solved the task, of all seeds"),
    Column("sequences", "training sequences until it was solved; runs that solved it"),
    Column("wrong %", "new sequences that are wrong after training; all runs", 1),
)
DEFINITION = (
    "seeds: how many runs; solved: how many of them had the last 2,000 training sequences all "
    "right; sequences: training sequences until then, the mean of those that solved it with "
    "Student's 95 % interval; wrong: new sequences that are wrong after training, in per cent, the "
    "mean of all runs with the interval"
)


def values_of(training: Training) -> dict[str, Any]:
    """What a run stores of its training, as JSON has it."""
    return {
        "solved": training.solved,
        "sequences": training.sequences,
        "wrong": 100 * training.wrong,
        "losses": [round(loss, 6) for loss in training.losses],
    }


def summary(runs: Sequence[Run]) -> dict[str, Any]:
    """What the runs of one case came to: seeds, solved, sequences and wrong of `DEFINITION`."""
    solved = [run.values["sequences"] for run in runs if run.values["solved"]]
    return {
        "seeds": len(runs),
        "solved": len(solved),
        "sequences": mean_of(solved),
        "wrong": mean_of([run.values["wrong"] for run in runs]),
    }


def cells(one: Mapping[str, Any]) -> tuple[Any, ...]:
    """The cells of `COLUMNS` for a summary."""
    return f"{one['solved']} of {one['seeds']}", one["sequences"], one["wrong"]


def in_words(one: Mapping[str, Any]) -> str:
    """With how many seeds it was solved; after how many sequences, or how much was still wrong."""
    solved = f"with {one['solved']} of {one['seeds']} seeds"
    if one["sequences"] is not None:
        return f"{solved} after {one['sequences'].mean:,.0f} sequences"
    return f"{solved} ({one['wrong'].mean:.1f} % of new sequences wrong)"
