"""The settings of a model that starts from a trained one."""

from __future__ import annotations

from typing import Any

import pytest
from tests.reversing import resolved, with_settings

from pantoum.config import Config, TaskName, by_name, check_given, take_settings
from pantoum.errors import PantoumError

SIZES = {
    "model.cell": "gru",
    "model.hidden": 24,
    "model.embedding": 12,
    "model.layers": 2,
    "model.bidirectional": False,
    "data.source_units": "codepoints",
    "data.normalization": "NFD",
}


def taken(given: dict[str, Any], old: dict[str, Any] | None = None) -> dict[str, Any]:
    start = resolved(Config(), {**SIZES, **(old or {})})
    return by_name(take_settings(with_settings(Config(), given), start))


def test_what_is_open_is_as_the_trained_model_has_it() -> None:
    values = taken({"training.epochs": 3, "model.hidden": 24})
    assert {name: values[name] for name in SIZES} == SIZES
    assert (values["task"], values["model.decoder_hidden"]) == ("seq2seq", 24)
    assert (values["model.attention_size"], values["training.epochs"]) == (24, 3)
    # Neither of them is of a shape, and the size of the data chooses them.
    assert (values["model.dropout"], values["training.batch_tokens"]) == (None, None)


@pytest.mark.parametrize(
    ("task", "rate"), [("seq2seq", 0.002), ("tagger", 0.0015), ("classifier", 0.001)]
)
def test_the_learning_rate_is_half_where_it_is_open(task: TaskName, rate: float) -> None:
    assert taken({}, {"task": task})["training.learning_rate"] == rate
    assert taken({"training.learning_rate": 0.5})["training.learning_rate"] == 0.5


@pytest.mark.parametrize(
    ("name", "value", "old"),
    [
        ("model.hidden", 32, 24),
        ("model.cell", "rnn", "gru"),
        ("model.copy", True, False),
        ("model.attention", "dot", "additive"),
        ("model.decoder_layers", 1, 2),
        ("data.source_units", "words", "codepoints"),
        ("data.normalization", "none", "NFD"),
    ],
)
def test_another_value_is_refused(name: str, value: Any, old: Any) -> None:
    with pytest.raises(PantoumError) as caught:
        taken({name: value})
    error = caught.value
    text = f"{name} is {value!r}, but the model to start from has {old!r}"
    assert str(error) == f"{text}: leave it out, or start from another model"
    assert (error.setting, error.value) == (name, value)
    assert (error.rule or "").startswith(repr(old))
    assert error.remedy


@pytest.mark.parametrize(
    ("name", "value", "old"),
    [
        ("model.cell", "lstm", "gru"),
        ("model.bidirectional", True, False),
        ("data.normalization", "NFC", "NFD"),
        ("model.hidden", 32, 24),
    ],
)
def test_another_value_that_was_given_is_refused_though_it_is_the_default(
    name: str, value: Any, old: Any
) -> None:
    start = resolved(Config(), SIZES)
    config = with_settings(Config(), {name: value})
    with pytest.raises(PantoumError) as caught:
        check_given(config, {"training.epochs", name}, start)
    error = caught.value
    text = f"{name} is {value!r}, but the model to start from has {old!r}"
    assert str(error) == f"{text}: leave it out, or start from another model"
    assert (error.setting, error.value) == (name, value)


def test_what_was_given_as_the_trained_model_has_it_or_left_open_is_taken() -> None:
    start = resolved(Config(), SIZES)
    given = {"model.cell": "gru", "model.layers": 2, "model.hidden": None, "training.epochs": 3}
    check_given(with_settings(Config(), given), given, start)
    # Nobody has given these defaults, which are others than those of the trained model.
    check_given(Config(), (), start)


def test_another_kind_of_model_is_refused() -> None:
    with pytest.raises(
        PantoumError, match="task is tagger, but the model to start from is a"
    ) as no:
        taken({"task": "tagger"})
    assert (no.value.setting, no.value.value) == ("task", "tagger")
