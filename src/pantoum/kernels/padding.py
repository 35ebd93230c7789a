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


def sum_in_order(values: Float[Tensor, "rows numbers"]) -> Float[Tensor, " rows"]:
    """The sum of each row, from its first number to its last: numbers of 0 at its end, such as
    those of padding, do not even change its last bits.
    """
    if torch.compiler.is_exporting():  # other libraries round as they do
        return values.sum(dim=1)
    if values.shape[1] == 0:
        return values.new_zeros(len(values))
    return values.cumsum(dim=1)[:, -1]
