"""What training minimises."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from pantoum.kernels import vocabulary_loss


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
    precision = torch.promote_types(logits.dtype, torch.float32)
    log_probabilities = F.log_softmax(logits, dim=-1, dtype=precision)
    chosen = log_probabilities.gather(2, target[:, :, None])[:, :, 0]
    nll = -torch.where(real, chosen, 0.0).sum()
    total = nll
    if label_smoothing:
        uniform = -torch.where(real, log_probabilities.mean(dim=-1), 0.0).sum()
        total = (1 - label_smoothing) * nll + label_smoothing * uniform
    return Loss(total, nll.detach(), real.sum())


def output_loss(
    features: Float[Tensor, "batch time size"],
    output: nn.Linear,
    target: Int[Tensor, "batch time"],
    real: Bool[Tensor, "batch time"],
    label_smoothing: float = 0.0,
) -> Loss:
    """`cross_entropy` of `output(features)`, without keeping the logits of all symbols.

    Args:
        features: finite on padding too.
        output: the output layer.
    """
    if torch.is_autocast_enabled(features.device.type):  # the kernel is of one precision
        return cross_entropy(output(features), target, real, label_smoothing)
    rows = (features.flatten(0, 1), output.weight, output.bias, target.flatten(), real.flatten())
    total, nll = vocabulary_loss(*rows, label_smoothing)
    return Loss(total, nll, real.sum())
