"""What a task of the lab is: it draws sequences, and judges what a network says of them."""

from __future__ import annotations

from typing import NamedTuple, Protocol, runtime_checkable

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor


class Batch(NamedTuple):
    """Sequences of a task.

    Shapes: x [batch, time, input]; lengths [batch]; targets: as the task has them, the batch first.
    """

    x: Float[Tensor, "batch time input"]
    lengths: Int[Tensor, " batch"]
    targets: Tensor


@runtime_checkable
class Task(Protocol):
    """A task: ``draw`` gives a batch, ``loss`` and ``right`` judge the outputs of a network."""

    input_size: int
    output_size: int

    def draw(self, batch: int, numbers: torch.Generator) -> Batch:
        """So many new sequences."""
        ...

    def loss(self, outputs: Float[Tensor, "batch time output"], batch: Batch) -> Tensor:
        """What training lowers: one number."""
        ...

    def right(
        self, outputs: Float[Tensor, "batch time output"], batch: Batch
    ) -> Bool[Tensor, " batch"]:
        """Whether each sequence counts as right."""
        ...


def last_outputs(
    outputs: Float[Tensor, "batch time output"], lengths: Int[Tensor, " batch"]
) -> Float[Tensor, "batch output"]:
    """The output after the last step of each sequence."""
    rows = torch.arange(len(outputs))
    return outputs[rows, lengths - 1]
