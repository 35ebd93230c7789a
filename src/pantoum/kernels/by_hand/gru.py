"""The GRU's steps by hand."""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.kernels.by_hand.contract import Returned
from pantoum.kernels.by_hand.tanh import from_sigmoid

sigmoid_slope, tanh_slope = torch.ops.aten.sigmoid_backward, torch.ops.aten.tanh_backward


class GRUTrace(NamedTuple):
    """gates: first the products, after a step c̃, Γ_r, z = 1 - Γ_u and what Γ_r scales: c̃'s
    product with a<t-1>.

    So the products with the input lie side by side, and those with the hidden state, which come to
    Γ_r and z in place.
    Shapes: gates [steps, batch, 4 * hidden], hidden [steps + 1, batch, hidden].
    """

    gates: Float[Tensor, "steps batch gates"]
    hidden: Float[Tensor, "states batch hidden"]

    @property
    def inputs(self) -> Float[Tensor, "steps batch inputs"]:
        """Twice c̃'s product with the input, and those of Γ_r and z."""
        return self.gates[..., : 3 * self.hidden.shape[2]]


class GRUSteps:
    """`pantoum.cells.GRUCell` over all steps of a batch; see `pantoum.kernels.by_hand.contract`."""

    def record(self, products: Tensor, state: tuple[Tensor, ...], bias_hh: Tensor) -> GRUTrace:
        """Buffers, with the first state in place."""
        steps, batch, size = len(products), *state[0].shape
        hidden, gates = (
            products.new_empty(steps + 1, batch, size),
            products.new_empty(steps, batch, 4 * size),
        )
        hidden[0] = state[0]
        torch.mul(products[..., 2 * size :], 2, out=gates[..., :size])
        torch.add(products[..., : 2 * size], bias_hh[: 2 * size], out=gates[..., size : 3 * size])
        gates[..., 3 * size :] = bias_hh[2 * size :]
        return GRUTrace(gates, hidden)

    def feed(self, weight: Tensor) -> Tensor:
        """In the order of the trace's `inputs`, and c̃'s doubled."""
        size = weight.shape[0] // 3
        ordered = weight.roll(size, dims=0)
        ordered[:size] *= 2
        return ordered.t()

    def advance(self, trace: GRUTrace, step: int, weight_hh: Tensor) -> None:
        """a<t> = c̃<t> + z (a<t-1> - c̃<t>)."""
        hidden, size = trace.hidden[step], trace.hidden.shape[2]
        candidate, recurrent = trace.gates[step].tensor_split([size], dim=1)
        gates, to_candidate = recurrent.addmm_(hidden, weight_hh.t()).tensor_split(
            [2 * size], dim=1
        )
        relevance, keep = gates.sigmoid_().chunk(2, dim=1)
        from_sigmoid(candidate.addcmul_(relevance, to_candidate, value=2).sigmoid_())
        torch.lerp(candidate, hidden, keep, out=trace.hidden[step + 1])

    def final(self, trace: GRUTrace) -> tuple[Tensor, ...]:
        """The state after the last step."""
        return (trace.hidden[-1],)

    def backward(
        self, trace: GRUTrace, weight_hh: Tensor, d_hidden: Tensor, d_rest: tuple[Tensor, ...]
    ) -> GRURetreat:
        """The way back."""
        return GRURetreat(trace, weight_hh, d_hidden)

    def restore(self, tensors: tuple[Tensor, ...]) -> GRUTrace:
        """The trace whose tensors these are."""
        return GRUTrace(*tensors)


class GRURetreat:
    """The GRU's steps backwards.

    A step is linear in the gradient of a<t>. Its factors are known before the way back begins, and
    found for all steps at once: those of Γ_r, of z, of c̃'s recurrent product, which Γ_r scales,
    and of c̃'s product with the input. The last is of use to a step only if something was fed to
    it: else it waits for the end.
    """

    def __init__(self, trace: GRUTrace, weight_hh: Tensor, d_hidden: Tensor) -> None:
        self.d_hidden = d_hidden
        self._weight_hh, self._hidden = weight_hh, trace.hidden
        candidate, relevance, keep, to_candidate = trace.gates.unflatten(2, (4, -1)).unbind(2)
        self._keep = keep
        self._factors = weight_hh.new_empty(*keep.shape[:2], 3, keep.shape[2])
        of_relevance, of_keep, of_recurrent = self._factors.unbind(2)
        self._of_candidate = tanh_slope(1 - keep, candidate)
        sigmoid_slope.grad_input(
            self._of_candidate * to_candidate, relevance, grad_input=of_relevance
        )
        sigmoid_slope.grad_input(trace.hidden[:-1] - candidate, keep, grad_input=of_keep)
        torch.mul(self._of_candidate, relevance, out=of_recurrent)
        self._d_recurrent = torch.empty_like(self._factors).flatten(2)

    def __call__(self, step: int) -> None:
        d_hidden, d_recurrent = self.d_hidden[step + 1], self._d_recurrent[step]
        torch.mul(self._factors[step], d_hidden[:, None], out=d_recurrent.unflatten(1, (3, -1)))
        before = self.d_hidden[step].addcmul_(d_hidden, self._keep[step])
        before.addmm_(d_recurrent, self._weight_hh)

    def add_fed(self, step: int, feed: Tensor, d_fed: Tensor) -> None:
        """Add the gradient of what was fed to this step."""
        size = 2 * self.d_hidden.shape[2]
        of_gates, of_candidate = feed.tensor_split([size])
        d_candidate = self._of_candidate[step] * self.d_hidden[step + 1]
        d_fed.addmm_(self._d_recurrent[step, :, :size], of_gates).addmm_(d_candidate, of_candidate)

    def finish(self) -> Returned:
        """The gradients of all steps together."""
        size = 2 * self.d_hidden.shape[2]
        d_candidate = self._of_candidate.mul_(self.d_hidden[1:])
        d_inputs = torch.cat([self._d_recurrent[..., :size], d_candidate], dim=2)
        d_recurrent = self._d_recurrent.flatten(0, 1)
        d_weight = d_recurrent.t() @ self._hidden[:-1].flatten(0, 1)
        return Returned(d_inputs, d_weight, d_recurrent.sum(0), (self.d_hidden[0],))
