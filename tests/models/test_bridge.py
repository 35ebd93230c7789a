"""The bridge against its equation, and which encoder layer each decoder layer reads."""

import pytest
import torch
from torch.testing import assert_close

from pantoum.cells import GRUCell, GRUState, LSTMCell, LSTMState, RNNCell, RNNState
from pantoum.layers import BidirectionalState
from pantoum.models import Bridge


def numbers(*shape: int) -> torch.Tensor:
    return torch.randn(shape, dtype=torch.float64)


def test_hidden_is_squashed_and_the_memory_cell_is_not() -> None:
    a_f, c_f, a_b, c_b = (numbers(2, 3) for _ in range(4))
    bridge = Bridge([12], [LSTMCell(5, 4)]).double()
    weight, bias = bridge.parameters()
    torch.nn.init.normal_(bias)
    (state,) = bridge((BidirectionalState(LSTMState(a_f, c_f), LSTMState(a_b, c_b)),))
    v = torch.cat([a_f, c_f, a_b, c_b], dim=1)
    assert_close(state.hidden, torch.tanh(v @ weight[:4].T + bias[:4]))
    assert_close(state.cell, v @ weight[4:].T + bias[4:])


def test_cells_may_differ() -> None:
    hidden = numbers(2, 3)
    bridge = Bridge([3, 3, 3], [GRUCell(5, 4), LSTMCell(4, 6), RNNCell(6, 2)]).double()
    states = bridge((RNNState(hidden), GRUState(2 * hidden), RNNState(3 * hidden)))
    assert [type(state) for state in states] == [GRUState, LSTMState, RNNState]
    for factor, state, projection in zip((1, 2, 3), states, bridge.projections, strict=True):
        expected = projection(factor * hidden)
        assert_close(state.hidden, torch.tanh(expected[:, : state.hidden.shape[1]]))


@pytest.mark.parametrize(
    ("encoder", "decoder", "reads"),
    [
        (1, 1, [0]),
        (3, 3, [0, 1, 2]),
        (3, 1, [2]),
        (3, 2, [1, 2]),
        (1, 3, [0, 0, 0]),
        (2, 3, [0, 0, 1]),
    ],
)
def test_layers_are_aligned_from_the_top(encoder: int, decoder: int, reads: list[int]) -> None:
    bridge = Bridge([3] * encoder, [GRUCell(3, 3) for _ in range(decoder)]).double()
    hidden = [numbers(2, 3) for _ in range(encoder)]
    states = bridge(tuple(GRUState(part) for part in hidden))
    for state, read, projection in zip(states, reads, bridge.projections, strict=True):
        assert_close(state.hidden, torch.tanh(projection(hidden[read])))
