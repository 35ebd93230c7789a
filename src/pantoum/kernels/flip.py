"""Rows from their ends."""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.autograd.function import once_differentiable


def flip_rows(
    x: Float[Tensor, "batch time size"], lengths: Int[Tensor, "batch"]
) -> Float[Tensor, "batch time size"]:
    """Each row reversed inside its own length; padding stays where it is."""
    batch, time, _ = x.shape
    steps = torch.arange(time, device=x.device)[None]
    flipped = lengths[:, None] - 1 - steps
    places = (
        torch.where(flipped >= 0, flipped, steps)
        + time * torch.arange(batch, device=x.device)[:, None]
    )
    return _Flip.apply(x, places.flatten())  # type: ignore[return-value]


class _Flip(torch.autograd.Function):
    """Whole steps are moved, and flipping twice changes nothing: the backward pass is the same copy
    again.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, places: Tensor) -> Tensor:
        ctx.save_for_backward(places)
        return x.flatten(0, 1).index_select(0, places).view(x.shape)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:  # type: ignore[override]
        (places,) = ctx.saved_tensors
        return gradients[0].flatten(0, 1).index_select(0, places).view(gradients[0].shape), None
