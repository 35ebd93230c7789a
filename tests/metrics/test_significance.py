"""Significance tests against closed forms, and against a plain loop."""

import math
from fractions import Fraction

import numpy as np
import pytest

from pantoum.metrics import (
    compare_outcomes,
    error_statistics,
    paired_bootstrap,
    perplexity_statistics,
    resample_indices,
    sign_test,
)


def binomial(tosses: int, heads: int) -> Fraction:
    """The probability of at most so many heads."""
    ways = sum(math.comb(tosses, count) for count in range(heads + 1))
    return Fraction(ways, 2**tosses)


@pytest.mark.parametrize(
    ("a_better", "b_better"), [(0, 0), (0, 1), (1, 0), (3, 9), (9, 3), (5, 5), (20, 41), (4, 5)]
)
def test_the_sign_test_is_the_binomial_of_a_fair_coin(a_better: int, b_better: int) -> None:
    tails = 2 * binomial(a_better + b_better, min(a_better, b_better))
    assert sign_test(a_better, b_better) == pytest.approx(float(min(Fraction(1), tails)))


def test_known_p_values() -> None:
    # Of 12 examples that one system alone has right, 2 are of the first: 2 · 79 / 4096.
    assert sign_test(2, 10) == pytest.approx(0.03857421875)
    assert sign_test(0, 6) == 0.03125
    assert sign_test(30_000, 30_000) == 1
    assert sign_test(0, 5_000) == 0  # too small for a number


def test_outcomes_are_counted() -> None:
    a = np.array([True, True, False, False, True])
    b = np.array([True, False, True, False, False])
    assert compare_outcomes(a, b) == (2, 1, 2, 1.0)
    better = compare_outcomes(np.array([-1.0, -2.0, -3.0]), np.array([-0.5, -2.0, -1.0]))
    assert better == (0, 2, 1, 0.5)


REFERENCES = ["abc", "de", "fgh", "i", "jk", "lmn", "op", "q", "rst", "uv"] * 4
A = ["abc", "de", "fgx", "x", "jk", "lmn", "o", "q", "rst", "xv"] * 4
B = ["abc", "dx", "fgh", "i", "jk", "lmn", "op", "q", "rst", "xy"] * 4


def test_differences_are_those_of_a_loop_over_the_same_resamples() -> None:
    wrong_a, wrong_b = (
        np.array([r != one for r, one in zip(REFERENCES, side, strict=True)]) for side in (A, B)
    )
    found = paired_bootstrap(
        [error_statistics(REFERENCES, A)], [error_statistics(REFERENCES, B)], 200, seed=4
    )["word_error_rate"]
    resampled = [
        100 * (wrong_b[rows].mean() - wrong_a[rows].mean())
        for rows in resample_indices(40, 200, seed=4)
    ]
    assert (found.a, found.b) == (40, 20)
    assert found.difference == -20
    assert found.interval == pytest.approx(np.percentile(resampled, [2.5, 97.5]))
    as_far = sum(abs(one + 20) > 20 - 1e-6 for one in resampled)
    assert found.p_value == pytest.approx((1 + as_far) / 201)


def test_the_order_of_the_systems_changes_the_sign_alone() -> None:
    a, b = ([error_statistics(REFERENCES, side)] for side in (A, B))
    there = paired_bootstrap(a, b)["symbol_error_rate"]
    back = paired_bootstrap(b, a)["symbol_error_rate"]
    assert back.difference == -there.difference
    assert back.p_value == there.p_value
    assert back.interval == pytest.approx((-there.interval.high, -there.interval.low))


def test_equal_systems_have_no_difference() -> None:
    same = paired_bootstrap([error_statistics(REFERENCES, A)], [error_statistics(REFERENCES, A)])
    assert same["exact_match"] == (60, 60, 0, (0, 0), 1)


def test_p_values_of_equally_good_systems_are_spread_evenly() -> None:
    numbers = np.random.default_rng(2)
    below = 0
    for turn in range(200):
        a, b = ([perplexity_statistics(numbers.random(60), np.ones(60), 700.0)] for _ in range(2))
        below += paired_bootstrap(a, b, 200, turn)["perplexity"].p_value < 0.1
    # A tenth of 200, give or take four standard deviations.
    assert 4 <= below <= 37


def test_only_what_both_have_is_compared() -> None:
    a = [error_statistics(["a"], ["a"])]
    b = [perplexity_statistics(np.ones(1), np.ones(1), 700.0)]
    assert paired_bootstrap(a, b, 5) == {}
    with pytest.raises(ValueError, match="1 and 2"):
        paired_bootstrap(a, [error_statistics(["a", "b"], ["a", "b"])], 5)
