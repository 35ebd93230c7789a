"""Our cells against PyTorch's: the same numbers, the same layout of parameters, fresh weights."""

from typing import Any

import pytest
import torch
from tests.comparing import gradients, tensors_of
from tests.contracts.cells import random_state
from torch import nn
from torch.testing import assert_close

from pantoum.cells import (
    GRUCell,
    GRUState,
    LSTMCell,
    LSTMState,
    RNNCell,
    RNNState,
    fast_form,
    map_state,
    select_rows,
)

PAIRS = [(RNNCell, nn.RNNCell), (GRUCell, nn.GRUCell), (LSTMCell, nn.LSTMCell)]
CELLS = [cell for cell, _ in PAIRS]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
@pytest.mark.parametrize("batch", [1, 3])
def test_equals_torch_forward_and_backward(ours: Any, theirs: Any, batch: int) -> None:
    cell = ours(5, 4).double()
    reference = theirs(5, 4).double()
    cell.load_state_dict(reference.state_dict())
    x = torch.randn(batch, 5, dtype=torch.float64, requires_grad=True)
    state = random_state(cell, batch)
    output, new = cell(x, state)
    expected = reference(x, tuple(state) if len(state) == 2 else state.hidden)
    expected = list(expected) if len(state) == 2 else [expected]
    assert_close(list(new), expected)
    assert_close(output, expected[0])
    inputs = [x, *state]
    weights = list(cell.parameters())
    found = gradients(new, inputs + weights)
    assert_close(found, gradients(expected, inputs + list(reference.parameters())))
    assert all(grad.abs().min() > 0 for grad in found)


@pytest.mark.parametrize("make", CELLS)
def test_fresh_weights_are_xavier_and_orthogonal_for_each_gate(make: Any) -> None:
    cell = make(30, 20)
    for block in cell.weight_hh.split(20):
        assert_close(block @ block.T, torch.eye(20), atol=1e-5, rtol=0)
    bound = (6 / (30 + 20)) ** 0.5
    for block in cell.weight_ih.split(20):
        assert 0.95 * bound < block.abs().max() <= bound
        assert abs(block.mean()) < 0.1 * bound


@pytest.mark.parametrize("make", CELLS)
def test_weights_have_the_names_of_pytorch(make: Any) -> None:
    cell = make(3, 4)
    form = fast_form(cell)
    assert form is not None
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    assert [name for name, _ in cell.named_parameters()] == list(names)
    expected = [getattr(cell, name).data_ptr() for name in names]
    assert [weights.data_ptr() for weights in form.weights] == expected


def test_select_rows_and_map_state_reach_into_nested_states() -> None:
    hidden = torch.arange(6.0).reshape(3, 2)
    memory = -torch.arange(6.0).reshape(3, 2)
    state = (LSTMState(hidden, memory), (RNNState(hidden), GRUState(memory)))
    picked = select_rows(state, torch.tensor([2, 0, 0]))
    assert isinstance(picked[0], LSTMState)
    assert isinstance(picked[1][0], RNNState)
    assert isinstance(picked[1][1], GRUState)
    expected = [torch.tensor([[4.0, 5.0], [0.0, 1.0], [0.0, 1.0]])]
    assert_close(tensors_of(picked), [expected[0], -expected[0], expected[0], -expected[0]])
    assert_close(tensors_of(map_state(lambda part: part + 1, state))[3], memory + 1)
