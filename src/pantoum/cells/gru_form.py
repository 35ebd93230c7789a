"""The fast form of the gated recurrent unit."""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.cells.fast_tanh import doubled_rows, from_sigmoid, sigmoid_
from pantoum.cells.form import CellGradients, CellWeights
from pantoum.cells.states import GRUState

sigmoid_slope = torch.ops.aten.sigmoid_backward
tanh_slope = torch.ops.aten.tanh_backward

GATES = 3
CANDIDATE = 2  # the block of c̃, of which a tanh is taken


class GRUTrace(NamedTuple):
    """gates: first the products, after a step c̃, Γ_r, z = 1 - Γ_u and what Γ_r scales: c̃'s
    product with a<t-1>.

    So the products with the input lie side by side, and those with the hidden state, which come to
    Γ_r and z in place. Shapes: gates [steps, batch, 4 * hidden], hidden [steps + 1, batch, hidden].
    """

    gates: Float[Tensor, "steps batch gates"]
    hidden: Float[Tensor, "states batch hidden"]

    @property
    def inputs(self) -> Float[Tensor, "steps batch inputs"]:
        """Twice c̃'s product with the input, and those of Γ_r and z."""
        return self.gates[..., : 3 * self.hidden.shape[2]]


def gru_gates_(
    gates: Float[Tensor, "rows both"],
    candidate: Float[Tensor, "rows hidden"],
    recurrent: Float[Tensor, "rows hidden"],
    hidden: Float[Tensor, "rows hidden"],
    new_hidden: Tensor | None = None,
) -> Tensor:
    """a<t> = c̃<t> + z (a<t-1> - c̃<t>), with z = 1 - Γ_u.

    Args:
        gates: the sums of the products of Γ_r and z; written over with these.
        candidate: twice c̃'s product with the input; written over with c̃.
        recurrent: c̃'s product with a<t-1>, which Γ_r scales.
        hidden: a<t-1>.
        new_hidden: where to write a<t>; new memory without.
    """
    relevance, keep = sigmoid_(gates).chunk(2, dim=1)
    from_sigmoid(sigmoid_(candidate.addcmul_(relevance, recurrent, value=2)))
    return torch.lerp(candidate, hidden, keep, out=new_hidden)


class GRUForm:
    """`pantoum.cells.GRUCell` by `gru_gates_`; see `pantoum.cells.CellForm`."""

    def __init__(self, weights: CellWeights) -> None:
        self.weights = weights

    def begin(self, products: Tensor, state: tuple[Tensor, ...], bias_hh: Tensor) -> GRUTrace:
        steps = len(products)
        batch, size = state[0].shape
        both = 2 * size
        hidden = products.new_empty(steps + 1, batch, size)
        gates = products.new_empty(steps, batch, 4 * size)
        hidden[0] = state[0]
        torch.mul(products[..., both:], 2, out=gates[..., :size])
        torch.add(products[..., :both], bias_hh[:both], out=gates[..., size : 3 * size])
        gates[..., 3 * size :] = bias_hh[both:]
        return GRUTrace(gates, hidden)

    def feed(self, weight: Tensor) -> Tensor:
        """In the order of the trace's `inputs`, and c̃'s doubled."""
        size = weight.shape[0] // GATES
        ordered = weight.roll(size, dims=0)
        ordered[:size] *= 2
        return ordered.t()

    def advance(self, trace: GRUTrace, step: int, weight_hh: Tensor) -> None:
        hidden = trace.hidden[step]
        size = trace.hidden.shape[2]
        candidate, recurrent = trace.gates[step].tensor_split([size], dim=1)
        recurrent.addmm_(hidden, weight_hh.t())
        gates, to_candidate = recurrent.tensor_split([2 * size], dim=1)
        gru_gates_(gates, candidate, to_candidate, hidden, trace.hidden[step + 1])

    def final(self, trace: GRUTrace) -> tuple[Tensor, ...]:
        return (trace.hidden[-1],)

    def backward(
        self, trace: GRUTrace, weight_hh: Tensor, d_hidden: Tensor, d_rest: tuple[Tensor, ...]
    ) -> GRUBackward:
        return GRUBackward(trace, weight_hh, d_hidden)

    def restore(self, tensors: tuple[Tensor, ...]) -> GRUTrace:
        return GRUTrace(*tensors)

    def fused(
        self, x: Tensor, padding: Tensor | None, state: GRUState, weights: CellWeights
    ) -> tuple[Tensor, tuple[Tensor, ...]] | None:
        """cuDNN's GRU on a GPU; on a CPU PyTorch has but a slow loop."""
        if x.device.type == "cpu":
            return None
        first = state.hidden[None].contiguous()
        training = torch.is_grad_enabled()
        y, _ = torch.gru(x, first, list(weights), True, 1, 0.0, training, False, True)
        return y, ()

    def scaled_input(self, weight: Tensor) -> Tensor:
        return doubled_rows(weight, CANDIDATE, GATES)

    def scaled_recurrent(self, weight: Tensor) -> Tensor:
        return weight.detach()

    def step(self, inputs: Tensor, recurrent: Tensor, state: GRUState) -> GRUState:
        both = 2 * state.hidden.shape[1]
        gates, candidate = inputs.tensor_split([both], dim=1)
        to_gates, to_candidate = recurrent.tensor_split([both], dim=1)
        return GRUState(gru_gates_(gates.add_(to_gates), candidate, to_candidate, state.hidden))


class GRUBackward:
    """The GRU's backward pass.

    A step is linear in the gradient of a<t>. Its factors are known before the backward pass begins,
    and computed for all steps at once: those of Γ_r, of z, of c̃'s recurrent product, which Γ_r
    scales, and of c̃'s product with the input. The last is of use to a step only if something was
    fed to it: else it waits for the end.
    """

    def __init__(self, trace: GRUTrace, weight_hh: Tensor, d_hidden: Tensor) -> None:
        self.d_hidden = d_hidden
        self._weight_hh = weight_hh
        self._hidden = trace.hidden
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
        d_hidden = self.d_hidden[step + 1]
        d_recurrent = self._d_recurrent[step]
        torch.mul(self._factors[step], d_hidden[:, None], out=d_recurrent.unflatten(1, (3, -1)))
        before = self.d_hidden[step].addcmul_(d_hidden, self._keep[step])
        before.addmm_(d_recurrent, self._weight_hh)

    def add_fed(self, step: int, feed: Tensor, d_fed: Tensor) -> None:
        size = 2 * self.d_hidden.shape[2]
        of_gates, of_candidate = feed.tensor_split([size])
        d_candidate = self._of_candidate[step] * self.d_hidden[step + 1]
        d_fed.addmm_(self._d_recurrent[step, :, :size], of_gates).addmm_(d_candidate, of_candidate)

    def finish(self) -> CellGradients:
        size = 2 * self.d_hidden.shape[2]
        d_candidate = self._of_candidate.mul_(self.d_hidden[1:])
        d_inputs = torch.cat([self._d_recurrent[..., :size], d_candidate], dim=2)
        d_recurrent = self._d_recurrent.flatten(0, 1)
        d_weight = d_recurrent.t() @ self._hidden[:-1].flatten(0, 1)
        return CellGradients(d_inputs, d_weight, d_recurrent.sum(0), (self.d_hidden[0],))
