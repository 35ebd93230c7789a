"""The layer-normalised LSTM against its equations, on plain numbers."""

import math

import pytest
import torch
from tests.oracles import Vector, sigmoid, times

from pantoum.cells import LayerNormLSTMCell, LSTMState


def normalised(z: Vector, gain: Vector, bias: Vector) -> list[float]:
    mean = sum(z) / len(z)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in z) / len(z) + 1e-5)
    return [g * (v - mean) / deviation + b for v, g, b in zip(z, gain, bias, strict=True)]


def test_equals_the_equations() -> None:
    cell = LayerNormLSTMCell(3, 2).double()
    for parameter in cell.parameters():
        torch.nn.init.normal_(parameter)
    x = [0.5, -1.0, 2.0]
    a = [0.3, -0.7]
    c = [1.5, -0.2]
    none = [0.0] * 8
    from_hidden = normalised(
        times(cell.weight_hh.tolist(), a), cell.norm_hidden.weight.tolist(), none
    )
    from_input = normalised(
        times(cell.weight_ih.tolist(), x), cell.norm_input.weight.tolist(), none
    )
    sums = [h + i + b for h, i, b in zip(from_hidden, from_input, cell.bias.tolist(), strict=True)]
    cells = [
        sigmoid(sums[i]) * math.tanh(sums[4 + i]) + sigmoid(sums[2 + i]) * c[i] for i in range(2)
    ]
    seen = normalised(cells, cell.norm_cell.weight.tolist(), cell.norm_cell.bias.tolist())
    hidden = [sigmoid(sums[6 + i]) * math.tanh(seen[i]) for i in range(2)]
    state = LSTMState(*torch.tensor([[a], [c]], dtype=torch.float64))
    y, after = cell(torch.tensor([x], dtype=torch.float64), state)
    assert y[0].tolist() == pytest.approx(hidden, rel=1e-12)
    assert after.cell[0].tolist() == pytest.approx(cells, rel=1e-12)
    assert torch.equal(after.hidden, y)


def test_the_size_of_the_input_changes_nothing() -> None:
    cell = LayerNormLSTMCell(3, 4).double()
    state = cell.initial_state(2)
    x = 100 * torch.randn(2, 3, dtype=torch.float64)
    assert torch.allclose(cell(x, state)[0], cell(1000 * x, state)[0], atol=1e-6)


def test_a_fresh_cell_has_a_forget_bias_of_one_and_no_other() -> None:
    assert LayerNormLSTMCell(3, 2).bias.tolist() == [0, 0, 1, 1, 0, 0, 0, 0]
