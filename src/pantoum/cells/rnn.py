"""The plain recurrent cell."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.cells.contract import initialize
from pantoum.cells.form import CellWeights, keeps_equation
from pantoum.cells.gates import RNNGates
from pantoum.cells.rnn_form import RNNForm
from pantoum.cells.states import RNNState
from pantoum.shapes import check_step


class RNNCell(nn.Module):
    """The plain (Elman) recurrent cell: a<t> = tanh(W_a [a<t-1>; x<t>] + b_a).

    The gradient through many steps is a product of as many Jacobians, so it diminishes or explodes;
    the GRU and the LSTM are the answers to that.

    Shapes: x [batch, input], state.hidden [batch, hidden] -> output [batch, hidden].
    Raises: TypeError and ValueError for tensors of another shape, type or device.
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
        return RNNState(self.weight_hh.new_zeros(batch, self.hidden_size))

    def gates(
        self, x: Float[Tensor, "batch input"], state: RNNState | tuple[Tensor, ...]
    ) -> RNNGates:
        """What happens inside a step: the equation of the cell, of which `forward` is made."""
        before: RNNState = check_step(self, x, state, self.weight_ih)
        products = F.linear(x, self.weight_ih, self.bias_ih)
        recurrent = F.linear(before.hidden, self.weight_hh, self.bias_hh)
        return RNNGates(torch.tanh(products + recurrent))

    def forward(
        self, x: Float[Tensor, "batch input"], state: RNNState | tuple[Tensor, ...]
    ) -> tuple[Float[Tensor, "batch hidden"], RNNState]:
        hidden = self.gates(x, state).hidden
        return hidden, RNNState(hidden)

    def fast(self) -> RNNForm | None:
        """The form that kernels and searches compute with, unless a subclass changes the step."""
        if not keeps_equation(self, RNNCell, "forward", "gates", "initial_state"):
            return None
        weights = CellWeights(self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        return RNNForm(weights)
