"""Greedy search: the likeliest symbol at every step."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor

from weft.search.contract import Hypothesis, Steps, limits_of
from weft.search.trace import Candidates, Trace
from weft.symbols import BOS, EOS


@torch.inference_mode()
def greedy(
    model: Steps,
    source: Int[Tensor, "batch source"],
    lengths: Int[Tensor, " batch"],
    longest: Sequence[int],
    length_penalty: float = 1.0,
    *,
    attention: bool = True,
) -> list[Hypothesis]:
    """The likeliest symbol at every step, until </s> or the longest output; one hypothesis for each row.

    <pad>, <s> and the unknown symbol are never chosen.

    Args:
        model: in evaluation mode.
        source, lengths: padded ids of the inputs.
        longest: for each row the most symbols its output may have, </s> included.
        length_penalty: exponent of the length by which the log-probability is divided.
        attention: whether the hypothesis says where the model looked.
    Raises: WeftError for a longest output below 1, and when the model's probabilities are not numbers.
    """
    limits = limits_of(longest, source)
    trace = Trace()
    rows = parents = torch.arange(source.shape[0], device=source.device)
    tokens, totals = torch.full_like(rows, BOS), torch.zeros(len(rows), device=source.device)
    state = model.start(source, lengths)
    while len(rows):
        logits, state, weights = model.step(tokens, state)
        trace.read(tokens, parents, weights if attention else None)
        best, tokens = speakable(logits).max(dim=-1)
        totals, parents = totals + best, torch.arange(len(rows), device=rows.device)
        ended = (tokens == EOS) | (limits == trace.steps)
        trace.choose(Candidates(rows, parents, tokens, totals), ended)
        parents = (~ended).nonzero()[:, 0]
        if 0 < len(parents) < len(rows):
            state = state.select(parents)
        if len(parents) < len(rows):
            rows, tokens, totals, limits = (part[parents] for part in (rows, tokens, totals, limits))
    return [found[0] for found in trace.hypotheses(lengths.tolist(), 1, length_penalty)]


def speakable(logits: Float[Tensor, "batch vocabulary"]) -> Float[Tensor, "batch vocabulary"]:
    """Log-probabilities, with those symbols out of reach that no output may hold."""
    log_probabilities = torch.log_softmax(logits.float(), dim=-1)
    log_probabilities[:, :EOS] = float("-inf")  # <pad>, the unknown symbol and <s> are the ones before </s>
    return log_probabilities
