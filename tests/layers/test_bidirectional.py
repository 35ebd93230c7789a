"""Two directions: each really is that direction, inside each row's own length."""

from typing import Any

import pytest
import torch
from tests.comparing import gradients, tensors_of
from tests.layers.packed import directions_of, reference_of, run_packed
from torch import nn
from torch.testing import assert_close

from pantoum.cells import LSTMState
from pantoum.kernels import flip_rows
from pantoum.layers import Bidirectional, BidirectionalState, Deep, gru, lstm, rnn

HIDDEN = 4


def bidirectional(make: Any = lstm) -> Bidirectional:
    return Bidirectional(make(3, HIDDEN), make(3, HIDDEN))


def test_rows_are_flipped_inside_their_length() -> None:
    x = torch.arange(1.0, 13.0).reshape(3, 4, 1)
    flipped = flip_rows(x, torch.tensor([4, 2, 0]))
    assert flipped[:, :, 0].tolist() == [[4, 3, 2, 1], [6, 5, 7, 8], [9, 10, 11, 12]]
    assert torch.equal(flip_rows(flipped, torch.tensor([4, 2, 0])), x)


@pytest.mark.parametrize(("make", "theirs"), [(lstm, nn.LSTM), (gru, nn.GRU), (rnn, nn.RNN)])
def test_equals_torch_on_packed_rows(make: Any, theirs: Any) -> None:
    layer = bidirectional(make).double()
    reference = reference_of(Deep([layer]), theirs, 3, HIDDEN)
    x = torch.randn(4, 6, 3, dtype=torch.float64, requires_grad=True)
    lengths = torch.tensor([3, 6, 1, 5])
    y, final = layer(x, lengths)
    ours = [y, *tensors_of(final)]
    expected = run_packed(reference, x, lengths)
    assert_close(ours, expected)
    weights = [
        weight for direction in directions_of(layer) for weight in direction.cell.parameters()
    ]
    assert_close(gradients(ours, [x, *weights]), gradients(expected, [x, *reference.parameters()]))


@pytest.mark.parametrize("make", [lstm, gru, rnn])
def test_each_direction_reads_in_its_own_direction(make: Any) -> None:
    layer = bidirectional(make)
    lengths = torch.tensor([6, 4])
    x = torch.randn(2, 6, 3)
    y, final = layer(x, lengths)
    for row, place in [
        (0, 5),
        (1, 3),
        (0, 0),
        (1, 0),
        (0, 2),
        (1, 2),
    ]:  # last, first and inner tokens
        changed = x.clone()
        changed[row, place] += 1
        y_changed, final_changed = layer(changed, lengths)
        different = y_changed != y
        ahead = different[..., :HIDDEN].any(dim=-1)
        back = different[..., HIDDEN:].any(dim=-1)
        steps = torch.arange(6)
        real = steps < lengths[row]
        assert torch.equal(ahead[row], (steps >= place) & real)
        assert torch.equal(back[row], (steps <= place) & real)
        assert not different[1 - row].any()
        for new, old in zip(tensors_of(final_changed), tensors_of(final), strict=True):
            assert (new != old).any(dim=-1).tolist() == [row == 0, row == 1]


def test_the_final_states_are_those_of_the_true_last_and_first_token() -> None:
    layer = bidirectional(gru)
    lengths = torch.tensor([6, 4, 0])
    y, final = layer(torch.randn(3, 6, 3), lengths)
    assert_close(
        final.forward.hidden, torch.stack([y[0, 5, :HIDDEN], y[1, 3, :HIDDEN], torch.zeros(HIDDEN)])
    )
    assert_close(
        final.backward.hidden,
        torch.stack([y[0, 0, HIDDEN:], y[1, 0, HIDDEN:], torch.zeros(HIDDEN)]),
    )


def test_each_direction_starts_from_its_own_state() -> None:
    layer = bidirectional()
    lengths = torch.tensor([5, 2])
    x = torch.randn(2, 5, 3)
    ahead, back = (LSTMState(torch.randn(2, HIDDEN), torch.randn(2, HIDDEN)) for _ in range(2))
    y, final = layer(x, lengths, BidirectionalState(ahead, back))
    y_ahead, final_ahead = layer.forward_layer(x, lengths, ahead)
    y_back, final_back = layer.backward_layer(flip_rows(x, lengths), lengths, back)
    assert_close(y, torch.cat([y_ahead, flip_rows(y_back, lengths)], dim=-1))
    assert_close(final, BidirectionalState(final_ahead, final_back))


def test_directions_may_differ_in_cell_and_size() -> None:
    layer = Bidirectional(lstm(3, 5), gru(3, 2))
    y, final = layer(torch.randn(2, 4, 3), torch.tensor([4, 3]))
    assert layer.output_size == y.shape[2] == 7
    assert [part.shape[1] for part in tensors_of(final)] == [5, 5, 2]


def test_directions_of_two_input_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"backward layer must be 3, .* but is 4"):
        Bidirectional(lstm(3, 5), lstm(4, 5))
