"""What holds for every cell."""

from typing import Any

import pytest
import torch
from tests.comparing import gradients, tensors_of
from torch import Tensor, nn
from torch.testing import assert_close

from pantoum.cells import (
    Cell,
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


def random_state(cell: Cell[Any], batch: int) -> Any:
    zeros = cell.initial_state(batch)
    return map_state(lambda part: torch.randn_like(part).requires_grad_(), zeros)


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
@pytest.mark.parametrize("batch", [1, 3])
def test_equals_torch_forward_and_backward(ours: Any, theirs: Any, batch: int) -> None:
    cell, reference = ours(5, 4).double(), theirs(5, 4).double()
    cell.load_state_dict(reference.state_dict())
    x = torch.randn(batch, 5, dtype=torch.float64, requires_grad=True)
    state = random_state(cell, batch)
    output, new = cell(x, state)
    expected = reference(x, tuple(state) if len(state) == 2 else state.hidden)
    expected = list(expected) if len(state) == 2 else [expected]
    assert_close(list(new), expected)
    assert_close(output, expected[0])
    inputs, weights = [x, *state], list(cell.parameters())
    found = gradients(new, inputs + weights)
    assert_close(found, gradients(expected, inputs + list(reference.parameters())))
    assert all(grad.abs().min() > 0 for grad in found)


@pytest.mark.parametrize("make", CELLS)
def test_gradients_equal_numeric_ones(make: Any) -> None:
    cell = make(3, 2).double()
    x = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
    state = random_state(cell, 2)
    names = [name for name, _ in cell.named_parameters()]

    def step(x: Tensor, *rest: Tensor) -> tuple[Tensor, ...]:
        parts, weights = rest[: len(state)], rest[len(state) :]
        _, new = torch.func.functional_call(
            cell, dict(zip(names, weights, strict=True)), (x, type(state)(*parts))
        )
        return tuple(new)

    assert torch.autograd.gradcheck(step, (x, *state, *cell.parameters()))


@pytest.mark.parametrize("make", CELLS)
def test_the_state_passed_in_is_left_alone(make: Any) -> None:
    cell = make(3, 4)
    x, state = torch.randn(2, 3), cell.initial_state(2)
    before = [part.clone() for part in state]
    first, again = cell(x, state), cell(x, state)
    assert_close(list(state), before, rtol=0, atol=0)
    assert_close(first, again, rtol=0, atol=0)  # and nothing is kept between calls


@pytest.mark.parametrize("make", CELLS)
def test_the_initial_state_is_zero_and_each_part_has_its_own_memory(make: Any) -> None:
    cell = make(3, 4).double()
    state = cell.initial_state(5)
    assert isinstance(state, cell.state_type)
    assert all(
        part.dtype == torch.float64 and torch.equal(part, part.new_zeros(5, 4)) for part in state
    )
    assert len({part.data_ptr() for part in state}) == len(state)


@pytest.mark.parametrize("make", CELLS)
def test_a_row_does_not_see_the_other_rows(make: Any) -> None:
    cell = make(3, 4).double()
    x, state = torch.randn(5, 3, dtype=torch.float64), random_state(cell, 5)
    _, together = cell(x, state)
    rows = torch.tensor([3])
    assert_close(select_rows(together, rows), cell(x[3:4], select_rows(state, rows))[1])


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
def test_every_cell_keeps_the_contract(make: Any) -> None:
    cell = make(3, 4)
    assert isinstance(cell, Cell)
    form = fast_form(cell)
    assert form is not None
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    expected = [getattr(cell, name).data_ptr() for name in names]
    assert [weights.data_ptr() for weights in form.weights] == expected


def test_select_rows_and_map_state_reach_into_nested_states() -> None:
    hidden, memory = torch.arange(6.0).reshape(3, 2), -torch.arange(6.0).reshape(3, 2)
    state = (LSTMState(hidden, memory), (RNNState(hidden), GRUState(memory)))
    picked = select_rows(state, torch.tensor([2, 0, 0]))
    assert isinstance(picked[0], LSTMState)
    assert isinstance(picked[1][0], RNNState)
    assert isinstance(picked[1][1], GRUState)
    expected = [torch.tensor([[4.0, 5.0], [0.0, 1.0], [0.0, 1.0]])]
    assert_close(tensors_of(picked), [expected[0], -expected[0], expected[0], -expected[0]])
    assert_close(tensors_of(map_state(lambda part: part + 1, state))[3], memory + 1)
