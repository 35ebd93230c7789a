"""A cell over padded rows, against PyTorch's own layers and against the cell itself."""

from typing import Any, NamedTuple

import pytest
import torch
from tests.comparing import gradients
from torch import Tensor, nn
from torch.testing import assert_close

from pantoum.layers import Recurrent, gru, lstm, rnn

MAKERS = [lstm, gru, rnn]
each_layer = pytest.mark.parametrize("make", MAKERS)
with_and_without_kernel = pytest.mark.parametrize("fused", [True, False], ids=["kernel", "steps"])


def layer_of(make: Any, fused: bool, recurrent_dropout: float = 0.0) -> Recurrent:
    return Recurrent(make(3, 4).cell, recurrent_dropout, fast=fused)


@with_and_without_kernel
@pytest.mark.parametrize(("make", "theirs"), [(lstm, nn.LSTM), (gru, nn.GRU), (rnn, nn.RNN)])
def test_equals_torch_on_full_rows(make: Any, theirs: Any, fused: bool) -> None:
    layer = layer_of(make, fused).double()
    reference = theirs(3, 4, batch_first=True).double()
    weights = list(layer.cell.parameters())
    with torch.no_grad():
        for ours, their in zip(weights, reference.parameters(), strict=True):
            ours.copy_(their)
    x = torch.randn(2, 6, 3, dtype=torch.float64, requires_grad=True)
    y, final = layer(x, torch.tensor([6, 6]))
    y_expected, final_expected = reference(x)
    parts = list(final_expected) if isinstance(final_expected, tuple) else [final_expected]
    expected = [y_expected, *(part[0] for part in parts)]
    assert_close([y, *final], expected)
    found = gradients([y, *final], [x, *weights])
    assert_close(found, gradients(expected, [x, *reference.parameters()]))


@with_and_without_kernel
@each_layer
def test_an_output_depends_on_the_past_alone(make: Any, fused: bool) -> None:
    layer = layer_of(make, fused)
    lengths = torch.tensor([6, 4])
    x = torch.randn(2, 6, 3)
    y, final = layer(x, lengths)
    changed = x.clone()
    changed[:, 3] += 1  # the last token of the second row
    y_changed, final_changed = layer(changed, lengths)
    assert torch.equal(y_changed[:, :3], y[:, :3])
    assert (y_changed[0, 3:] != y[0, 3:]).any(dim=-1).all()
    assert (y_changed[1, 3] != y[1, 3]).any()
    assert all(
        (new != old).any(dim=-1).all() for new, old in zip(final_changed, final, strict=True)
    )


@with_and_without_kernel
@each_layer
def test_a_sequence_can_be_read_in_two_parts(make: Any, fused: bool) -> None:
    layer = layer_of(make, fused).double()
    x = torch.randn(3, 7, 3, dtype=torch.float64)
    lengths = torch.tensor([7, 5, 2])
    y, final = layer(x, lengths)
    y_first, between = layer(x[:, :4], lengths.clamp(max=4))
    y_second, end = layer(x[:, 4:], (lengths - 4).clamp(min=0), between)
    assert_close(torch.cat([y_first, y_second], dim=1), y)
    assert_close(end, final)


class SumState(NamedTuple):
    total: Tensor


class RunningSum(nn.Module):
    """A cell of one's own: y<t> = x<1> + ... + x<t>."""

    state_type = SumState
    input_size = hidden_size = 2

    def initial_state(self, batch: int) -> SumState:
        return SumState(torch.zeros(batch, 2))

    def forward(self, x: Tensor, state: SumState) -> tuple[Tensor, SumState]:
        total = state.total + x
        return total, SumState(total)


def test_any_cell_can_be_unrolled() -> None:
    x = torch.tensor(
        [[[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]], [[5.0, 50.0], [7.0, 70.0], [9.0, 90.0]]]
    )
    layer = Recurrent(RunningSum())
    y, final = layer(x, torch.tensor([3, 1]))
    assert y.tolist() == [[[1, 10], [3, 30], [6, 60]], [[5, 50], [0, 0], [0, 0]]]
    assert final.total.tolist() == [[6, 60], [5, 50]]
    assert layer.output_size == 2


@with_and_without_kernel
@each_layer
def test_recurrent_dropout_is_drawn_once_for_all_steps_and_rows(
    make: Any, fused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = layer_of(make, fused, recurrent_dropout=0.5)
    drawn = []

    def draw(cell: Any, rate: float) -> Tensor:
        assert rate == 0.5
        weight = cell.weight_hh
        drawn.append(torch.where(torch.rand_like(weight) < 0.5, 0.0, weight / 0.5))
        return drawn[-1]

    monkeypatch.setattr("pantoum.layers.recurrent.drop_weights", draw)
    x = torch.randn(2, 5, 3)
    lengths = torch.tensor([5, 3])
    y, final = layer(x, lengths)
    assert len(drawn) == 1
    plain = layer_of(make, fused)
    plain.load_state_dict(layer.state_dict() | {"cell.weight_hh": drawn[0]})
    assert_close((y, final), plain(x, lengths))


@with_and_without_kernel
@each_layer
def test_recurrent_dropout_acts_in_training_only(make: Any, fused: bool) -> None:
    layer = layer_of(make, fused, recurrent_dropout=0.5)
    plain = layer_of(make, fused)
    plain.load_state_dict(layer.state_dict())
    x = torch.randn(2, 5, 3)
    lengths = torch.tensor([5, 3])
    one = layer(x, lengths)[0]
    other = layer(x, lengths)[0]
    assert torch.equal(one[:, 0], other[:, 0])  # the first step has no state to multiply yet
    assert not torch.allclose(one[:, 1], other[:, 1])
    layer.eval()
    assert_close(layer(x, lengths), plain(x, lengths), rtol=0, atol=0)


@each_layer
def test_recurrent_dropout_lets_gradients_through_the_kept_weights_alone(make: Any) -> None:
    layer = make(3, 4, 0.5)
    y, _ = layer(torch.randn(3, 5, 3), torch.tensor([5, 5, 5]))
    y.sum().backward()
    share = (layer.cell.weight_hh.grad == 0).float().mean()
    assert 0.2 < share < 0.8


def test_recurrent_dropout_needs_recurrent_weights() -> None:
    with pytest.raises(ValueError, match="named weight_hh, but RunningSum has none: set it to 0"):
        Recurrent(RunningSum(), recurrent_dropout=0.5)


def test_lengths_beyond_the_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="lengths must be from 0 to 5"):
        lstm(3, 4)(torch.randn(2, 5, 3), torch.tensor([5, 6]))


@pytest.mark.parametrize("cell", [nn.LSTMCell(3, 4), nn.LSTM(3, 4), None])
def test_what_keeps_no_contract_is_refused(cell: Any) -> None:
    with pytest.raises(TypeError, match=r"cell must be a cell of pantoum\.cells, .* has no"):
        Recurrent(cell)
