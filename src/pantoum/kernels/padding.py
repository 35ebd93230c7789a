"""Padded rows: their true last steps, and 0 on their padding."""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor


def last_step(
    y: Float[Tensor, "batch time hidden"],
    lengths: Int[Tensor, "batch"],
    first: Float[Tensor, "batch hidden"],
) -> Float[Tensor, "batch hidden"]:
    """y at each row's true last step; `first` where the row is empty."""
    if y.shape[1] == 0:
        return first
    index = (lengths - 1).clamp(min=0)[:, None, None].expand(-1, 1, y.shape[2])
    return torch.where((lengths > 0)[:, None], y.gather(1, index)[:, 0], first)


def blank_padding(
    y: Float[Tensor, "batch time size"], mask: Bool[Tensor, "batch time"]
) -> Float[Tensor, "batch time size"]:
    """y with 0 on padding."""
    return y.masked_fill(~mask[:, :, None], 0.0)
