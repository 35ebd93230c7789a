"""What is said of a run that starts from a trained model."""

from __future__ import annotations

from typing import Any

from pantoum.tasks.contract import Prepared, Start


def start_notes(start: Start, prepared: Prepared[Any]) -> list[str]:
    """Where the run starts, what its vocabularies have got, and what it leaves as it is."""
    before = start.task.sizes()
    grown = {
        name: size - before.get(name, 0)
        for name, size in prepared.task.sizes().items()
        if size > before.get(name, 0)
    }
    further = ", ".join(f"{count:,} {name}" for name, count in grown.items()) or "nothing"
    notes = [
        f"starts from {start.name}: {further} new, learning rate "
        f"{prepared.config.training.learning_rate:g}"
    ]
    freeze = prepared.config.training.freeze
    if freeze != "none":
        new = "; those of what is new stay as they were drawn" if grown else ""
        notes.append(f"frozen: the weights of the {freeze}{new}")
    return notes
