"""Sampling: each next symbol by its probability."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.errors import PantoumError
from pantoum.search.backpointers import Backpointers, Candidates
from pantoum.search.contract import Hypothesis, Step, limits_of
from pantoum.search.processors import Constraint, StepProcessor
from pantoum.search.step_scorer import StepScorer
from pantoum.symbols import EOS, NEG_INF


class Sampling(NamedTuple):
    """How to draw a symbol.

    temperature: divides the logits: below 1 makes likely symbols likelier, 0 takes the likeliest
    one (greedy search); top_k: draw from so many of the likeliest symbols; 0 for all; top_p: draw
    from as few of the likeliest symbols as have this probability together; 1 for all. After each of
    the three the probabilities sum to 1 again.
    Source of top_p: Holtzman et al. (2020), arXiv:1904.09751; of top_k: Fan, Lewis & Dauphin
    (2018), arXiv:1805.04833.
    """

    temperature: float | int = 1.0
    top_k: int = 0
    top_p: float | int = 1.0


def check_sampling(sampling: Sampling) -> None:
    """Refuse settings that nothing can be drawn with.

    Raises: PantoumError, naming the setting, the rule and the value.
    """
    temperature, top_k, top_p = sampling
    if not (_is_number(temperature) and 0 <= temperature < math.inf):
        raise PantoumError(setting="temperature", rule="a number of at least 0", value=temperature)
    if type(top_k) is not int or top_k < 0:
        raise PantoumError(
            setting="top_k", rule="a whole number of at least 0 (0 for all symbols)", value=top_k
        )
    if not (_is_number(top_p) and 0 < top_p <= 1):
        raise PantoumError(setting="top_p", rule="a number above 0 and at most 1", value=top_p)


@torch.inference_mode()
def sample(
    model: Step,
    tokens: Int[Tensor, " rows"],
    state: Any,
    seeds: Sequence[Sequence[int]],
    longest: Sequence[int],
    sampling: Sampling = Sampling(),  # noqa: B008 - it cannot change
    *,
    processors: Sequence[StepProcessor] = (),
    constraints: Sequence[Constraint] = (),
    lengths: Int[Tensor, " rows"] | None = None,
) -> list[Hypothesis | None]:
    """An output for each row, drawn symbol by symbol until </s> or the longest output.

    <pad>, <s> and the unknown symbol are never drawn. Each row has random numbers of its own, so
    that what is drawn for it does not depend on the other rows, to the rounding of the logits.
    Log-probabilities are the model's own, whatever the sampling, and a score is one divided by the
    number of symbols and </s>.

    Args:
        model: in evaluation mode.
        tokens, state: the last symbol that was read, and the state before it.
        seeds: for each row, what decides its random numbers.
        longest: for each row the most symbols, </s> included; the symbols before that do not depend
            on it.
        processors, constraints: what outputs must hold or must not; None where no symbol is left
            that may come. Under a constraint an output that has not ended at its longest does not
            count either.
        lengths: of the inputs, where hypotheses shall have their attention weights.
    Raises: PantoumError for settings that cannot work, and when the model's probabilities are not
        numbers.
    """
    check_sampling(sampling)
    device = tokens.device
    backpointers = Backpointers()
    scorer = StepScorer(model, processors, constraints)
    generators = [np.random.default_rng(list(seed)) for seed in seeds]
    rows = parents = torch.arange(len(tokens))
    limits = limits_of(longest, rows)
    totals = torch.zeros(len(rows), dtype=torch.float64)
    prefixes = scorer.start(state, rows.to(device))
    while len(rows):
        batch = len(rows)
        scores = scorer.score(tokens, prefixes)
        prefixes = scores.state
        backpointers.read(tokens, parents, None if lengths is None else scores.attention)
        log_probabilities = scores.log_probabilities.cpu().double()
        parents = torch.arange(batch)
        if not scorer.unconstrained:
            parents = (log_probabilities != NEG_INF).any(dim=1).nonzero()[:, 0]
        rows = rows[parents]
        limits = limits[parents]
        log_probabilities = log_probabilities[parents]
        randoms = torch.tensor(
            [generators[row].random() for row in rows.tolist()], dtype=torch.float64
        )
        columns = _draw(distribution(log_probabilities, sampling), randoms)
        totals = totals[parents] + log_probabilities.gather(1, columns[:, None])[:, 0]
        drawn = scores.symbols(columns.to(device)).cpu()
        ended = drawn == EOS
        last = limits == backpointers.steps
        candidates = Candidates(rows, parents, drawn, totals, totals / backpointers.steps)
        backpointers.finish(candidates, ended if constraints else ended | last)
        going = (~ended & ~last).nonzero()[:, 0]
        parents, rows, limits, drawn, totals = (
            part[going] for part in (parents, rows, limits, drawn, totals)
        )
        tokens = drawn.to(device)
        if len(rows):
            kept = prefixes if len(parents) == batch else prefixes.select(parents.to(device))
            prefixes = scorer.append(kept, tokens)
    widths = [0] * len(seeds) if lengths is None else lengths.tolist()
    hypotheses = backpointers.hypotheses(widths, 1, unconstrained=scorer.unconstrained)
    return [of_row[0] if of_row else None for of_row in hypotheses]


def distribution(
    log_probabilities: Float[Tensor, "batch vocabulary"], sampling: Sampling
) -> Float[Tensor, "batch vocabulary"]:
    """The probabilities that symbols are drawn with, of those that may come.

    Of symbols with the same probability, those with the smaller ids count as the likelier.

    Raises: PantoumError when the model's probabilities are not numbers.
    """
    if log_probabilities.isnan().any() or (log_probabilities == NEG_INF).all(dim=1).any():
        raise PantoumError(
            "the model's probabilities are not numbers, for its training diverged",
            setting="training.learning_rate",
            remedy="lower training.learning_rate",
        )
    ranked, order = log_probabilities.sort(dim=-1, descending=True, stable=True)
    keep = 1 if sampling.temperature == 0 else sampling.top_k or ranked.shape[1]
    ranked[:, keep:] = NEG_INF
    # The likeliest is 0 now, so that no temperature is too low.
    shares = torch.softmax((ranked - ranked[:, :1]) / (sampling.temperature or 1.0), dim=-1)
    if sampling.top_p < 1:
        before = shares.cumsum(dim=-1) - shares
        shares = shares * (before < sampling.top_p)
        shares = shares / shares.sum(dim=-1, keepdim=True)
    return torch.zeros_like(shares).scatter(1, order, shares)


def _draw(
    shares: Float[Tensor, "batch vocabulary"], randoms: Float[Tensor, " batch"]
) -> Int[Tensor, " batch"]:
    """The symbol in whose part of the interval from 0 to 1 each random number falls."""
    ends = shares.cumsum(dim=-1)
    drawn = torch.searchsorted(ends, randoms[:, None] * ends[:, -1:], right=True)[:, 0]
    return drawn.clamp(max=shares.shape[1] - 1)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
