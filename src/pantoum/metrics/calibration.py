"""Calibration: whether answers given with a probability of 80 % are right 80 % of the time.

Sources: Naeini, Cooper & Hauskrecht (2015), AAAI (expected and maximum calibration error); Guo,
Pleiss, Sun & Weinberger (2017), arXiv:1706.04599 (reliability diagrams of networks); Brier (1950),
doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2; Bröcker & Smith (2007),
doi:10.1175/WAF993.1 (what calibrated forecasts would show by chance).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int64

from pantoum.metrics.bootstrap import (
    LEVEL,
    RESAMPLES,
    Interval,
    bootstrap_scores,
    full_scores,
    percentile_interval,
)
from pantoum.metrics.statistics import SummedStatistics, Values

Confidences = Float[np.ndarray, " answers"]
Right = Bool[np.ndarray, " answers"]
Rows = Int64[np.ndarray, " answers"]
Edges = Float[np.ndarray, " bins_and_one"]

# Of these a plain resample is worse than the data: each adds noise of its own to what is measured
# by its distance from 0.
DISTANCES = ("ece", "ece_equal_mass", "mce")
# Answers drawn to see what chance does, at most, but for the fewest data sets.
MOST_DRAWN = 50_000_000
FEWEST_DATA_SETS = 100


class Calibration(NamedTuple):
    """How well confidences fit.

    Attributes:
        scores: accuracy and mean confidence, `gap` (confidence - accuracy), `brier`, `ece`,
            `ece_equal_mass` and `mce`, all from 0 to 1 but the gap, which has a sign.
        intervals: of 95 %, by a bootstrap over the inputs; none for a single input.
        by_chance: what each of the three calibration errors stays below in 95 % of all data sets
            with these confidences if they are true probabilities and answers are independent.
    """

    scores: dict[str, float]
    intervals: dict[str, Interval]
    by_chance: dict[str, float]


def equal_width_edges(bins: int) -> Edges:
    """The edges of so many bins of equal width from 0 to 1."""
    return np.arange(bins + 1) / bins


def equal_mass_edges(confidences: Confidences, bins: int) -> Edges:
    """The edges, from 0 to 1, of at most so many bins with as many confidences each, to one.

    Equal confidences stay together, so that there are fewer bins where many are equal.
    """
    ordered = np.sort(confidences)
    firsts = -(-np.arange(1, bins) * len(ordered) // bins)
    inner = ordered[firsts[firsts < len(ordered)]]
    return np.concatenate([[0.0], np.unique(inner[inner > ordered[0]]), [1.0]])


def bins_of(confidences: Confidences, edges: Edges) -> Int64[np.ndarray, " answers"]:
    """In which bin each confidence is: from its lower edge on, and below its upper one; 1 is in
    the last.
    """
    found = np.searchsorted(edges, confidences, side="right") - 1
    return np.clip(found, 0, len(edges) - 2)


def calibration_statistics(
    confidences: Confidences, right: Right, rows: Rows, bins: int = 10
) -> SummedStatistics:
    """The statistics of the scores of `Calibration`.

    Bins of equal mass are those of all answers, also for a selection.

    Args:
        rows: the number of the input that each answer is of, each number up to the largest at
            least once.
    """
    inputs = int(rows.max()) + 1
    gap = confidences - right
    plain = [np.ones_like(confidences), right, confidences, gap**2]
    columns = [np.bincount(rows, weights=one, minlength=inputs)[:, None] for one in plain]
    widths = [len(plain)]
    for edges in (equal_width_edges(bins), equal_mass_edges(confidences, bins)):
        count = len(edges) - 1
        cells = rows * count + bins_of(confidences, edges)
        for values in (gap, None):
            sums = np.bincount(cells, weights=values, minlength=inputs * count)
            columns.append(sums.reshape(inputs, count))
            widths.append(count)
    ends = np.cumsum(widths)[:-1].tolist()

    def formula(sums: Float[np.ndarray, "selections counts"]) -> dict[str, Values]:
        whole, gaps, sizes, mass_gaps, _ = np.split(sums, ends, axis=1)
        answers, hits, confidence, squares = whole.T
        of_bins = np.abs(gaps) / np.maximum(sizes, 1)
        return {
            "accuracy": hits / answers,
            "confidence": confidence / answers,
            "gap": (confidence - hits) / answers,
            "brier": squares / answers,
            "ece": np.abs(gaps).sum(axis=1) / answers,
            "ece_equal_mass": np.abs(mass_gaps).sum(axis=1) / answers,
            "mce": of_bins.max(axis=1),
        }

    return SummedStatistics(np.concatenate(columns, axis=1).astype(np.float64), formula)


def measure_calibration(
    confidences: Confidences, right: Right, rows: Rows, bins: int = 10, seed: int = 1
) -> Calibration:
    """How well the confidences of answers fit how often these are right.

    Accuracy, confidence, gap and Brier score have percentile intervals. The calibration errors
    are distances, which noise makes larger, in a resample twice; so theirs are basic intervals
    (Efron & Tibshirani 1993, section 13.4), so wide that they hold the value, and from 0 on where
    chance alone would give as much.

    Args:
        rows: the number of the input that each answer is of. Inputs are resampled, for answers of
            one input are not independent.
        seed: of the bootstrap, and of what chance does.
    Raises: ValueError where there is no answer.
    """
    if not len(confidences):
        raise ValueError("there is nothing to measure: got 0 answers")
    rows = np.unique(rows, return_inverse=True)[1].reshape(-1)
    statistics = calibration_statistics(confidences, right, rows, bins)
    scores = full_scores([statistics])
    by_chance = _by_chance(confidences, bins, seed)
    if len(statistics) == 1:
        return Calibration(scores, {}, by_chance)
    resampled = bootstrap_scores([statistics], seed=seed)
    intervals = {name: percentile_interval(values) for name, values in resampled.items()}
    for name, most in by_chance.items():
        intervals[name] = _basic(scores[name], intervals[name], most)
    return Calibration(scores, intervals, by_chance)


def _basic(observed: float, percentiles: Interval, by_chance: float) -> Interval:
    low = min(observed, 2 * observed - percentiles.high)
    high = max(observed, 2 * observed - percentiles.low)
    return Interval(0.0 if observed <= by_chance else max(0.0, low), high)


def _by_chance(confidences: Confidences, bins: int, seed: int) -> dict[str, float]:
    """What the errors stay below where each answer is right with the probability that it has."""
    answers = len(confidences)
    data_sets = min(RESAMPLES, max(FEWEST_DATA_SETS, MOST_DRAWN // answers))
    width, mass = equal_width_edges(bins), equal_mass_edges(confidences, bins)
    places = [bins_of(confidences, edges) for edges in (width, mass)]
    sizes = [len(edges) - 1 for edges in (width, mass)]
    expected = [
        np.bincount(of, weights=confidences, minlength=size)
        for of, size in zip(places, sizes, strict=True)
    ]
    counts = np.maximum(np.bincount(places[0], minlength=sizes[0]), 1)
    generator = np.random.default_rng(seed)
    found = np.empty((data_sets, len(DISTANCES)))
    for row in found:
        hits = np.flatnonzero(generator.random(answers) < confidences)
        of_width, of_mass = (
            np.abs(sums - np.bincount(of[hits], minlength=size))
            for of, size, sums in zip(places, sizes, expected, strict=True)
        )
        row[:] = (of_width.sum() / answers, of_mass.sum() / answers, (of_width / counts).max())
    highest = np.percentile(found, 100 * LEVEL, axis=0)
    return dict(zip(DISTANCES, highest.tolist(), strict=True))
