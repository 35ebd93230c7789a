"""From settings to modules: fresh weights and sizes."""

from typing import Any

import pytest
import torch
from tests.models.combinations import config_of, softmax_of
from torch.testing import assert_close

from pantoum.attention import AdditiveAttention, ConcatAttention, DotAttention, GeneralAttention
from pantoum.cells import GRUCell, LSTMCell, RNNCell
from pantoum.config import ModelConfig
from pantoum.errors import PantoumError
from pantoum.layers import Bidirectional
from pantoum.models import build
from pantoum.symbols import UNK


def test_the_same_seed_gives_the_same_weights() -> None:
    config = config_of({"layers": 2})
    models = []
    for seed in (5, 5, 6):
        torch.manual_seed(seed)
        models.append(build(config, 9, 11).state_dict())
    assert_close(models[0], models[1], rtol=0, atol=0)
    assert not torch.equal(
        models[0]["encoder.embedding.weight"], models[2]["encoder.embedding.weight"]
    )


def test_fresh_embeddings_have_about_unit_length() -> None:
    model = build(ModelConfig(embedding=100, hidden=8), 200, 300)
    for embedding, symbols in ((model.encoder.embedding, 200), (model.decoder.embedding, 300)):
        assert embedding.weight.shape == (symbols, 100)
        assert abs(embedding.weight.norm(dim=1).mean() - 1) < 0.05
    assert softmax_of(model).bias.count_nonzero() == 0


def test_a_symbol_never_seen_is_read_as_nothing() -> None:
    assert (
        build(ModelConfig(embedding=10, hidden=8), 20, 30)
        .encoder.embedding.weight[UNK]
        .count_nonzero()
        == 0
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("additive", AdditiveAttention),
        ("dot", DotAttention),
        ("general", GeneralAttention),
        ("concat", ConcatAttention),
        ("none", type(None)),
    ],
)
def test_each_name_gives_its_attention(name: str, kind: type) -> None:
    assert type(build(config_of({"attention": name}), 9, 11).decoder.attention) is kind


@pytest.mark.parametrize(("name", "kind"), [("lstm", LSTMCell), ("gru", GRUCell), ("rnn", RNNCell)])
def test_each_name_gives_its_cell(name: str, kind: type) -> None:
    choice = {
        "cell": name,
        "decoder_cell": "gru",
        "layers": 2,
        "decoder_layers": 3,
        "recurrent_dropout": 0.1,
    }
    model = build(config_of(choice), 9, 11)
    for layer in model.encoder.layers.layers:
        assert isinstance(layer, Bidirectional)
        directions: list[Any] = [layer.forward_layer, layer.backward_layer]
        assert all(type(direction.cell) is kind for direction in directions)
        assert all(direction.recurrent_dropout == 0.1 for direction in directions)
        assert all(direction.fast for direction in directions)
    assert [type(cell) for cell in model.decoder.cells] == [GRUCell] * 3


@pytest.mark.parametrize("variational", [True, False])
@pytest.mark.parametrize("residual", [True, False])
def test_dropout_and_residual_connections_are_everywhere_as_set(
    variational: bool, residual: bool
) -> None:
    choice = {
        "layers": 2,
        "residual": residual,
        "variational_dropout": variational,
        "bidirectional": False,
    }
    model = build(config_of(choice, dropout=0.25, recurrent_dropout=0.125), 9, 11)
    layers = model.encoder.layers
    for dropout in (model.encoder.dropout, layers.between, model.decoder.dropout):
        assert (dropout.rate, dropout.variational) == (0.25, variational)
    assert layers.residual is model.decoder.residual is residual
    assert [layer.recurrent_dropout for layer in layers.layers] == [0.125, 0.125]
    assert model.decoder.recurrent_dropout == 0.125


def test_impossible_settings_are_refused_before_anything_is_built() -> None:
    with pytest.raises(PantoumError, match=r"model\.layers"):
        build(ModelConfig(layers=0), 9, 11)
