"""The fast form of the LSTM cell."""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.cells.fast_tanh import doubled_rows, from_sigmoid, sigmoid_
from pantoum.cells.form import CellGradients, CellWeights
from pantoum.cells.states import LSTMState
from pantoum.shapes import check_shape

sigmoid_slope = torch.ops.aten.sigmoid_backward
tanh_slope = torch.ops.aten.tanh_backward

GATES = 4
CANDIDATE = 2  # the block of c̃, of which a tanh is taken
# So large that a sigmoid is exactly 1 (of the negative: 0), whatever the other inputs add; fits in
# float16.
SATURATION = 1e4


class LSTMTrace(NamedTuple):
    """inputs: first the products, after a step its gates Γ_u, Γ_f, c̃, Γ_o; squashed: tanh c<t>.

    Shapes: inputs [steps, batch, 4 * hidden], hidden and cell [steps + 1, batch, hidden], squashed
    [steps, batch, hidden].
    """

    inputs: Float[Tensor, "steps batch gates"]
    hidden: Float[Tensor, "states batch hidden"]
    cell: Float[Tensor, "states batch hidden"]
    squashed: Float[Tensor, "steps batch hidden"]


def lstm_gates_(
    gates: Float[Tensor, "rows gates"],
    cell: Float[Tensor, "rows hidden"],
    new_cell: Tensor | None = None,
    squashed: Tensor | None = None,
    hidden: Tensor | None = None,
) -> LSTMState:
    """c<t> = Γ_u c̃<t> + Γ_f c<t-1>; a<t> = Γ_o tanh c<t>.

    Args:
        gates: the sums of all products of a step, those of c̃ doubled, so that one sigmoid serves
            all; written over with Γ_u, Γ_f, c̃ and Γ_o.
        cell: c<t-1>.
        new_cell, squashed, hidden: where to write c<t>, tanh c<t> and a<t>; new memory without.
    """
    update, forget, candidate, output = gates.chunk(GATES, dim=1)
    sigmoid_(gates)
    from_sigmoid(candidate)
    new_cell = torch.mul(forget, cell, out=new_cell).addcmul_(update, candidate)
    squashed = from_sigmoid(sigmoid_(torch.mul(new_cell, 2, out=squashed)))
    hidden = torch.mul(output, squashed, out=squashed if hidden is None else hidden)
    return LSTMState(hidden, new_cell)


class LSTMForm:
    """`pantoum.cells.LSTMCell` by `lstm_gates_`; see `pantoum.cells.CellForm`."""

    def __init__(self, weights: CellWeights) -> None:
        self.weights = weights

    def begin(self, products: Tensor, state: tuple[Tensor, ...], bias_hh: Tensor) -> LSTMTrace:
        first_hidden, first_cell = state
        hidden = products.new_empty(len(products) + 1, *first_hidden.shape)
        cell = torch.empty_like(hidden)
        hidden[0] = first_hidden
        cell[0] = first_cell
        return LSTMTrace(products + bias_hh, hidden, cell, torch.empty_like(hidden[1:]))

    def feed(self, weight: Tensor) -> Tensor:
        return weight.t()

    def advance(self, trace: LSTMTrace, step: int, weight_hh: Tensor) -> None:
        gates = trace.inputs[step].addmm_(trace.hidden[step], weight_hh.t())
        size = trace.hidden.shape[2]
        gates[:, CANDIDATE * size : (CANDIDATE + 1) * size].mul_(2)
        after = step + 1
        lstm_gates_(
            gates, trace.cell[step], trace.cell[after], trace.squashed[step], trace.hidden[after]
        )

    def final(self, trace: LSTMTrace) -> tuple[Tensor, ...]:
        return trace.hidden[-1], trace.cell[-1]

    def backward(
        self, trace: LSTMTrace, weight_hh: Tensor, d_hidden: Tensor, d_rest: tuple[Tensor, ...]
    ) -> LSTMBackward:
        return LSTMBackward(trace, weight_hh, d_hidden, d_rest[0])

    def restore(self, tensors: tuple[Tensor, ...]) -> LSTMTrace:
        return LSTMTrace(*tensors)

    def fused(
        self, x: Tensor, padding: Tensor | None, state: LSTMState, weights: CellWeights
    ) -> tuple[Tensor, tuple[Tensor]]:
        """One call of PyTorch's fused LSTM (oneDNN on a CPU, cuDNN on a GPU).

        It knows no lengths: its outputs at the true last steps can be picked out, but it gives the
        memory cell only after the last padded step. So one more input channel marks padding, with
        fixed weights that open the forget gate and shut the update gate: through padding the memory
        cell stays, bit for bit, what it was at the true last step, and gradients pass unchanged.

        Where inputs are as wide as outputs, oneDNN joins the products of both, except for a single
        row. So without gradients there is a channel of 0 then, and a row has the same last bits in
        every batch.
        """
        hidden = weights.weight_hh.shape[1]
        check_shape("LSTMForm", "weight_hh", weights.weight_hh, GATES * hidden, hidden)
        parameters = list(weights)
        channels = [] if padding is None else [padding[:, :, None].to(x.dtype)]
        columns = [] if padding is None else [_hold_cell(weights.weight_hh)]
        joined = x.shape[2] + len(channels) == hidden and x.device.type == "cpu"
        if joined and not torch.is_grad_enabled():
            channels.append(x.new_zeros(*x.shape[:2], 1))
            columns.append(weights.weight_ih.new_zeros(GATES * hidden, 1))
        if channels:
            x = torch.cat([x, *channels], dim=-1)
            parameters[0] = torch.cat([weights.weight_ih, *columns], dim=1)
        if x.device.type == "cpu":
            x = x.to(parameters[0].dtype)
        first = (state.hidden[None].contiguous(), state.cell[None].contiguous())
        # oneDNN has no bfloat16 LSTM for most processors: on a CPU autocast would fail.
        with torch.autocast("cpu", enabled=False):
            y, _, cell = torch.lstm(
                x, first, parameters, True, 1, 0.0, torch.is_grad_enabled(), False, True
            )
        return y, (cell[0],)

    def scaled_input(self, weight: Tensor) -> Tensor:
        return doubled_rows(weight, CANDIDATE, GATES)

    def scaled_recurrent(self, weight: Tensor) -> Tensor:
        return doubled_rows(weight, CANDIDATE, GATES)

    def step(self, inputs: Tensor, recurrent: Tensor, state: LSTMState) -> LSTMState:
        return lstm_gates_(inputs.add_(recurrent), state.cell)


def _hold_cell(weight_hh: Float[Tensor, "gates hidden"]) -> Float[Tensor, "gates 1"]:
    """The padding channel's column: update gate shut, forget gate open, the others as they are."""
    column = weight_hh.new_zeros(weight_hh.shape[0], 1)
    update, forget, _, _ = column.chunk(GATES)
    update.fill_(-SATURATION)
    forget.fill_(SATURATION)
    return column


class LSTMBackward:
    """The LSTM's backward pass.

    A step is linear in the gradients of a<t> and c<t>. Its factors are those of the gates' slopes,
    known before the backward pass begins: they are computed for all steps at once.
    """

    def __init__(
        self, trace: LSTMTrace, weight_hh: Tensor, d_hidden: Tensor, d_cell: Tensor
    ) -> None:
        self.d_hidden = d_hidden
        self._d_cell = d_cell
        self._weight_hh = weight_hh
        self._hidden = trace.hidden
        gates = trace.inputs.unflatten(2, (GATES, -1))
        update, forget, candidate, output = gates.unbind(2)
        self._factors = torch.empty_like(gates)
        of_update, of_forget, of_candidate, of_output = self._factors.unbind(2)
        sigmoid_slope.grad_input(candidate, update, grad_input=of_update)
        sigmoid_slope.grad_input(trace.cell[:-1], forget, grad_input=of_forget)
        tanh_slope.grad_input(update, candidate, grad_input=of_candidate)
        sigmoid_slope.grad_input(trace.squashed, output, grad_input=of_output)
        self._to_cell = tanh_slope(output, trace.squashed)
        self._forget = forget
        self._d_inputs = torch.empty_like(trace.inputs)

    def __call__(self, step: int) -> None:
        d_hidden = self.d_hidden[step + 1]
        d_cell = self._d_cell
        factors = self._factors[step]
        d_cell.addcmul_(d_hidden, self._to_cell[step])
        d_gates = self._d_inputs[step].unflatten(1, (GATES, -1))
        torch.mul(factors[:, :3], d_cell[:, None], out=d_gates[:, :3])
        torch.mul(factors[:, 3], d_hidden, out=d_gates[:, 3])
        d_cell.mul_(self._forget[step])
        self.d_hidden[step].addmm_(self._d_inputs[step], self._weight_hh)

    def add_fed(self, step: int, feed: Tensor, d_fed: Tensor) -> None:
        d_fed.addmm_(self._d_inputs[step], feed)

    def finish(self) -> CellGradients:
        d_gates = self._d_inputs.flatten(0, 1)
        d_weight = d_gates.t() @ self._hidden[:-1].flatten(0, 1)
        d_state = (self.d_hidden[0], self._d_cell)
        return CellGradients(self._d_inputs, d_weight, d_gates.sum(0), d_state)
