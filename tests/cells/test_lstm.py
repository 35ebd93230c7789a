"""The long short-term memory cell against its equations."""

import math

import pytest
import torch
from tests.oracles import sigmoid, times

from pantoum.cells import LSTMCell, LSTMState


def test_equals_the_equations() -> None:
    cell = LSTMCell(3, 2).double()
    torch.nn.init.normal_(cell.bias_ih)
    torch.nn.init.normal_(cell.bias_hh)
    x = [0.5, -1.0, 2.0]
    a = [0.3, -0.7]
    c = [1.5, -0.2]
    weight = torch.cat([cell.weight_hh, cell.weight_ih], dim=1).tolist()
    bias = (cell.bias_hh + cell.bias_ih).tolist()
    sums = [s + b for s, b in zip(times(weight, a + x), bias, strict=True)]
    hidden = []
    cells = []
    for i in range(2):
        update = sigmoid(sums[i])
        forget = sigmoid(sums[2 + i])
        output = sigmoid(sums[6 + i])
        candidate = math.tanh(sums[4 + i])
        cells.append(update * candidate + forget * c[i])
        hidden.append(output * math.tanh(cells[i]))
    state = LSTMState(*torch.tensor([[a], [c]], dtype=torch.float64))
    y, after = cell(torch.tensor([x], dtype=torch.float64), state)
    assert y[0].tolist() == pytest.approx(hidden, rel=1e-12)
    assert after.cell[0].tolist() == pytest.approx(cells, rel=1e-12)
    assert torch.equal(after.hidden, y)


def test_a_fresh_cell_has_a_forget_bias_of_one_and_no_other() -> None:
    cell = LSTMCell(3, 2)
    assert (cell.bias_ih + cell.bias_hh).tolist() == [0, 0, 1, 1, 0, 0, 0, 0]
