"""Bootstrap: how much a score would differ with other test examples of the same kind.

Examples are drawn with replacement, as many as there are, again and again; the scores of these
resamples vary as those of new test sets would. Source: Efron & Tibshirani (1993), An Introduction
to the Bootstrap, section 13.3 (the percentile interval).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Int64

from pantoum.metrics.statistics import Statistics, Values, Weights

RESAMPLES = 1_000
# The share of resamples whose scores are in an interval.
LEVEL = 0.95
# Numbers of a batch of resamples, 8 bytes each.
MOST_CELLS = 4_000_000


class Interval(NamedTuple):
    """Where a score would lie, from `low` to `high`, with other examples of the same kind."""

    low: float
    high: float


def resample_indices(
    examples: int, resamples: int = RESAMPLES, seed: int = 1
) -> Iterator[Int64[np.ndarray, " examples"]]:
    """The examples of each resample, by their numbers; the seed decides them."""
    numbers = np.random.default_rng(seed)
    for _ in range(resamples):
        yield numbers.integers(0, examples, examples)


def bootstrap_scores(
    statistics: Sequence[Statistics], resamples: int = RESAMPLES, seed: int = 1
) -> dict[str, Values]:
    """The scores of all resamples, by their names.

    Args:
        statistics: of different scores of the same examples.
        resamples: how many.
        seed: decides which examples each of them has. Two calls with as many examples and the
            same seed have the same ones.
    """
    examples = len(statistics[0])
    parts: dict[str, list[Values]] = {}
    for weights in _weights(examples, resamples, seed):
        for one in statistics:
            for name, values in one.scores(weights).items():
                parts.setdefault(name, []).append(values)
    return {name: np.concatenate(values) for name, values in parts.items()}


def bootstrap_intervals(
    statistics: Sequence[Statistics], resamples: int = RESAMPLES, seed: int = 1
) -> dict[str, Interval]:
    """The percentile interval of 95 % of each score.

    Resamples that do not have a score do not count; a score that none of them has is left out.
    Args are those of `bootstrap_scores`.
    """
    scores = bootstrap_scores(statistics, resamples, seed)
    return {
        name: percentile_interval(values)
        for name, values in scores.items()
        if not np.isnan(values).all()
    }


def full_scores(statistics: Sequence[Statistics]) -> dict[str, float]:
    """The scores of all examples, each once; a score that they do not have is left out."""
    weights = np.ones((1, len(statistics[0])))
    scores = {
        name: float(values[0]) for one in statistics for name, values in one.scores(weights).items()
    }
    return {name: value for name, value in scores.items() if not np.isnan(value)}


def percentile_interval(values: Values) -> Interval:
    """What 95 % of some values are between; those that are NaN do not count."""
    outside = 50 * (1 - LEVEL)
    low, high = np.nanpercentile(values, [outside, 100 - outside])
    return Interval(float(low), float(high))


def _weights(examples: int, resamples: int, seed: int) -> Iterator[Weights]:
    """How often each example is in each resample, in batches of resamples."""
    rows = max(1, MOST_CELLS // examples)
    batch: list[np.ndarray] = []
    for indices in resample_indices(examples, resamples, seed):
        batch.append(np.bincount(indices, minlength=examples))
        if len(batch) == rows:
            yield np.array(batch, dtype=np.float64)
            batch = []
    if batch:
        yield np.array(batch, dtype=np.float64)
