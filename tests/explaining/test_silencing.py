"""A part that is off gives what it would give with weights of 0."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
import torch
from tests.explaining.models import forced, of_quantity, random_model, read, without, written
from tests.models.combinations import name_of
from tests.tiers import each
from torch import nn

from pantoum.cells import CELLS
from pantoum.explaining.parts import model_parts
from pantoum.models import Seq2Seq

CLOSE: dict[str, Any] = {"atol": 1e-5, "rtol": 0}
ORDERS = ["attend_then_update", "update_then_attend"]


def with_zeros(model: Seq2Seq, *paths: str) -> Seq2Seq:
    """A copy whose modules at some places have weights of 0."""
    changed = copy.deepcopy(model)
    with torch.no_grad():
        for path in paths:
            for parameter in changed.get_submodule(path).parameters():
                parameter.zero_()
    return changed


def layer(number: int, *ways: str) -> list[str]:
    return [f"encoder.layers.layers.{number - 1}.{way}_layer.cell" for way in ways]


ENCODERS = [
    {"cell": cell, "residual": residual, "number": number, "ways": ways}
    for cell in CELLS
    for residual in (False, True)
    for number in (1, 2)
    for ways in (("forward",), ("backward",), ("forward", "backward"))
]
DECODERS = [
    {"decoder_cell": cell, "attention_order": order, "input_feeding": feeding, "number": number}
    for cell in CELLS
    for order in ORDERS
    for feeding in (False, True)
    for number in (1, 2)
]


@each(ENCODERS, name_of)
def test_encoder(choice: dict[str, Any]) -> None:
    settings = {name: choice[name] for name in ("cell", "residual")}
    model = random_model({"layers": 2, **settings})
    number, ways = choice["number"], choice["ways"]
    name = f"encoder.{number}" if len(ways) == 2 else f"encoder.{number}.{ways[0]}"
    expected = forced(with_zeros(model, *layer(number, *ways)))
    assert np.abs(expected - forced(model)).max() > 1e-3
    np.testing.assert_allclose(forced(without(model, name)), expected, **CLOSE)
    np.testing.assert_allclose(written(without(model, name))[0], expected, **CLOSE)


@each(DECODERS, name_of)
def test_decoder(choice: dict[str, Any]) -> None:
    """Its first state is 0, too: a state from the bridge would go on sounding."""
    number = choice["number"]
    settings = {name: value for name, value in choice.items() if name != "number"}
    model = random_model({"decoder_layers": 2, "residual": number == 2, **settings})
    zeros = (f"decoder.cells.{number - 1}", f"decoder.bridge.projections.{number - 1}")
    expected = forced(with_zeros(model, *zeros))
    assert np.abs(expected - forced(model)).max() > 1e-3
    np.testing.assert_allclose(forced(without(model, f"decoder.{number}")), expected, **CLOSE)


@pytest.mark.parametrize("attention", ["additive", "general", "location_sensitive"])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("feeding", [False, True])
def test_attention(attention: str, order: str, feeding: bool) -> None:
    """As a model whose weights for the context are 0 everywhere."""
    choice = {"attention": attention, "attention_order": order, "input_feeding": feeding}
    model = random_model(choice)
    by_hand = copy.deepcopy(model)
    decoder = by_hand.decoder
    embedding = decoder.embedding.embedding_dim
    context = by_hand.encoder.annotation_size
    with torch.no_grad():
        decoder.readout.weight[:, -embedding - context : -embedding] = 0
        if feeding and order == "attend_then_update":
            cell: Any = decoder.cells[0]
            cell.weight_ih[:, embedding : embedding + context] = 0
    silent = without(model, "attention")
    expected = forced(by_hand)
    assert np.abs(expected - forced(model)).max() > 1e-3
    np.testing.assert_allclose(forced(silent), expected, **CLOSE)
    _, _, weights = silent.step(torch.tensor([5]), silent.start(*read()))
    assert torch.equal(weights, torch.zeros(1, 5))


def test_a_model_that_copies_only_generates_without_attention() -> None:
    model = random_model({}, copy=True)
    scores = forced(without(model, "attention"))
    np.testing.assert_allclose(np.exp(scores).sum(axis=1), 1, rtol=1e-5)


def test_parts_that_are_off_show_zeros() -> None:
    _, cells = written(without(random_model({}), "encoder.1.backward", "decoder.1"))
    assert not cells["encoder.1.backward"].values.any()
    assert not cells["decoder.1"].values.any()
    assert of_quantity(cells["encoder.1.forward"], "hidden").all()
    assert cells["decoder.1"].names[:3] == ("update_gate", "forget_gate", "output_gate")


def test_everything_off_says_nothing_of_the_input() -> None:
    model = random_model({"layers": 2})
    silent = without(model, *(part.name for part in model_parts(model)))
    other = silent(torch.tensor([[4, 3]]), torch.tensor([2]), torch.tensor([[6, 9, 4, 3]]))
    np.testing.assert_allclose(other[0].detach().numpy(), forced(silent), **CLOSE)


def test_the_model_stays_as_it_is() -> None:
    model = random_model({"layers": 2})
    modules = dict(model.named_modules())
    before = forced(model)
    silent = without(model, "encoder.1", "attention", "decoder.1")
    shared = {id(part) for part in model.parameters()}
    assert {id(part) for part in silent.parameters()} <= shared
    assert dict(model.named_modules()) == modules
    np.testing.assert_array_equal(forced(model), before)


def test_nothing_off_changes_nothing() -> None:
    model = random_model({})
    assert isinstance(without(model), nn.Module)
    np.testing.assert_array_equal(forced(without(model)), forced(model))
