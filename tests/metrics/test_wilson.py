"""Wilson's interval against the test that it inverts."""

import math

import pytest

from pantoum.metrics import wilson_interval


@pytest.mark.parametrize(("hits", "trials"), [(0, 1), (1, 1), (3, 10), (10, 10), (28, 450)])
def test_its_ends_are_the_probabilities_that_a_score_test_just_does_not_reject(hits, trials):
    for end in wilson_interval(hits, trials):
        if 0 < end < 1:
            z = (hits / trials - end) / math.sqrt(end * (1 - end) / trials)
            assert abs(z) == pytest.approx(1.959964, abs=1e-5)
    low, high = wilson_interval(hits, trials)
    assert low <= hits / trials <= high
    assert (low == 0) == (hits == 0)
    assert (high == 1) == (hits == trials)


def test_figures_that_others_have_published():
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, and 15 of 148.
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson_interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)


@pytest.mark.parametrize(("hits", "trials"), [(0, 0), (2, 1), (-1, 3)])
def test_what_is_no_count_is_refused(hits, trials):
    with pytest.raises(ValueError, match=f"got {hits} of {trials}"):
        wilson_interval(hits, trials)
