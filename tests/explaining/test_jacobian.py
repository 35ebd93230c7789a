"""Gains are those of whole Jacobians, and random products agree with them within their errors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from tests.contracts.toys import CoupledLSTMCell, MinimalGatedCell
from tests.explaining.test_recording import ShowingCell
from torch import Tensor

from pantoum.cells import CELLS
from pantoum.explaining.jacobian import Gains, Probes, first_below, gains, of_squares, probes
from pantoum.explaining.recording import RecordingCell, Steps
from pantoum.layers import Bidirectional, Recurrent

KINDS: dict[str, Any] = {
    **CELLS,
    "minimal": MinimalGatedCell,
    "coupled": CoupledLSTMCell,
    "showing": ShowingCell,
}
UNITS = 3
STEPS = 5


def random_cell(kind: Any, units: int = UNITS) -> Any:
    """A cell of 64 bits whose weights, peepholes and biases too, are large."""
    torch.manual_seed(2)
    cell = kind(2, units).double()
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.add_(torch.randn_like(parameter), alpha=0.5)
    return cell


def sequence(steps: int = STEPS) -> Tensor:
    generator = torch.Generator().manual_seed(4)
    return torch.randn(steps, 2, dtype=torch.double, generator=generator)


def run(cell: Any, inputs: Tensor, state: Any) -> Any:
    for x in inputs:
        _, state = cell(x[None], state)
    return state


def whole_jacobian_gains(cell: Any, inputs: Tensor, before: Any) -> list[float]:
    """Of a<t> after all inputs with respect to each part of the state before them, by PyTorch."""

    def last(*parts: Tensor) -> Tensor:
        return run(cell, inputs, cell.state_type(*(part[None] for part in parts))).hidden[0]

    found: Any = torch.autograd.functional.jacobian(last, tuple(part[0] for part in before))
    return [one.norm().item() / len(one) ** 0.5 for one in found]


def recorded(cell: Any, inputs: Tensor, rows: int) -> list[Any]:
    """The states of a recorded cell that reads the same in all rows."""
    steps = Steps()
    recording = RecordingCell(cell, steps)
    run_rows = inputs[:, None].expand(-1, rows, -1)
    state = cell.initial_state(rows)
    for x in run_rows:
        _, state = recording(x, state)
    names = cell.state_type._fields
    return [cell.state_type(*(getattr(shown, name) for name in names)) for shown in steps.shown]


def exact(size: int) -> Probes:
    return probes(size, torch.zeros(size, dtype=torch.double), torch.Generator())


@pytest.mark.parametrize("name", KINDS)
def test_recorded_states_have_the_gains_of_whole_jacobians(name: str) -> None:
    """Of two ends at once, through each part of the state with the others held."""
    cell = random_cell(KINDS[name])
    inputs = sequence()
    states = recorded(cell, inputs, 2 * UNITS)
    ends = [2, 4]
    found = gains(
        [states[end].hidden for end in ends],
        [part for state in states for part in state],
        [exact(UNITS)] * 2,
    )
    parts = len(cell.state_type._fields)
    assert not found.errors.any()
    for number, end in enumerate(ends):
        for start in range(STEPS):
            own = found.values[number, start * parts : (start + 1) * parts]
            if start > end:
                assert not own.any()
                continue
            before = cell.state_type(*(part[:1].detach() for part in states[start]))
            expected = whole_jacobian_gains(cell, inputs[start + 1 : end + 1], before)
            if start == end:
                assert expected[0] == 1
            np.testing.assert_allclose(own, expected, rtol=1e-9)


def test_each_place_of_an_input_has_its_own_gain() -> None:
    torch.manual_seed(1)
    matrices = torch.randn(3, 4, 2, dtype=torch.double)
    x = torch.zeros(4, 3, 2, dtype=torch.double, requires_grad=True)
    found = gains([torch.einsum("pij,rpj->ri", matrices, x)], [x], [exact(4)])
    expected = matrices.flatten(1).norm(dim=1) / 2
    np.testing.assert_allclose(found.values, expected[None])


def test_only_what_is_possible_counts() -> None:
    matrix = torch.tensor([[3.0, 4.0], [100.0, 0.0], [0.0, 5.0]])
    possible = torch.tensor([True, False, True])
    x = torch.zeros(2, 2, requires_grad=True)
    counted = probes(2, torch.zeros(3), torch.Generator(), possible)
    assert counted.exact
    found = gains([x @ matrix.t()], [x], [counted])
    assert found.values.item() == pytest.approx(5.0)  # √((9 + 16 + 25) / 2)
    drawn = probes(1, torch.zeros(3), torch.Generator(), possible)
    assert not drawn.exact
    assert drawn.vectors.abs().tolist() == [[pytest.approx(0.5**0.5), 0, pytest.approx(0.5**0.5)]]


def test_random_products_agree_within_their_own_errors() -> None:
    """Over many matrices the differences are as large as their standard errors say."""
    generator = torch.Generator().manual_seed(1)
    products = 64
    scores = []
    squares = []
    for _ in range(300):
        matrix = torch.randn(100, 20, dtype=torch.double, generator=generator)
        matrix *= torch.logspace(0, -2, 20)  # of unlike singular values
        x = torch.zeros(products, 20, dtype=torch.double, requires_grad=True)
        drawn = probes(products, matrix[:, 0], generator)
        assert not drawn.exact
        found = gains([x @ matrix.t()], [x], [drawn])
        right = matrix.norm().item() / 10
        scores.append((found.values.item() - right) / found.errors.item())
        squares.append((found.values.item() / right) ** 2)
    apart = np.array(scores)
    assert np.abs(apart).max() < 5
    assert (np.abs(apart) < 2).mean() == pytest.approx(0.95, abs=0.04)
    assert apart.std() == pytest.approx(1, abs=0.15)
    assert np.mean(squares) == pytest.approx(1, abs=0.02)


def test_what_is_too_small_for_32_bits_once_squared_still_counts() -> None:
    x = torch.zeros(2, 2, requires_grad=True)
    found = gains([1e-30 * x], [x], [probes(2, torch.zeros(2), torch.Generator())])
    assert found.values.item() == pytest.approx(1e-30)


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_padding_changes_no_gain(direction: str) -> None:
    """Of a layer over padded rows, which the backward direction reads from its true end."""
    cell = random_cell(CELLS["lstm"])
    inputs = sequence()
    plain = recorded(cell, inputs, UNITS)
    expected = gains([plain[-1].hidden], [plain[1].cell], [exact(UNITS)])
    steps = Steps()
    ways = {"forward": Recurrent(cell), "backward": Recurrent(cell)}
    ways[direction] = Recurrent(RecordingCell(cell, steps))
    layer = Bidirectional(ways["forward"], ways["backward"])
    text = inputs if direction == "forward" else inputs.flip(0)
    padded = torch.cat([text, torch.full((3, 2), 7.0, dtype=torch.double)])
    _, final = layer(padded[None].repeat(UNITS, 1, 1), [STEPS] * UNITS)
    last = final.forward if direction == "forward" else final.backward
    found = gains([last.hidden], [steps.shown[1].cell], [exact(UNITS)])
    np.testing.assert_allclose(found.values, expected.values, rtol=1e-12)


def test_errors_of_few_products() -> None:
    found = of_squares(np.array([[4.0, 0.0], [16.0, 0.0]]), False)
    assert found.values.tolist() == [math.sqrt(10), 0]
    of_mean = np.std([4, 16], ddof=1) / math.sqrt(2)
    assert found.errors.tolist() == [pytest.approx(of_mean / (2 * math.sqrt(10))), 0]
    alone: Gains = of_squares(np.array([[4.0]]), False)
    assert np.isnan(alone.errors).all()


def test_the_first_lag_below_a_share() -> None:
    logs = np.log([0.5, 0.2, 0.049, 0.2, 0.004])
    assert first_below(logs, 0.1) == 3
    assert first_below(logs, 0.01) == 5
    assert first_below(logs, 0.001) is None
    assert first_below(np.array([0.0, -np.inf]), 0.1) == 2
