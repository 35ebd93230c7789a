"""The long short-term memory cell."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.cells.contract import initialize
from pantoum.cells.form import CellWeights, keeps_equation
from pantoum.cells.gates import LSTMGates
from pantoum.cells.lstm_form import LSTMForm
from pantoum.cells.states import LSTMState
from pantoum.shapes import check_step


class LSTMCell(nn.Module):
    """The long short-term memory cell with a forget gate.

    c̃<t> = tanh(W_c [a<t-1>; x<t>] + b_c);
    Γ_u, Γ_f, Γ_o = σ(W_· [a<t-1>; x<t>] + b_·), the update, forget and output gates;
    c<t> = Γ_u c̃<t> + Γ_f c<t-1>; a<t> = Γ_o tanh c<t>.

    The forget gate's bias starts at 1, so that a new cell remembers (Jozefowicz et al. 2015).

    Shapes: x [batch, input], state.hidden and state.cell [batch, hidden] -> output [batch,
    hidden].
    Raises: TypeError and ValueError for tensors of another shape, type or device.
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
        forget = torch.sigmoid(of_forget)
        remembered = forget * before.cell
        update = torch.sigmoid(of_update)
        candidate = torch.tanh(of_candidate)
        cell = update * candidate + remembered
        output = torch.sigmoid(of_output)
        hidden = output * torch.tanh(cell)
        return LSTMGates(update, forget, output, candidate, cell, hidden)

    def forward(
        self, x: Float[Tensor, "batch input"], state: LSTMState | tuple[Tensor, ...]
    ) -> tuple[Float[Tensor, "batch hidden"], LSTMState]:
        inside = self.gates(x, state)
        return inside.hidden, LSTMState(inside.hidden, inside.cell)

    def fast(self) -> LSTMForm | None:
        """The form that kernels and searches compute with, unless a subclass changes the step."""
        if not keeps_equation(self, LSTMCell, "forward", "gates", "initial_state"):
            return None
        weights = CellWeights(self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        return LSTMForm(weights)
