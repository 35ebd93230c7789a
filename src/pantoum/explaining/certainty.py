"""The inputs on which attention is surest and least sure, with all that a heat map needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pantoum.explaining.attended import Attended
from pantoum.explaining.attention_measures import entropy, entropy_share
from pantoum.explaining.numbers import rounded

# Of each kind; of at most so many symbols, so that a page can show them.
MOST_INPUTS = 3
LONGEST = 40

CERTAIN_DEFINITIONS = {
    "most_certain": (
        "The inputs with the least mean entropy of a step, as a share of ln n, the surest first: "
        "the number of the input (from 1), its mean entropy in nats and as a share, the symbols "
        "that were read and written, and the weights [written, read]. Of inputs and outputs of at "
        "most 40 symbols each, at most three."
    ),
    "least_certain": "The same for those with the largest mean entropy, the least sure first.",
}


def certain_inputs(outputs: Sequence[Attended]) -> dict[str, Any]:
    """The inputs that attention is surest and least sure of; none is among both."""
    ranked = [
        (float(entropy_share(one.weights).mean()), one)
        for one in outputs
        if len(one.source) > 1 and max(len(one.source), len(one.target)) <= LONGEST
    ]
    ranked.sort(key=lambda found: (found[0], found[1].row))
    count = min(MOST_INPUTS, len(ranked) // 2) or len(ranked)
    least = ranked[count:][::-1][:count]
    return {
        "most_certain": [_shown(share, one) for share, one in ranked[:count]],
        "least_certain": [_shown(share, one) for share, one in least],
    }


def quartiles(values: np.ndarray) -> dict[str, Any]:
    """The median and the quartiles, `low` and `high`, of those that are numbers; None if none
    is.
    """
    there = values[~np.isnan(values)]
    if not there.size:
        return {"median": None, "low": None, "high": None}
    low, median, high = np.percentile(there, [25, 50, 75])
    return {"median": rounded(median, 4), "low": rounded(low, 4), "high": rounded(high, 4)}


def _shown(share: float, one: Attended) -> dict[str, Any]:
    return {
        "number": one.row + 1,
        "entropy": rounded(entropy(one.weights).mean(), 4),
        "entropy_share": rounded(share, 4),
        "source_tokens": one.source,
        "tokens": one.target,
        "attention": rounded(one.weights, 4),
    }
