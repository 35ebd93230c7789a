"""How likely given outputs are, symbol by symbol, for any model that can take steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.search.contract import Hypothesis, Step
from pantoum.symbols import BOS, EOS


@torch.inference_mode()
def forced(
    model: Step, state: Any, target: Int[Tensor, "rows time"]
) -> tuple[Float[Tensor, "rows time"], Float[Tensor, "rows time source"] | None]:
    """log P(y<t> | y<1> ... y<t-1>) of each symbol of the targets, in nats, and where the model
    looked.

    Args:
        model: in evaluation mode.
        state: the model's after reading the inputs.
        target: padded ids.
    """
    read = torch.cat([torch.full_like(target[:, :1], BOS), target[:, :-1]], dim=1)
    found, looks = [], []
    for step in range(target.shape[1]):
        logits, state, weights = model.step(read[:, step], state)
        found.append(
            torch.log_softmax(logits.float(), dim=-1).gather(1, target[:, step, None])[:, 0]
        )
        looks.append(weights)
    seen = None if not looks or looks[0] is None else torch.stack(looks, dim=1)
    return torch.stack(found, dim=1), seen


@torch.inference_mode()
def with_own_probabilities(
    model: Step, state: Any, found: Sequence[Sequence[Hypothesis]], device: torch.device | str
) -> list[list[Hypothesis]]:
    """Hypotheses whose log-probabilities a rule has changed, with those that the model gives them.

    Args:
        model: in evaluation mode.
        state: the model's after reading the inputs; found: the hypotheses of each.
    """
    rows = [row for row, hypotheses in enumerate(found) for _ in hypotheses]
    said = [[*one.ids, *[EOS] * one.complete] for hypotheses in found for one in hypotheses]
    if not rows:
        return [[] for _ in found]
    lengths = torch.tensor([len(ids) for ids in said])
    padded = torch.nn.utils.rnn.pad_sequence([torch.tensor(ids) for ids in said], batch_first=True)
    scores, _ = forced(model, state.select(torch.tensor(rows, device=device)), padded.to(device))
    scores = scores.cpu()
    real = torch.arange(padded.shape[1]) < lengths[:, None]
    totals = iter(torch.where(real, scores, 0.0).sum(dim=1).tolist())
    return [
        [one._replace(log_probability=next(totals)) for one in hypotheses] for hypotheses in found
    ]
