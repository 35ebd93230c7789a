"""Every layer keeps the contract, whatever cell is in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.contracts import layers
from tests.contracts.toys import CoupledLSTMCell, EmptyLSTMCell, MinimalGatedCell

from pantoum.cells import GRUCell, LayerNormLSTMCell, LSTMCell, PeepholeLSTMCell, RNNCell
from pantoum.layers import Bidirectional, Deep, Recurrent, gru, lstm, rnn

pytestmark = pytest.mark.usefixtures("device")

Make = Callable[[int, int], Any]


def steps(cell: Make) -> Make:
    return lambda size, hidden: Recurrent(cell(size, hidden), fast=False)


def fast(cell: Make) -> Make:
    """With the cell's fast form, if it has one."""
    return lambda size, hidden: Recurrent(cell(size, hidden))


def segments(layer: Any) -> Make:
    return lambda size, hidden: layer(size, hidden, recompute=2)


def two(ahead: Make, back: Make) -> Make:
    return lambda size, hidden: Bidirectional(ahead(size, hidden), back(size, hidden + 1))


def deep(make: Make, **options: Any) -> Make:
    def build(size: int, hidden: int) -> Deep:
        first = make(size, hidden)
        return Deep([first, make(first.output_size, hidden)], **options)

    return build


STEPWISE: dict[str, Make] = {
    "peephole lstm": PeepholeLSTMCell,
    "layer-normalised lstm": LayerNormLSTMCell,
    "minimal gated": MinimalGatedCell,
    "empty lstm": EmptyLSTMCell,
    "coupled lstm": CoupledLSTMCell,
}
CELLS: dict[str, Make] = {"lstm": LSTMCell, "gru": GRUCell, "rnn": RNNCell, **STEPWISE}
OF_ONE_CELL: dict[str, Make] = {name: steps(cell) for name, cell in CELLS.items()}
OF_ONE_CELL |= {"fast lstm": lstm, "fast gru": gru, "fast rnn": rnn}
OF_ONE_CELL |= {f"fast {name}": fast(cell) for name, cell in STEPWISE.items()}
OF_ONE_CELL |= {"lstm in segments": segments(lstm), "gru in segments": segments(gru)}
LAYERS: dict[str, Make] = {
    **OF_ONE_CELL,
    "two directions": two(lstm, gru),
    "two directions, one fast": two(rnn, steps(MinimalGatedCell)),
    "deep": deep(lstm),
    "deep with residuals": deep(gru, residual=True),
    "deep in two directions": deep(two(rnn, lstm)),
    "deep of minimal gated": deep(steps(MinimalGatedCell), residual=True),
}


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("check", layers.CHECKS)
def test_contract(name: str, check: Any) -> None:
    check(LAYERS[name])


@pytest.mark.parametrize("name", OF_ONE_CELL)
def test_equals_the_plain_loop(name: str) -> None:
    layers.check_plain_loop(OF_ONE_CELL[name])


@pytest.mark.parametrize("name", LAYERS)
def test_weights_survive_a_file(name: str, tmp_path: Path) -> None:
    layers.check_file(LAYERS[name], tmp_path / "layer.safetensors")
