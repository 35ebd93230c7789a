"""Exercises about deep networks: layers in a row, equal sizes, and the shortest way through."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import torch
from torch import Generator, Tensor

from pantoum.cells import GRUCell, LSTMCell
from pantoum.lab.exercises.exercise import Call, Exercise, Mistake, normal, whole
from pantoum.layers import Deep, Recurrent

Layer = Callable[[Tensor], Tensor]


def random_layers(generator: Generator, size: int, number: int) -> list[Recurrent]:
    """GRU layers whose weights are of this generator, computed step by step."""
    layers = [Recurrent(GRUCell(size, size), fast=False) for _ in range(number)]
    for layer in layers:
        for parameter in layer.requires_grad_(False).parameters():
            parameter.copy_(normal(generator, *parameter.shape, scale=0.5))
    return layers


def of_one_row(layer: Recurrent) -> Layer:
    """A layer for a single row: x [time, size] -> y [time, size]."""
    return lambda x: layer(x[None], [len(x)])[0][0]


def deep_calls(generator: Generator) -> list[Call]:
    calls = []
    for time, number, residual in ((3, 1, False), (4, 3, False), (4, 1, True), (5, 3, True)):
        layers = random_layers(generator, 4, number)
        x = normal(generator, time, 4)
        expected = Deep(layers, residual=residual)(x[None], [time])[0][0]
        calls.append(Call((x, [of_one_row(layer) for layer in layers], residual), expected))
    return calls


def _residual_everywhere(x: Tensor, layers: Sequence[Layer], residual: bool) -> Tensor:
    for layer in layers:
        x = x + layer(x) if residual else layer(x)
    return x


def _never_residual(x: Tensor, layers: Sequence[Layer], residual: bool) -> Tensor:
    for layer in layers:
        x = layer(x)
    return x


def size_of(input_size: int, hidden_size: int, layers: int) -> int:
    """How many parameters so many layers of LSTMs have."""
    with torch.device("meta"):
        sizes = [input_size] + [hidden_size] * (layers - 1)
        cells = [LSTMCell(size, hidden_size) for size in sizes]
    return sum(parameter.numel() for cell in cells for parameter in cell.parameters())


def equal_hidden(input_size: int, hidden_size: int, layers: int) -> int:
    """The reference: one size after the other is tried."""
    limit = size_of(input_size, hidden_size, 1)
    found = 0
    while size_of(input_size, found + 1, layers) <= limit:
        found += 1
    return found


def equal_calls(generator: Generator) -> list[Call]:
    triples = [(64, 128, 1), (64, 128, 2), (128, 256, 4)]
    triples.append((whole(generator, 10, 50), whole(generator, 50, 90), 3))
    return [Call(one, equal_hidden(*one)) for one in triples]


def _all_layers_alike(input_size: int, hidden_size: int, layers: int) -> int:
    """Every layer reads the input's size."""
    limit = size_of(input_size, hidden_size, 1)
    found = 0
    while layers * size_of(input_size, found + 1, 1) <= limit:
        found += 1
    return found


def path_length(lag: int, layers: int, residual: bool) -> int:
    """The reference: a breadth-first search through the unrolled network, from its last output back
    to x<t-lag>, in which only a step of a cell counts.

    A node (layer, step) is h[layer]<step>, the layer's output; layer 0 is x.
    """
    start = (layers, lag)
    # Whether the value of the cell itself is meant, or the layer's output, which may skip it.
    nodes = deque([(start, 0)])
    best: dict[tuple[int, int], int] = {start: 0}
    while nodes:
        (layer, step), cost = nodes.popleft()
        if cost > best[layer, step] or layer == 0:
            continue
        for node, price in _before(layer, step, residual):
            total = cost + price
            if total < best.get(node, total + 1):
                best[node] = total
                nodes.append((node, total))
    return best[0, 0]


def _before(layer: int, step: int, residual: bool) -> list[tuple[tuple[int, int], int]]:
    """What h[layer]<step> is made of, and how many cells stand between."""
    found = [((layer - 1, step), 1)]
    if residual and layer > 1:
        found.append(((layer - 1, step), 0))
    # Through the state: one cell for each step back, and one that has read the layer below.
    found += [((layer - 1, earlier), 1 + step - earlier) for earlier in range(step)]
    return found


def path_calls(generator: Generator) -> list[Call]:
    triples = [(5, 3, False), (5, 1, False), (0, 1, False), (0, 3, True), (7, 4, True)]
    triples.append((whole(generator, 8, 15), 2, False))
    return [Call(one, path_length(*one)) for one in triples]


EXERCISES = (
    Exercise(
        "deep-1",
        "deep",
        ("x", "layers", "residual"),
        ("y",),
        "Run a row x [time, size] through a list of layers, each a function x [time, size] -> "
        "[time, size]: layer l reads what layer l − 1 gives. Where residual is true, each layer "
        "from the second on adds what it reads to what it gives.",
        "gives what Deep gives with as many GRU layers",
        deep_calls,
        mistakes=(
            Mistake(
                _residual_everywhere,
                "this is what comes out when the first layer is residual as well",
            ),
            Mistake(_never_residual, "this is what comes out without residual connections"),
        ),
    ),
    Exercise(
        "deep-2",
        "equal_hidden",
        ("input_size", "hidden_size", "layers"),
        ("the hidden size",),
        "Give the largest hidden size with which an LSTM of so many layers has no more parameters "
        "than one layer of hidden_size; each layer has two biases of 4 hidden values, and the "
        "second and later ones read the hidden states of the one below.",
        "gives what trying out one size after the other gives",
        equal_calls,
        ("LSTM", "LSTMCell"),
        (
            Mistake(
                _all_layers_alike,
                "this is what comes out when every layer reads input_size; from the second on they "
                "read the hidden size",
            ),
            Mistake(
                lambda input_size, hidden_size, layers: hidden_size // layers,
                "the parameters grow with the square of the hidden size, not in proportion to it",
            ),
        ),
    ),
    Exercise(
        "deep-3",
        "path_length",
        ("lag", "layers", "residual"),
        ("the number of cells",),
        "Give the smallest number of steps of cells through which x⟨t−lag⟩ reaches the last "
        "layer's output of step t, in a network of so many layers; with residual connections (from "
        "the second layer on) if residual is true. What crosses a residual connection passes no "
        "cell.",
        "gives what a search through the unrolled network gives",
        path_calls,
        mistakes=(
            Mistake(
                lambda lag, layers, residual: lag * layers,
                "not every step has to be made in every layer: the shortest way goes back in one",
            ),
            Mistake(
                lambda lag, layers, residual: lag + layers,
                "this is right without residual connections; across one no cell is passed",
            ),
        ),
    ),
)
