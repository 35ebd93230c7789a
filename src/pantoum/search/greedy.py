"""Greedy search: the likeliest symbol at every step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor

from pantoum.config import SearchConfig
from pantoum.search.backpointers import Backpointers, Candidates
from pantoum.search.contract import Hypothesis, Step, limits_of
from pantoum.search.ranking import length_divisor
from pantoum.search.step_scorer import StepScorer
from pantoum.symbols import BOS, EOS


@torch.inference_mode()
def greedy(
    model: Step,
    state: Any,
    lengths: Int[Tensor, " rows"],
    longest: Sequence[int],
    search: SearchConfig = SearchConfig(beam=1),  # noqa: B008 - it cannot change
    *,
    attention: bool = True,
    unknown: bool = False,
) -> list[Hypothesis]:
    """The likeliest symbol at every step, until </s> or the longest output; one hypothesis for each
    row.

    <pad> and <s> are never chosen.

    Args:
        model: in evaluation mode.
        state: the model's after reading the inputs; lengths: the inputs'.
        longest: for each row the most symbols its output may have, </s> included.
        search: how scores are computed from log-probabilities; the rest of it is for
            `pantoum.search.beam_search`.
        attention: whether hypotheses have their attention weights.
        unknown: whether the unknown symbol may be chosen.
    Raises: PantoumError for a longest output below 1, and when the model's probabilities are not
        numbers.
    """
    scorer = StepScorer(model, unknown=unknown)
    limits = limits_of(longest, lengths)
    backpointers = Backpointers()
    shortest_limit = min(longest, default=0)
    rows = parents = everyone = torch.arange(len(lengths), device=lengths.device)
    tokens = torch.full_like(rows, BOS)
    totals = torch.zeros(len(rows), device=lengths.device)
    prefixes = scorer.start(state, rows)
    while len(rows):
        scores = scorer.score(tokens, prefixes)
        prefixes = scores.state
        backpointers.read(tokens, parents, scores.attention if attention else None)
        best, columns = scores.log_probabilities.max(dim=-1)
        tokens = scores.symbols(columns)
        totals = totals + best
        ended = tokens == EOS
        if backpointers.steps >= shortest_limit:
            ended |= limits == backpointers.steps
        if not ended.any():
            parents = everyone
            continue
        final = totals / length_divisor(backpointers.steps, search)
        backpointers.finish(Candidates(rows, everyone, tokens, totals, final), ended)
        parents = (~ended).nonzero()[:, 0]
        prefixes = prefixes.select(parents) if len(parents) else prefixes
        rows, tokens, totals, limits = (part[parents] for part in (rows, tokens, totals, limits))
        everyone = torch.arange(len(rows), device=rows.device)
    hypotheses = backpointers.hypotheses(lengths.tolist(), 1, unconstrained=True)
    return [best_of_row[0] for best_of_row in hypotheses]
