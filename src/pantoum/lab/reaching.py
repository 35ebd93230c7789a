"""How far gradients reach in cells that are fresh, changed or trained; a training that explodes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.cells import CELLS
from pantoum.explaining.cell_reach import cell_reach
from pantoum.lab.first_biases import keep, remember
from pantoum.lab.tasks.adding import AddingTask
from pantoum.lab.tasks.recall import RecallTask
from pantoum.lab.training import fit, fresh, step

# Parts of a state by the letters of the equations.
PARTS = {"hidden": "a", "cell": "c"}
INPUTS = 8
# Sequences that the reach of a trained network is the mean of.
SEQUENCES = 4
# Of a training that explodes: a small task, and steps that are too long for steep places.
EXPLODING_HIDDEN = 32
EXPLODING_STEPS = 400
EXPLODING_BATCH = 32
EXPLODING_RATE = 0.5


def reach(cell: nn.Module, inputs: Float[Tensor, "batch steps input"]) -> dict[str, Any]:
    """The reach of the last state of a cell, as a run keeps it.

    Returns: for each part of the state, "a" and "c", log10: the decimal logarithm of the gain
        ∂a<t>/∂a<t-l> or ∂a<t>/∂c<t-l> (`pantoum.explaining.jacobian`), for each lag l from 1 on,
        the mean over sequences, None for a gain of 0; tenth: the first lag at which the gain is
        below a tenth of that at lag 1, None if there is none.
    """
    found = cell_reach(cell, inputs)
    return {PARTS[name]: _reach(logs / math.log(10)) for name, logs in found.log_gains.items()}


def _reach(logs: Float[np.ndarray, "batch lags"]) -> dict[str, Any]:
    means = logs.mean(axis=0)
    below = np.flatnonzero(means < means[0] - 1)
    return {
        "log10": [round(float(one), 4) if math.isfinite(one) else None for one in means],
        "tenth": int(below[0]) + 1 if len(below) else None,
    }


def of_fresh(case: Mapping[str, Any], seed: int, hidden: int, longest: int) -> dict[str, Any]:
    """The reach of a fresh cell that reads normally distributed numbers.

    Args:
        case: cell; bias, the first bias of the gates that keep: a number, "own" or "chrono" (for
            memories of up to `longest` steps); factor, that of the recurrent weights.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        cell: Any = CELLS[case["cell"]](INPUTS, hidden)
        inputs = torch.randn(1, longest, INPUTS)
        if case["bias"] == "chrono":
            remember(cell, longest)
        elif case["bias"] != "own":
            keep(cell, case["bias"])
    with torch.no_grad():
        cell.weight_hh.mul_(case["factor"])
    return reach(cell, inputs)


def of_trained(
    cell: str, seed: int, hidden: int, lag: int, steps: int, listen: Callable[[int, float], None]
) -> dict[str, Any]:
    """The reach of a network before and after it has learned to add two numbers.

    It begins with biases for memories of up to twice the lag, and reads as many steps of new
    sequences of the task: all of these have so many, and some a few more.
    """
    task = AddingTask(lag)
    network = fresh(task, cell, seed=seed, hidden=hidden, remembered=2 * lag)
    x = task.draw(SEQUENCES, torch.Generator().manual_seed(seed)).x[:, : 2 * lag]
    before = reach(network.cells()[0], x)
    # With these settings the lab's LSTM and GRU solve the adding problem.
    training = fit(
        network,
        task,
        seed=seed,
        steps=steps,
        batch=64,
        learning_rate=0.02,
        max_grad_norm=1.0,
        listen=listen,
    )
    return {
        "before": before,
        "after": reach(network.cells()[0], x),
        "solved": training.solved,
        "wrong": 100 * training.wrong,
    }


def explode(clipped: bool, factor: float, seed: int) -> dict[str, Any]:
    """A training of a plain RNN with large recurrent weights by plain gradient descent.

    It is to write two symbols again after a pause of five steps.

    Args:
        clipped: whether gradients that are longer than 1 are scaled down to this length.
        factor: by which the first recurrent weights are multiplied.
    Returns: losses: the means of twentieths of the steps, None where one is no finite number;
        longest: the longest gradient.
    """
    task = RecallTask(lag=5, length=2)
    numbers = torch.Generator().manual_seed(seed)
    network = fresh(task, "rnn", seed=seed, hidden=EXPLODING_HIDDEN)
    cell: Any = network.cells()[0]
    with torch.no_grad():
        cell.weight_hh.mul_(factor)
    optimizer = torch.optim.SGD(network.parameters(), lr=EXPLODING_RATE)
    losses: list[float] = []
    longest = 0.0
    for _ in range(EXPLODING_STEPS):
        sequences = task.draw(EXPLODING_BATCH, numbers)
        loss = task.loss(network(sequences.x, sequences.lengths), sequences)
        length = step(network, optimizer, loss, 1.0 if clipped else math.inf)
        longest = max(longest, length)
        losses.append(loss.item())
    means = np.array(losses).reshape(20, -1).mean(axis=1)
    return {
        "losses": [round(float(one), 5) if math.isfinite(one) else None for one in means],
        "longest": round(longest, 3) if math.isfinite(longest) else None,
    }
