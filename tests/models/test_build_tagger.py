"""From settings to a tagger."""

from typing import Any

import pytest
import torch
from tests.chains import some_constraints
from tests.models.sentences import inventory
from tests.models.taggers import CONSTRAINED, CRF, SOFTMAX

from pantoum.cells import GRUCell
from pantoum.config import ModelConfig, TaggerConfig
from pantoum.errors import PantoumError
from pantoum.layers import Bidirectional, Recurrent
from pantoum.models import CRFHead, SoftmaxHead, TagHeadSpec, build_tagger

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
            r"^tagger\.affixes must be a whole number of at least 0, but is -1$",
        ),
    ]:
        with pytest.raises(PantoumError, match=what):
            build_tagger(model, tagger, inventory(), [SOFTMAX])
