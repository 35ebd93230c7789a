"""A prediction of every kind as JSON: the same numbers, rounded, and nothing that JSON has not."""

import json
from typing import Any

import numpy as np
import pytest

from pantoum.predictor import Classification, Generated, Prediction, Scored, Tagging

WEIGHTS = np.array([[0.25, 0.75], [1 / 3, 2 / 3]], dtype=np.float32)


def prediction(**values: Any) -> Prediction:
    fields: dict[str, Any] = {
        "text": "é",
        "tokens": ["é", "</s>"],
        "score": -0.12345678,
        "log_probability": -0.24691356,
        "attention": WEIGHTS,
        "source_tokens": ["a", "</s>"],
    }
    return Prediction(**(fields | values))


PREDICTION = {
    "source": "a",
    "text": "é",
    "rank": 1,
    "score": -0.123457,
    "log_probability": -0.246914,
    "tokens": ["é", "</s>"],
    "source_tokens": ["a", "</s>"],
    "attention": [[0.25, 0.75], [0.3333, 0.6667]],
}
IMPOSSIBLE = {"score": -np.inf, "log_probability": -np.inf, "attention": None}


@pytest.mark.parametrize(
    ("as_json", "expected"),
    [
        (prediction().to_dict("a"), PREDICTION),
        (prediction().to_dict("a", rank=3), PREDICTION | {"rank": 3}),
        (
            prediction(**IMPOSSIBLE).to_dict("a"),
            PREDICTION | {"score": None, "log_probability": None, "attention": None},
        ),
        (
            prediction(log_probabilities=[-0.1234567, -0.1]).to_dict("a"),
            PREDICTION | {"log_probabilities": [-0.123457, -0.1]},
        ),
        (
            Classification(
                "b",
                2 / 3,
                {"b": 2 / 3, "c": 1 / 3},
                np.array([0.5, 0.5], dtype=np.float32),
                ["a", "</s>"],
            ).to_dict("a"),
            {
                "source": "a",
                "label": "b",
                "probability": 0.666667,
                "probabilities": {"b": 0.666667, "c": 0.333333},
                "source_tokens": ["a", "</s>"],
                "weights": [0.5, 0.5],
            },
        ),
        (
            Scored(-1.23456789, 3.4, np.array([-1.0, -0.23456789]), ["a", "</s>"], 1).to_dict("a"),
            {
                "text": "a",
                "log_probability": -1.234568,
                "perplexity": 3.4,
                "unknown": 1,
                "tokens": ["a", "</s>"],
                "log_probabilities": [-1.0, -0.234568],
            },
        ),
        (
            Generated("ab", ["b", "</s>"], -1.23456789).to_dict(),
            {"text": "ab", "tokens": ["b", "</s>"], "log_probability": -1.234568},
        ),
        (
            Tagging(
                ["go", "on"],
                {"upos": ["VERB", "ADP"]},
                {"upos": -0.5},
                {"upos": np.array([[0.9, 0.1], [1 / 3, 2 / 3]])},
                {"upos": ["VERB", "ADP"]},
                {"upos": [0, 1]},
            ).to_dict(2),
            {
                "words": ["go", "on"],
                "tags": {"upos": ["VERB", "ADP"]},
                "rank": 2,
                "probability": {"upos": [0.9, 0.6667]},
                "log_probability": {"upos": -0.5},
            },
        ),
    ],
)
def test_values_are_rounded_and_json(as_json: dict[str, Any], expected: dict[str, Any]) -> None:
    assert as_json == expected
    assert list(as_json) == list(expected)
    assert json.loads(json.dumps(as_json, allow_nan=False)) == expected
