"""The inputs on which the reach of gradients is measured."""

from __future__ import annotations

import numpy as np

from pantoum.explaining.examined import Examined
from pantoum.explaining.tokens_read import tokens_read

# Longer inputs are left out, and no more are read when the chosen ones have had so many steps.
LONGEST = 400
MOST_STEPS = 2_000


def chosen_rows(examined: Examined, most: int, seed: int) -> list[int]:
    """The inputs that are read: a sample, until it has had enough steps, at least one input."""
    rows = examined.sample(len(examined.data), seed)
    rows = [row for row in rows if steps_of(examined, row) <= LONGEST]
    order = np.random.default_rng(seed).permutation(len(rows)) if len(rows) > most else None
    drawn = rows if order is None else [rows[place] for place in order[:most]]
    chosen: list[int] = []
    total = 0
    for row in drawn:
        total += steps_of(examined, row)
        if chosen and total > MOST_STEPS:
            break
        chosen.append(row)
    return sorted(chosen)


def steps_of(examined: Examined, row: int) -> int:
    """How many symbols or words are read and written for one input, about."""
    read = tokens_read(examined, row)
    return read + len(examined.predictions[row].tokens) if examined.kind == "seq2seq" else read
