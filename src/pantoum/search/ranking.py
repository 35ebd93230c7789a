"""How outputs are ranked: by their lengths, by their coverage, and by votes of several models."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.config import SearchConfig
from pantoum.kernels import sum_in_order
from pantoum.search.contract import Hypothesis

Symbols = TypeVar("Symbols", int, Tensor, np.ndarray)

# An annotation without any attention would have minus infinity: log of this is -13.8.
LEAST_COVERAGE = 1e-6


def length_divisor(symbols: Symbols, search: SearchConfig) -> Symbols | float:
    """What a log-probability of so many symbols, </s> among them, is divided by.

    symbols ** length_penalty, or with the formula "wu" ((5 + symbols) / 6) ** length_penalty.

    Source: Wu et al. (2016), arXiv:1609.08144, section 7.
    """
    if search.length_formula == "wu":
        return ((5 + symbols) / 6) ** search.length_penalty
    return symbols**search.length_penalty


def initial_coverage(lengths: Int[Tensor, " rows"], width: int) -> Float[Tensor, "rows source"]:
    """The coverage of each annotation before the first symbol: 0; padding counts as covered, 1."""
    steps = torch.arange(width, device=lengths.device)
    return (steps >= lengths[:, None]).float()


def coverage_score(
    coverage: Float[Tensor, "alive source"], coverage_penalty: float
) -> Float[Tensor, " alive"]:
    """penalty * Σ_t' log min(Σ_t α<t,t'>, 1): 0 when all of the input is covered, else below.

    Source: Wu et al. (2016), arXiv:1609.08144, section 7.
    """
    covered = coverage.clamp(LEAST_COVERAGE, 1.0).log()
    return coverage_penalty * sum_in_order(covered)


def vote(candidates: Sequence[Sequence[Hypothesis]], nbest: int) -> list[Hypothesis]:
    """The outputs that most of several models, each with a search of its own, hold for the best,
    for one input.

    Each model has one vote, for its best output; of outputs with the same number of votes the
    likelier comes first. The score is the share of the votes; the log-probability is that of the
    mean probability, to which a model without this output adds nothing; everything else is as the
    first model has it that has this output.

    Args:
        candidates: each model's outputs, best first.
        nbest: how many to give at most.
    """
    votes: dict[tuple[tuple[int, ...], bool], float] = {}
    sums: dict[tuple[tuple[int, ...], bool], float] = {}
    first: dict[tuple[tuple[int, ...], bool], Hypothesis] = {}
    for outputs in candidates:
        for rank, one in enumerate(outputs):
            key = (tuple(one.ids), one.complete)
            votes[key] = votes.get(key, 0.0) + (rank == 0) / len(candidates)
            sums[key] = sums.get(key, 0.0) + math.exp(one.log_probability) / len(candidates)
            first.setdefault(key, one)
    ranked = sorted(first, key=lambda key: (-votes[key], not key[1], -sums[key]))[:nbest]
    return [
        first[key]._replace(score=votes[key], log_probability=math.log(max(sums[key], 1e-300)))
        for key in ranked
    ]
