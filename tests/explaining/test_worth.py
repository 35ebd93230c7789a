"""What parts are worth: the scores of copies without them, and a model that stays as it is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
import torch
from tests.explaining.models import random_model
from tests.stored.making import FOLDER

import pantoum
from pantoum.data import Example, Sentence
from pantoum.evaluation import compare_assessments
from pantoum.explaining import worth
from pantoum.explaining.alterations import alterations_of
from pantoum.explaining.examined import Examined
from pantoum.explaining.judging import assess
from pantoum.explaining.parts import model_parts, picked
from pantoum.explaining.silencing import without_parts
from pantoum.explaining.worth import find_worth
from pantoum.predictor.load import predictor_of

STORED = FOLDER / "format4"
WORDS = ["abc", "cab", "bbac", "a", "ca", "acbb", "bca", "ccab", "ab", "cba"]
DATA: dict[str, list[Any]] = {
    "additive_lstm": [Example(word, word[::-1]) for word in WORDS],
    "dot_gru_features": [Example(word, word, "AS;IT;IS") for word in WORDS],
    "deep_rnn_without_attention": [Example(word, word[::-1]) for word in WORDS],
    "classifier": [Example(word, "ab"[number % 2]) for number, word in enumerate(WORDS)],
    "language_model": ["abab", "ba", "abba", "b"],
    "softmax_tagger": [
        Sentence(("the", "dog", "runs"), (("DET", "NOUN", "VERB"), ("DT", "NN", "VBZ")), 1),
        Sentence(("a", "cat"), (("DET", "NOUN"), ("DT", "NN")), 2),
    ],
    "crf_tagger": [
        Sentence(("Ms", "Ada", "sees", "Oslo"), (("O", "B-PER", "O", "B-LOC"),), 1),
        Sentence(("Rio",), (("B-LOC",),), 2),
    ],
}
DIRECTIONS = ["forward", "backward"]
ATTENTION = ["attention", "attention.uniform", "attention.shuffled", "attention.previous"]
PARTS = {
    "additive_lstm": [*DIRECTIONS, "encoder.1", "decoder.1", *ATTENTION, "input_feeding"],
    "dot_gru_features": [*DIRECTIONS, "encoder.1", "decoder.1", *ATTENTION, "input_feeding"],
    "deep_rnn_without_attention": ["encoder.1", "encoder.2", "decoder.1", "decoder.2"],
    "classifier": [*DIRECTIONS, "encoder.1", "pooling", "pooling.uniform"],
    "language_model": ["layer.1"],
    "softmax_tagger": ["characters", *DIRECTIONS, "encoder.1"],
    "crf_tagger": ["characters", *DIRECTIONS, "encoder.1"],
}


def examined(name: str) -> Examined:
    return Examined.of(pantoum.load(STORED / name), DATA[name])


def digest(one: Examined) -> str:
    """Of all weights, to the bit, and of what the model answers."""
    model = one.trained.model
    found = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        found.update(name.encode())
        found.update(tensor.cpu().contiguous().numpy().tobytes())
    for name, module in model.named_modules():
        found.update(f"{name} {id(module)} {module.training}".encode())
    answers = replace(one).predictions  # a copy has not answered yet
    found.update(repr([_plain(answer) for answer in answers]).encode())
    return found.hexdigest()


def _plain(answer: Any) -> Any:
    values = vars(answer)
    return {name: getattr(value, "tolist", lambda v=value: v)() for name, value in values.items()}


@pytest.mark.parametrize("name", list(DATA))
def test_a_model_stays_as_it_is(name: str) -> None:
    one = examined(name)
    before = digest(one)
    found = find_worth(one)
    assert [part["name"] for part in found.values["parts"]] == PARTS[name]
    assert digest(one) == before
    assert json.loads(json.dumps(found.to_dict())) == found.to_dict()


@pytest.mark.parametrize("fails_at", [1, 6])
def test_a_model_stays_as_it_is_when_something_fails(
    fails_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = examined("additive_lstm")
    before = digest(one)
    calls = 0

    def failing(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > fails_at:
            raise RuntimeError("no more memory")
        return assess(*args)

    monkeypatch.setattr(worth, "assess", failing)
    with pytest.raises(RuntimeError, match="no more memory"):
        find_worth(one)
    assert digest(one) == before


@pytest.mark.parametrize("name", ["additive_lstm", "dot_gru_features"])
def test_scores_of_an_encoder_decoder_are_those_of_an_evaluation(name: str) -> None:
    one = examined(name)
    found = find_worth(one, seed=3).values
    evaluated = one.predictor.evaluate(
        [(e.source, e.target, *([e.features] if e.features else [])) for e in DATA[name]],
        beam=1,
        seed=3,
    ).to_dict()
    for score, value in found["whole"]["scores"].items():
        assert value == pytest.approx(evaluated[score], abs=1e-4)
    for score, bounds in found["whole"]["intervals"].items():
        assert bounds == pytest.approx(list(evaluated["intervals"][score]), abs=1e-4)


@pytest.mark.parametrize("name", list(DATA))
def test_a_part_is_off_as_where_a_model_is_inspected(name: str) -> None:
    """Its scores, and the differences from the whole model as comparisons have them."""
    one = examined(name)
    part = PARTS[name][-1] if name != "additive_lstm" else "attention"
    part = {"classifier": "encoder.1", "dot_gru_features": "decoder.1"}.get(name, part)
    found = {of["name"]: of for of in find_worth(one, seed=5).values["parts"]}[part]
    model = one.trained.model
    off = without_parts(model, picked(model_parts(model), [part], "off"))
    rows = list(range(len(one.data)))
    whole = assess(one, rows, one.predictor)
    judged = assess(one, rows, predictor_of(replace(one.trained, model=off), "cpu"))
    assert found["scores"] == pytest.approx(judged.scores, abs=1e-4)
    compared = compare_assessments(whole, judged, seed=5).to_dict()["scores"]
    for score, of_score in found["differences"].items():
        expected = compared[score]["b"] - compared[score]["a"]
        assert of_score["difference"] == pytest.approx(expected, abs=2e-4)
        assert of_score["interval"] == compared[score]["interval"]
        assert of_score["p_value"] == compared[score]["p_value"]


def test_both_directions_of_all_layers() -> None:
    model = random_model({"layers": 3})
    names = [one.name for one in alterations_of(model).found]
    layers = ["encoder.1", "encoder.2", "encoder.3"]
    decoder = [f"decoder.{number + 1}" for number in range(len(model.decoder.cells))]
    feeding = ["input_feeding"] if model.decoder.input_feeding else []
    assert names == [*DIRECTIONS, *layers, *decoder, *ATTENTION, *feeding]
    forward = alterations_of(model).found[0].model
    layers_of = [f"encoder.{number}.forward" for number in (1, 2, 3)]
    expected = without_parts(model, picked(model_parts(model), layers_of, "off"))
    read = torch.tensor([[5, 6, 3]]), torch.tensor([3]), torch.tensor([[4, 3]])
    assert torch.equal(forward(*read), expected(*read))


def test_every_copy_shares_all_weights() -> None:
    model = random_model({"layers": 2})
    known = {parameter.data_ptr() for parameter in model.parameters()}
    for one in alterations_of(model).found:
        assert {parameter.data_ptr() for parameter in one.model.parameters()} <= known


def test_right_outputs_of_one_input_are_all_right() -> None:
    pairs = [("abc", "cba"), ("ab", "ba"), ("ab", "ab")]
    one = Examined.of(pantoum.load(STORED / "additive_lstm"), [Example(*pair) for pair in pairs])
    found = find_worth(one).values
    evaluated = one.predictor.evaluate(pairs, beam=1)
    assert found["examples"] == 2
    assert found["whole"]["scores"] == pytest.approx(evaluated.scores, abs=1e-4)


def test_so_many_inputs_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    one = examined("additive_lstm")
    found = find_worth(one, most=4).values
    assert (found["examples"], found["of"]) == (4, 10)
    weights = sum(parameter.numel() for parameter in one.trained.model.parameters())
    symbols = sum(map(len, WORDS))
    monkeypatch.setattr(worth, "MOST_PRODUCTS", weights * symbols / 2)
    assert find_worth(one).values["examples"] == 5
    assert "5 of 10 inputs" in find_worth(one).sentences[0]


def test_the_sentences_have_the_numbers() -> None:
    found = find_worth(examined("additive_lstm"))
    parts = sorted(
        found.values["parts"],
        key=lambda part: -part["differences"]["word_error_rate"]["difference"],
    )
    assert found.values["main"] == "word_error_rate"
    assert found.values["lower_is_better"]
    assert len(found.sentences) == 1 + len(parts)
    for part, sentence in zip(parts, found.sentences[1:], strict=True):
        low, high = part["differences"]["word_error_rate"]["interval"]
        if low == high == 0:
            assert "as the whole model" in sentence
            continue
        assert f"{part['scores']['word_error_rate']:.2f} %" in sentence
        assert ("can be chance" in sentence) == (low <= 0 <= high)
        difference = part["differences"]["word_error_rate"]["difference"]
        ends = (low, high) if difference >= 0 else (-high, -low)
        told = f"{abs(difference):.2f} points {'more' if difference >= 0 else 'less'}"
        assert f"{told} [{ends[0]:.2f}, {ends[1]:.2f}]" in sentence


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("additive_lstm", [Example("abc", None)], "the data have none"),
        ("classifier", [Example("abc", None)], "the data have none"),
        ("crf_tagger", [Sentence(("a", "dog"), (), 1)], "the data have none"),
        ("additive_lstm", [Example("", "")], "no input that is not empty"),
        ("language_model", [], "no input that is not empty"),
    ],
)
def test_without_answers_there_is_nothing(name: str, data: list[Any], said: str) -> None:
    found = find_worth(Examined.of(pantoum.load(STORED / name), data))
    assert found.values == {}
    assert said in found.left_out[0]


def test_one_input_is_enough_and_a_seed_decides() -> None:
    one = Examined.of(pantoum.load(STORED / "additive_lstm"), [Example("abc", "cba")])
    found = find_worth(one)
    assert found.values["examples"] == 1
    assert find_worth(one).to_dict() == found.to_dict()


def test_what_a_model_does_not_have_is_said() -> None:
    left_out = find_worth(examined("deep_rnn_without_attention")).left_out
    assert "one direction" in left_out[0]
    assert "Attention and input feeding: this model has none" in left_out[1]
