"""Layers on top of each other, against PyTorch's own and against the equations."""

from typing import Any

import pytest
import torch
from tests.comparing import gradients, tensors_of
from tests.layers.packed import directions_of, reference_of, run_packed
from torch import Tensor, nn
from torch.testing import assert_close

from pantoum.cells import map_state
from pantoum.layers import Bidirectional, Deep, gru, lstm, rnn


def deep(
    make: Any, levels: int, two: bool, input_size: int = 3, hidden: int = 4, **options: Any
) -> Deep:
    layers = []
    size = input_size
    for _ in range(levels):
        layers.append(
            Bidirectional(make(size, hidden), make(size, hidden)) if two else make(size, hidden)
        )
        size = layers[-1].output_size
    return Deep(layers, **options)


@pytest.mark.parametrize(("make", "theirs"), [(lstm, nn.LSTM), (gru, nn.GRU), (rnn, nn.RNN)])
@pytest.mark.parametrize("two", [True, False])
@pytest.mark.parametrize("levels", [1, 3])
def test_equals_torch_on_packed_rows(make: Any, theirs: Any, two: bool, levels: int) -> None:
    network = deep(make, levels, two).double()
    reference = reference_of(network, theirs, 3, 4)
    x = torch.randn(5, 7, 3, dtype=torch.float64, requires_grad=True)
    lengths = torch.tensor([3, 6, 1, 5, 3])
    y, final = network(x, lengths)
    assert len(final) == levels
    ours = [y, *tensors_of(final)]
    expected = run_packed(reference, x, lengths)
    assert_close(ours, expected)
    cells = [direction.cell for layer in network.layers for direction in directions_of(layer)]
    weights = [weight for cell in cells for weight in cell.parameters()]
    assert_close(gradients(ours, [x, *weights]), gradients(expected, [x, *reference.parameters()]))


@pytest.mark.parametrize("two", [True, False])
def test_residual_connections_start_at_the_second_layer(two: bool) -> None:
    network = deep(gru, 3, two, residual=True)
    lengths = torch.tensor([5, 2, 0])
    x = torch.randn(3, 5, 3)
    y, final = network(x, lengths)
    first, second, third = network.layers
    y1, final1 = first(x, lengths)
    y2, final2 = second(y1, lengths)
    y3, final3 = third(y1 + y2, lengths)
    assert_close(y, y1 + y2 + y3)
    assert_close(final, (final1, final2, final3))


def test_without_residual_connections_layers_just_follow_each_other() -> None:
    network = deep(gru, 2, False)
    lengths = torch.tensor([5, 2])
    x = torch.randn(2, 5, 3)
    first, second = network.layers
    assert_close(network(x, lengths)[0], second(first(x, lengths)[0], lengths)[0])


def test_each_layer_starts_from_its_own_state() -> None:
    network = deep(lstm, 2, True).double()
    x = torch.randn(2, 6, 3, dtype=torch.float64)
    lengths = torch.tensor([6, 3])
    _, zeros = network(x, torch.tensor([0, 0]))
    state = map_state(torch.randn_like, zeros)
    first, second = network.layers
    below, final1 = first(x, lengths, state[0])
    y, final2 = second(below, lengths, state[1])
    assert_close(network(x, lengths, state), (y, (final1, final2)))


class Recorder(nn.Module):
    """A layer that keeps what it was given."""

    output_size = 50

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Tensor] = []

    def forward(self, x: Tensor, lengths: Tensor, state: None) -> tuple[Tensor, tuple[()]]:
        self.seen.append(x)
        return x, ()


@pytest.mark.parametrize("variational", [True, False])
def test_dropout_is_between_layers_alone(variational: bool) -> None:
    layers = [Recorder(), Recorder(), Recorder()]
    network = Deep(layers, dropout=0.5, variational=variational)
    x = torch.ones(2, 3, 50)
    y, _ = network(x, torch.tensor([3, 2]))
    first, second, third = (layer.seen[0] for layer in layers)
    assert torch.equal(first, x)
    assert sorted(second.unique().tolist()) == [0, 2]
    assert sorted(third.unique().tolist()) == [0, 4]  # a mask of its own
    assert torch.equal(y, third)
    assert torch.equal(second, second[:, :1].expand_as(second)) is variational
    network.eval()
    assert torch.equal(network(x, torch.tensor([3, 2]))[0], x)


def test_the_residual_path_is_not_dropped() -> None:
    layers = [Recorder(), Recorder()]
    network = Deep(layers, dropout=0.5, residual=True)
    x = torch.ones(2, 3, 50)
    y, _ = network(x, torch.tensor([3, 2]))
    assert torch.equal(y, x + layers[1].seen[0])


def test_layers_that_cannot_be_joined_are_refused() -> None:
    with pytest.raises(ValueError, match=r"one output size, but got \[4, 8\]"):
        Deep([gru(3, 4), Bidirectional(gru(4, 4), gru(4, 4))], residual=True)
    with pytest.raises(ValueError, match="at least one layer"):
        Deep([])
    with pytest.raises(ValueError, match=r"input_size of layer 2 must be 32, .* but is 16"):
        Deep([Bidirectional(lstm(8, 16), lstm(8, 16)), lstm(16, 16)])
    with pytest.raises(TypeError, match=r"layer 2 must be .* but .*Linear has no output_size"):
        Deep([lstm(8, 16), nn.Linear(16, 16)])


def test_a_network_says_what_it_reads_and_gives() -> None:
    network = Deep([Bidirectional(lstm(8, 16), gru(8, 3)), lstm(19, 5)])
    assert (network.input_size, network.output_size) == (8, 5)
