"""Settings are made complete, and those that cannot work are refused with the reason."""

from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.models.combinations import SOURCE_SYMBOLS, TARGET_SYMBOLS, VALUES, batch

from pantoum.config import ModelConfig
from pantoum.errors import PantoumError
from pantoum.models import build, complete


def test_what_is_not_set_is_filled() -> None:
    assert complete(ModelConfig()) == ModelConfig(
        decoder_cell="lstm",
        embedding=128,
        hidden=256,
        decoder_hidden=256,
        decoder_layers=1,
        attention_size=256,
        attention_order="attend_then_update",
        layers=1,
        dropout=0.4,
        variational_dropout=False,
    )


def test_decoder_settings_follow_the_encoder() -> None:
    filled = complete(ModelConfig(cell="gru", hidden=48, layers=3, attention="general"))
    assert (filled.decoder_cell, filled.decoder_hidden, filled.decoder_layers) == ("gru", 48, 3)
    assert (filled.attention_order, filled.attention_size) == ("update_then_attend", 48)
    filled = complete(ModelConfig(hidden=48, decoder_hidden=32))
    assert (filled.decoder_hidden, filled.attention_size) == (32, 32)


def test_what_is_set_stays() -> None:
    config = ModelConfig(
        cell="rnn",
        decoder_cell="gru",
        embedding=1,
        hidden=2,
        decoder_hidden=3,
        layers=4,
        decoder_layers=5,
        attention="concat",
        attention_size=6,
        attention_order="attend_then_update",
        dropout=0.0,
        variational_dropout=True,
        recurrent_dropout=0.25,
    )
    assert complete(config) == config
    assert complete(complete(ModelConfig())) == complete(ModelConfig())


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("layers", 0, "a whole number of at least 1"),
        ("decoder_layers", -1, "a whole number of at least 1"),
        ("embedding", 0, "a whole number of at least 1"),
        ("hidden", 0, "a whole number of at least 1"),
        ("hidden", 2.5, "a whole number of at least 1"),
        ("decoder_hidden", "64", "a whole number of at least 1"),
        ("attention_size", 0, "a whole number of at least 1"),
        ("hidden", 1_000_001, "at most 1,000,000"),
        ("embedding", 10**30, "at most 1,000,000"),
        ("decoder_layers", 1_001, "at most 1,000"),
        ("dropout", 1.0, "a number of at least 0 and below 1"),
        ("dropout", -0.1, "a number of at least 0 and below 1"),
        ("dropout", float("nan"), "a number of at least 0 and below 1"),
        ("recurrent_dropout", 1, "a number of at least 0 and below 1"),
        ("recompute", -1, "a whole number of at least 0"),
        ("recompute", None, "a whole number of at least 0"),
        ("recurrent_dropout", None, "a number of at least 0 and below 1"),
        ("cell", "transformer", "one of lstm, gru, rnn"),
        ("decoder_cell", "", "one of lstm, gru, rnn"),
        ("attention", "self", "one of additive, dot, general, concat, none"),
        ("attention", None, "one of additive, dot, general, concat, none"),
        ("attention_order", "next", "one of attend_then_update, update_then_attend"),
    ],
)
def test_impossible_values_are_refused_by_name_rule_and_value(
    name: str, value: Any, rule: str
) -> None:
    config = ModelConfig()
    object.__setattr__(
        config, name, value
    )  # the checked types of these tests would refuse some values before
    with pytest.raises(PantoumError) as caught:
        complete(config)
    assert str(caught.value) == f"model.{name} must be {rule}, but is {value}"


def test_the_dot_score_is_refused_for_two_sizes() -> None:
    config = ModelConfig(attention="dot", hidden=32, decoder_hidden=32)
    with pytest.raises(
        PantoumError, match=r"32 values to annotations of 64.*set model.decoder_hidden to 64"
    ):
        complete(config)
    complete(replace(config, decoder_hidden=64))
    complete(replace(config, bidirectional=False))


def test_the_dot_score_makes_the_decoder_as_wide_as_an_annotation() -> None:
    config = ModelConfig(attention="dot", hidden=32)
    assert complete(config).decoder_hidden == 64
    assert complete(replace(config, bidirectional=False)).decoder_hidden == 32


sizes = st.none() | st.integers(1, 4)
any_settings = st.builds(
    ModelConfig,
    **{
        name: st.sampled_from(values)
        for name, values in VALUES.items()
        if name != "attention_order"
    },
    attention_order=st.sampled_from([None, "attend_then_update", "update_then_attend"]),
    embedding=st.integers(1, 4),
    hidden=st.integers(1, 3),
    decoder_hidden=sizes,
    attention_size=sizes,
    dropout=st.sampled_from([0.0, 0.3]),
    variational_dropout=st.booleans(),
    recurrent_dropout=st.sampled_from([0.0, 0.3]),
)


@settings(max_examples=25)
@given(config=any_settings)
def test_every_combination_trains_or_is_refused(config: ModelConfig) -> None:
    annotation = (config.hidden or 0) * (2 if config.bidirectional else 1)
    if config.attention == "dot" and (config.decoder_hidden or annotation) != annotation:
        with pytest.raises(PantoumError, match=r"^model\.attention dot"):
            build(config, SOURCE_SYMBOLS, TARGET_SYMBOLS)
        return
    model = build(config, SOURCE_SYMBOLS, TARGET_SYMBOLS)
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    loss = model.loss(*batch(), label_smoothing=0.1)
    loss.total.backward()
    optimizer.step()
    assert all(parameter.isfinite().all() for parameter in model.parameters())
