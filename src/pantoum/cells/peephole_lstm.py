"""The LSTM cell whose gates see the memory cell."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.cells.contract import initialize
from pantoum.cells.gates import LSTMGates
from pantoum.cells.states import LSTMState
from pantoum.shapes import check_step


class PeepholeLSTMCell(nn.Module):
    """The LSTM with peephole connections from the memory cell to the gates.

    c̃<t> = tanh(W_c [a<t-1>; x<t>] + b_c);
    Γ_u, Γ_f = σ(W_· [a<t-1>; x<t>] + p_· * c<t-1> + b_·), the update and forget gates;
    c<t> = Γ_u c̃<t> + Γ_f c<t-1>;
    Γ_o = σ(W_o [a<t-1>; x<t>] + p_o * c<t> + b_o), the output gate, which sees the new memory cell;
    a<t> = Γ_o tanh c<t>.

    The peepholes p are one weight for each unit, and start at 0: a new cell is an `LSTMCell`. They
    let a cell measure exact time intervals, which a closed output gate would hide from the gates.

    Shapes: x [batch, input], state.hidden and state.cell [batch, hidden] -> output [batch, hidden];
    weight_peephole [3 * hidden]: p_u, p_f and p_o. The other parameters are those of `LSTMCell`.
    Raises: TypeError and ValueError for tensors of another shape, type or device.
    Source: Gers & Schmidhuber (2000), Recurrent nets that time and count.
    """

    state_type = LSTMState

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.weight_ih = nn.Parameter(torch.empty(4 * hidden_size, input_size))
        self.weight_hh = nn.Parameter(torch.empty(4 * hidden_size, hidden_size))
        self.weight_peephole = nn.Parameter(torch.zeros(3 * hidden_size))
        self.bias_ih = nn.Parameter(torch.zeros(4 * hidden_size))
        self.bias_hh = nn.Parameter(torch.zeros(4 * hidden_size))
        initialize(self.weight_ih, self.weight_hh)
        nn.init.ones_(self.bias_ih[hidden_size : 2 * hidden_size])

    def initial_state(self, batch: int) -> LSTMState:
        shape = (batch, self.hidden_size)
        return LSTMState(self.weight_hh.new_zeros(shape), self.weight_hh.new_zeros(shape))

    def gates(
        self, x: Float[Tensor, "batch input"], state: LSTMState | tuple[Tensor, ...]
    ) -> LSTMGates:
        """What happens inside a step: the equation of the cell, of which `forward` is made."""
        before: LSTMState = check_step(self, x, state, self.weight_ih)
        products = F.linear(x, self.weight_ih, self.bias_ih)
        sums = products + F.linear(before.hidden, self.weight_hh, self.bias_hh)
        of_update, of_forget, of_candidate, of_output = sums.chunk(4, dim=-1)
        to_update, to_forget, to_output = self.weight_peephole.chunk(3)
        forget = torch.sigmoid(of_forget + to_forget * before.cell)
        remembered = forget * before.cell
        update = torch.sigmoid(of_update + to_update * before.cell)
        candidate = torch.tanh(of_candidate)
        cell = update * candidate + remembered
        output = torch.sigmoid(of_output + to_output * cell)
        hidden = output * torch.tanh(cell)
        return LSTMGates(update, forget, output, candidate, cell, hidden)

    def forward(
        self, x: Float[Tensor, "batch input"], state: LSTMState | tuple[Tensor, ...]
    ) -> tuple[Float[Tensor, "batch hidden"], LSTMState]:
        inside = self.gates(x, state)
        return inside.hidden, LSTMState(inside.hidden, inside.cell)
