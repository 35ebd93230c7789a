"""What can be measured of the attention weights of one output.

Shapes: weights [steps, source], each row summing to 1. A step is that of an output symbol, a place
that of an input symbol, from 0.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np
from jaxtyping import Float, Int

Weights = Float[np.ndarray, "steps source"]
# Rounding must not make a step back of one that stays where it was.
TOLERANCE = 1e-5


def entropy(weights: Weights) -> Float[np.ndarray, " steps"]:
    """H<t> = -Σ_s α<t,s> ln α<t,s> of each step, in nats: 0 for one symbol that has all weight, ln
    n for n symbols that have the same.
    """
    logs = np.log(weights, out=np.zeros_like(weights), where=weights > 0)
    return -(weights * logs).sum(axis=1) + 0.0  # no minus before 0


def entropy_share(weights: Weights) -> Float[np.ndarray, " steps"]:
    """The entropy of each step as a share of ln n, the largest that there can be; NaN for a single
    symbol, whose weight cannot be spread.
    """
    source = weights.shape[1]
    if source < 2:
        return np.full(len(weights), np.nan)
    return entropy(weights) / np.log(source)


def expected_places(weights: Weights) -> Float[np.ndarray, " steps"]:
    """Σ_s s α<t,s> / Σ_s α<t,s> of each step; NaN for a step without any weight."""
    totals = weights.sum(axis=1)
    sums = weights @ np.arange(weights.shape[1])
    return np.divide(sums, totals, out=np.full(len(weights), np.nan), where=totals > 0)


def forward_steps(places: Float[np.ndarray, " steps"] | Int[np.ndarray, " steps"]) -> np.ndarray:
    """Of each step but the first whether its place is not before that of the one before [steps -
    1], True or False.
    """
    return np.diff(places) >= -TOLERANCE


def kendall_tau(places: Int[np.ndarray, " steps"]) -> float:
    """How far the places go up with the steps: Kendall's τ_b, 1 if they always do, -1 if they
    always go down; NaN where all places are the same one, and for fewer than two steps.

    Source: Kendall (1945), The treatment of ties in ranking problems, doi:10.2307/2332303.
    """
    first, second = np.triu_indices(len(places), k=1)
    signs = np.sign(np.asarray(places)[second] - np.asarray(places)[first])
    untied = np.abs(signs).sum()
    if not untied:
        return float("nan")
    return float(signs.sum() / np.sqrt(float(len(signs)) * float(untied)))


def coverage(weights: Weights) -> Float[np.ndarray, " source"]:
    """Σ_t α<t,s> of each input symbol: how much attention it has had in all.

    Source: Tu et al. (2016), arXiv:1601.04811, section 3.
    """
    return weights.sum(axis=0)


def runs(places: Int[np.ndarray, " steps"]) -> list[tuple[int, int]]:
    """Each place and for how many successive steps it stays the same, in their order."""
    return [(int(place), len(list(same))) for place, same in groupby(places.tolist())]
