"""The reach of single cells: closed forms, differences, and sizes that no number has."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from tests.explaining.test_jacobian import (
    KINDS,
    STEPS,
    UNITS,
    random_cell,
    run,
    sequence,
    whole_jacobian_gains,
)
from torch import Tensor, nn

from pantoum.cells import LSTMCell, RNNCell, RNNState
from pantoum.explaining.cell_reach import cell_reach


class LinearCell(nn.Module):
    """a<t> = W a<t-1> + x<t>."""

    state_type = RNNState

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.input_size = self.hidden_size = len(weight)
        self.weight_hh = nn.Parameter(weight)

    def initial_state(self, batch: int) -> RNNState:
        return RNNState(self.weight_hh.new_zeros(batch, self.hidden_size))

    def forward(self, x: Tensor, state: RNNState) -> tuple[Tensor, RNNState]:
        hidden = state.hidden @ self.weight_hh.t() + x
        return hidden, RNNState(hidden)


def test_a_linear_network_has_the_powers_of_its_matrix() -> None:
    torch.manual_seed(1)
    weight = torch.randn(6, 6, dtype=torch.double)
    found = cell_reach(LinearCell(weight), torch.randn(2, 9, 6))
    assert not found.errors["hidden"].any()
    for lag in range(1, 10):
        power = np.linalg.matrix_power(weight.numpy(), lag)
        expected = math.log(np.linalg.norm(power) / math.sqrt(6))
        np.testing.assert_allclose(found.log_gains["hidden"][:, lag - 1], [expected] * 2)


@pytest.mark.parametrize("size", [1e-4, 1e4])
def test_no_gain_is_too_small_or_too_large(size: float) -> None:
    weight = size * torch.linalg.qr(torch.randn(5, 5, dtype=torch.double))[0]
    found = cell_reach(LinearCell(weight), torch.zeros(1, 300, 5))
    lags = np.arange(1, 301)
    np.testing.assert_allclose(found.log_gains["hidden"][0], lags * math.log(size), rtol=1e-9)


def test_a_cell_that_does_not_look_back_has_no_reach() -> None:
    found = cell_reach(LinearCell(torch.zeros(3, 3)), torch.zeros(1, 4, 3))
    assert (found.log_gains["hidden"] == -np.inf).all()
    assert not found.errors["hidden"].any()


class DeafCell(LinearCell):
    """a<t> = x<t>."""

    def forward(self, x: Tensor, state: RNNState) -> tuple[Tensor, RNNState]:
        return x, RNNState(x)


def test_nor_has_one_without_any_path() -> None:
    found = cell_reach(DeafCell(torch.eye(3)), torch.zeros(1, 4, 3))
    assert (found.log_gains["hidden"] == -np.inf).all()


@pytest.mark.parametrize("name", KINDS)
def test_every_cell_has_the_gains_of_whole_jacobians(name: str) -> None:
    cell = random_cell(KINDS[name])
    inputs = torch.stack([sequence(), sequence().flip(0)])
    found = cell_reach(cell, inputs)
    for row, of_row in enumerate(inputs):
        for start in range(STEPS):
            before = run(cell, of_row[:start], cell.initial_state(1))
            before = cell.state_type(*(part.detach() for part in before))
            expected = whole_jacobian_gains(cell, of_row[start:], before)
            own = [found.log_gains[part][row, STEPS - start - 1] for part in before._fields]
            np.testing.assert_allclose(np.exp(own), expected, rtol=1e-9)


@torch.no_grad()
@pytest.mark.parametrize("name", KINDS)
def test_every_cell_has_the_gains_of_differences(name: str) -> None:
    """Each unit of each part is moved a little, with the other part held."""
    cell = random_cell(KINDS[name])
    inputs = sequence()
    with torch.enable_grad():
        found = cell_reach(cell, inputs[None])
    size = 1e-5
    for start in (0, 2, 4):
        before = run(cell, inputs[:start], cell.initial_state(1))
        for number, part in enumerate(before._fields):
            columns = []
            for unit in range(UNITS):
                ends = []
                for way in (size, -size):
                    moved = [one.clone() for one in before]
                    moved[number][0, unit] += way
                    ends.append(run(cell, inputs[start:], cell.state_type(*moved)).hidden[0])
                columns.append((ends[0] - ends[1]) / (2 * size))
            expected = torch.stack(columns).norm().item() / UNITS**0.5
            own = math.exp(found.log_gains[part][0, STEPS - start - 1])
            assert own == pytest.approx(expected, rel=1e-5)


def test_random_products_agree_within_their_own_errors() -> None:
    torch.manual_seed(3)
    cell = LSTMCell(4, 40)
    inputs = torch.randn(20, 30, 4)
    right = cell_reach(cell, inputs)
    drawn = cell_reach(cell, inputs, products=32)
    again = cell_reach(cell, inputs, products=32)
    for part in ("hidden", "cell"):
        apart = np.exp(drawn.log_gains[part] - right.log_gains[part]) - 1
        if part == "cell":  # one step later the Jacobian is diagonal: signs make no error
            assert drawn.errors[part][:, 0].max() < 1e-9
            assert np.abs(apart[:, 0]).max() < 1e-9
            apart = apart[:, 1:]
        errors = drawn.errors[part][:, -apart.shape[1] :]
        scores = apart / errors
        assert 0 < errors.min() < errors.max() < 0.5
        assert (np.abs(scores) < 3).mean() > 0.95
        assert np.abs(scores.mean()) < 0.5
        np.testing.assert_array_equal(drawn.log_gains[part], again.log_gains[part])
    other = cell_reach(cell, inputs, products=32, seed=2)
    assert (other.log_gains["cell"] != drawn.log_gains["cell"])[:, 1:].all()


def test_the_cell_and_the_random_numbers_stay_as_they_are() -> None:
    cell: Any = RNNCell(2, 3)
    before = {name: part.clone() for name, part in cell.state_dict().items()}
    drawn = torch.random.get_rng_state()
    cell_reach(cell, torch.zeros(1, 3, 2), products=1)
    assert torch.equal(torch.random.get_rng_state(), drawn)
    after = cell.state_dict()
    assert all(torch.equal(part, after[name]) for name, part in before.items())
    assert after["weight_hh"].dtype == torch.float32
    assert all(parameter.grad is None for parameter in cell.parameters())
