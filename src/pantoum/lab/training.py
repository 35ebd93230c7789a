"""The lab's training: one small loop over sequences that are drawn on the fly, never twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from pantoum.lab.first_biases import remember
from pantoum.lab.network import Reader
from pantoum.lab.tasks.contract import Task

# Hochreiter & Schmidhuber stop when none of the last so many training sequences was wrong (1997,
# sections 5.4 and 5.6), and then test with so many new ones.
RECENT = 2_000
TEST_SEQUENCES = 2_560
# Test sequences have numbers of their own: no training seed reaches this one.
TEST_SEED = 10**6


@dataclass(frozen=True)
class Training:
    """How one training went.

    Attributes:
        solved: whether the last `RECENT` sequences were all right before the steps ended.
        sequences: how many sequences had been read when it stopped.
        wrong: share of new sequences that the trained network gets wrong, from 0 to 1.
        losses: the mean loss of each of the stretches of steps, in order.
    """

    solved: bool
    sequences: int
    wrong: float
    losses: tuple[float, ...]


def train(
    task: Task,
    cell: str,
    *,
    seed: int,
    hidden: int,
    steps: int,
    batch: int,
    learning_rate: float,
    max_grad_norm: float,
    remembered: int = 0,
    listen: Callable[[int, float], None] | None = None,
) -> tuple[Reader, Training]:
    """Train a fresh network until it has solved the task, or for so many steps.

    The arguments are those of `fresh` and `fit`.
    """
    network = fresh(task, cell, seed=seed, hidden=hidden, remembered=remembered)
    return network, fit(
        network,
        task,
        seed=seed,
        steps=steps,
        batch=batch,
        learning_rate=learning_rate,
        max_grad_norm=max_grad_norm,
        listen=listen,
    )


def fresh(
    task: Task,
    cell: str,
    *,
    seed: int,
    hidden: int,
    remembered: int = 0,
    layers: int = 1,
    residual: bool = False,
) -> Reader:
    """A network for a task, with the first weights of a seed.

    Args:
        cell: a name of `pantoum.cells.CELLS`.
        seed: decides the weights; PyTorch's own random numbers stay as they are.
        hidden: numbers of the hidden state of each layer.
        remembered: the gates begin with biases of `pantoum.lab.first_biases.remember` for so many
            steps; 0: with the cell's own.
        layers, residual: as of `pantoum.lab.network.Reader`.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = Reader(cell, task.input_size, hidden, task.output_size, layers, residual)
        if remembered:
            for one in network.cells():
                remember(one, remembered)
    return network


def hidden_for(task: Task, cell: str, layers: int, parameters: int) -> int:
    """The hidden size with which a network for a task has the number of parameters that is nearest.

    Args:
        cell, layers: as of `fresh`.
    """

    def count(hidden: int) -> int:
        with torch.device("meta"):  # nothing is drawn for what is only counted
            network = Reader(cell, task.input_size, hidden, task.output_size, layers)
        return sum(one.numel() for one in network.parameters())

    hidden = 1
    while count(hidden + 1) <= parameters:
        hidden += 1
    return min(hidden, hidden + 1, key=lambda size: abs(count(size) - parameters))


def fit(
    network: Reader,
    task: Task,
    *,
    seed: int,
    steps: int,
    batch: int,
    learning_rate: float,
    max_grad_norm: float,
    listen: Callable[[int, float], None] | None = None,
) -> Training:
    """Train a network until it has solved the task, or for so many steps.

    Args:
        seed: decides every sequence.
        steps: at most; the learning rate falls evenly from its first value to 0 over them.
        batch: sequences of one step.
        max_grad_norm: longer gradients are scaled down to this length (Pascanu et al. 2013,
            arXiv:1211.5063).
        listen: is told the steps done and the mean loss, once for each stretch.
    """
    numbers = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
    stretch = max(1, steps // 50)
    recent: deque[bool] = deque(maxlen=RECENT)
    losses: list[float] = []
    sums = 0.0
    done = 0
    solved = False
    while done < steps and not solved:
        sequences = task.draw(batch, numbers)
        outputs = network(sequences.x, sequences.lengths)
        loss = task.loss(outputs, sequences)
        optimizer.param_groups[0]["lr"] = learning_rate * (1 - done / steps)
        step(network, optimizer, loss, max_grad_norm)
        done += 1
        recent.extend(task.right(outputs.detach(), sequences).tolist())
        solved = len(recent) == RECENT and all(recent)
        sums += loss.item()
        if done % stretch == 0 or solved or done == steps:
            count = (done - 1) % stretch + 1
            losses.append(sums / count)
            sums = 0.0
            if listen is not None:
                listen(done, losses[-1])
    return Training(solved, done * batch, wrong_share(network, task), tuple(losses))


def step(
    network: nn.Module, optimizer: torch.optim.Optimizer, loss: Tensor, max_grad_norm: float
) -> float:
    """One step of the optimizer along the gradient of a loss, which is clipped by its length.

    Returns: the length of the gradient before that.
    """
    optimizer.zero_grad()
    loss.backward()
    length = nn.utils.clip_grad_norm_(network.parameters(), max_grad_norm)
    optimizer.step()
    return length.item()


@torch.no_grad()
def wrong_share(network: nn.Module, task: Task, sequences: int = TEST_SEQUENCES) -> float:
    """The share of new sequences that a network gets wrong, the same ones for every network."""
    numbers = torch.Generator().manual_seed(TEST_SEED)
    wrong = 0
    left = sequences
    while left:
        drawn = task.draw(min(left, 256), numbers)
        right = task.right(network(drawn.x, drawn.lengths), drawn)
        wrong += int((~right).sum())
        left -= len(right)
    return wrong / sequences
