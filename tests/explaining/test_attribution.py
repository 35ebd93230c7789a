"""What is said of attributions is what they are."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from tests.explaining.stored_models import pairs, stored

from pantoum.errors import PantoumError
from pantoum.explaining import attribution
from pantoum.explaining.attribution import find_attribution
from pantoum.explaining.integrated_gradients import Attributed, attribute, baseline_vector


def large(found: Attributed) -> bool:
    """Whether more than 1 % of an output is missing, or too much."""
    errors = np.abs(found.values.sum(axis=1) - (found.scores - found.baseline))
    return bool((errors > np.maximum(0.01, 0.01 * np.abs(found.scores - found.baseline))).any())


@pytest.mark.parametrize(
    "name", ["additive_lstm", "deep_rnn_without_attention", "classifier", "crf_tagger"]
)
def test_examples_are_integrated_gradients(name: str) -> None:
    one = stored(name)
    found = find_attribution(one, steps=16)
    values = found.values
    assert json.loads(json.dumps(found.to_dict()))["values"] == values
    assert values["inputs"] == values["of"] == len(one.data)
    vector = baseline_vector(one, "zero", [0])
    errors = []
    differences = []
    halves = []
    for row, example in enumerate(values["examples"]):
        expected = attribute(one, row, vector, 8)
        if large(expected):
            expected = attribute(one, row, vector, 16)
        assert example["source"] == expected.tokens
        assert example["output"] == expected.written
        np.testing.assert_allclose(example["attributions"], expected.values, atol=6e-5)
        np.testing.assert_allclose(example["score"], expected.scores, atol=6e-5)
        np.testing.assert_allclose(example["baseline_score"], expected.baseline, atol=6e-5)
        errors += np.abs(expected.errors).tolist()
        differences += np.abs(expected.scores - expected.baseline).tolist()
        for of_output in np.abs(expected.values):
            sizes = sorted(of_output, reverse=True)
            count = 1
            while sum(sizes[:count]) < sum(sizes) / 2:
                count += 1
            halves.append(count)
    assert values["outputs"] == len(errors)
    assert values["symbols_for_half"] == pytest.approx(np.mean(halves), abs=1e-4)
    assert values["completeness"]["largest"] == pytest.approx(max(errors), rel=6e-3, abs=1e-7)
    assert values["completeness"]["median"] == pytest.approx(np.median(errors), rel=6e-3, abs=1e-7)
    share = sum(errors) / sum(differences)
    assert values["completeness"]["share"] == pytest.approx(share, rel=6e-3, abs=1e-7)
    missed = sum(
        error > 0.01 and error > 0.01 * difference
        for error, difference in zip(errors, differences, strict=True)
    )
    assert values["completeness"]["large"] == missed


def test_the_agreement_with_attention() -> None:
    found = find_attribution(stored("additive_lstm"), steps=16).values
    correlations = []
    same = []
    for example in found["examples"]:
        for values, weights, r in zip(
            example["attributions"], example["attention"], example["correlation"], strict=True
        ):
            sizes = np.abs(values)
            assert r == pytest.approx(np.corrcoef(sizes, weights)[0, 1], abs=2e-2)
            correlations.append(r)
            same.append(sizes.argmax() == np.argmax(weights))
    agreement = found["attention"]
    assert agreement["outputs"] == len(correlations)
    low, median, high = np.quantile(correlations, [0.25, 0.5, 0.75])
    expected = {"median": median, "low": low, "high": high}
    assert agreement["correlation"] == pytest.approx(expected, abs=1e-3)
    assert agreement["same_symbol"] == pytest.approx(np.mean(same), abs=1e-4)


@pytest.mark.parametrize("name", ["deep_rnn_without_attention", "crf_tagger", "language_model"])
def test_a_model_without_attention(name: str) -> None:
    found = find_attribution(stored(name), most=1, steps=4)
    assert found.values["attention"] is None
    assert found.left_out == ("The agreement with attention: this model has no attention.",)
    assert all(example["attention"] is None for example in found.values["examples"])


def test_many_places_are_thinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attribution, "MOST_PLACES", 3)
    one = stored("language_model", ["ababab"])
    (example,) = find_attribution(one, steps=4).values["examples"]
    assert example["source"] == ["</s>", *"ababab"]
    assert example["output"] == ["a", "a", "a"]
    whole = attribute(one, 0, baseline_vector(one, "zero", [0]), 4)
    np.testing.assert_allclose(example["attributions"], whole.values[[0, 2, 4]], atol=6e-5)


def test_long_inputs_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attribution, "LONGEST", 3)
    one = stored("additive_lstm", pairs("abcab", "cab", "bca", "abca"))
    found = find_attribution(one, steps=4)
    assert (found.values["inputs"], found.values["of"]) == (2, 4)
    assert [example["source"] for example in found.values["examples"]] == [
        [*"cab", "</s>"],
        [*"bca", "</s>"],
    ]
    monkeypatch.setattr(attribution, "LONGEST", 2)
    found = find_attribution(one, steps=4)
    assert not found.values
    assert found.left_out == ("Everything: no input has 1 to 2 symbols.",)


def test_a_sample() -> None:
    one = stored("additive_lstm", pairs("abcab", "cab", "bca", "abca"))
    found = find_attribution(one, most=2, steps=4, seed=3).values
    assert found == find_attribution(one, most=2, steps=4, seed=3).values
    assert (found["inputs"], found["of"], len(found["examples"])) == (2, 4, 2)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"steps": 0}, "steps must be a whole number of at least 1, but is 0"),
        ({"most": 0}, "most must be a whole number of at least 1, but is 0"),
    ],
)
def test_numbers_that_are_none_are_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(PantoumError, match=said):
        find_attribution(stored("additive_lstm"), **options)


def test_the_baselines_that_there_are() -> None:
    with pytest.raises(PantoumError, match="baseline must be one of zero, padding, mean"):
        find_attribution(stored("additive_lstm"), baseline="ones")
    one = stored("additive_lstm")
    found = [
        find_attribution(one, most=1, steps=8, baseline=baseline).values
        for baseline in ("zero", "padding", "mean")
    ]
    assert [one["baseline"] for one in found] == ["zero", "padding", "mean"]
    scores = [one["examples"][0]["baseline_score"] for one in found]
    assert scores[0] != scores[1] != scores[2]


def test_too_few_steps_are_said() -> None:
    one = stored("additive_lstm")
    for steps in (1, 64):
        found = find_attribution(one, steps=steps)
        large = found.values["completeness"]["large"]
        assert (large > 0) == (steps == 1)
        much = f"For {large} outputs the error is more than 1 %"
        assert found.sentences[-1].startswith(much) == (steps == 1)
