"""How outputs of different lengths are compared."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.config import SearchConfig

Symbols = TypeVar("Symbols", int, Tensor, np.ndarray)

# An annotation that nothing looked at would have minus infinity: log of this is -13.8.
LEAST_COVERED = 1e-6


def length_divisor(symbols: Symbols, search: SearchConfig) -> Symbols | float:
    """What a log-probability of so many symbols, </s> among them, is divided by.

    symbols ** length_penalty, or with the formula "wu" ((5 + symbols) / 6) ** length_penalty.

    Source: Wu et al. (2016), arXiv:1609.08144, section 7.
    """
    if search.length_formula == "wu":
        return ((5 + symbols) / 6) ** search.length_penalty
    return symbols**search.length_penalty


def nothing_covered(lengths: Int[Tensor, " rows"], width: int) -> Float[Tensor, "rows source"]:
    """How often each annotation has been looked at before the first symbol: 0; padding counts as
    1."""
    steps = torch.arange(width, device=lengths.device)
    return (steps >= lengths[:, None]).float()


def coverage(
    covered: Float[Tensor, "alive source"], coverage_penalty: float
) -> Float[Tensor, " alive"]:
    """penalty * Σ_t' log min(Σ_t α<t,t'>, 1): 0 when all of the input has been looked at, else
    below.

    Source: Wu et al. (2016), arXiv:1609.08144, section 7.
    """
    return coverage_penalty * covered.clamp(LEAST_COVERED, 1.0).log().sum(dim=1)
