"""Capacity: what a state holds is what all shorter sequences allow, too."""

from collections.abc import Mapping
from typing import Any

import pytest

from pantoum.errors import PantoumError
from pantoum.lab import capacity, mean_of
from pantoum.lab.experiments import capacity as module


def test_tiny() -> None:
    result = capacity(sizes=[3], lengths=[1, 2], seeds=[1, 2], steps=3, batch=4)
    assert [row[:3] for row in result.rows] == [("LSTM", 3, 1), ("LSTM", 3, 2)]
    runs = result.values["runs"]
    assert [(one["length"], one["seed"]) for one in runs] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert result.rows[0][3] == mean_of([one["right"] for one in runs[:2]])
    assert all(0 <= one["right"] <= 100 for one in runs)
    assert result == capacity(sizes=[3], lengths=[1, 2], seeds=[1, 2], steps=3, batch=4)


def test_the_longest_sequence_that_is_held_with_all_shorter_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right = {(4, 1): 90, (4, 2): 99, (8, 1): 100, (8, 2): 96, (8, 3): 60, (8, 4): 97, (4, 3): 9}

    def made(case: Mapping[str, Any], seed: int, settings: Any, tell: Any) -> dict[str, Any]:
        share = right.get((case["size"], case["length"]), 0)
        return {"right": share, "bits": share / 10 + seed, "sequences": 1}

    monkeypatch.setattr(module, "_train", made)
    result = capacity(sizes=[4, 8], lengths=[4, 1, 2, 3], seeds=[1, 3])
    assert result.values["held"] == [
        {"cell": "lstm", "size": 4, "symbols": 0, "bits": 9.9 + 2},
        {"cell": "lstm", "size": 8, "symbols": 2, "bits": 12.0},
    ]
    assert result.sentences == (
        "A state of 4 numbers of the LSTM holds not even the shortest sequence, and at most 11.9 "
        "bits.",
        "A state of 8 numbers of the LSTM holds 2 symbols, and at most 12.0 bits.",
    )


def test_settings_that_are_none() -> None:
    with pytest.raises(PantoumError, match="no setting 'lags'; it has cells, sizes, lengths"):
        capacity(lags=[1])
