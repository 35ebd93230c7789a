"""Attention that feeds nothing back: all steps look in a few batched products."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from pantoum.attention import AttentionMemory, AttentionWeights, attend
from pantoum.kernels.additive_energies import additive_energies


def attend_all(
    hidden: Float[Tensor, "batch steps query"], memory: AttentionMemory, weights: AttentionWeights
) -> tuple[Float[Tensor, "batch steps annotation"], Float[Tensor, "batch steps source"]]:
    """The contexts and weights of every step's query; see `pantoum.attention.Attention`.

    Args:
        hidden: the states that ask.
        memory: as the attention's `prepare` gives it.
        weights: the score's.
    """
    queries = hidden if weights.query is None else F.linear(hidden, weights.query)
    if weights.energy is None:
        return attend(torch.bmm(queries, memory.keys.transpose(1, 2)), memory)
    return attend(additive_energies(queries, memory.keys, weights.energy), memory)
