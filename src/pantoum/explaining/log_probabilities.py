"""The log-probabilities of all choices at each place of what a model says, with gradients."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.explaining.examined import Examined
from pantoum.explaining.replay import Replay
from pantoum.layers import Chain

# Stands for -inf, whose gradient is no number; e to its power is 0.
FORBIDDEN = -1e4


def log_probabilities(examined: Examined, found: Replay) -> Float[Tensor, "rows written choices"]:
    """log P of each output symbol given those before it, of each next symbol of a text, of each
    label of a text, or of each tag of a word; of a CRF log P(y<t> = k | x), the marginal.
    """
    if examined.kind in ("seq2seq", "language_model"):
        return found.scores
    if examined.kind == "classifier":
        return torch.log_softmax(found.scores, dim=-1)
    head = examined.trained.model.tag_heads()[0]
    if head.independent:
        return torch.log_softmax(found.scores, dim=-1)
    return log_marginals(found.scores, head.chain())


def log_marginals(
    emissions: Float[Tensor, "rows words tags"], chain: Chain
) -> Float[Tensor, "rows words tags"]:
    """log P(y<t> = k | x) of a linear-chain CRF by the forward-backward algorithm, for rows of
    equal length; about -10,000 for what is forbidden.

    Source: Rabiner (1989), A tutorial on hidden Markov models, section III.A.
    """
    start, transitions, end = (part.clamp(min=FORBIDDEN) for part in chain)
    forward = [start + emissions[:, 0]]
    for of_word in emissions[:, 1:].unbind(dim=1):
        reached = torch.logsumexp(forward[-1][:, :, None] + transitions, dim=1)
        forward.append(reached + of_word)
    backward = [end.expand_as(emissions[:, 0])]
    for of_word in emissions[:, 1:].flip(1).unbind(dim=1):
        backward.append(torch.logsumexp(transitions + (of_word + backward[-1])[:, None], dim=2))
    both = torch.stack(forward, dim=1) + torch.stack(backward[::-1], dim=1)
    return both - torch.logsumexp(both, dim=-1, keepdim=True)
