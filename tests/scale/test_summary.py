"""Scores over seeds."""

import statistics

import pytest

from pantoum.scale import summary_of

RUNS = {
    "seed-1": {"word_error_rate": 20.0, "exact_match": 80.0, "examples": 50.0},
    "seed-2": {"word_error_rate": 18.0, "exact_match": 81.0, "examples": 50.0},
    "seed-3": {"word_error_rate": 18.0, "exact_match": 82.0, "examples": 50.0},
    "seed-4": {"word_error_rate": 23.0, "exact_match": 77.0, "examples": 50.0},
}


def test_mean_deviation_and_interval() -> None:
    summary = summary_of(RUNS)
    assert summary is not None
    assert list(summary.scores) == ["word_error_rate", "exact_match"]
    spread = summary.scores["word_error_rate"]
    values = [20.0, 18.0, 18.0, 23.0]
    assert spread.mean == pytest.approx(statistics.mean(values))
    assert spread.deviation == pytest.approx(statistics.stdev(values))
    # Student's t with three degrees of freedom, of any table.
    half = 3.182446 * statistics.stdev(values) / 2
    assert (spread.low, spread.high) == pytest.approx((19.75 - half, 19.75 + half), abs=1e-4)


def test_the_best_is_the_best_by_the_main_score_and_then_by_the_others() -> None:
    summary = summary_of(RUNS)
    assert summary is not None
    assert (summary.main, summary.best) == ("word_error_rate", "seed-3")
    tags = {"a": {"accuracy": 90.0, "loss": 0.2}, "b": {"accuracy": 90.0, "loss": 0.1}}
    found = summary_of(tags)
    assert found is not None
    assert found.best == "b"


def test_one_run_has_no_spread_and_none_no_summary() -> None:
    summary = summary_of({"seed-1": {"perplexity": 4.0}})
    assert summary is not None
    assert summary.scores["perplexity"] == (4.0, None, None, None, 1)
    assert summary_of({}) is None
