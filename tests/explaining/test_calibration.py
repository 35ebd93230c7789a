"""Calibration of predictions that were made by hand, and of models."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from tests.explaining.answered import (
    answering,
    examined,
    labelled,
    pair,
    sentence,
    tagged,
    written,
)
from tests.explaining.test_errors import DATA

from pantoum.data import Example
from pantoum.errors import PantoumError
from pantoum.explaining.calibration import find_calibration
from pantoum.explaining.judged_answers import judged_answers, judged_symbols
from pantoum.metrics import accepted


def labels(confidences: Any, right: Any, **options: Any) -> dict[str, Any]:
    """Of a classifier that says "beta" with these probabilities."""
    data = [pair("a", "beta" if hit else "alpha") for hit in right]
    answers = [labelled("beta", float(share)) for share in confidences]
    return find_calibration(answering("classifier", data, answers), **options).values["parts"][
        "labels"
    ]


def test_a_calibrated_model_is_found_to_be_one() -> None:
    numbers = np.random.default_rng(7)
    confidences = numbers.random(1_000)
    part = labels(confidences, numbers.random(1_000) < confidences)
    assert part["verdict"] == "calibrated"
    low, high = part["intervals"]["ece"]
    assert low == 0 < part["ece"] < high < 0.08
    assert part["intervals"]["gap"][0] < 0 < part["intervals"]["gap"][1]
    # Of true probabilities the Brier score is the mean of p (1 - p).
    low, high = part["intervals"]["brier"]
    assert low < np.mean(confidences * (1 - confidences)) < high


def test_always_ninety_per_cent_and_half_right() -> None:
    part = labels([0.9] * 100, [True, False] * 50)
    for name in ("gap", "ece", "ece_equal_mass", "mce"):
        assert part[name] == pytest.approx(0.4)
    assert part["verdict"] == "over-confident"
    (full,) = [one for one in part["equal_width"] if one["answers"]]
    assert (full["low"], full["high"]) == (0.9, 1.0)
    assert (full["answers"], full["confidence"], full["accuracy"]) == (100, 0.9, 0.5)
    assert full["interval"] == pytest.approx([0.4038, 0.5962], abs=1e-4)
    assert len(part["equal_width"]) == 10
    assert part["equal_width"][0] == {
        **{"low": 0.0, "high": 0.1, "answers": 0, "inputs": 0},
        **{"confidence": None, "accuracy": None, "interval": None},
    }
    assert len(part["equal_mass"]) == 1  # all are tied


def test_the_other_verdicts() -> None:
    assert labels([0.5] * 50, [True] * 50)["verdict"] == "under-confident"
    uneven = labels([0.9, 0.1] * 100, [True, False] * 30 + [False, True] * 70)
    assert uneven["gap"] == pytest.approx(0)
    assert uneven["verdict"] == "uneven"
    assert labels([0.9] * 9, [False] * 9)["verdict"] == "unknown"


@pytest.mark.parametrize("bins", [1, 4, 10, 17])
def test_bins_are_those_of_a_plain_loop(bins: int) -> None:
    numbers = np.random.default_rng(3)
    confidences = numbers.random(80).round(2)
    right = numbers.random(80) < 0.5
    part = labels(confidences, right, bins=bins)
    for key in ("equal_width", "equal_mass"):
        found = part[key]
        total = 0.0
        for place, one in enumerate(found):
            last = place == len(found) - 1
            inside = [
                number
                for number in range(80)
                if one["low"] - 1e-6 <= confidences[number]
                and (last or confidences[number] < one["high"] - 1e-6)
            ]
            assert one["answers"] == len(inside)
            if inside:
                assert one["confidence"] == pytest.approx(confidences[inside].mean(), abs=1e-6)
                assert one["accuracy"] == pytest.approx(right[inside].mean(), abs=1e-6)
                total += len(inside) * abs(one["confidence"] - one["accuracy"])
        name = {"equal_width": "ece", "equal_mass": "ece_equal_mass"}[key]
        assert part[name] == pytest.approx(total / 80, abs=1e-5)


def test_the_confidence_of_an_output_is_the_probability_of_all_of_it() -> None:
    data = [pair("ab", "ba"), pair("abc", "cba"), pair("c", "c")]
    answers = [written("ba", 0.5), written("cca", 0.25), written("", 0.0)]
    one = answering("additive_lstm", data, answers)
    (found,) = judged_answers(one, [0, 1, 2])
    assert found.confidences == pytest.approx([0.5, 0.25, 0.0])
    assert found.right.tolist() == [True, False, False]
    part = find_calibration(one).values["parts"]["outputs"]
    assert part["confidence"] == pytest.approx(0.25)


def test_the_confidence_of_a_tag_is_its_marginal() -> None:
    data = [sentence("Oslo zzz sees", "ABC"), sentence("sees qqq", "CC", 2)]
    taggings = [
        tagged("Oslo zzz sees", "AAC", [0.9, 0.8, 0.7]),
        tagged("sees qqq", "CB", [0.6, 0.5]),
    ]
    (found,) = judged_answers(answering("crf_tagger", data, taggings), [0, 1])
    assert found.confidences.tolist() == [0.9, 0.8, 0.7, 0.6, 0.5]
    assert found.right.tolist() == [True, False, True, True, False]
    assert found.rows.tolist() == [0, 0, 0, 1, 1]
    assert found.places.tolist() == [0, 1, 2, 0, 1]


@pytest.mark.parametrize(
    ("name", "features"),
    [("additive_lstm", None), ("dot_gru_features", "FROM;THE;END")],
)
def test_symbols_of_right_outputs_are_scored_as_the_predictor_does(
    name: str, features: str | None
) -> None:
    data = [
        Example(source, target, features)
        for source, target in [("abc", "cba"), ("ab", "aq"), ("ab", "ba"), ("cabb", "b")]
    ]
    one = examined(name, data)
    found = judged_symbols(one, range(len(one.data)))
    assert one.references is not None
    firsts = [accepted(right)[0] for right in one.references]
    assert firsts == ["cba", "aq", "b"]  # of two right ones the first
    scored = one.predictor.score(
        [of.source for of in one.data], firsts, [features] * 3 if features else None
    )
    expected = np.concatenate([of.log_probabilities for of in scored])
    assert found.surprise is not None
    np.testing.assert_allclose(found.surprise, -expected, atol=1e-5)
    assert list(found.references) == [*"cba", "</s>", *"aq", "</s>", "b", "</s>"]
    # Where the expected symbol is the right one, its probability is that of the right one.
    np.testing.assert_allclose(
        found.confidences[found.right], np.exp(expected[found.right]), atol=1e-5
    )
    assert (found.confidences >= np.exp(expected) - 1e-6).all()
    for right, answer, hit in zip(found.references, found.answers, found.right, strict=True):
        assert (right == answer) == hit or right == "q"


@pytest.mark.parametrize("name", list(DATA))
def test_models_of_all_kinds(name: str) -> None:
    found = find_calibration(examined(name, DATA[name]))
    json.dumps(found.to_dict(), allow_nan=False)
    expected = {
        "classifier": ["labels"],
        "language_model": ["symbols"],
        "softmax_tagger": ["upos", "xpos"],
    }
    assert list(found.values["parts"]) == expected.get(name, ["outputs", "symbols"])
    for part in found.values["parts"].values():
        assert sum(one["answers"] for one in part["equal_width"]) == part["answers"]
        assert sum(one["answers"] for one in part["equal_mass"]) == part["answers"]
        for one in part["equal_width"]:
            if one["answers"]:
                assert one["low"] <= one["confidence"] <= one["high"]
    assert "temperature" in found.left_out[0]


def test_the_same_seed_gives_the_same_numbers() -> None:
    one = examined("classifier", DATA["classifier"])
    first = find_calibration(one, seed=3).to_dict()
    assert find_calibration(one, seed=3).to_dict() == first
    assert find_calibration(one, seed=4).to_dict() != first


def test_one_input_has_no_intervals() -> None:
    found = find_calibration(examined("additive_lstm", [pair("abc", "cba")]))
    for part in found.values["parts"].values():
        assert part["intervals"] == {}
        assert part["verdict"] == "unknown"
    assert "too few inputs" in found.sentences[0]
    assert "[" not in found.sentences[0]


def test_without_answers_and_without_inputs_nothing_is_found() -> None:
    found = find_calibration(examined("additive_lstm", [pair("ab", None)]))
    assert not found.values
    assert "right answers" in found.left_out[0]
    found = find_calibration(examined("language_model", [""]))
    assert not found.values
    assert "no input" in found.left_out[0]


@pytest.mark.parametrize("bins", [0, 1_001])
def test_what_is_no_number_of_bins_is_refused(bins: int) -> None:
    with pytest.raises(PantoumError, match="bins"):
        find_calibration(examined("classifier", DATA["classifier"]), bins=bins)


def test_sentences_have_the_numbers() -> None:
    data = [pair("a", "beta"), pair("b", "alpha")] * 50
    found = find_calibration(answering("classifier", data, [labelled("beta", 0.9)] * 100))
    first, second, third = found.sentences
    assert first.startswith("Labels: 90.0 % confidence, 50.0 % right (100 answers); the model is ")
    assert "over-confident (gap +0.400 [+0.3" in first
    assert second.startswith("The expected calibration error is 0.400 [0.3")
    assert second.endswith("the Brier score is 0.410.")
    assert "where the model says 90 to 100 %: of 100 such answers" in third
