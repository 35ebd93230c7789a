"""A layer's steps by hand, as one function that autograd knows."""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.autograd.function import once_differentiable

from weft.kernels.by_hand import Steps


def unrolled(
    steps: Steps,
    products: Float[Tensor, "steps batch gates"],
    state: tuple[Tensor, ...],
    weight_hh: Tensor,
    bias_hh: Tensor,
) -> tuple[Float[Tensor, "steps batch hidden"], tuple[Tensor, ...]]:
    """The outputs of all steps, and the state after the last; every row has all the steps.

    Args:
        products: those of the cell's `project`.
    """
    outputs, *rest = _Unrolled.apply(steps, products, weight_hh, bias_hh, *state)  # type: ignore[misc]
    last = outputs[-1] if len(outputs) else state[0]
    return outputs, (last, *rest)


class _Unrolled(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, steps: Steps, products: Tensor, weight_hh: Tensor, bias_hh: Tensor, *state: Tensor
    ) -> tuple[Tensor, ...]:
        trace = steps.record(products, state, bias_hh)
        for step in range(len(products)):
            steps.advance(trace, step, weight_hh)
        ctx.steps = steps
        ctx.save_for_backward(weight_hh, *trace)
        return trace.hidden[1:], *steps.final(trace)[1:]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Any, ...]:  # type: ignore[override]
        d_outputs, *d_rest = gradients
        weight_hh, *tensors = ctx.saved_tensors
        trace = ctx.steps.restore(tuple(tensors))
        d_hidden = before_first(d_outputs)
        retreat = ctx.steps.backward(trace, weight_hh, d_hidden, tuple(part.clone() for part in d_rest))
        for step in reversed(range(len(d_outputs))):
            retreat(step)
        d_weight, d_bias, d_state = retreat.finish()
        return None, retreat.d_inputs, d_weight, d_bias, *d_state


def before_first(d_outputs: Float[Tensor, "steps batch size"]) -> Float[Tensor, "states batch size"]:
    """Gradients of the steps' outputs, with a place for that of the first state before them; a copy to write to."""
    return torch.cat([d_outputs.new_zeros(1, *d_outputs.shape[1:]), d_outputs])
