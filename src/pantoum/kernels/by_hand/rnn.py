"""The plain RNN's steps by hand."""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.kernels.by_hand.contract import Returned
from pantoum.kernels.by_hand.tanh import from_sigmoid

tanh_slope = torch.ops.aten.tanh_backward


class RNNTrace(NamedTuple):
    """Shapes: inputs [steps, batch, hidden], twice the products; hidden [steps + 1, batch,
    hidden]."""

    inputs: Float[Tensor, "steps batch hidden"]
    hidden: Float[Tensor, "states batch hidden"]


class RNNSteps:
    """`pantoum.cells.RNNCell` over all steps of a batch; see `pantoum.kernels.by_hand.contract`."""

    def record(self, products: Tensor, state: tuple[Tensor, ...], bias_hh: Tensor) -> RNNTrace:
        """Buffers, with the first state in place."""
        hidden = products.new_empty(len(products) + 1, *state[0].shape)
        hidden[0] = state[0]
        return RNNTrace((products + bias_hh).mul_(2), hidden)

    def feed(self, weight: Tensor) -> Tensor:
        """Doubled, as the products are."""
        return (2 * weight).t()

    def advance(self, trace: RNNTrace, step: int, weight_hh: Tensor) -> None:
        """a<t> = tanh(W_a [a<t-1>; x<t>] + b_a)."""
        hidden = trace.hidden[step + 1]
        torch.addmm(trace.inputs[step], trace.hidden[step], weight_hh.t(), alpha=2, out=hidden)
        from_sigmoid(hidden.sigmoid_())

    def final(self, trace: RNNTrace) -> tuple[Tensor, ...]:
        """The state after the last step."""
        return (trace.hidden[-1],)

    def backward(
        self, trace: RNNTrace, weight_hh: Tensor, d_hidden: Tensor, d_rest: tuple[Tensor, ...]
    ) -> RNNRetreat:
        """The way back."""
        return RNNRetreat(trace, weight_hh, d_hidden)

    def restore(self, tensors: tuple[Tensor, ...]) -> RNNTrace:
        """The trace whose tensors these are."""
        return RNNTrace(*tensors)


class RNNRetreat:
    """The plain RNN's steps backwards."""

    def __init__(self, trace: RNNTrace, weight_hh: Tensor, d_hidden: Tensor) -> None:
        self.d_hidden = d_hidden
        self._weight_hh, self._hidden = weight_hh, trace.hidden
        self._d_inputs = torch.empty_like(trace.inputs)

    def __call__(self, step: int) -> None:
        d_inputs = self._d_inputs[step]
        tanh_slope.grad_input(self.d_hidden[step + 1], self._hidden[step + 1], grad_input=d_inputs)
        self.d_hidden[step].addmm_(d_inputs, self._weight_hh)

    def add_fed(self, step: int, feed: Tensor, d_fed: Tensor) -> None:
        """Add the gradient of what was fed to this step."""
        d_fed.addmm_(self._d_inputs[step], feed)

    def finish(self) -> Returned:
        """The gradients of all steps together."""
        d_products = self._d_inputs.flatten(0, 1)
        d_weight = d_products.t() @ self._hidden[:-1].flatten(0, 1)
        return Returned(self._d_inputs, d_weight, d_products.sum(0), (self.d_hidden[0],))
