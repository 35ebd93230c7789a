"""The gated recurrent unit against its equations."""

import math

import pytest
import torch
from tests.oracles import Vector, sigmoid, times

from pantoum.cells import GRUCell, GRUState


def gate(cell: GRUCell, block: int, sign: float, a: Vector, x: Vector) -> list[float]:
    """σ(W [a; x] + b) with the stored block's weights, or their negative."""
    rows = slice(2 * block, 2 * block + 2)
    weight = torch.cat([cell.weight_hh[rows], cell.weight_ih[rows]], dim=1).tolist()
    bias = (cell.bias_hh[rows] + cell.bias_ih[rows]).tolist()
    return [sigmoid(sign * (s + b)) for s, b in zip(times(weight, [*a, *x]), bias, strict=True)]


def test_equals_the_equations() -> None:
    cell = GRUCell(3, 2).double()
    torch.nn.init.normal_(cell.bias_ih)
    torch.nn.init.normal_(cell.bias_hh)
    x = [0.5, -1.0, 2.0]
    before = [0.3, -0.7]
    relevance = gate(cell, 0, 1.0, before, x)
    update = gate(cell, 1, -1.0, before, x)  # the stored block is that of z = 1 - Γ_u
    from_input = times(cell.weight_ih[4:].tolist(), x)
    from_state = times(cell.weight_hh[4:].tolist(), before)
    b_cx = cell.bias_ih[4:].tolist()
    b_ca = cell.bias_hh[4:].tolist()
    expected = []
    for i in range(2):
        candidate = math.tanh(from_input[i] + b_cx[i] + relevance[i] * (from_state[i] + b_ca[i]))
        expected.append(update[i] * candidate + (1 - update[i]) * before[i])
    state = GRUState(torch.tensor([before], dtype=torch.float64))
    output, after = cell(torch.tensor([x], dtype=torch.float64), state)
    assert output[0].tolist() == pytest.approx(expected, rel=1e-12)
    assert torch.equal(after.hidden, output)
