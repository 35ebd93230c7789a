"""Greedy search: the likeliest symbol at every step."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor

from weft.search.contract import Hypothesis, Steps
from weft.symbols import BOS, EOS, PAD, UNK


@torch.no_grad()
def greedy(
    model: Steps, source: Int[Tensor, "batch source"], lengths: Int[Tensor, "batch"], longest: Sequence[int]
) -> list[Hypothesis]:
    """The likeliest symbol at every step, until </s> or the longest output; one hypothesis for each row.

    <pad>, <s> and the unknown symbol are never chosen. Scores are divided by the length.

    Args:
        model: in evaluation mode.
        source, lengths: padded ids of the inputs.
        longest: for each row the most symbols its output may have, </s> included.
    """
    state = model.start(source, lengths)
    rows = torch.arange(source.shape[0], device=source.device)
    tokens = torch.full_like(rows, BOS)
    limits = torch.tensor(longest, device=source.device)
    chosen, scores, looks = [], [], []
    for step in range(max(longest, default=0)):
        logits, state, weights = model.step(tokens, state)
        log_probabilities = speakable(logits)
        best, tokens = log_probabilities.max(dim=-1)
        chosen.append((rows, tokens))
        scores.append(best)
        looks.append(weights)
        going = ((tokens != EOS) & (limits[rows] > step + 1)).nonzero()[:, 0]
        if len(going) == 0:
            break
        if len(going) < len(rows):
            state, rows, tokens = state.select(going), rows[going], tokens[going]
    return _collect(source.shape[0], lengths.tolist(), chosen, scores, looks)


def speakable(logits: Float[Tensor, "batch vocabulary"]) -> Float[Tensor, "batch vocabulary"]:
    """Log-probabilities, with those symbols out of reach that no output may hold."""
    log_probabilities = torch.log_softmax(logits.float(), dim=-1)
    log_probabilities[:, [PAD, UNK, BOS]] = float("-inf")
    return log_probabilities


def _collect(
    batch: int,
    lengths: list[int],
    chosen: list[tuple[Tensor, Tensor]],
    scores: list[Tensor],
    looks: list[Tensor | None],
) -> list[Hypothesis]:
    ids: list[list[int]] = [[] for _ in range(batch)]
    totals = [0.0] * batch
    attention: list[list[Tensor]] = [[] for _ in range(batch)]
    for (rows, tokens), best, weights in zip(chosen, scores, looks, strict=True):
        for place, (row, token, value) in enumerate(zip(rows.tolist(), tokens.tolist(), best.tolist(), strict=True)):
            ids[row].append(token)
            totals[row] += value
            if weights is not None:
                attention[row].append(weights[place, : lengths[row]])
    return [
        finish(ids[row], totals[row], 1.0, torch.stack(attention[row]) if attention[row] else None)
        for row in range(batch)
    ]


def finish(ids: list[int], total: float, length_penalty: float, attention: Tensor | None) -> Hypothesis:
    """A hypothesis from all its symbols, </s> included if it came."""
    complete = bool(ids) and ids[-1] == EOS
    return Hypothesis(
        ids=ids[:-1] if complete else ids,
        complete=complete,
        log_probability=total,
        score=total / max(len(ids), 1) ** length_penalty,
        attention=None if attention is None else attention.cpu().numpy(),
    )
