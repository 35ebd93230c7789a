"""The long short-term memory cell."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.cells.contract import CellWeights, initialize


class LSTMState(NamedTuple):
    """hidden: a<t>, memory: c<t>; both [batch, hidden]."""

    hidden: Float[Tensor, "batch hidden"]
    memory: Float[Tensor, "batch hidden"]


class LSTMCell(nn.Module):
    """The long short-term memory cell with a forget gate.

    c̃<t> = tanh(W_c [a<t-1>; x<t>] + b_c);
    Γ_u, Γ_f, Γ_o = σ(W_· [a<t-1>; x<t>] + b_·), the update, forget and output gates;
    c<t> = Γ_u c̃<t> + Γ_f c<t-1>; a<t> = Γ_o tanh c<t>.

    The forget gate's bias starts at 1, so that a new cell remembers (Jozefowicz et al. 2015).

    Shapes: x [batch, input], state.hidden and state.memory [batch, hidden] -> output [batch,
    hidden].
    Source: Hochreiter & Schmidhuber (1997); forget gate: Gers et al. (2000). Parameters as in
    `torch.nn.LSTMCell`, whose blocks i, f, g, o are Γ_u, Γ_f, c̃ and Γ_o.
    """

    state_type = LSTMState

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.weight_ih = nn.Parameter(torch.empty(4 * hidden_size, input_size))
        self.weight_hh = nn.Parameter(torch.empty(4 * hidden_size, hidden_size))
        self.bias_ih = nn.Parameter(torch.zeros(4 * hidden_size))
        self.bias_hh = nn.Parameter(torch.zeros(4 * hidden_size))
        initialize(self.weight_ih, self.weight_hh)
        nn.init.ones_(self.bias_ih[hidden_size : 2 * hidden_size])

    def initial_state(self, batch: int) -> LSTMState:
        """The all-zero state for `batch` rows."""
        shape = (batch, self.hidden_size)
        return LSTMState(self.weight_hh.new_zeros(shape), self.weight_hh.new_zeros(shape))

    def weights(self) -> CellWeights:
        """The parameters, as the kernels take them."""
        return CellWeights(self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)

    def project(self, x: Float[Tensor, "... input"]) -> Float[Tensor, "... gates"]:
        """The input's share of the three gates and of c̃<t>."""
        return F.linear(x, self.weight_ih, self.bias_ih)

    def advance(
        self,
        products: Float[Tensor, "batch gates"],
        state: LSTMState,
        weight_hh: Tensor | None = None,
    ) -> tuple[Float[Tensor, "batch hidden"], LSTMState]:
        """One step from the products of `project`."""
        recurrent = F.linear(
            state.hidden, self.weight_hh if weight_hh is None else weight_hh, self.bias_hh
        )
        update, forget, candidate, output = (products + recurrent).chunk(4, dim=-1)
        memory = (
            torch.sigmoid(update) * torch.tanh(candidate) + torch.sigmoid(forget) * state.memory
        )
        hidden = torch.sigmoid(output) * torch.tanh(memory)
        return hidden, LSTMState(hidden, memory)

    def forward(
        self, x: Float[Tensor, "batch input"], state: LSTMState
    ) -> tuple[Float[Tensor, "batch hidden"], LSTMState]:
        return self.advance(self.project(x), state)
