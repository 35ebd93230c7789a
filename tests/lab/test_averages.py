"""Means over seeds, against printed tables and PyTorch's own mean."""

import math

import pytest
import torch

from pantoum.lab.averages import Mean, as_json, mean_of, means_of, t_quantile, t_share

# Two-sided 95 %: from the table of Student's distribution that every textbook prints.
PRINTED = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 9: 2.262, 10: 2.228, 29: 2.045}


@pytest.mark.parametrize(("freedom", "expected"), PRINTED.items())
def test_quantiles_are_those_of_the_table(freedom: int, expected: float) -> None:
    assert t_quantile(freedom) == pytest.approx(expected, abs=5e-4)


def test_many_values_are_as_of_a_normal_distribution() -> None:
    assert t_quantile(10_000) == pytest.approx(1.95996, abs=5e-4)


@pytest.mark.parametrize("freedom", [1, 2, 3, 6, 7])
def test_the_share_is_the_integral_of_the_density(freedom: int) -> None:
    constant = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2))
    constant /= math.sqrt(math.pi * freedom)
    width = 1e-4
    places = [(number + 0.5) * width for number in range(int(1.7 / width))]
    density = [constant * (1 + x * x / freedom) ** (-(freedom + 1) / 2) for x in places]
    assert t_share(1.7, freedom) == pytest.approx(2 * width * sum(density), abs=1e-6)


def test_a_mean_with_its_interval() -> None:
    values = [3.0, 5.0, 10.0]
    half = 4.303 * float(torch.tensor(values).std()) / math.sqrt(3)
    found = mean_of(values)
    assert found is not None
    assert found.mean == 6
    assert found.low == pytest.approx(6 - half, abs=2e-3)
    assert found.high == pytest.approx(6 + half, abs=2e-3)
    assert found.seeds == 3


def test_one_value_says_nothing_of_others_and_none_nothing_at_all() -> None:
    assert mean_of([2.5]) == Mean(2.5, None, None, 1)
    assert mean_of([]) is None


def test_entries_have_a_mean_of_each_name() -> None:
    entries = [{"right": 1.0, "bits": 5, "seed": 1}, {"right": 3.0, "bits": 5, "seed": 2}]
    found = means_of(entries, ["right", "bits"])
    assert found == {"right": mean_of([1.0, 3.0]), "bits": mean_of([5, 5])}
    assert means_of([], ["right"]) == {}
    entry = {"size": 4, "right": found["right"], "left": None}
    assert as_json(entry) == {"size": 4, "right": found["right"].to_dict(), "left": None}


def test_an_interval_of_numbers_whose_squares_are_beyond_all_numbers() -> None:
    small = mean_of([1.0, 2.0, 4.0])
    large = mean_of([one * 2.0**1010 for one in (1.0, 2.0, 4.0)])
    assert small is not None
    assert large is not None
    assert small.high is not None
    assert large.mean == small.mean * 2.0**1010
    assert small.high == pytest.approx(6.1279, abs=1e-3)
    assert large.high == small.high * 2.0**1010
