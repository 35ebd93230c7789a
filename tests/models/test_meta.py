"""Models can be built on PyTorch's meta device, where they take no memory: with the same names,
shapes and types of weights.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
import torch
from torch import nn

from pantoum.config import (
    AttentionName,
    CellName,
    CharacterEncoderName,
    ClassifierConfig,
    ModelConfig,
    PoolingName,
    TaggerConfig,
)
from pantoum.model_dir.weights import distinct_weights, without_memory
from pantoum.models import (
    TagHeadSpec,
    WordInventory,
    build,
    build_classifier,
    build_language_model,
    build_tagger,
)

SMALL = ModelConfig(embedding=4, hidden=6)


def check(make: Callable[[], nn.Module]) -> None:
    with without_memory():
        blank = distinct_weights(make())
    real = distinct_weights(make())
    assert all(tensor.is_meta for tensor in blank.values())
    assert {name: (one.shape, one.dtype) for name, one in blank.items()} == {
        name: (one.shape, one.dtype) for name, one in real.items()
    }


@pytest.mark.parametrize("cell", get_args(CellName))
def test_cells_in_both_directions_and_one(cell: CellName) -> None:
    check(lambda: build(replace(SMALL, cell=cell, layers=2), 7, 8))
    check(lambda: build_language_model(replace(SMALL, cell=cell), 7))


@pytest.mark.parametrize("attention", get_args(AttentionName))
@pytest.mark.parametrize("tied", [True, False])
def test_attentions_and_outputs(attention: AttentionName, tied: bool) -> None:
    model = replace(SMALL, attention=attention, tie_embeddings=tied)
    check(lambda: build(model, 7, 8))


def test_an_output_that_copies() -> None:
    check(lambda: build(replace(SMALL, copy=True), 7, 8, [0, 1, 2, 3, 4, 5, 6]))


@pytest.mark.parametrize("pooling", get_args(PoolingName))
def test_poolings(pooling: PoolingName) -> None:
    check(lambda: build_classifier(SMALL, ClassifierConfig(pooling), 7, 3))


@pytest.mark.parametrize("characters", get_args(CharacterEncoderName))
@pytest.mark.parametrize("crf", [True, False])
def test_taggers(characters: CharacterEncoderName, crf: bool) -> None:
    def make() -> nn.Module:
        counts = torch.from_numpy(np.arange(9))
        words = WordInventory(counts, 7, 5, 11, torch.zeros(3, 2))
        tagger = TaggerConfig(characters=characters, character_hidden=3)
        return build_tagger(SMALL, tagger, words, [TagHeadSpec(3, crf)])

    check(make)
