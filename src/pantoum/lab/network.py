"""The lab's network: recurrent layers, and a linear map of their states."""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor, nn

from pantoum.cells import CELLS
from pantoum.layers import Deep, Recurrent
from pantoum.shapes import Lengths


class Reader(nn.Module):
    """Reads a sequence and says something after each step: y<t> = W a<t> + b.

    Shapes: x [batch, time, input], lengths [batch] -> y [batch, time, output].

    Args:
        cell: a name of `pantoum.cells.CELLS`.
        layers: recurrent layers on top of each other; y is a map of the last one's states.
        residual: add what a layer reads to what it gives, from the second layer on.
    """

    def __init__(
        self,
        cell: str,
        input_size: int,
        hidden: int,
        output_size: int,
        layers: int = 1,
        residual: bool = False,
    ) -> None:
        super().__init__()
        sizes = [input_size, *[hidden] * (layers - 1)]
        stack = [Recurrent(CELLS[cell](size, hidden)) for size in sizes]
        self.layer = stack[0] if layers == 1 else Deep(stack, residual=residual)
        self.output = nn.Linear(hidden, output_size)

    def cells(self) -> list[nn.Module]:
        """The cells of all layers, from the input on."""
        return [one.cell for one in self.modules() if isinstance(one, Recurrent)]

    def forward(
        self, x: Float[Tensor, "batch time input"], lengths: Lengths
    ) -> Float[Tensor, "batch time output"]:
        states, _ = self.layer(x, lengths)
        return self.output(states)
