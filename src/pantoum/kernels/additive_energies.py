"""Additive attention's energies for all queries at once, in memory that does not grow with their
number.
"""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.autograd.function import once_differentiable

from pantoum.kernels.by_hand import AdditiveScore


def additive_energies(
    queries: Float[Tensor, "batch steps key"],
    keys: Float[Tensor, "batch source key"],
    energy: Float[Tensor, "key"],
) -> Float[Tensor, "batch steps source"]:
    """v · tanh(q<t> + k<s>), the tanh [batch, source, key] of each step computed again on the way
    back.
    """
    return _AdditiveEnergies.apply(queries.transpose(0, 1), keys, energy).transpose(0, 1)  # type: ignore[union-attr]


class _AdditiveEnergies(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, queries: Tensor, keys: Tensor, energy: Tensor) -> Tensor:
        ctx.save_for_backward(queries, keys, energy)
        score = AdditiveScore(keys, energy)
        energies = keys.new_empty(len(queries), *keys.shape[:2])
        for step, query in enumerate(queries):
            energies[step] = score.energies(query)
        return energies

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, Tensor]:  # type: ignore[override]
        (d_energies,) = gradients
        queries, keys, energy = ctx.saved_tensors
        score, d_queries = AdditiveScore(keys, energy), torch.empty_like(queries)
        for step, query in enumerate(queries):
            score.retreat(query, d_energies[step].contiguous(), d_queries[step])
        d_keys, d_energy = score.finish(queries, d_energies)
        assert d_energy is not None
        return d_queries, d_keys, d_energy
