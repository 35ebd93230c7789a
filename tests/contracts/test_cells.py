"""Every cell keeps the contract, ours and those of somebody else."""

from pathlib import Path
from typing import Any

import pytest
from tests.contracts import cells
from tests.contracts.toys import CoupledLSTMCell, EmptyLSTMCell, MinimalGatedCell

from pantoum.cells import GRUCell, LayerNormLSTMCell, LSTMCell, PeepholeLSTMCell, RNNCell

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
