"""The LSTM cell with layer normalisation."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.cells.contract import initialize
from pantoum.cells.gates import LSTMGates
from pantoum.cells.states import LSTMState
from pantoum.shapes import check_step


class LayerNormLSTMCell(nn.Module):
    """The LSTM whose products and whose memory cell are normalised at every step.

    LN(z; g, b) = g * (z - mean z) / √(var z + ε) + b, over the values of one row;
    (Γ̂_u, Γ̂_f, ĉ, Γ̂_o) = LN(W_h a<t-1>; g_h) + LN(W_x x<t>; g_x) + b;
    c<t> = σ(Γ̂_u) tanh ĉ + σ(Γ̂_f) c<t-1>; a<t> = σ(Γ̂_o) tanh LN(c<t>; g_c, b_c).

    The size of the gates' sums no longer grows with that of states and inputs, which steadies
    training over long sequences. The forget gate's bias starts at 1, as in `LSTMCell`.

    Shapes: x [batch, input], state.hidden and state.cell [batch, hidden] -> output [batch, hidden];
    weight_ih [4 * hidden, input] and weight_hh [4 * hidden, hidden], blocks as in `LSTMCell`; g_x,
    g_h and b [4 * hidden]; g_c and b_c [hidden].
    Raises: TypeError and ValueError for tensors of another shape, type or device.
    Source: Ba, Kiros & Hinton (2016), arXiv:1607.06450, equations 20 to 22.
    """

    state_type = LSTMState

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.weight_ih = nn.Parameter(torch.empty(4 * hidden_size, input_size))
        self.weight_hh = nn.Parameter(torch.empty(4 * hidden_size, hidden_size))
        self.bias = nn.Parameter(torch.zeros(4 * hidden_size))
        self.norm_input = nn.LayerNorm(4 * hidden_size, bias=False)
        self.norm_hidden = nn.LayerNorm(4 * hidden_size, bias=False)
        self.norm_cell = nn.LayerNorm(hidden_size)
        initialize(self.weight_ih, self.weight_hh)
        nn.init.ones_(self.bias[hidden_size : 2 * hidden_size])

    def initial_state(self, batch: int) -> LSTMState:
        shape = (batch, self.hidden_size)
        return LSTMState(self.weight_hh.new_zeros(shape), self.weight_hh.new_zeros(shape))

    def gates(
        self, x: Float[Tensor, "batch input"], state: LSTMState | tuple[Tensor, ...]
    ) -> LSTMGates:
        """What happens inside a step: the equation of the cell, of which `forward` is made."""
        before: LSTMState = check_step(self, x, state, self.weight_ih)
        from_hidden = self.norm_hidden(F.linear(before.hidden, self.weight_hh))
        from_input = self.norm_input(F.linear(x, self.weight_ih))
        sums = from_hidden + from_input + self.bias
        of_update, of_forget, of_candidate, of_output = sums.chunk(4, dim=-1)
        forget = torch.sigmoid(of_forget)
        remembered = forget * before.cell
        update = torch.sigmoid(of_update)
        candidate = torch.tanh(of_candidate)
        cell = update * candidate + remembered
        output = torch.sigmoid(of_output)
        hidden = output * torch.tanh(self.norm_cell(cell))
        return LSTMGates(update, forget, output, candidate, cell, hidden)

    def forward(
        self, x: Float[Tensor, "batch input"], state: LSTMState | tuple[Tensor, ...]
    ) -> tuple[Float[Tensor, "batch hidden"], LSTMState]:
        inside = self.gates(x, state)
        return inside.hidden, LSTMState(inside.hidden, inside.cell)
