"""What is found of attention, on weights whose values are known."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from tests.stored.making import FOLDER

import pantoum
from pantoum.data import Example, Sentence
from pantoum.explaining.attending import find_attention
from pantoum.explaining.attention_alignment import edit_alignment
from pantoum.explaining.examined import Examined
from pantoum.predictor import Prediction

STORED = FOLDER / "format4"


def examined(name: str, data: list[Any]) -> Examined:
    return Examined.of(pantoum.load(STORED / name), data)


def answered(*answers: tuple[str, str, np.ndarray], features: str | None = None) -> Examined:
    """Answers with weights that are made by hand."""
    name = "additive_lstm" if features is None else "dot_gru_features"
    data = [Example(source, None, features) for source, _, _ in answers]
    one = examined(name, data)
    made = [
        Prediction(
            text,
            [*text, "</s>"],
            0.0,
            0.0,
            weights,
            one.trained.task.source.tokens(source, features),
        )
        for source, text, weights in answers
    ]
    one.__dict__["predictions"] = made  # where the property keeps what it has computed
    return one


def test_a_diagonal() -> None:
    found = find_attention(answered(("abc", "abc", np.eye(4)), ("ab", "ab", np.eye(3)))).values
    assert (found["outputs"], found["steps"]) == (2, 7)
    nothing = {"mean": 0, "median": 0, "low": 0, "high": 0}
    assert found["entropy"] == found["entropy_share"] == nothing
    assert found["largest"]["mean"] == 1
    assert found["monotonicity"] == {"expected": 1, "largest": 1, "tau": 1, "outputs": 2}
    assert found["coverage"] == {"mean": 1, "deviation": 0, "below": 0}
    assert found["durations"]["mean"] == found["durations"]["longest"] == 1
    assert found["durations"]["shares"] == {"1": 1, "2": 0, "3": 0, "more": 0}
    assert found["alignment"] == {
        "by": "edit distance",
        "pairs": 2,
        "steps": 5,
        "agreement": 1,
        "near": 1,
        "weight": 1,
        "chance": pytest.approx((3 / 4 + 2 / 3) / 5, abs=1e-4),
        "diagonal": 1,
    }
    assert found["by_step"]["inputs"] == [2, 2, 2, 1]
    assert found["by_step"]["histogram"][0] == [2, *[0] * 9]


def test_uniform_weights() -> None:
    found = find_attention(answered(("abc", "cab", np.full((4, 4), 0.25)))).values
    assert found["entropy"]["mean"] == pytest.approx(math.log(4), abs=1e-4)
    assert found["entropy_share"]["median"] == 1
    assert found["largest"]["low"] == 0.25
    assert found["monotonicity"] == {"expected": 1, "largest": 1, "tau": None, "outputs": 0}
    assert found["coverage"] == {"mean": 1, "deviation": 0, "below": 0}
    assert found["durations"]["longest"] == 4
    assert found["alignment"]["weight"] == found["alignment"]["chance"] == 0.25
    assert found["by_step"]["histogram"][2] == [*[0] * 9, 1]


def test_a_text_that_is_read_from_its_end() -> None:
    found = find_attention(answered(("abc", "cba", np.eye(4)[::-1]))).values
    assert found["monotonicity"] == {"expected": 0, "largest": 0, "tau": -1, "outputs": 1}


def test_what_is_hardly_read_and_what_long() -> None:
    weights = np.array([[0.9, 0.05, 0.05], [0.95, 0.02, 0.03], [0.9, 0.02, 0.08]])
    one = answered(*[("ab", "aa", weights)] * 5)
    found = find_attention(one).values
    covered = weights.sum(axis=0)
    assert found["coverage"]["mean"] == pytest.approx(1)
    assert found["coverage"]["deviation"] == pytest.approx(covered.std(), abs=1e-4)
    assert found["coverage"]["below"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["symbols"] == [
        {"symbol": "a", "times": 5, "mean": 3, "longest": 3, "coverage": 2.75}
    ]
    assert found["durations"]["shares"] == {"1": 0, "2": 0, "3": 1, "more": 0}


def test_features_are_no_places_of_the_text() -> None:
    one = answered(("ab", "ba", np.eye(6)[[2, 4, 3]]), features="AS;IT;IS")
    assert len(one.predictions[0].source_tokens) == 6
    found = find_attention(one).values
    # The first step is on a feature, and has no place in the text.
    assert found["monotonicity"]["expected"] == 0
    assert found["coverage"]["below"] == pytest.approx(3 / 6)
    assert found["entropy"]["mean"] == 0


def test_the_surest_and_the_least_sure() -> None:
    def mixed(share: float) -> np.ndarray:
        return (1 - share) * np.eye(3) + share / 3

    order = [0.5, 0.1, 0.9, 0.3, 0.7, 0.2]
    one = answered(*[("ab", "ab", mixed(share)) for share in order])
    found = find_attention(one).values
    assert [found["number"] for found in found["most_certain"]] == [2, 6, 4]
    assert [found["number"] for found in found["least_certain"]] == [3, 5, 1]
    shown = found["most_certain"][0]
    assert shown["tokens"] == ["a", "b", "</s>"]
    assert shown["source_tokens"] == ["a", "b", "</s>"]
    np.testing.assert_allclose(shown["attention"], mixed(0.1), atol=1e-4)
    row = mixed(0.1)[0]
    expected = -(row * np.log(row)).sum()
    assert shown["entropy"] == pytest.approx(expected, abs=1e-4)
    assert shown["entropy_share"] == pytest.approx(expected / math.log(3), abs=1e-4)


def test_alphabets_that_differ_are_aligned_as_learned() -> None:
    numbers = np.random.default_rng(1)
    words = ["".join(numbers.choice(list("abc"), 4)) for _ in range(60)]
    table = str.maketrans("abc", "xyz")
    one = answered(*[(word, word.translate(table), np.eye(5)) for word in words])
    found = find_attention(one)
    assert found.values["alignment"]["by"] == "learned"
    assert found.values["alignment"]["agreement"] == 1
    few = find_attention(
        answered(*[(word, word.translate(table), np.eye(5)) for word in words[:9]])
    )
    assert "alignment" not in few.values
    assert "at least 50" in few.left_out[0]
    assert not any(name.startswith("alignment") for name in few.definitions)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("abc", "abc", [0, 1, 2]),
        ("abc", "axc", [0, 1, 2]),
        ("abc", "ac", [0, 2]),
        ("ac", "abc", [0, None, 1]),
        ("", "ab", [None, None]),
        ("ab", "", []),
    ],
)
def test_an_alignment_by_edits(source: str, target: str, expected: list[int | None]) -> None:
    assert edit_alignment(source, target) == expected


def test_answers_of_a_model() -> None:
    one = examined("additive_lstm", [Example(text, None) for text in ("abc", "", "cab", "bbac")])
    found = find_attention(one)
    assert found.values["outputs"] == 3
    assert found.values["steps"] == sum(len(answer.tokens) for answer in one.predictions)
    largest = [max(row) for answer in one.predictions for row in answer.attention]
    assert found.values["largest"]["mean"] == pytest.approx(np.mean(largest), abs=1e-4)
    assert json.loads(json.dumps(found.to_dict())) == found.to_dict()
    assert find_attention(one, most=1).values["outputs"] == 1


def test_a_pooling() -> None:
    one = examined("classifier", [Example(text, None) for text in ("abc", "cab", "b") * 5])
    found = find_attention(one)
    weights = [answer.weights for answer in one.predictions]
    entropies = [-sum(w * math.log(w) for w in row) for row in weights]
    assert found.values["entropy"]["median"] == pytest.approx(np.median(entropies), abs=1e-4)
    symbols = {of["symbol"]: of for of in found.values["symbols"]}
    of_c = [4 * one.predictions[0].weights[2], 4 * one.predictions[1].weights[0]]
    assert symbols["c"]["times"] == 10
    assert symbols["c"]["times_uniform"] == pytest.approx(np.mean(of_c), abs=1e-4)
    assert "attends once" in found.left_out[0]
    assert json.loads(json.dumps(found.to_dict())) == found.to_dict()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("deep_rnn_without_attention", [Example("abc", None)], "this model has none"),
        ("language_model", ["abba"], "a model of this kind has none"),
        ("crf_tagger", [Sentence(("a", "dog"), (), 1)], "a model of this kind has none"),
        ("additive_lstm", [Example("", None)], "no output has a symbol"),
        ("additive_lstm", [], "no output has a symbol"),
        ("classifier", [], "no text has a symbol"),
    ],
)
def test_what_is_not_there_is_said(name: str, data: list[Any], said: str) -> None:
    found = find_attention(examined(name, data))
    assert found.values == {}
    assert said in found.left_out[0]
