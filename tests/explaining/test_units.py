"""Units that follow features: hand-made ones that must be found, and stored models by brute
force.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from tests.explaining.stored_models import pairs, stored

from pantoum.errors import PantoumError
from pantoum.explaining.following import Followed, follow
from pantoum.explaining.own_features import check_own
from pantoum.explaining.replay import replay
from pantoum.explaining.text_features import FEATURES, text_features
from pantoum.explaining.text_states import TextStates, text_states
from pantoum.explaining.units import find_units

NAMES = [one.name for one in FEATURES]


def made(texts: list[str], states: list[np.ndarray], written: bool = False) -> TextStates:
    """States made by hand, of a stored model's cell."""
    one = stored("language_model")
    place = replay(one, 0).places[0]
    found = TextStates(False, written)
    found.texts = [list(text) for text in texts]
    found.rows = list(range(len(texts)))
    found.places = {place.path: place}
    found.states = {place.path: {"hidden": [state.astype(np.float32) for state in states]}}
    return found


def random_texts(generator: np.random.Generator, count: int) -> list[str]:
    return [
        "".join(generator.choice(list("abei rt"), generator.integers(4, 12))) for _ in range(count)
    ]


def by_name(every: list[Followed], name: str) -> Followed:
    (found,) = [one for one in every if one.name == name]
    return found


def closest(followed: Followed) -> Any:
    return max(next(followed.closest(1)), key=lambda unit: abs(unit.r))


def test_a_unit_that_is_a_feature_is_found() -> None:
    generator = np.random.default_rng(1)
    texts = random_texts(generator, 30)
    states = []
    for text in texts:
        state = generator.normal(size=(len(text), 8))
        of_text = text_features(list(text), False)
        state[:, 3] = of_text[:, NAMES.index("position")] / 10 - 1
        state[:, 5] = -of_text[:, NAMES.index("vowel")]
        states.append(state)
    every = follow([made(texts, states)], {}, seed=1)
    for name, number, r in (("position", 3, 1), ("vowel", 5, -1)):
        unit = closest(by_name(every, name))
        assert unit.number == number
        assert unit.r == pytest.approx(r, abs=1e-6)
        assert unit.p_value == 1 / 200
        interval = by_name(every, name).interval(unit, 1)
        assert interval is not None
        np.testing.assert_allclose(interval, [r, r], atol=1e-6)
    assert not by_name(every, "digit").correlations


def test_random_units_are_not_found() -> None:
    """Each feature in no more than 5 of 100 cases; see `test_correlations` for the bound."""
    significant = dict.fromkeys(["position", "vowel", "word_start"], 0)
    for case in range(40):
        generator = np.random.default_rng(case)
        texts = random_texts(generator, 25)
        states = [generator.normal(size=(len(text), 30)) for text in texts]
        every = follow([made(texts, states)], {}, seed=case)
        for name in significant:
            significant[name] += closest(by_name(every, name)).p_value <= 0.05
    assert max(significant.values()) <= 7  # the 99.9th percentile of a binomial of 40 times 0.05


@pytest.mark.parametrize(
    "name", ["additive_lstm", "dot_gru_features", "classifier", "language_model", "crf_tagger"]
)
def test_correlations_are_those_of_all_steps(name: str) -> None:
    one = stored(name)
    found = find_units(one)
    assert json.loads(json.dumps(found.to_dict()))["values"] == found.values
    assert found.values["features"]
    read = [replay(one, row) for row in range(len(one.data))]
    for feature in found.values["features"]:
        if feature["name"] not in ("position", "vowel"):
            continue
        for of_place in feature["places"]:
            (place,) = [one for one in read[0].places if one.part == of_place["place"]]
            values, numbers = [], []
            for each in read:
                steps = each.states(place)
                symbols = each.tokens
                if of_place["place"].startswith("decoder"):
                    symbols = each.written[:-1]
                    steps = steps[1:]
                elif name == "language_model":
                    symbols, steps = symbols[1:], steps[1:]
                elif name in ("additive_lstm", "classifier"):
                    symbols, steps = symbols[:-1], steps[:-1]
                elif name == "dot_gru_features":  # X, Y, the text, </s>
                    assert symbols[:2] == ["X", "Y"]
                    symbols, steps = symbols[2:-1], steps[2:-1]
                values += [getattr(step, of_place["part"])[0].tolist() for step in steps]
                if feature["name"] == "position":
                    numbers += range(len(symbols))
                else:
                    numbers += [symbol[0] in "aeiou" for symbol in symbols]
            expected = np.corrcoef(np.array(values).T, numbers)[-1, :-1]
            order = np.argsort(-np.abs(expected))
            for unit, number in zip(of_place["units"], order, strict=False):
                assert abs(unit["r"]) == pytest.approx(abs(expected[number]), abs=2e-4)
                assert unit["r"] == pytest.approx(expected[unit["unit"] - 1], abs=2e-4)
        assert feature["best"]["r"] == max(
            (unit["r"] for of_place in feature["places"] for unit in of_place["units"]), key=abs
        )


def test_examples_are_the_values_of_the_best_unit() -> None:
    one = stored("additive_lstm")
    (read, _) = text_states(one, [0, 1, 2])
    found = find_units(one).values
    for feature in found["features"]:
        best = feature["best"]
        if best["place"].startswith("decoder"):
            continue
        (path,) = [path for path, place in read.places.items() if place.part == best["place"]]
        for example in best["examples"]:
            text = ["".join(symbols) for symbols in read.texts].index("".join(example["symbols"]))
            states = read.states[path][best["part"]][text][:, best["unit"] - 1]
            np.testing.assert_allclose(example["values"], states, atol=1e-4)
            of_text = text_features(example["symbols"], False)
            expected = of_text[:, NAMES.index(feature["name"])]
            np.testing.assert_allclose(example["feature"], expected, atol=1e-4)


def test_features_of_ones_own() -> None:
    one = stored("additive_lstm")
    found = find_units(
        one,
        features={
            "is b": lambda symbols: [float(symbol == "b") for symbol in symbols],
            "position": lambda symbols: [-float(place) for place in range(len(symbols))],
            "listed": [[5, 1, 2, None, 4], [1, 0, 3], [None, 2, 2]],
        },
    ).values
    features = {feature["name"]: feature for feature in found["features"]}
    assert [*features][:2] == ["position", "from_end"]
    assert [*features][-2:] == ["is b", "listed"]
    built_in = {feature["name"]: feature for feature in find_units(one).values["features"]}
    of_one, of_other = features["position"]["best"], built_in["position"]["best"]
    assert (of_one["unit"], of_one["r"]) == (of_other["unit"], -of_other["r"])
    assert features["position"]["definition"] == "Given with the call."
    assert features["listed"]["symbols"] == 9
    assert {place["place"] for place in features["listed"]["places"]} == {
        "encoder.1.forward",
        "encoder.1.backward",
    }
    (read, _) = text_states(one, [0, 1, 2])
    values = np.array([5, 1, 2, 4, 1, 0, 3, 2, 2], dtype=float)
    kept = np.array([1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1], dtype=bool)
    best = features["listed"]["best"]
    (path,) = [path for path, place in read.places.items() if place.part == best["place"]]
    unit = np.concatenate(read.states[path][best["part"]])[kept, best["unit"] - 1]
    assert best["r"] == pytest.approx(np.corrcoef(unit, values)[0, 1], abs=2e-4)


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ({"x": [[1, 2]]}, "features['x']: there are 1 lists for 3 inputs; give one list"),
        ({"x": 3}, "features['x'] must be a function of the symbols of a text, or a list"),
        ({"x": "abc"}, "features['x'] must be a function"),
        ({"x": lambda symbols: [1.0]}, "features['x'], input 1: there are 1 numbers for 5 symbols"),
        ({"x": lambda symbols: symbols}, "features['x'], input 1: there is something that is no"),
        ({"x": [[1] * 5, [1] * 3, [2]]}, "input 3: there are 1 numbers for 3 symbols; give a"),
        ({"x": lambda symbols: None}, "features['x'], input 1: there is something that is no"),
    ],
)
def test_features_that_do_not_fit_are_refused(features: Any, said: str) -> None:
    with pytest.raises(PantoumError) as refusal:
        find_units(stored("additive_lstm"), features=features)
    assert said in str(refusal.value)


def test_features_need_names() -> None:
    with pytest.raises(PantoumError, match="features must be functions or lists by their names"):
        check_own([[1, 2]], 1)


def test_features_that_cannot_be_told_apart_are_told_once() -> None:
    one = stored("additive_lstm")  # single words: the length so far is the position and 1
    found = find_units(
        one, features={"twice": lambda symbols: [2.0 * place for place in range(len(symbols))]}
    )
    names = {feature["name"] for feature in found.values["features"]}
    assert "word_length" not in names
    assert {"position", "twice"} <= names
    said = "Length of the word so far: in these texts it goes with position from the start"
    assert any(one.startswith(said) for one in found.left_out)
    words = find_units(stored("additive_lstm", pairs("ab cab", "c ab", "ba ca b")))
    assert "word_length" in {feature["name"] for feature in words.values["features"]}


def test_what_does_not_vary_is_left_out() -> None:
    found = find_units(stored("language_model"))
    assert "Digit: it is the same at all symbols." in found.left_out
    assert "digit" not in {feature["name"] for feature in found.values["features"]}
    assert found.left_out[-1].startswith("Intervals: they need 10 inputs, and there are 2;")
    for feature in found.values["features"]:
        assert feature["best"]["interval"] is None


def test_sentences_say_what_is_more_than_chance() -> None:
    texts = ["abcab", "cab", "bca", "ab", "cbacb", "bab"] * 4
    found = find_units(stored("additive_lstm", pairs(*texts)))
    best = {feature["title"]: feature["best"] for feature in found.values["features"]}
    assert len(found.sentences) == len(best)
    for sentence in found.sentences:
        title = sentence.partition(":")[0].lower()
        no_more = "no unit follows it more closely than chance allows" in sentence
        assert no_more == (best[title]["p_value"] > 0.05)
        assert f"r = {best[title]['r']:.2f}" in sentence


def test_no_inputs_are_left_out() -> None:
    found = find_units(stored("language_model", [""]))
    assert not found.values
    assert found.left_out == ("Everything: there is no input that is not empty.",)


def test_seeds_decide() -> None:
    one = stored("language_model", ["abba", "ab", "ba", "bab", "abab"])
    assert find_units(one, most=3).values == find_units(one, most=3).values
    assert find_units(one, most=3).values["inputs"] == 3
