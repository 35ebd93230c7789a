"""The fast form of the plain recurrent cell."""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.cells.fast_tanh import from_sigmoid, sigmoid_
from pantoum.cells.form import CellGradients, CellWeights
from pantoum.cells.states import RNNState

tanh_slope = torch.ops.aten.tanh_backward


class RNNTrace(NamedTuple):
    """Shapes: inputs [steps, batch, hidden], twice the products; hidden [steps + 1, batch,
    hidden].
    """

    inputs: Float[Tensor, "steps batch hidden"]
    hidden: Float[Tensor, "states batch hidden"]


class RNNForm:
    """`pantoum.cells.RNNCell`, whose tanh is a sigmoid of twice the products; see
    `pantoum.cells.CellForm`.
    """

    def __init__(self, weights: CellWeights) -> None:
        self.weights = weights

    def begin(self, products: Tensor, state: tuple[Tensor, ...], bias_hh: Tensor) -> RNNTrace:
        hidden = products.new_empty(len(products) + 1, *state[0].shape)
        hidden[0] = state[0]
        return RNNTrace((products + bias_hh).mul_(2), hidden)

    def feed(self, weight: Tensor) -> Tensor:
        return (2 * weight).t()

    def advance(self, trace: RNNTrace, step: int, weight_hh: Tensor) -> None:
        hidden = trace.hidden[step + 1]
        torch.addmm(trace.inputs[step], trace.hidden[step], weight_hh.t(), alpha=2, out=hidden)
        from_sigmoid(sigmoid_(hidden))

    def final(self, trace: RNNTrace) -> tuple[Tensor, ...]:
        return (trace.hidden[-1],)

    def backward(
        self, trace: RNNTrace, weight_hh: Tensor, d_hidden: Tensor, d_rest: tuple[Tensor, ...]
    ) -> RNNBackward:
        return RNNBackward(trace, weight_hh, d_hidden)

    def restore(self, tensors: tuple[Tensor, ...]) -> RNNTrace:
        return RNNTrace(*tensors)

    def fused(
        self, x: Tensor, padding: Tensor | None, state: RNNState, weights: CellWeights
    ) -> tuple[Tensor, tuple[Tensor, ...]] | None:
        """cuDNN's RNN on a GPU; on a CPU PyTorch has but a slow loop."""
        if x.device.type == "cpu":
            return None
        first = state.hidden[None].contiguous()
        training = torch.is_grad_enabled()
        y, _ = torch.rnn_tanh(x, first, list(weights), True, 1, 0.0, training, False, True)
        return y, ()

    def scaled_input(self, weight: Tensor) -> Tensor:
        return 2 * weight.detach()

    def scaled_recurrent(self, weight: Tensor) -> Tensor:
        return 2 * weight.detach()

    def step(self, inputs: Tensor, recurrent: Tensor, state: RNNState) -> RNNState:
        return RNNState(from_sigmoid(sigmoid_(inputs.add_(recurrent))))


class RNNBackward:
    """The plain RNN's backward pass."""

    def __init__(self, trace: RNNTrace, weight_hh: Tensor, d_hidden: Tensor) -> None:
        self.d_hidden = d_hidden
        self._weight_hh = weight_hh
        self._hidden = trace.hidden
        self._d_inputs = torch.empty_like(trace.inputs)

    def __call__(self, step: int) -> None:
        d_inputs = self._d_inputs[step]
        tanh_slope.grad_input(self.d_hidden[step + 1], self._hidden[step + 1], grad_input=d_inputs)
        self.d_hidden[step].addmm_(d_inputs, self._weight_hh)

    def add_fed(self, step: int, feed: Tensor, d_fed: Tensor) -> None:
        d_fed.addmm_(self._d_inputs[step], feed)

    def finish(self) -> CellGradients:
        d_products = self._d_inputs.flatten(0, 1)
        d_weight = d_products.t() @ self._hidden[:-1].flatten(0, 1)
        return CellGradients(self._d_inputs, d_weight, d_products.sum(0), (self.d_hidden[0],))
