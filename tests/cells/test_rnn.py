"""The plain cell against its equation."""

import math

import pytest
import torch
from tests.oracles import times

from pantoum.cells import RNNCell, RNNState


def test_equals_the_equation() -> None:
    # a<t> = tanh(W_a [a<t-1>; x<t>] + b_a)
    cell = RNNCell(3, 2).double()
    torch.nn.init.normal_(cell.bias_ih)
    torch.nn.init.normal_(cell.bias_hh)
    weight = torch.cat([cell.weight_hh, cell.weight_ih], dim=1).tolist()
    bias = (cell.bias_ih + cell.bias_hh).tolist()
    x = [0.5, -1.0, 2.0]
    before = [0.3, -0.7]
    expected = [math.tanh(s + b) for s, b in zip(times(weight, before + x), bias, strict=True)]
    state = RNNState(torch.tensor([before], dtype=torch.float64))
    output, after = cell(torch.tensor([x], dtype=torch.float64), state)
    assert output[0].tolist() == pytest.approx(expected, rel=1e-12)
    assert torch.equal(after.hidden, output)
