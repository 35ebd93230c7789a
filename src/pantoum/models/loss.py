"""What training minimises."""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor


class Loss(NamedTuple):
    """Sums over a batch's real target symbols.

    total: what training minimises; nll: the negative log-likelihood in nats; symbols: how many
    there are; carried: what the model hands to its own loss of the next batch of the epoch, without
    gradient: nothing for most.
    """

    total: Float[Tensor, ""]
    nll: Float[Tensor, ""]
    symbols: Int[Tensor, ""]
    carried: tuple[Tensor, ...] = ()


def cross_entropy(
    logits: Float[Tensor, "batch time classes"],
    target: Int[Tensor, "batch time"],
    real: Bool[Tensor, "batch time"],
    label_smoothing: float = 0.0,
) -> Loss:
    """-Σ [(1 - ε) log P(y<t>) + (ε/K) Σ_k log P(k)] over the real symbols, P a softmax over K
    classes.

    Args:
        logits: what they hold on padding is not read.
        target: a class everywhere, on padding too; those there do not count.
        label_smoothing: ε, the share of the probability spread evenly over all classes.
    Source of label smoothing: Szegedy et al. (2016), arXiv:1512.00567.
    """
    return negative_log_likelihood(log_softmax(logits), target, real, label_smoothing)


def log_softmax(logits: Float[Tensor, "*steps symbols"]) -> Float[Tensor, "*steps symbols"]:
    """The log-probabilities of logits, in single precision at least."""
    precision = torch.promote_types(logits.dtype, torch.float32)
    return torch.log_softmax(logits, dim=-1, dtype=precision)


def negative_log_likelihood(
    log_probabilities: Float[Tensor, "batch time classes"],
    target: Int[Tensor, "batch time"],
    real: Bool[Tensor, "batch time"],
    label_smoothing: float = 0.0,
) -> Loss:
    """`cross_entropy` of a distribution that need not be a softmax, given its log P."""
    chosen = log_probabilities.gather(2, target[:, :, None])[:, :, 0]
    nll = -torch.where(real, chosen, 0.0).sum()
    total = nll
    if label_smoothing:
        uniform = -torch.where(real, log_probabilities.mean(dim=-1), 0.0).sum()
        total = (1 - label_smoothing) * nll + label_smoothing * uniform
    return Loss(total, nll.detach(), real.sum())
