"""What is recorded of cells is what the model's own fast path computes."""

from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from tests.contracts.toys import CoupledLSTMCell, MinimalGatedCell
from tests.explaining.models import OUTPUT, forced, of_quantity, random_model, read, written
from tests.models.combinations import COVER, name_of
from torch import Tensor

from pantoum.cells import CELLS
from pantoum.explaining.parts import model_parts, places_of
from pantoum.explaining.recording import Recording
from pantoum.layers import Recurrent
from pantoum.models import Seq2Seq, for_inference
from pantoum.symbols import BOS

OTHER_CELLS = [
    {"cell": cell, "decoder_cell": cell, "layers": 2, "decoder_layers": 2, "residual": True}
    for cell in ("peephole_lstm", "layer_norm_lstm")
]
CLOSE: dict[str, Any] = {"atol": 1e-5, "rtol": 0}


@torch.no_grad()
def encoder_by_layers(model: Seq2Seq) -> list[Tensor]:
    """Each layer's own output [steps, size], through the kernels, as `Deep` stacks them."""
    source, lengths = read()
    x = model.encoder.embedding(source)
    outputs = []
    for index, layer in enumerate(model.encoder.layers.layers):
        y, _ = layer(x, lengths)
        outputs.append(y[0])
        x = x + y if model.encoder.layers.residual and index else y
    return outputs


def decoder_by_steps(model: Seq2Seq) -> list[list[Any]]:
    """Each layer's states at every step of the inference form."""
    search = for_inference(model)
    state = search.start(*read())
    layers: list[list[Any]] = [[] for _ in model.decoder.cells]
    for token in [BOS, *OUTPUT[:-1]]:
        _, state, _ = search.step(torch.tensor([token]), state)
        cells = state.cells if hasattr(state, "cells") else state.decoder.cells
        for layer, cell in zip(layers, cells, strict=True):
            layer.append(cell)
    return layers


@pytest.mark.parametrize("choice", [*COVER, *OTHER_CELLS], ids=name_of)
def test_equals_the_fast_path(choice: dict[str, Any]) -> None:
    model = random_model(choice)
    scores, cells = written(model)
    np.testing.assert_allclose(scores, forced(model), **CLOSE)
    for number, expected in enumerate(encoder_by_layers(model), start=1):
        ways = ["forward", "backward"] if f"encoder.{number}.forward" in cells else [""]
        names = [f"encoder.{number}.{way}".rstrip(".") for way in ways]
        found = np.concatenate([of_quantity(cells.pop(name), "hidden") for name in names], axis=1)
        np.testing.assert_allclose(found, expected, **CLOSE)
    for number, states in enumerate(decoder_by_steps(model), start=1):
        one = cells.pop(f"decoder.{number}")
        for field in states[0]._fields:
            expected = torch.stack([getattr(state, field)[0] for state in states])
            np.testing.assert_allclose(of_quantity(one, field), expected, **CLOSE)
    assert not cells


@pytest.mark.parametrize("cell", list(CELLS))
def test_gates_make_the_state(cell: str) -> None:
    """By the equations, from what is recorded alone; through both directions and both halves."""
    _, cells = written(random_model({"cell": cell, "decoder_cell": cell}))
    assert any(part.any() for part in cells["decoder.1"].initial.values())
    for one in cells.values():
        values = {name: of_quantity(one, name) for name in one.names}
        if one.place.direction == "backward":  # from the last step to the first
            values = {name: steps[::-1] for name, steps in values.items()}
        before = {
            name: np.concatenate([part[None], values[name][:-1]])
            for name, part in one.initial.items()
        }
        if "cell" in values:
            kept = values["forget_gate"] * before["cell"]
            made = values["update_gate"] * values["candidate"] + kept
            np.testing.assert_allclose(made, values["cell"], atol=1e-6)
        elif "update_gate" in values:
            update = values["update_gate"]
            made = update * values["candidate"] + (1 - update) * before["hidden"]
            np.testing.assert_allclose(made, values["hidden"], atol=1e-6)
        else:
            assert list(before) == list(values) == ["hidden"]


@pytest.mark.parametrize(
    ("kind", "names"), [(MinimalGatedCell, ("hidden",)), (CoupledLSTMCell, ("hidden", "cell"))]
)
def test_a_cell_of_somebody_else_shows_its_state(kind: Any, names: tuple[str, ...]) -> None:
    model = random_model({"bidirectional": False})
    sizes = model.encoder.layers.input_size, model.encoder.layers.output_size
    model.encoder.layers.layers[0] = Recurrent(kind(*sizes))
    recording = Recording(model, places_of(model_parts(model))[:1])
    with torch.no_grad():
        expected = model.encoder(*read()).annotations[0]
        recording.model.encoder(*read())
    (one,) = recording.recorded()
    assert (one.names, one.place.cell_name) == (names, kind.__name__)
    np.testing.assert_allclose(of_quantity(one, "hidden"), expected, **CLOSE)


class ShownGates(NamedTuple):
    hidden: Tensor
    gain: Tensor


class ShowingCell(MinimalGatedCell):
    """One that shows something of its own."""

    def gates(self, x: Tensor, state: Any) -> ShownGates:
        _, after = self(x, state)
        return ShownGates(after.hidden, 3 * self.gain.expand_as(after.hidden))


def test_a_cell_of_somebody_else_may_show_what_it_likes() -> None:
    model = random_model({"bidirectional": False})
    sizes = model.encoder.layers.input_size, model.encoder.layers.output_size
    model.encoder.layers.layers[0] = Recurrent(ShowingCell(*sizes))
    recording = Recording(model, places_of(model_parts(model))[:1])
    with torch.no_grad():
        recording.model.encoder(*read())
    (one,) = recording.recorded()
    shown = one.to_dict(list("abcde"), values=True)
    assert shown["quantities"][1] == {"name": "gain", "symbol": "gain", "low": -5.0, "high": 5.0}
    assert shown["values"]["gain"] == [[1.5, 3.0, 4.5]] * 5
    assert shown["means"]["gain"] == [3.0] * 5


def test_recording_leaves_the_model_as_it_is() -> None:
    model = random_model({})
    modules = dict(model.named_modules())
    weights = {name: part.clone() for name, part in model.state_dict().items()}
    written(model)
    assert dict(model.named_modules()) == modules
    assert all(torch.equal(part, weights[name]) for name, part in model.state_dict().items())
