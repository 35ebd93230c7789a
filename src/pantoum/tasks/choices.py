"""What the data decide of the settings, and the note on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pantoum.config import Config, DataFacts, by_name

# Settings that a note names when they were chosen by the size of the data.
CHOSEN = (
    *("model.embedding", "model.hidden", "model.dropout"),
    *("training.epochs", "training.batch_tokens", "training.patience"),
)


def facts_of(sides: Sequence[np.ndarray]) -> DataFacts:
    """The facts of a corpus that settings depend on.

    Args:
        sides: the lengths of the rows [rows], of inputs alone, or of inputs and outputs.
    """
    cells = sum(int(side.sum(dtype=np.int64)) for side in sides)
    return DataFacts(len(sides[0]), cells / len(sides[0]))


def chosen_note(before: Config, after: Config) -> list[str]:
    """A note on what the size of the data decided, if anything was left open."""
    open_values = by_name(before)
    chosen = by_name(after)
    choices = [f"{name} {chosen[name]}" for name in CHOSEN if open_values[name] is None]
    return [f"chosen by the size of the data: {', '.join(choices)}"] if choices else []
