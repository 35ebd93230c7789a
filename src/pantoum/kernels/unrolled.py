"""A layer's steps by hand, as one function that autograd knows."""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.autograd.function import once_differentiable

from pantoum.kernels.by_hand import Steps


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
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(weight_hh, *trace)
        return trace.hidden[1:], *steps.final(trace)[1:]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Any, ...]:  # type: ignore[override]
        weight_hh, *tensors = ctx.saved_tensors
        trace = ctx.steps.restore(tuple(tensors))
        d_rest = tuple(owned(part, trace.hidden[0]) for part in gradients[1:])
        retreat = ctx.steps.backward(
            trace, weight_hh, before_first(gradients[0], trace.hidden), d_rest
        )
        for step in reversed(range(len(trace.inputs))):
            retreat(step)
        found = retreat.finish()
        return None, *found[:3], *found.state


def before_first(
    gradient: Float[Tensor, "steps batch size"] | None, like: Float[Tensor, "states batch size"]
) -> Float[Tensor, "states batch size"]:
    """The gradient of the steps' outputs, with a place for that of the first state before them; a
    copy to write to.
    """
    if gradient is None:
        return torch.zeros_like(like)
    return torch.cat([torch.zeros_like(like[:1]), gradient])


def owned(gradient: Tensor | None, like: Tensor) -> Tensor:
    """A copy to write to, or zeros if nothing has come back."""
    if gradient is None:
        return torch.zeros_like(like)
    return gradient.clone(memory_format=torch.contiguous_format)
