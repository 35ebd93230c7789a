"""Dropout for sequences: on activations, for each step or with one mask for all, and on recurrent
weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.func import functional_call

from pantoum.shapes import check_shape

# The parameter of a cell that recurrent dropout drops entries of.
RECURRENT_WEIGHTS = "weight_hh"


class SequenceDropout(nn.Module):
    """Dropout on [batch, time, size]; variational dropout draws one mask for all steps of a row.

    Args:
        rate: share of the activations that become 0 in training; the others grow by 1 / (1 - rate).
        variational: one mask for all steps.
    Raises: TypeError and ValueError for what is no tensor of three axes.
    Source: Gal & Ghahramani (2016), arXiv:1512.05287, for the variational kind.
    """

    def __init__(self, rate: float, variational: bool = False) -> None:
        super().__init__()
        self.rate = rate
        self.variational = variational

    def forward(self, x: Float[Tensor, "batch time size"]) -> Float[Tensor, "batch time size"]:
        check_shape(self, "x", x, "batch", "time", "size")
        mask = self.mask(x, x.shape[0], x.shape[1], x.shape[2])
        return x if mask is None else x * mask

    def mask(
        self, like: Tensor, batch: int, time: int, size: int
    ) -> Float[Tensor, "batch steps size"] | None:
        """Factors 0 or 1 / (1 - rate), [batch, time or 1, size], of `like`'s type; None for no
        dropout.
        """
        if not self.training or self.rate == 0:
            return None
        steps = 1 if self.variational else time
        return _factors((batch, steps, size), self.rate, like)


def drop_weights(cell: Any, rate: float) -> Float[Tensor, "gates hidden"]:
    """A cell's recurrent weights of which single entries are dropped, the same
    for all steps of a batch.

    Raises: ValueError for a cell whose recurrent weights are not a parameter named ``weight_hh``.
    Source: Merity, Keskar & Socher (2017), arXiv:1708.02182 (DropConnect on the hidden-to-hidden
    weights).
    """
    weight = recurrent_weights(cell)
    return weight * _factors(weight.shape, rate, weight)


def recurrent_weights(cell: Any) -> Tensor:
    """The parameter of a cell that recurrent dropout drops entries of.

    Raises: ValueError for a cell that has none of its name.
    """
    weight = getattr(cell, RECURRENT_WEIGHTS, None)
    if not isinstance(weight, Tensor):
        raise ValueError(
            "recurrent dropout needs a cell whose recurrent weights are a parameter named "
            f"{RECURRENT_WEIGHTS}, but {type(cell).__name__} has none: set it to 0"
        )
    return weight


def with_recurrent_weights(cell: Any, weight: Tensor | None) -> Callable[..., tuple[Tensor, Any]]:
    """The cell, with other recurrent weights if some are given."""
    if weight is None:
        return cell
    return lambda x, state: functional_call(cell, {RECURRENT_WEIGHTS: weight}, (x, state))


def _factors(shape: Sequence[int], rate: float, like: Tensor) -> Tensor:
    """0 with the probability `rate`, else 1 / (1 - rate); a third of the time that PyTorch's
    Bernoulli numbers take.
    """
    kept = torch.rand(shape, dtype=torch.float32, device=like.device) >= rate
    return kept.to(like.dtype).mul_(1 / (1 - rate))
