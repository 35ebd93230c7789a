"""The LSTM's steps by hand."""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.kernels.by_hand.contract import Returned
from pantoum.kernels.by_hand.tanh import from_sigmoid

sigmoid_slope, tanh_slope = torch.ops.aten.sigmoid_backward, torch.ops.aten.tanh_backward


class LSTMTrace(NamedTuple):
    """inputs: first the products, after a step its gates Γ_u, Γ_f, c̃, Γ_o; squashed: tanh c<t>.

    Shapes: inputs [steps, batch, 4 * hidden], hidden and memory [steps + 1, batch, hidden],
    squashed [steps, batch, hidden].
    """

    inputs: Float[Tensor, "steps batch gates"]
    hidden: Float[Tensor, "states batch hidden"]
    memory: Float[Tensor, "states batch hidden"]
    squashed: Float[Tensor, "steps batch hidden"]


class LSTMSteps:
    """`pantoum.cells.LSTMCell` over all steps of a batch; see
    `pantoum.kernels.by_hand.contract`."""

    def record(self, products: Tensor, state: tuple[Tensor, ...], bias_hh: Tensor) -> LSTMTrace:
        """Buffers, with the first state in place."""
        first_hidden, first_memory = state
        hidden = products.new_empty(len(products) + 1, *first_hidden.shape)
        memory, squashed = torch.empty_like(hidden), torch.empty_like(hidden[1:])
        hidden[0], memory[0] = first_hidden, first_memory
        return LSTMTrace(products + bias_hh, hidden, memory, squashed)

    def feed(self, weight: Tensor) -> Tensor:
        """As they are."""
        return weight.t()

    def advance(self, trace: LSTMTrace, step: int, weight_hh: Tensor) -> None:
        """c<t> = Γ_u c̃<t> + Γ_f c<t-1>; a<t> = Γ_o tanh c<t>."""
        gates, memory, squashed = trace.inputs[step], trace.memory[step + 1], trace.squashed[step]
        gates.addmm_(trace.hidden[step], weight_hh.t())
        update, forget, candidate, output = gates.chunk(4, dim=1)
        candidate.mul_(2)  # one sigmoid serves all
        gates.sigmoid_()
        from_sigmoid(candidate)
        torch.mul(forget, trace.memory[step], out=memory).addcmul_(update, candidate)
        from_sigmoid(torch.mul(memory, 2, out=squashed).sigmoid_())
        torch.mul(output, squashed, out=trace.hidden[step + 1])

    def final(self, trace: LSTMTrace) -> tuple[Tensor, ...]:
        """The state after the last step."""
        return trace.hidden[-1], trace.memory[-1]

    def backward(
        self, trace: LSTMTrace, weight_hh: Tensor, d_hidden: Tensor, d_rest: tuple[Tensor, ...]
    ) -> LSTMRetreat:
        """The way back."""
        return LSTMRetreat(trace, weight_hh, d_hidden, d_rest[0])

    def restore(self, tensors: tuple[Tensor, ...]) -> LSTMTrace:
        """The trace whose tensors these are."""
        return LSTMTrace(*tensors)


class LSTMRetreat:
    """The LSTM's steps backwards.

    A step is linear in the gradients of a<t> and c<t>. Its factors are those of the gates' slopes,
    known before the way back begins: they are found for all steps at once.
    """

    def __init__(
        self, trace: LSTMTrace, weight_hh: Tensor, d_hidden: Tensor, d_memory: Tensor
    ) -> None:
        self.d_hidden, self._d_memory = d_hidden, d_memory
        self._weight_hh, self._hidden = weight_hh, trace.hidden
        gates = trace.inputs.unflatten(2, (4, -1))
        update, forget, candidate, output = gates.unbind(2)
        self._factors = torch.empty_like(gates)
        of_update, of_forget, of_candidate, of_output = self._factors.unbind(2)
        sigmoid_slope.grad_input(candidate, update, grad_input=of_update)
        sigmoid_slope.grad_input(trace.memory[:-1], forget, grad_input=of_forget)
        tanh_slope.grad_input(update, candidate, grad_input=of_candidate)
        sigmoid_slope.grad_input(trace.squashed, output, grad_input=of_output)
        self._to_memory = tanh_slope(output, trace.squashed)
        self._forget = forget
        self._d_inputs = torch.empty_like(trace.inputs)

    def __call__(self, step: int) -> None:
        d_hidden, d_memory, factors = self.d_hidden[step + 1], self._d_memory, self._factors[step]
        d_memory.addcmul_(d_hidden, self._to_memory[step])
        d_gates = self._d_inputs[step].unflatten(1, (4, -1))
        torch.mul(factors[:, :3], d_memory[:, None], out=d_gates[:, :3])
        torch.mul(factors[:, 3], d_hidden, out=d_gates[:, 3])
        d_memory.mul_(self._forget[step])
        self.d_hidden[step].addmm_(self._d_inputs[step], self._weight_hh)

    def add_fed(self, step: int, feed: Tensor, d_fed: Tensor) -> None:
        """Add the gradient of what was fed to this step."""
        d_fed.addmm_(self._d_inputs[step], feed)

    def finish(self) -> Returned:
        """The gradients of all steps together."""
        d_gates = self._d_inputs.flatten(0, 1)
        d_weight = d_gates.t() @ self._hidden[:-1].flatten(0, 1)
        return Returned(
            self._d_inputs, d_weight, d_gates.sum(0), (self.d_hidden[0], self._d_memory)
        )
