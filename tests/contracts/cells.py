"""What holds for every cell; each check takes ``make(input_size, hidden_size)``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from tests.contracts.numeric import (
    check_gradients_reach_every_parameter,
    check_numeric_gradients,
    check_saved_and_loaded,
)
from torch import Tensor
from torch.testing import assert_close

from pantoum.cells import Cell, gates_of, map_state, select_rows
from pantoum.layers import with_recurrent_weights

Make = Callable[[int, int], Any]


def cell_of(make: Make, input_size: int = 3, hidden_size: int = 4) -> Any:
    """A cell in float64; biases that are all 0 would hide mistakes."""
    cell = make(input_size, hidden_size).double()
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    return cell


def random_state(cell: Cell[Any], batch: int) -> Any:
    zeros = cell.initial_state(batch)
    return map_state(lambda part: torch.randn_like(part).requires_grad_(), zeros)


def given(cell: Any, batch: int = 2) -> tuple[Tensor, Any]:
    """Something to read, and a state to read it in."""
    x = torch.randn(batch, cell.input_size, dtype=torch.float64, requires_grad=True)
    return x, random_state(cell, batch)


def check_contract(make: Make) -> None:
    cell = make(3, 4)
    assert isinstance(cell, Cell)
    assert (cell.input_size, cell.hidden_size) == (3, 4)


def check_a_step_gives_a_state_of_its_kind(make: Make) -> None:
    cell = cell_of(make)
    x, state = given(cell)
    output, after = cell(x, state)
    assert isinstance(after, cell.state_type)
    assert output.shape == (2, 4)
    assert {part.shape for part in after} == {(2, 4)}


def check_recurrent_weights_can_stand_in(make: Make) -> None:
    cell = cell_of(make)
    x, state = given(cell)
    other = torch.randn_like(cell.weight_hh)
    found = with_recurrent_weights(cell, other)(x, state)
    with torch.no_grad():
        cell.weight_hh.copy_(other)
    assert_close(found, cell(x, state))


def check_state_passed_in_is_left_alone(make: Make) -> None:
    cell = cell_of(make)
    x, state = given(cell)
    before = [part.detach().clone() for part in state]
    first = cell(x, state)
    again = cell(x, state)
    assert_close([part.detach() for part in state], before, rtol=0, atol=0)
    assert_close(first, again, rtol=0, atol=0)  # and nothing is kept between calls


def check_initial_state_is_zero(make: Make) -> None:
    cell = cell_of(make)
    state = cell.initial_state(5)
    assert isinstance(state, cell.state_type)
    for part in state:
        assert part.dtype == torch.float64
        assert torch.equal(part, part.new_zeros(5, 4))
    assert len({part.data_ptr() for part in state}) == len(state)  # each has its own memory


def check_rows_are_their_own(make: Make) -> None:
    """Batched equals one by one, and picked rows go on as they would have."""
    cell = cell_of(make)
    x, state = given(cell, batch=5)
    together = cell(x, state)
    for row in range(5):
        rows = torch.tensor([row])
        assert_close(cell(x[rows], select_rows(state, rows)), pick(together, rows))
    rows = torch.tensor([3, 0, 0, 4])
    assert_close(cell(x[rows], select_rows(state, rows)), pick(together, rows))


def pick(step: tuple[Tensor, Any], rows: Tensor) -> tuple[Tensor, Any]:
    output, state = step
    return output[rows], select_rows(state, rows)


def check_gates_are_those_of_the_step(make: Make) -> None:
    """What a cell shows of a step, if it shows something, is of this step: the new state to the
    bit, each part for each row and unit.
    """
    cell = cell_of(make)
    x, state = given(cell)
    inside = gates_of(cell)
    if inside is None:
        return
    output, after = cell(x, state)
    shown = inside(x, state)._asdict()
    assert {part.shape for part in shown.values()} == {output.shape}
    for name, part in after._asdict().items():
        assert torch.equal(shown[name], part)
    gates = [part for name, part in shown.items() if name.endswith("_gate")]
    assert all(((part > 0) & (part < 1)).all() for part in gates)


def check_gradients(make: Make) -> None:
    cell = cell_of(make, 3, 2)
    x, state = given(cell)

    def run(x: Tensor, *parts: Tensor) -> list[Tensor]:
        output, new = cell(x, cell.state_type(*parts))
        return [output, *new]

    check_numeric_gradients(cell, run, x, *state)
    check_gradients_reach_every_parameter(cell, run(x, *state))


def check_file(make: Make, file: Path) -> None:
    cell = cell_of(make)
    x, state = given(cell)
    check_saved_and_loaded(cell, cell_of(make), lambda cell: cell(x, state), file)


CHECKS = [
    check_contract,
    check_a_step_gives_a_state_of_its_kind,
    check_recurrent_weights_can_stand_in,
    check_state_passed_in_is_left_alone,
    check_initial_state_is_zero,
    check_rows_are_their_own,
    check_gates_are_those_of_the_step,
    check_gradients,
]
