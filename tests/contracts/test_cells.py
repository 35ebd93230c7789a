"""Every cell keeps the contract, ours and those of somebody else."""

from pathlib import Path
from typing import Any

import pytest
from tests.contracts import cells
from tests.contracts.toys import CoupledLSTMCell, EmptyLSTMCell, MinimalGatedCell

from pantoum.cells import (
    GRUCell,
    LayerNormLSTMCell,
    LSTMCell,
    PeepholeLSTMCell,
    RNNCell,
    gates_of,
)

pytestmark = pytest.mark.usefixtures("device")

OURS = [RNNCell, GRUCell, LSTMCell, PeepholeLSTMCell, LayerNormLSTMCell]
MAKERS = [*OURS, MinimalGatedCell, EmptyLSTMCell, CoupledLSTMCell]
each_cell = pytest.mark.parametrize("make", MAKERS)


@each_cell
@pytest.mark.parametrize("check", cells.CHECKS)
def test_contract(make: Any, check: Any) -> None:
    check(make)


@each_cell
def test_weights_survive_a_file(make: Any, tmp_path: Path) -> None:
    cells.check_file(make, tmp_path / "cell.safetensors")


@pytest.mark.parametrize("make", [*OURS, EmptyLSTMCell])
def test_our_cells_show_what_happens_inside_a_step(make: Any) -> None:
    assert gates_of(make(3, 2)) is not None


@pytest.mark.parametrize("make", [MinimalGatedCell, CoupledLSTMCell])
def test_gates_of_another_step_are_not_shown(make: Any) -> None:
    """A cell that has none, and one that has written its step anew above those of another."""
    assert gates_of(make(3, 2)) is None
