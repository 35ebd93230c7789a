"""Greedy search: the likeliest symbol at every step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor

from pantoum.config import SearchConfig
from pantoum.search.contract import Hypothesis, Step, limits_of
from pantoum.search.ranking import length_divisor
from pantoum.search.speaker import Speaker
from pantoum.search.trace import Candidates, Trace
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
        search: how scores are found of log-probabilities; the rest of it is for
            `pantoum.search.beam_search`.
        attention: whether the hypothesis says where the model looked.
        unknown: whether the unknown symbol may be chosen.
    Raises: PantoumError for a longest output below 1, and when the model's probabilities are not
        numbers.
    """
    speaker, limits, trace = Speaker(model, unknown=unknown), limits_of(longest, lengths), Trace()
    least = min(longest, default=0)
    rows = parents = everyone = torch.arange(len(lengths), device=lengths.device)
    tokens, totals = torch.full_like(rows, BOS), torch.zeros(len(rows), device=lengths.device)
    said = speaker.begin(state, rows)
    while len(rows):
        coming = speaker.next(tokens, said)
        said = coming.said
        trace.read(tokens, parents, coming.weights if attention else None)
        best, columns = coming.log_probabilities.max(dim=-1)
        tokens, totals = coming.symbols(columns), totals + best
        ended = tokens == EOS
        if trace.steps >= least:
            ended |= limits == trace.steps
        if not ended.any():
            parents = everyone
            continue
        trace.choose(
            Candidates(
                rows, everyone, tokens, totals, totals / length_divisor(trace.steps, search)
            ),
            ended,
        )
        parents = (~ended).nonzero()[:, 0]
        said = said.select(parents) if len(parents) else said
        rows, tokens, totals, limits = (part[parents] for part in (rows, tokens, totals, limits))
        everyone = torch.arange(len(rows), device=rows.device)
    return [found[0] for found in trace.hypotheses(lengths.tolist(), 1, free=True)]
