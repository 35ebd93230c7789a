"""Calibration errors against plain loops, and where they are known."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from pantoum.metrics import (
    bins_of,
    calibration,
    calibration_statistics,
    equal_mass_edges,
    equal_width_edges,
    full_scores,
    measure_calibration,
)

SCORES = {"accuracy", "confidence", "gap", "brier", "ece", "ece_equal_mass", "mce"}


def made(answers: int, seed: int = 1, each: int = 3) -> tuple[Any, Any, Any]:
    numbers = np.random.default_rng(seed)
    confidences = numbers.random(answers).round(2)
    return confidences, numbers.random(answers) < confidences**2, np.arange(answers) // each


def plain(confidences: Any, right: Any, edges: Any) -> dict[str, float]:
    """ECE and MCE by a loop over bins and answers."""
    errors = []
    total = 0.0
    for place, (low, high) in enumerate(pairwise(edges)):
        last = place == len(edges) - 2
        inside = [
            (share, hit)
            for share, hit in zip(confidences, right, strict=True)
            if low <= share and (share < high or last)
        ]
        if inside:
            mean = sum(share for share, _ in inside) / len(inside)
            accuracy = sum(hit for _, hit in inside) / len(inside)
            errors.append(abs(mean - accuracy))
            total += len(inside) * errors[-1]
    return {"ece": total / len(confidences), "mce": max(errors)}


@pytest.mark.parametrize("bins", [1, 3, 10, 25])
@pytest.mark.parametrize("answers", [1, 2, 9, 100])
def test_scores_are_those_of_plain_loops(answers: int, bins: int) -> None:
    confidences, right, rows = made(answers)
    found = full_scores([calibration_statistics(confidences, right, rows, bins)])
    width = plain(confidences, right, equal_width_edges(bins))
    mass = plain(confidences, right, equal_mass_edges(confidences, bins))
    assert found.keys() == SCORES
    assert found["ece"] == pytest.approx(width["ece"])
    assert found["mce"] == pytest.approx(width["mce"])
    assert found["ece_equal_mass"] == pytest.approx(mass["ece"])
    assert found["brier"] == pytest.approx(np.mean((confidences - right) ** 2))
    assert found["gap"] == pytest.approx(np.mean(confidences) - np.mean(right))
    assert found["accuracy"] == pytest.approx(np.mean(right))
    assert found["confidence"] == pytest.approx(np.mean(confidences))


def test_a_selection_is_scored_as_if_it_were_all() -> None:
    confidences, right, rows = made(60)
    weights = np.random.default_rng(5).integers(0, 4, (3, 20)).astype(float)
    found = calibration_statistics(confidences, right, rows).scores(weights)
    for place, of_row in enumerate(weights.astype(int)):
        times = of_row[rows]
        chosen = np.repeat(confidences, times), np.repeat(right, times)
        assert found["ece"][place] == pytest.approx(plain(*chosen, equal_width_edges(10))["ece"])
        assert found["mce"][place] == pytest.approx(plain(*chosen, equal_width_edges(10))["mce"])
        assert found["brier"][place] == pytest.approx(np.mean((chosen[0] - chosen[1]) ** 2))


def test_always_ninety_per_cent_and_half_right() -> None:
    right = np.arange(200) % 2 == 0
    found = measure_calibration(np.full(200, 0.9), right, np.arange(200))
    for name in ("gap", "ece", "ece_equal_mass", "mce"):
        assert found.scores[name] == pytest.approx(0.4)
        low, high = found.intervals[name]
        # Of a binomial: 0.4 ± 1.96 √(0.25 / 200).
        assert (low, high) == pytest.approx((0.331, 0.469), abs=0.015)
    assert found.scores["brier"] == pytest.approx((0.01 + 0.81) / 2)
    # Half a normal distribution around 0 of √(0.09 / 200), up to 95 %.
    assert found.by_chance["ece"] == pytest.approx(1.96 * np.sqrt(0.09 / 200), abs=0.006)


def test_true_probabilities_are_told_from_others() -> None:
    """In about 95 of 100 data sets nothing is found of a calibrated model."""
    calibrated = 0
    for seed in range(40):
        numbers = np.random.default_rng(seed)
        confidences = numbers.random(400)
        found = measure_calibration(confidences, numbers.random(400) < confidences, np.arange(400))
        calibrated += found.intervals["ece"].low == 0
        assert found.intervals["ece"].low <= found.scores["ece"] <= found.intervals["ece"].high
        assert found.scores["ece"] < 0.12
    assert calibrated >= 34
    numbers = np.random.default_rng(1)
    confidences = numbers.random(400)
    wrong = measure_calibration(confidences, numbers.random(400) < confidences**3, np.arange(400))
    assert wrong.intervals["ece"].low > 0.1
    assert wrong.intervals["gap"].low > 0.1


def test_answers_of_one_input_are_resampled_together() -> None:
    """An answer that stands a hundred times in its input is no more than once."""
    confidences, right, _ = made(50, each=1)
    once = measure_calibration(confidences, right, np.arange(50), seed=4)
    often = measure_calibration(
        np.repeat(confidences, 100), np.repeat(right, 100), np.repeat(np.arange(50), 100), seed=4
    )
    for name in ("accuracy", "gap", "brier"):
        assert often.intervals[name] == pytest.approx(once.intervals[name])


def test_the_numbers_of_inputs_may_have_gaps() -> None:
    confidences, right, rows = made(30)
    assert measure_calibration(confidences, right, 7 * rows + 5) == measure_calibration(
        confidences, right, rows
    )


def test_bins_of_equal_mass_have_as_many_answers_and_equal_ones_together() -> None:
    confidences = np.random.default_rng(2).permutation(np.linspace(0.01, 0.99, 53))
    edges = equal_mass_edges(confidences, 10)
    counts = np.bincount(bins_of(confidences, edges), minlength=10)
    assert len(edges) == 11
    assert set(counts) == {5, 6}
    ties = np.array([0.5] * 30 + [0.9] * 5 + [1.0] * 5)
    assert equal_mass_edges(ties, 4).tolist() == [0.0, 0.9, 1.0]
    assert bins_of(ties, equal_mass_edges(ties, 4)).tolist() == [0] * 30 + [1] * 10
    assert equal_mass_edges(np.full(9, 0.3), 5).tolist() == [0.0, 1.0]


def test_edges_belong_to_the_bin_above_and_one_to_the_last() -> None:
    assert bins_of(np.array([0.0, 0.1, 0.5, 0.999, 1.0]), equal_width_edges(2)).tolist() == [
        *(0, 0, 1, 1, 1)
    ]


def test_more_answers_than_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fewer data sets are the first of the many."""
    confidences, right, rows = made(500, each=1)
    many = measure_calibration(confidences, right, rows)
    monkeypatch.setattr(calibration, "MOST_DRAWN", 1)
    few = measure_calibration(confidences, right, rows)
    assert few.by_chance["ece"] == pytest.approx(many.by_chance["ece"], rel=0.2)
    assert few.by_chance != many.by_chance


def test_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="got 0 answers"):
        measure_calibration(np.zeros(0), np.zeros(0, dtype=bool), np.zeros(0, dtype=np.int64))
