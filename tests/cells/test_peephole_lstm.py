"""The peephole LSTM against its equations, and beside the LSTM without peepholes."""

import math

import pytest
import torch
from tests.oracles import sigmoid, times
from torch.testing import assert_close

from pantoum.cells import LSTMCell, LSTMState, PeepholeLSTMCell


def test_equals_the_equations() -> None:
    cell = PeepholeLSTMCell(3, 2).double()
    for parameter in (cell.bias_ih, cell.bias_hh, cell.weight_peephole):
        torch.nn.init.normal_(parameter)
    x = [0.5, -1.0, 2.0]
    a = [0.3, -0.7]
    c = [1.5, -0.2]
    weight = torch.cat([cell.weight_hh, cell.weight_ih], dim=1).tolist()
    bias = (cell.bias_hh + cell.bias_ih).tolist()
    peepholes = cell.weight_peephole.tolist()
    sums = [s + b for s, b in zip(times(weight, a + x), bias, strict=True)]
    hidden = []
    cells = []
    for i in range(2):
        update = sigmoid(sums[i] + peepholes[i] * c[i])
        forget = sigmoid(sums[2 + i] + peepholes[2 + i] * c[i])
        cells.append(update * math.tanh(sums[4 + i]) + forget * c[i])
        output = sigmoid(sums[6 + i] + peepholes[4 + i] * cells[i])
        hidden.append(output * math.tanh(cells[i]))
    state = LSTMState(*torch.tensor([[a], [c]], dtype=torch.float64))
    y, after = cell(torch.tensor([x], dtype=torch.float64), state)
    assert y[0].tolist() == pytest.approx(hidden, rel=1e-12)
    assert after.cell[0].tolist() == pytest.approx(cells, rel=1e-12)
    assert torch.equal(after.hidden, y)


def test_a_new_cell_is_an_lstm() -> None:
    cell = PeepholeLSTMCell(3, 4)
    plain = LSTMCell(3, 4)
    plain.load_state_dict(cell.state_dict(), strict=False)
    state = LSTMState(torch.randn(2, 4), torch.randn(2, 4))
    x = torch.randn(2, 3)
    assert_close(cell(x, state), plain(x, state))
