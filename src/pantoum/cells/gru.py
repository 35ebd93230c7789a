"""The gated recurrent unit."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.cells.contract import CellWeights, initialize


class GRUState(NamedTuple):
    """hidden: a<t>, which is also the memory c<t>; [batch, hidden]."""

    hidden: Float[Tensor, "batch hidden"]


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
        """The all-zero state for `batch` rows."""
        return GRUState(self.weight_hh.new_zeros(batch, self.hidden_size))

    def weights(self) -> CellWeights:
        """The parameters, as the kernels take them."""
        return CellWeights(self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)

    def project(self, x: Float[Tensor, "... input"]) -> Float[Tensor, "... gates"]:
        """The input's share of both gates and of c̃<t>."""
        return F.linear(x, self.weight_ih, self.bias_ih)

    def advance(
        self,
        products: Float[Tensor, "batch gates"],
        state: GRUState,
        weight_hh: Tensor | None = None,
    ) -> tuple[Float[Tensor, "batch hidden"], GRUState]:
        """One step from the products of `project`."""
        recurrent = F.linear(
            state.hidden, self.weight_hh if weight_hh is None else weight_hh, self.bias_hh
        )
        sizes = [2 * self.hidden_size, self.hidden_size]
        input_gates, input_candidate = products.split(sizes, dim=-1)
        recurrent_gates, recurrent_candidate = recurrent.split(sizes, dim=-1)
        relevance, keep = torch.sigmoid(input_gates + recurrent_gates).chunk(2, dim=-1)
        candidate = torch.tanh(input_candidate + relevance * recurrent_candidate)
        hidden = candidate + keep * (state.hidden - candidate)
        return hidden, GRUState(hidden)

    def forward(
        self, x: Float[Tensor, "batch input"], state: GRUState
    ) -> tuple[Float[Tensor, "batch hidden"], GRUState]:
        return self.advance(self.project(x), state)
