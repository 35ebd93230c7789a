"""A recurrent layer over whole padded rows, by the fast form of its cell.

What x holds on padding is never read; y is 0 there. The final state is the one at each row's true
last step, and the first state for an empty row.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.attention import length_mask
from pantoum.cells import CellForm, CellWeights
from pantoum.kernels.padding import blank_padding, last_step
from pantoum.kernels.stepwise import stepwise
from pantoum.shapes import check_shape


def recurrent_layer(
    form: CellForm,
    x: Float[Tensor, "batch time input"],
    lengths: Int[Tensor, "batch"],
    state: Any,
    weights: CellWeights,
) -> tuple[Float[Tensor, "batch time hidden"], Any]:
    """The outputs of all steps and the final state, equal to unrolling the cell.

    By one call of PyTorch where it has a fast one, else step by step with a manual backward pass. A
    cell whose state is more than its output must have the first: only so is its final state that of
    the true last step.

    Args:
        weights: the cell's own, or with some of the recurrent ones dropped.
    Raises: ValueError for sizes that do not fit each other, and for lengths beyond the time axis.
    """
    _check(x, state, weights)
    mask = length_mask(lengths, x.shape[1])
    if x.shape[1] == 0:
        return x.new_zeros(x.shape[0], 0, state[0].shape[1]), state
    # On a GPU, to read the mask would stall the queue; there, rows without padding pay for it too.
    padded = x.device.type != "cpu" or not bool(mask.all())
    if padded:
        x = blank_padding(x, mask)
    found = form.fused(x, ~mask if padded else None, state, weights)
    y, rest = _steps(form, x, state, weights) if found is None else found
    final = type(state)(last_step(y, lengths, state[0]), *rest)
    if padded:
        return blank_padding(y, mask), final
    # PyTorch multiplies a tensor that lies in time's order in another way, which a prediction
    # without padding would show in its last bits; docs/design/0054.
    return (y.contiguous() if torch.is_inference_mode_enabled() else y), final


def _check(x: Tensor, state: Any, weights: CellWeights) -> None:
    """PyTorch's fused layers read and write beyond tensors whose sizes do not fit each other."""
    gates, hidden = weights.weight_hh.shape
    check_shape("recurrent_layer", "x", x, "batch", "time", weights.weight_ih.shape[1])
    for part in state:
        check_shape("recurrent_layer", "state", part, x.shape[0], hidden)
    check_shape("recurrent_layer", "weight_ih", weights.weight_ih, gates, x.shape[2])
    for name, bias in (("bias_ih", weights.bias_ih), ("bias_hh", weights.bias_hh)):
        check_shape("recurrent_layer", name, bias, gates)


def _steps(
    form: CellForm, x: Tensor, state: Any, weights: CellWeights
) -> tuple[Tensor, tuple[Tensor, ...]]:
    with torch.autocast(x.device.type, enabled=False):  # a form computes in one type
        x = x.to(weights.weight_ih.dtype)
        products = F.linear(x.transpose(0, 1), weights.weight_ih, weights.bias_ih)
        y, final = stepwise(form, products, tuple(state), weights.weight_hh, weights.bias_hh)
    return y.transpose(0, 1), final[1:]


class LayerCall(NamedTuple):
    """A call of `recurrent_layer` that has not been made yet."""

    form: CellForm
    x: Tensor
    lengths: Tensor
    state: Any
    weights: CellWeights

    def run(self) -> tuple[Tensor, Any]:
        return recurrent_layer(*self)

    @property
    def tensors(self) -> list[Tensor]:
        """All that gradients may be wanted of."""
        return [self.x, *self.state, *self.weights]

    def with_tensors(self, tensors: list[Tensor]) -> LayerCall:
        """The same call with others in their place."""
        x, *rest = tensors
        parts = len(self.state)
        state = type(self.state)(*rest[:parts])
        return self._replace(x=x, state=state, weights=CellWeights(*rest[parts:]))
