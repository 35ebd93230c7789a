"""The plain recurrent cell."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.cells.contract import CellWeights, initialize


class RNNState(NamedTuple):
    """hidden: a<t>, [batch, hidden]."""

    hidden: Float[Tensor, "batch hidden"]


class RNNCell(nn.Module):
    """The plain (Elman) recurrent cell: a<t> = tanh(W_a [a<t-1>; x<t>] + b_a).

    The gradient through many steps is a product of as many Jacobians, so it diminishes or explodes;
    the GRU and the LSTM are the answers to that.

    Shapes: x [batch, input], state.hidden [batch, hidden] -> output [batch, hidden].
    Source: Elman (1990), Finding structure in time. Parameters as in `torch.nn.RNNCell`.
    """

    state_type = RNNState

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.weight_ih = nn.Parameter(torch.empty(hidden_size, input_size))
        self.weight_hh = nn.Parameter(torch.empty(hidden_size, hidden_size))
        self.bias_ih = nn.Parameter(torch.zeros(hidden_size))
        self.bias_hh = nn.Parameter(torch.zeros(hidden_size))
        initialize(self.weight_ih, self.weight_hh)

    def initial_state(self, batch: int) -> RNNState:
        """The all-zero state for `batch` rows."""
        return RNNState(self.weight_hh.new_zeros(batch, self.hidden_size))

    def weights(self) -> CellWeights:
        """The parameters, as the kernels take them."""
        return CellWeights(self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)

    def project(self, x: Float[Tensor, "... input"]) -> Float[Tensor, "... gates"]:
        """The input's share of a<t>, before the tanh."""
        return F.linear(x, self.weight_ih, self.bias_ih)

    def advance(
        self,
        products: Float[Tensor, "batch gates"],
        state: RNNState,
        weight_hh: Tensor | None = None,
    ) -> tuple[Float[Tensor, "batch hidden"], RNNState]:
        """One step from the products of `project`."""
        recurrent = self.weight_hh if weight_hh is None else weight_hh
        hidden = torch.tanh(products + F.linear(state.hidden, recurrent, self.bias_hh))
        return hidden, RNNState(hidden)

    def forward(
        self, x: Float[Tensor, "batch input"], state: RNNState
    ) -> tuple[Float[Tensor, "batch hidden"], RNNState]:
        return self.advance(self.project(x), state)
