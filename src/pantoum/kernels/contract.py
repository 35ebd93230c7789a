"""What every kernel is: whole padded rows through one cell's weights, equal to the step-by-step
reference.

``kernel(x, lengths, state, weights) -> (y, final_state)``, x [batch, time, input] -> y [batch,
time, hidden]. What x holds on padding is never read; y is 0 there. The final state is the one at
each row's true last step, and the first state for an empty row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from pantoum.cells import CellWeights

Kernel = Callable[[Tensor, Tensor, Any, CellWeights], tuple[Tensor, Any]]


class Whole(NamedTuple):
    """A kernel and all it is called with."""

    kernel: Kernel
    x: Tensor
    lengths: Tensor
    state: Any
    weights: CellWeights

    def run(self) -> tuple[Tensor, Any]:
        """The call."""
        return self.kernel(self.x, self.lengths, self.state, self.weights)

    @property
    def tensors(self) -> list[Tensor]:
        """What gradients may be wanted of."""
        return [self.x, *self.state, *self.weights]

    def over(self, tensors: list[Tensor]) -> Whole:
        """The same with other tensors."""
        x, *rest = tensors
        parts = len(self.state)
        state = type(self.state)(*rest[:parts])
        return self._replace(x=x, state=state, weights=CellWeights(*rest[parts:]))


def last_step(
    y: Float[Tensor, "batch time hidden"],
    lengths: Int[Tensor, "batch"],
    first: Float[Tensor, "batch hidden"],
) -> Float[Tensor, "batch hidden"]:
    """y at each row's true last step; `first` where the row is empty."""
    if y.shape[1] == 0:
        return first
    index = (lengths - 1).clamp(min=0)[:, None, None].expand(-1, 1, y.shape[2])
    return torch.where((lengths > 0)[:, None], y.gather(1, index)[:, 0], first)


def blank_padding(
    y: Float[Tensor, "batch time size"], mask: Bool[Tensor, "batch time"]
) -> Float[Tensor, "batch time size"]:
    """y with 0 on padding."""
    return y.masked_fill(~mask[:, :, None], 0.0)
