"""Attention that feeds nothing back: all steps attend in a few batched products."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor
from torch.autograd.function import once_differentiable

from pantoum.attention import AttentionMemory, ScoreForm, attend


def attend_all_steps(
    hidden: Float[Tensor, "batch steps query"], memory: AttentionMemory, score: ScoreForm
) -> tuple[Float[Tensor, "batch steps annotation"], Float[Tensor, "batch steps source"]]:
    """The contexts and weights of every step; see `pantoum.attention.Attention`.

    Args:
        hidden: the states that attend.
        memory: as the attention's `prepare` gives it.
    """
    queries = hidden if score.query is None else F.linear(hidden, score.query)
    energies = score.all_energies(queries, memory.keys, score.parameters)
    if energies is None:
        energies = step_energies(queries, memory.keys, score)
    return attend(energies, memory)


def step_energies(
    queries: Float[Tensor, "batch steps key"],
    keys: Float[Tensor, "batch source key"],
    score: ScoreForm,
) -> Float[Tensor, "batch steps source"]:
    """A score's energies for one step after the other, in memory that does not grow with the
    product of both lengths: what a step needs is computed again in the backward pass.
    """
    by_step = queries.transpose(0, 1)
    energies = _StepEnergies.apply(score, by_step, keys, *score.parameters)
    return energies.transpose(0, 1)  # type: ignore[union-attr]


class _StepEnergies(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, score: ScoreForm, queries: Tensor, keys: Tensor, *parameters: Tensor
    ) -> Tensor:
        ctx.score = score
        ctx.save_for_backward(queries, keys, *parameters)
        bound = score.bind(keys, parameters)
        energies = keys.new_empty(len(queries), *keys.shape[:2])
        for step, query in enumerate(queries):
            energies[step] = bound.energies(query)
        return energies

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Any, ...]:  # type: ignore[override]
        (d_energies,) = gradients
        queries, keys, *parameters = ctx.saved_tensors
        bound = ctx.score.bind(keys, tuple(parameters))
        d_queries = torch.empty_like(queries)
        for step, query in enumerate(queries):
            bound.backward(query, d_energies[step].contiguous(), d_queries[step])
        d_keys, d_parameters = bound.finish(queries, d_energies)
        return None, d_queries, d_keys, *d_parameters
