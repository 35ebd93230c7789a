"""The lab's network: one recurrent layer, and a linear map of its states."""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor, nn

from pantoum.cells import CELLS
from pantoum.layers import Recurrent
from pantoum.shapes import Lengths


class Reader(nn.Module):
    """Reads a sequence and says something after each step: y<t> = W a<t> + b.

    Shapes: x [batch, time, input], lengths [batch] -> y [batch, time, output].

    Args:
        cell: a name of `pantoum.cells.CELLS`.
    """

    def __init__(self, cell: str, input_size: int, hidden: int, output_size: int) -> None:
        super().__init__()
        self.layer = Recurrent(CELLS[cell](input_size, hidden))
        self.output = nn.Linear(hidden, output_size)

    def forward(
        self, x: Float[Tensor, "batch time input"], lengths: Lengths
    ) -> Float[Tensor, "batch time output"]:
        states, _ = self.layer(x, lengths)
        return self.output(states)
