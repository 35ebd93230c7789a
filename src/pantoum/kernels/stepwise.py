"""A cell's steps over a whole sequence, as one function that autograd knows."""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.autograd.function import once_differentiable

from pantoum.cells import CellForm


def stepwise(
    form: CellForm,
    products: Float[Tensor, "steps batch gates"],
    state: tuple[Tensor, ...],
    weight_hh: Tensor,
    bias_hh: Tensor,
) -> tuple[Float[Tensor, "steps batch hidden"], tuple[Tensor, ...]]:
    """The outputs of all steps, and the state after the last; every row has all the steps.

    Args:
        products: W_ih x + b_ih.
    """
    outputs, *rest = _Stepwise.apply(form, products, weight_hh, bias_hh, *state)  # type: ignore[misc]
    last = outputs[-1] if len(outputs) else state[0]
    return outputs, (last, *rest)


class _Stepwise(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        form: CellForm,
        products: Tensor,
        weight_hh: Tensor,
        bias_hh: Tensor,
        *state: Tensor,
    ) -> tuple[Tensor, ...]:
        trace = form.begin(products, state, bias_hh)
        for step in range(len(products)):
            form.advance(trace, step, weight_hh)
        ctx.form = form
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(weight_hh, *trace)
        return trace.hidden[1:], *form.final(trace)[1:]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Any, ...]:  # type: ignore[override]
        weight_hh, *tensors = ctx.saved_tensors
        trace = ctx.form.restore(tuple(tensors))
        d_hidden = before_first(gradients[0], trace.hidden)
        d_rest = tuple(owned(part, trace.hidden[0]) for part in gradients[1:])
        backward = ctx.form.backward(trace, weight_hh, d_hidden, d_rest)
        for step in reversed(range(len(trace.inputs))):
            backward(step)
        d_inputs, d_weight_hh, d_bias_hh, d_state = backward.finish()
        return None, d_inputs, d_weight_hh, d_bias_hh, *d_state


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
    """A copy to write to, or zeros if no gradient has come back."""
    if gradient is None:
        return torch.zeros_like(like)
    return gradient.clone(memory_format=torch.contiguous_format)
