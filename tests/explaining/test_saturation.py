"""Shares of steps at which gates are shut and open, counted one by one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import torch
from tests.explaining.stored_models import stored
from torch import Tensor, nn

from pantoum.explaining.examined import Examined
from pantoum.explaining.replay import replay
from pantoum.explaining.saturation import find_gates
from pantoum.explaining.silencing import with_modules
from pantoum.predictor.load import predictor_of


@pytest.mark.parametrize(
    "name", ["additive_lstm", "dot_gru_features", "classifier", "language_model", "crf_tagger"]
)
def test_shares_are_counts(name: str) -> None:
    one = stored(name)
    found = find_gates(one)
    assert found.left_out == ()
    read = [replay(one, row) for row in range(len(one.data))]
    gates = {(gate["place"], gate["gate"]): gate for gate in found.values["gates"]}
    names = {name for _, name in gates}
    assert names >= {"update_gate"}
    assert len(gates) == len(names) * len(read[0].places)
    for (part, name), gate in gates.items():
        (place,) = [one for one in read[0].places if one.part == part]
        values = [
            getattr(step, name)[0].tolist() for each in read for step in each.steps[place.path]
        ]
        assert gate["steps"] == len(values)
        for unit, of_unit in enumerate(zip(*values, strict=True)):
            shut = sum(value < 0.1 for value in of_unit)
            opened = sum(value > 0.9 for value in of_unit)
            assert gate["shut"][unit] == round(shut / len(values), 4)
            assert gate["open"][unit] == round(opened / len(values), 4)
            assert gate["mean"][unit] == pytest.approx(sum(of_unit) / len(values), abs=1e-4)
    assert json.loads(json.dumps(found.to_dict()))["values"] == found.values


class Made(nn.Module):
    """A cell whose gates are the numbers it was given, by the number of the step."""

    def __init__(self, cell: Any, of_steps: list[list[float]]) -> None:
        super().__init__()
        self.cell = cell
        self.of_steps = iter(of_steps)
        self.input_size, self.hidden_size = cell.input_size, cell.hidden_size
        self.state_type = cell.state_type

    def initial_state(self, batch: int) -> Any:
        return self.cell.initial_state(batch)

    def forward(self, x: Tensor, state: Any) -> tuple[Tensor, Any]:
        return self.cell(x, state)

    def gates(self, x: Tensor, state: Any) -> Any:
        whole = self.cell.gates(x, state)
        made = torch.full_like(whole.forget_gate, 0.5)
        made[:, :4] = torch.tensor(next(self.of_steps))
        return whole._replace(forget_gate=made)


class WithoutGates(nn.Module):
    """A cell of one's own that shows nothing of its inside."""

    def __init__(self, cell: Any) -> None:
        super().__init__()
        self.cell = cell
        self.input_size, self.hidden_size = cell.input_size, cell.hidden_size
        self.state_type = cell.state_type

    def initial_state(self, batch: int) -> Any:
        return self.cell.initial_state(batch)

    def forward(self, x: Tensor, state: Any) -> tuple[Tensor, Any]:
        return self.cell(x, state)


def changed(one: Examined, modules: dict[str, nn.Module]) -> Examined:
    trained = replace(one.trained, model=with_modules(one.trained.model, modules))
    return Examined(predictor_of(trained, "cpu"), one.data, one.references)


def test_units_that_are_always_so() -> None:
    one = stored("language_model", ["ab"])  # three steps, with the symbol before the text
    path = "layers.layers.0.cell"
    cell = one.trained.model.get_submodule(path)
    made = Made(cell, [[0.95, 0.05, 0.5, 0.95], [1.0, 0.0, 0.1, 0.05], [0.91, 0.09, 0.9, 0.5]])
    found = find_gates(changed(one, {path: made})).values
    (gate,) = [gate for gate in found["gates"] if gate["gate"] == "forget_gate"]
    assert gate["open"][:5] == [1, 0, 0, 0.3333, 0]
    assert gate["shut"][:5] == [0, 1, 0, 0.3333, 0]
    assert (gate["always_open"], gate["always_shut"]) == (1, 1)
    assert gate["never_either"] == 1 + gate["units"] - 4
    assert gate["share_open"] == round((1 + 1 / 3) / gate["units"], 4)


def test_a_plain_cell_has_no_gates() -> None:
    found = find_gates(stored("deep_rnn_without_attention"))
    assert {gate["place"] for gate in found.values["gates"]} == {"decoder.1", "decoder.2"}
    assert found.left_out == (
        "Encoder, layer 1: its cell (rnn) shows no gates.",
        "Encoder, layer 2: its cell (rnn) shows no gates.",
    )


def test_a_model_without_any_gates_is_left_out() -> None:
    one = stored("language_model")
    path = "layers.layers.0.cell"
    own = WithoutGates(one.trained.model.get_submodule(path))
    found = find_gates(changed(one, {path: own}))
    assert not found.values
    assert found.left_out == ("Layer 1: its cell (WithoutGates) shows no gates.",)


def test_no_inputs_are_left_out() -> None:
    found = find_gates(stored("language_model", ["", " "]))
    assert not found.values
    assert found.left_out == ("Everything: there is no input that is not empty.",)


def test_a_sample_is_read() -> None:
    found = find_gates(stored("language_model", ["ab", "abba", "b"]), most=2).values
    assert (found["inputs"], found["of"]) == (2, 3)
