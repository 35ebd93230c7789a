"""Means of what was measured of each answer, sorted into bins, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int64

from pantoum.metrics import Interval, SummedStatistics, bootstrap_intervals, wilson_interval


class BinMean(NamedTuple):
    """The mean of one bin: of so many answers to so many inputs.

    mean: None in an empty bin; interval: of 95 %, None where one cannot be told.
    """

    answers: int
    inputs: int
    mean: float | None
    interval: Interval | None


def means_by_bin(
    values: Float[np.ndarray, " answers"],
    bins: Int64[np.ndarray, " answers"],
    count: int,
    rows: Int64[np.ndarray, " answers"],
    *,
    shares: bool,
    seed: int,
) -> list[BinMean]:
    """The mean of each of so many bins.

    The interval of a share is Wilson's where each input has one answer; answers of one input are
    not independent, so otherwise the inputs are resampled (percentile bootstrap). Of a share that
    is 0 or 1 a bootstrap knows nothing, and it is Wilson's again; of another mean over a single
    input there is no interval.

    Args:
        values: of each answer; if `shares`, 0 or 1.
        bins: in which each is; -1 for those that are in none.
        rows: the number of the input that each is of.
        seed: of the bootstrap.
    """
    kept = bins >= 0
    values, bins, rows = values[kept], bins[kept], rows[kept]
    found = np.unique(rows, return_inverse=True)
    inputs, rows = len(found[0]), found[1].reshape(-1)
    cells = rows * count + bins
    answers = np.bincount(cells, minlength=inputs * count).reshape(inputs, count)
    sums = np.bincount(cells, weights=values, minlength=inputs * count).reshape(inputs, count)
    resampled: dict[str, Interval] = {}
    if inputs > 1 and not (shares and (answers.sum(axis=1) == 1).all()):
        resampled = bootstrap_intervals([_statistics(sums, answers)], seed=seed)
    return [
        _of_bin(sums[:, bin], answers[:, bin], resampled.get(str(bin)), shares=shares)
        for bin in range(count)
    ]


def rounded_mean(one: BinMean, decimals: int, scale: float = 1.0) -> dict[str, Any]:
    """The numbers of a bin as JSON has them: answers, inputs, value and interval."""

    def shown(value: float) -> float:
        return round(scale * value, decimals) + 0.0

    return {
        "answers": one.answers,
        "inputs": one.inputs,
        "value": None if one.mean is None else shown(one.mean),
        "interval": None if one.interval is None else list(map(shown, one.interval)),
    }


def _of_bin(
    sums: Float[np.ndarray, " inputs"],
    answers: Int64[np.ndarray, " inputs"],
    resampled: Interval | None,
    *,
    shares: bool,
) -> BinMean:
    total = int(answers.sum())
    inputs = int((answers > 0).sum())
    if not total:
        return BinMean(0, 0, None, None)
    whole = float(sums.sum())
    if shares and (inputs == total or whole in (0.0, total)):
        return BinMean(total, inputs, whole / total, wilson_interval(round(whole), total))
    return BinMean(total, inputs, whole / total, resampled if inputs > 1 else None)


def _statistics(
    sums: Float[np.ndarray, "inputs bins"], answers: Int64[np.ndarray, "inputs bins"]
) -> SummedStatistics:
    count = sums.shape[1]

    def formula(of: Float[np.ndarray, "selections counts"]) -> dict[str, Any]:
        with np.errstate(divide="ignore", invalid="ignore"):
            means = np.where(of[:, count:] > 0, of[:, :count] / of[:, count:], np.nan)
        return {str(bin): means[:, bin] for bin in range(count)}

    return SummedStatistics(np.concatenate([sums, answers], axis=1).astype(np.float64), formula)


def overall(
    values: Float[np.ndarray, " answers"],
    rows: Int64[np.ndarray, " answers"],
    *,
    shares: bool,
    seed: int,
) -> BinMean:
    """The mean of all answers; see `means_by_bin`."""
    everywhere: Sequence[BinMean] = means_by_bin(
        values, np.zeros(len(values), dtype=np.int64), 1, rows, shares=shares, seed=seed
    )
    return everywhere[0]
