"""Means of bins against plain loops, and their intervals."""

from __future__ import annotations

import numpy as np
import pytest

from pantoum.explaining.binned import means_by_bin, overall, rounded_mean
from pantoum.metrics import resample_indices, wilson_interval

NUMBERS = np.random.default_rng(3)
ROWS = np.repeat(np.arange(40), NUMBERS.integers(1, 6, 40)) * 3
BINS = NUMBERS.integers(-1, 4, len(ROWS))
HITS = (NUMBERS.random(len(ROWS)) < 0.3).astype(float)
SURPRISE = NUMBERS.random(len(ROWS)) * 5


@pytest.mark.parametrize(("values", "shares"), [(HITS, True), (SURPRISE, False)])
def test_bins_are_those_of_a_plain_loop(values: np.ndarray, shares: bool) -> None:
    """The interval is that of resampled inputs; one bin is empty."""
    found = means_by_bin(values, BINS, 5, ROWS, shares=shares, seed=2)
    kept = sorted({int(row) for row, bin in zip(ROWS, BINS, strict=True) if bin >= 0})
    for bin, one in enumerate(found):
        inside = [place for place in range(len(ROWS)) if BINS[place] == bin]
        assert one.answers == len(inside)
        assert one.inputs == len({int(ROWS[place]) for place in inside})
        if not inside:
            assert (one.mean, one.interval) == (None, None)
            continue
        assert one.mean == pytest.approx(np.mean([values[place] for place in inside]))
        means = []
        for drawn in resample_indices(len(kept), seed=2):
            each = [
                values[place] for number in drawn for place in inside if ROWS[place] == kept[number]
            ]
            if each:
                means.append(np.mean(each))
        assert one.interval == pytest.approx(np.percentile(means, [2.5, 97.5]))
    assert [one.answers for one in found][-1] == 0


def test_shares_of_one_answer_an_input_have_wilsons_interval() -> None:
    hits = np.array([1.0, 0, 0, 0, 1, 1])
    bins = np.array([0, 0, 0, 0, 1, 1])
    first, second = means_by_bin(hits, bins, 2, np.arange(6), shares=True, seed=1)
    assert first.interval == wilson_interval(1, 4)
    assert second.interval == wilson_interval(2, 2)


def test_what_no_bootstrap_knows() -> None:
    rows = np.array([0, 0, 1, 1])
    bins = np.zeros(4, dtype=np.int64)
    (never,) = means_by_bin(np.zeros(4), bins, 1, rows, shares=True, seed=1)
    assert never.interval == wilson_interval(0, 4)
    alone = overall(np.array([1.0, 2.0]), np.array([5, 5]), shares=False, seed=1)
    assert (alone.mean, alone.interval, alone.inputs) == (1.5, None, 1)
    half = overall(np.array([1.0, 0.0]), np.array([5, 5]), shares=True, seed=1)
    assert half.mean == 0.5
    assert half.interval is None


def test_json_has_the_numbers_rounded() -> None:
    one = overall(np.array([1.0, 0, 0]), np.arange(3), shares=True, seed=1)
    low, high = wilson_interval(1, 3)
    assert rounded_mean(one, 2, 100.0) == {
        "answers": 3,
        "inputs": 3,
        "value": 33.33,
        "interval": [round(100 * low, 2), round(100 * high, 2)],
    }
