"""Open settings of a model are filled by its task, and what cannot work together is refused."""

from dataclasses import asdict, replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.models.combinations import SOURCE_SYMBOLS, TARGET_SYMBOLS, VALUES, batch

from pantoum.config import ModelConfig, resolve_model
from pantoum.errors import PantoumError
from pantoum.models import build


def test_what_is_not_set_is_filled() -> None:
    assert asdict(resolve_model(ModelConfig())) == asdict(
        ModelConfig(
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
    )


def test_decoder_settings_follow_the_encoder() -> None:
    filled = resolve_model(ModelConfig(cell="gru", hidden=48, layers=3, attention="general"))
    assert (filled.decoder_cell, filled.decoder_hidden, filled.decoder_layers) == ("gru", 48, 3)
    assert (filled.attention_order, filled.attention_size) == ("update_then_attend", 48)
    filled = resolve_model(ModelConfig(hidden=48, decoder_hidden=32))
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
    assert asdict(resolve_model(config)) == asdict(config)
    assert resolve_model(resolve_model(ModelConfig())) == resolve_model(ModelConfig())


def test_the_dot_score_is_refused_for_two_sizes() -> None:
    config = ModelConfig(attention="dot", hidden=32, decoder_hidden=32)
    with pytest.raises(
        PantoumError, match=r"32 values with annotations of 64.*set model.decoder_hidden to 64"
    ):
        resolve_model(config)
    resolve_model(replace(config, decoder_hidden=64))
    resolve_model(replace(config, bidirectional=False))


def test_the_dot_score_makes_the_decoder_as_wide_as_an_annotation() -> None:
    config = ModelConfig(attention="dot", hidden=32)
    assert resolve_model(config).decoder_hidden == 64
    assert resolve_model(replace(config, bidirectional=False)).decoder_hidden == 32


def test_the_task_decides_what_is_open() -> None:
    tagger = resolve_model(ModelConfig(), "tagger")
    assert (tagger.embedding, tagger.hidden, tagger.layers) == (100, 160, 2)
    assert (tagger.dropout, tagger.variational_dropout) == (0.45, True)
    classifier = resolve_model(ModelConfig(), "classifier")
    assert (classifier.embedding, classifier.hidden, classifier.layers) == (128, 256, 1)
    assert (classifier.dropout, classifier.variational_dropout) == (0.4, False)
    language_model = resolve_model(ModelConfig(hidden=5), "language_model")
    assert (language_model.bidirectional, language_model.annotation_size) == (False, 5)
    assert resolve_model(language_model, "language_model") == language_model


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
