"""What is said of the first weights of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pantoum.tasks.contract import Prepared, Start


def start_notes(start: Start | None, prepared: Prepared[Any]) -> list[str]:
    """Which trained model a run starts from, if any, what its vocabularies have got, and what it
    leaves as it is.
    """
    freeze = prepared.config.training.freeze
    if start is None:
        return [] if freeze == "none" else [f"frozen: the fresh weights of the {freeze}"]
    grown = _grown(start.task.sizes(), prepared.task.sizes())
    new = ", ".join(f"{name} {count:,}" for name, count in grown.items()) or "no symbols"
    rate = prepared.config.training.learning_rate
    notes = [f"starts from {start.name}, learning rate {rate:g}; new: {new}"]
    if freeze != "none":
        drawn = "; those of what is new stay as they were drawn" if grown else ""
        notes.append(f"frozen: the weights of the {freeze}{drawn}")
    return notes


def _grown(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    """By how much each vocabulary has grown, if it has; a column of tags may have another name."""
    old = [name for name in before if name not in after]
    new = [name for name in after if name not in before]
    renamed = dict(zip(new, old, strict=True)) if len(new) == len(old) else {}
    growth = {name: size - before.get(renamed.get(name, name), 0) for name, size in after.items()}
    return {name: count for name, count in growth.items() if count}
