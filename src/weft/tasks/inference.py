"""Which task a file of pairs is for."""

from __future__ import annotations

from weft.config import TaskName
from weft.tasks.pairs import Pairs


def task_of_pairs(pairs: Pairs) -> tuple[TaskName, str]:
    """The task, and the reason in words."""
    outputs = {example.target for example in pairs.examples}
    return "seq2seq", f"{len(outputs):,} different outputs in {len(pairs.examples):,} pairs"
