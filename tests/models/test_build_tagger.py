"""From settings to a tagger, and to the modules that read words."""

from typing import Any

import pytest
import torch
from tests.chains import some_constraints
from tests.models.sentences import EVERYTHING, inventory
from tests.models.taggers import CONSTRAINED, CRF, SOFTMAX
from torch.testing import assert_close

from pantoum.cells import GRUCell, LSTMCell, RNNCell
from pantoum.config import ModelConfig, TaggerConfig
from pantoum.data import WORD_SHAPES
from pantoum.errors import PantoumError
from pantoum.layers import Bidirectional, CharacterCNN, CharacterRNN, Recurrent
from pantoum.models import (
    CRFHead,
    SoftmaxHead,
    TagHeadSpec,
    WordEncoder,
    build_tagger,
    build_word_encoder,
)
from pantoum.symbols import UNK

PLAIN = TaggerConfig(characters="none", word_shape=False, affixes=0)


def test_what_is_not_set_is_the_tagger_s_own_default() -> None:
    model = build_tagger(ModelConfig(), PLAIN, inventory(with_vectors=False), [SOFTMAX])
    assert model.words.output_size == 100
    assert [layer.output_size for layer in model.layers.layers] == [320, 320]
    assert (model.dropout.rate, model.dropout.variational) == (0.45, True)
    assert (model.layers.between.rate, model.layers.between.variational) == (0.45, True)


def test_settings_reach_the_layers() -> None:
    config = ModelConfig(
        cell="gru",
        embedding=6,
        hidden=5,
        layers=3,
        bidirectional=False,
        residual=True,
        dropout=0.2,
        variational_dropout=False,
        recurrent_dropout=0.1,
    )
    model = build_tagger(config, PLAIN, inventory(), [SOFTMAX])
    layers: list[Any] = list(model.layers.layers)
    assert [type(layer) for layer in layers] == [Recurrent] * 3
    assert all(isinstance(layer.cell, GRUCell) for layer in layers)
    assert [layer.cell.input_size for layer in layers] == [6 + 6, 5, 5]
    assert all(layer.recurrent_dropout == 0.1 for layer in layers)
    assert model.layers.residual
    assert (model.dropout.rate, model.dropout.variational) == (0.2, False)
    assert (model.layers.between.rate, model.layers.between.variational) == (0.2, False)


def test_both_directions_by_default() -> None:
    model = build_tagger(ModelConfig(hidden=5, layers=1), PLAIN, inventory(), [SOFTMAX])
    assert [type(layer) for layer in model.layers.layers] == [Bidirectional]


def test_each_kind_of_tags_has_its_head() -> None:
    kinds = [TagHeadSpec(5, False), CRF, CONSTRAINED]
    model = build_tagger(ModelConfig(hidden=4), PLAIN, inventory(), kinds)
    assert [type(head) for head in model.heads] == [SoftmaxHead, CRFHead, CRFHead]
    assert model.tag_heads() == list(model.heads)
    assert [(head.size, head.tags, head.independent) for head in model.tag_heads()] == [
        *((8, 5, True), (8, 3, False), (8, 3, False)),
    ]
    free, bound = (head.chain() for head in model.tag_heads()[1:])
    for given, wanted in zip(bound, some_constraints(3), strict=True):
        assert torch.equal(given > -torch.inf, torch.tensor(wanted))
    assert all(bool((part == 0).all()) for part in free)


def test_settings_that_cannot_work_are_refused() -> None:
    for model, tagger, what in [
        (
            ModelConfig(hidden=0),
            PLAIN,
            r"^model\.hidden must be a whole number from 1 to 1,000,000, but is 0$",
        ),
        (
            ModelConfig(),
            TaggerConfig(affixes=-1),
            r"^tagger\.affixes must be a whole number from 0 to 1,000, but is -1$",
        ),
    ]:
        with pytest.raises(PantoumError, match=what):
            build_tagger(model, tagger, inventory(), [SOFTMAX])


def word_encoder(**settings: Any) -> WordEncoder:
    return build_word_encoder(ModelConfig(embedding=50), TaggerConfig(**settings), inventory())


@pytest.mark.parametrize(("name", "cell"), [("lstm", LSTMCell), ("gru", GRUCell), ("rnn", RNNCell)])
def test_each_name_gives_its_cell_in_both_directions(name: Any, cell: type) -> None:
    encoder = word_encoder(characters=name, character_embedding=5, character_hidden=3)
    assert isinstance(encoder.characters, CharacterRNN)
    directions: list[Any] = [
        encoder.characters.layer.forward_layer,
        encoder.characters.layer.backward_layer,
    ]
    assert all(type(direction.cell) is cell for direction in directions)
    assert all(
        (direction.cell.input_size, direction.cell.hidden_size) == (5, 3)
        for direction in directions
    )
    assert all(direction.fast for direction in directions)
    assert not torch.equal(directions[0].cell.weight_ih, directions[1].cell.weight_ih)


def test_the_convolution_has_three_widths() -> None:
    encoder = word_encoder(characters="cnn", character_embedding=5, character_hidden=3)
    assert isinstance(encoder.characters, CharacterCNN)
    convolutions: Any = encoder.characters.convolutions
    shapes = [tuple(convolution.weight.shape) for convolution in convolutions]
    assert shapes == [(3, 5, 2), (3, 5, 3), (3, 5, 4)]
    assert all(convolution.bias.count_nonzero() == 0 for convolution in convolutions)


def test_what_is_not_asked_for_is_not_there() -> None:
    bare = build_word_encoder(
        ModelConfig(),
        TaggerConfig(characters="none", word_shape=False, affixes=0),
        inventory(with_vectors=False),
    )
    assert [name for name, _ in bare.named_parameters()] == ["words.weight"]
    assert bare.output_size == 100
    assert bare.dropout.alpha == 0.25
    assert [
        name
        for name, part in word_encoder(
            characters="none", word_shape=True, affixes=0
        ).named_children()
        if part
    ] == [
        *("words", "dropout", "shapes", "vectors"),
    ]


def test_fresh_embeddings_have_about_unit_length_but_for_the_unknown_ones() -> None:
    encoder = word_encoder(**EVERYTHING | {"character_embedding": 50})
    assert encoder.characters is not None
    assert encoder.affixes is not None
    assert encoder.shapes is not None
    for embedding in (encoder.words, encoder.characters.embedding, encoder.affixes):  # type: ignore[attr-defined]
        assert embedding.weight[UNK].count_nonzero() == 0
        assert abs(embedding.weight[UNK + 1 :].norm(dim=1).mean() - 1) < 0.1
    assert encoder.shapes.num_embeddings == len(WORD_SHAPES)
    assert (encoder.shapes.weight.norm(dim=1) > 0).all()


def test_the_same_seed_gives_the_same_weights() -> None:
    models = []
    for seed in (5, 5, 6):
        torch.manual_seed(seed)
        models.append(word_encoder(**EVERYTHING).state_dict())
    assert_close(models[0], models[1], rtol=0, atol=0)
    assert not torch.equal(models[0]["words.weight"], models[2]["words.weight"])


def test_word_settings_that_cannot_work_are_refused() -> None:
    with pytest.raises(
        PantoumError, match=r"^tagger\.character_hidden must be a whole number from"
    ):
        build_word_encoder(ModelConfig(), TaggerConfig(character_hidden=0), inventory())
    with pytest.raises(PantoumError, match=r"^model\.embedding must be a whole number from"):
        build_word_encoder(ModelConfig(embedding=0), TaggerConfig(), inventory())
