"""The learning rate rises to its peak, then falls to zero at the end of the run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.training.schedule import learning_rate


@pytest.mark.parametrize(
    ("step", "done", "expected"),
    [
        (0, 0.0, 0.002 / 201),  # the first of 200 warm-up steps
        (99, 0.01, 0.002 * 100 / 201),
        (196, 0.0196, 0.002 * 197 / 201),
        (200, 0.02, 0.002 * 0.98),  # over: from here on what is left of the run decides
        (5_000, 0.5, 0.001),
        (9_999, 0.9999, 0.002 * 0.0001),
    ],
)
def test_values_of_a_long_run(step: int, done: float, expected: float) -> None:
    assert learning_rate(0.002, step, 200, done) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("step", "expected"),
    [(0, 1 / 201), (1, 0.1), (3, 0.3), (9, 0.9), (10, 0.9), (50, 0.5), (99, 0.01)],
)
def test_a_run_shorter_than_its_warm_up_warms_up_over_a_tenth_of_itself(
    step: int, expected: float
) -> None:
    assert learning_rate(1.0, step, 200, step / 100) == pytest.approx(expected)


def test_no_warm_up_begins_at_the_peak() -> None:
    assert learning_rate(0.5, 0, 0, 0.0) == 0.5


@given(st.integers(1, 3_000), st.integers(0, 500), st.floats(1e-5, 10.0))
def test_it_rises_once_and_falls_once_and_stays_within_the_peak(
    steps: int, warmup: int, peak: float
) -> None:
    rates = [learning_rate(peak, step, warmup, step / steps) for step in range(steps)]
    top = rates.index(max(rates))
    assert all(0 < rate <= peak for rate in rates)
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rates[-1] <= peak * max(1 / steps, 1 / (warmup + 1)) * (1 + 1e-9)
