"""How fast GRU and plain RNN are beside the LSTM, for each operation of their matrix products:
layers and decoders.

python benchmarks/speed/cells.py [--threads 2] [--rounds 15]
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

from pantoum.cli import ENVIRONMENT

os.environ.update(ENVIRONMENT)  # as for the command, before PyTorch is imported

import torch
from torch import nn

from pantoum.config import ModelConfig
from pantoum.layers import Bidirectional, gru, lstm, rnn
from pantoum.models import build, teacher_forced_log_probabilities

GATES = {"lstm": 4, "gru": 3, "rnn": 1}
MAKERS = {"lstm": lstm, "gru": gru, "rnn": rnn}


class Shape(NamedTuple):
    """Rows, symbols on both sides, and sizes."""

    rows: int
    time: int
    embedding: int
    hidden: int


SHAPES = (Shape(32, 10, 128, 256), Shape(64, 14, 256, 512))
VOCABULARY = 64


def main() -> None:
    """Print a table: the time of a forward and backward pass, and operations a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    print(
        "| what | rows, length, sizes | cell | ms | GFLOP/s | of the LSTM's "
        "|\n|---|---|---|---|---|---|"
    )
    for name, make in (("bi-directional layer", layer), ("decoder", decoder)):
        for shape in SHAPES:
            runs = {cell: make(cell, shape) for cell in GATES}
            times: dict[str, list[float]] = {cell: [] for cell in GATES}
            for _ in range(given.rounds + 2):
                for cell, run in runs.items():
                    began = time.perf_counter()
                    run()
                    times[cell].append(time.perf_counter() - began)
            seconds = {cell: median(found[2:]) for cell, found in times.items()}
            operations = layer_operations if make is layer else decoder_operations
            speeds = {cell: operations(cell, shape) / seconds[cell] / 1e9 for cell in GATES}
            for cell in GATES:
                print(
                    f"| {name} | {shape.rows}, {shape.time}, {shape.embedding}, {shape.hidden} | "
                    f"{cell} | "
                    f"{1_000 * seconds[cell]:.2f} | {speeds[cell]:.0f} | "
                    f"{speeds[cell] / speeds['lstm']:.2f} |",
                    flush=True,
                )


def layer(cell: str, shape: Shape) -> Callable[[], None]:
    """A bi-directional layer, forward and backward."""
    make = MAKERS[cell]
    module = Bidirectional(make(shape.embedding, shape.hidden), make(shape.embedding, shape.hidden))
    x = torch.randn(shape.rows, shape.time, shape.embedding, requires_grad=True)
    lengths = torch.full((shape.rows,), shape.time)
    return lambda: module(x, lengths)[0].sum().backward()


def layer_operations(cell: str, shape: Shape) -> float:
    """Of the products, forward and backward, of both directions."""
    size = GATES[cell] * shape.hidden
    return 2 * 3 * 2 * shape.rows * shape.time * size * (shape.embedding + shape.hidden)


def decoder(cell: str, shape: Shape) -> Callable[[], None]:
    """A decoder with additive attention, fed with the context, over an encoder's output; forward
    and backward.
    """
    config = ModelConfig(
        cell="lstm",
        decoder_cell=cell,
        embedding=shape.embedding,
        hidden=shape.hidden // 2,
        decoder_hidden=shape.hidden,
    )
    model: nn.Module = build(config, VOCABULARY, VOCABULARY).train()
    source = torch.randint(4, VOCABULARY, (shape.rows, shape.time))
    encoded = model.encoder(source, torch.full((shape.rows,), shape.time))
    annotations = encoded.annotations.detach().requires_grad_()
    states = tuple(type(state)(*(_detached(part) for part in state)) for state in encoded.states)
    encoded = encoded._replace(annotations=annotations, states=states)
    return lambda: (
        teacher_forced_log_probabilities(model.decoder, source, model.decoder.start(encoded))[0]
        .sum()
        .backward()
    )


def _detached(state: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
    return type(state)(*(part.detach() for part in state))


def decoder_operations(cell: str, shape: Shape) -> float:
    """Of the products of the gates, the query, the keys, the readout and the output, forward and
    backward.
    """
    hidden = shape.hidden
    symbol = shape.embedding
    gates = GATES[cell] * hidden * (symbol + hidden + hidden)
    rest = hidden * hidden * 2 + (2 * hidden + symbol) * symbol + symbol * VOCABULARY
    return 3 * 2 * shape.rows * shape.time * (gates + rest)


if __name__ == "__main__":
    main()
