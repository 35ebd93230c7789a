"""The gated recurrent unit."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.cells.contract import initialize
from pantoum.cells.form import CellWeights, keeps_equation
from pantoum.cells.gates import GRUGates
from pantoum.cells.gru_form import GRUForm
from pantoum.cells.states import GRUState
from pantoum.shapes import check_step


class GRUCell(nn.Module):
    """The gated recurrent unit, whose memory is its output: a<t> = c<t>.

    Γ_r = σ(W_r [a<t-1>; x<t>] + b_r), the relevance (reset) gate;
    Γ_u = σ(W_u [a<t-1>; x<t>] + b_u), the update gate;
    c̃<t> = tanh(W_cx x<t> + b_cx + Γ_r * (W_ca a<t-1> + b_ca)); a<t> = Γ_u c̃<t> + (1 - Γ_u)
    a<t-1>.

    As in PyTorch and cuDNN, Γ_r acts on the product W_ca a<t-1> + b_ca rather than on a<t-1>
    itself, so that all recurrent products of a step are one matrix product; and PyTorch's z is 1 -
    Γ_u: the stored block is that of z, which holds -W_u and -b_u.

    Shapes: x [batch, input], state.hidden [batch, hidden] -> output [batch, hidden].
    Raises: TypeError and ValueError for tensors of another shape, type or device.
    Source: Cho et al. (2014), arXiv:1406.1078. Parameters as in `torch.nn.GRUCell` (blocks r, z,
    n).
    """

    state_type = GRUState

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.weight_ih = nn.Parameter(torch.empty(3 * hidden_size, input_size))
        self.weight_hh = nn.Parameter(torch.empty(3 * hidden_size, hidden_size))
        self.bias_ih = nn.Parameter(torch.zeros(3 * hidden_size))
        self.bias_hh = nn.Parameter(torch.zeros(3 * hidden_size))
        initialize(self.weight_ih, self.weight_hh)

    def initial_state(self, batch: int) -> GRUState:
        return GRUState(self.weight_hh.new_zeros(batch, self.hidden_size))

    def gates(
        self, x: Float[Tensor, "batch input"], state: GRUState | tuple[Tensor, ...]
    ) -> GRUGates:
        """What happens inside a step: the equation of the cell, of which `forward` is made."""
        before: GRUState = check_step(self, x, state, self.weight_ih)
        sizes = [2 * self.hidden_size, self.hidden_size]
        products = F.linear(x, self.weight_ih, self.bias_ih)
        recurrent = F.linear(before.hidden, self.weight_hh, self.bias_hh)
        input_gates, input_candidate = products.split(sizes, dim=-1)
        recurrent_gates, recurrent_candidate = recurrent.split(sizes, dim=-1)
        relevance, keep = torch.sigmoid(input_gates + recurrent_gates).chunk(2, dim=-1)
        candidate = torch.tanh(input_candidate + relevance * recurrent_candidate)
        hidden = candidate + keep * (before.hidden - candidate)
        return GRUGates(relevance, 1 - keep, candidate, hidden)

    def forward(
        self, x: Float[Tensor, "batch input"], state: GRUState | tuple[Tensor, ...]
    ) -> tuple[Float[Tensor, "batch hidden"], GRUState]:
        hidden = self.gates(x, state).hidden
        return hidden, GRUState(hidden)

    def fast(self) -> GRUForm | None:
        """The form that kernels and searches compute with, unless a subclass changes the step."""
        if not keeps_equation(self, GRUCell, "forward", "gates", "initial_state"):
            return None
        weights = CellWeights(self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        return GRUForm(weights)
