"""Measures of weights whose values are known, and against their definitions."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest

from pantoum.explaining.attention_measures import (
    coverage,
    entropy,
    entropy_share,
    expected_places,
    forward_steps,
    kendall_tau,
    runs,
)

UNIFORM = np.full((3, 4), 0.25)
DIAGONAL = np.eye(4)


def random_weights(seed: int, steps: int = 6, source: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.full(source, 0.5), steps)


def test_uniform_weights_have_the_largest_entropy() -> None:
    np.testing.assert_allclose(entropy(UNIFORM), math.log(4))
    np.testing.assert_allclose(entropy_share(UNIFORM), 1)
    np.testing.assert_allclose(expected_places(UNIFORM), 1.5)
    np.testing.assert_allclose(coverage(UNIFORM), 0.75)
    assert forward_steps(expected_places(UNIFORM)).all()


def test_one_symbol_with_all_weight_has_none() -> None:
    assert entropy(DIAGONAL).tolist() == [0, 0, 0, 0]
    assert entropy_share(DIAGONAL).tolist() == [0, 0, 0, 0]
    assert expected_places(DIAGONAL).tolist() == [0, 1, 2, 3]
    assert coverage(DIAGONAL).tolist() == [1, 1, 1, 1]
    assert not np.signbit(entropy(DIAGONAL)).any()


def test_a_single_symbol_cannot_be_spread() -> None:
    assert np.isnan(entropy_share(np.ones((2, 1)))).all()
    assert entropy(np.ones((2, 1))).tolist() == [0, 0]


def test_two_of_three() -> None:
    weights = np.array([[0.5, 0.5, 0.0]])
    assert entropy(weights)[0] == pytest.approx(math.log(2))
    assert entropy_share(weights)[0] == pytest.approx(math.log(2) / math.log(3))


@pytest.mark.parametrize("seed", range(5))
def test_entropy_and_places_are_sums(seed: int) -> None:
    weights = random_weights(seed)
    for step, row in enumerate(weights):
        assert entropy(weights)[step] == pytest.approx(-sum(w * math.log(w) for w in row if w))
        place = sum(place * w for place, w in enumerate(row))
        assert expected_places(weights)[step] == pytest.approx(place)
        halved = expected_places(weights / 2)[step]
        assert halved == pytest.approx(place)
    assert np.isnan(expected_places(np.zeros((1, 3)))).all()


def test_steps_that_go_back() -> None:
    assert forward_steps(np.array([0, 2, 2, 1, 3])).tolist() == [True, True, False, True]
    assert forward_steps(np.array([0.5, 0.5 - 1e-7])).tolist() == [True]
    assert forward_steps(np.array([4])).tolist() == []


@pytest.mark.parametrize("seed", range(20))
def test_tau_is_that_of_all_pairs(seed: int) -> None:
    places = np.random.default_rng(seed).integers(0, 5, 7)
    up = sum(b > a for a, b in combinations(places.tolist(), 2))
    down = sum(b < a for a, b in combinations(places.tolist(), 2))
    expected = (up - down) / math.sqrt((up + down) * 7 * 6 / 2)
    assert kendall_tau(places) == pytest.approx(expected)


def test_tau_of_what_goes_up_down_and_nowhere() -> None:
    assert kendall_tau(np.arange(5)) == 1
    assert kendall_tau(np.arange(5)[::-1]) == -1
    assert math.isnan(kendall_tau(np.array([2, 2, 2])))
    assert math.isnan(kendall_tau(np.array([2])))


def test_runs() -> None:
    assert runs(np.array([0, 0, 2, 1, 1, 1, 2])) == [(0, 2), (2, 1), (1, 3), (2, 1)]
