"""Forced decoding: how likely reference outputs are, symbol by symbol, for any model that can take
steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.kernels import sum_in_order
from pantoum.search.contract import Hypothesis, Step
from pantoum.symbols import BOS, EOS


@torch.inference_mode()
def force_decode(
    model: Step, state: Any, target: Int[Tensor, "rows time"]
) -> tuple[Float[Tensor, "rows time"], Float[Tensor, "rows time source"] | None]:
    """log P(y<t> | y<1> ... y<t-1>) of each symbol of the targets, in nats, and the attention
    weights of each step.

    Args:
        model: in evaluation mode.
        state: the model's after reading the inputs.
        target: padded ids.
    """
    read = torch.cat([torch.full_like(target[:, :1], BOS), target[:, :-1]], dim=1)
    scores = []
    attention = []
    for step in range(target.shape[1]):
        log_probabilities, state, weights = model.step(read[:, step], state)
        scores.append(log_probabilities.gather(1, target[:, step, None])[:, 0])
        attention.append(weights)
    without = not attention or attention[0] is None
    return torch.stack(scores, dim=1), None if without else torch.stack(attention, dim=1)


@torch.inference_mode()
def rescore(
    model: Step, state: Any, hypotheses: Sequence[Sequence[Hypothesis]], device: torch.device | str
) -> list[list[Hypothesis]]:
    """Hypotheses whose log-probabilities a step processor has changed, with the model's own.

    Args:
        model: in evaluation mode.
        state: the model's after reading the inputs; hypotheses: those of each input.
    """
    rows = [row for row, of_row in enumerate(hypotheses) for _ in of_row]
    outputs = [[*one.ids, *[EOS] * one.complete] for of_row in hypotheses for one in of_row]
    if not rows:
        return [[] for _ in hypotheses]
    lengths = torch.tensor([len(ids) for ids in outputs])
    padded = torch.nn.utils.rnn.pad_sequence(
        [torch.tensor(ids) for ids in outputs], batch_first=True
    )
    selected = state.select(torch.tensor(rows, device=device))
    scores, _ = force_decode(model, selected, padded.to(device))
    real = torch.arange(padded.shape[1]) < lengths[:, None]
    totals = iter(sum_in_order(torch.where(real, scores.cpu(), 0.0)).tolist())
    return [[one._replace(log_probability=next(totals)) for one in of_row] for of_row in hypotheses]
