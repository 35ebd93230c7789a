"""From settings to the modules that read words."""

from typing import Any

import pytest
import torch
from tests.models.sentences import EVERYTHING, inventory
from torch.testing import assert_close

from pantoum.cells import GRUCell, LSTMCell, RNNCell
from pantoum.config import ModelConfig, TaggerConfig
from pantoum.data import WORD_SHAPES
from pantoum.errors import PantoumError
from pantoum.layers import CharacterCNN, CharacterRNN
from pantoum.models import WordEncoder, build_word_encoder
from pantoum.symbols import UNK


def build(**settings: Any) -> WordEncoder:
    return build_word_encoder(ModelConfig(embedding=50), TaggerConfig(**settings), inventory())


@pytest.mark.parametrize(("name", "cell"), [("lstm", LSTMCell), ("gru", GRUCell), ("rnn", RNNCell)])
def test_each_name_gives_its_cell_in_both_directions(name: Any, cell: type) -> None:
    encoder = build(characters=name, character_embedding=5, character_hidden=3)
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
    encoder = build(characters="cnn", character_embedding=5, character_hidden=3)
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
        for name, part in build(characters="none", word_shape=True, affixes=0).named_children()
        if part
    ] == [
        *("words", "dropout", "shapes", "vectors"),
    ]


def test_fresh_embeddings_have_about_unit_length_but_for_the_unknown_ones() -> None:
    encoder = build(**EVERYTHING | {"character_embedding": 50})
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
        models.append(build(**EVERYTHING).state_dict())
    assert_close(models[0], models[1], rtol=0, atol=0)
    assert not torch.equal(models[0]["words.weight"], models[2]["words.weight"])


def test_settings_that_cannot_work_are_refused() -> None:
    with pytest.raises(
        PantoumError, match=r"^tagger\.character_hidden must be a whole number from"
    ):
        build_word_encoder(ModelConfig(), TaggerConfig(character_hidden=0), inventory())
    with pytest.raises(PantoumError, match=r"^model\.embedding must be a whole number from"):
        build_word_encoder(ModelConfig(embedding=0), TaggerConfig(), inventory())
