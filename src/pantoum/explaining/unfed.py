"""A decoder that is fed with nothing: its first layer reads the symbol before alone."""

from __future__ import annotations

from typing import Any

from jaxtyping import Float
from torch import Tensor, nn


class UnfedCell(nn.Module):
    """A decoder's first cell that reads 0 in place of what input feeding gives it: of the context,
    or of the last readout; see `pantoum.models.Decoder` and `pantoum.cells.Cell`.

    Args:
        cell: whose place it takes, with all of its weights.
        kept: how many numbers of its input, the first ones, are of the symbol.
    """

    def __init__(self, cell: Any, kept: int) -> None:
        super().__init__()
        self.cell = cell
        self.kept = kept
        self.input_size: int = cell.input_size
        self.hidden_size: int = cell.hidden_size
        self.state_type: Any = cell.state_type

    def initial_state(self, batch: int) -> Any:
        return self.cell.initial_state(batch)

    def forward(self, x: Float[Tensor, "batch input"], state: Any) -> tuple[Tensor, Any]:
        unfed = x.clone()
        unfed[:, self.kept :] = 0
        return self.cell(unfed, state)
