"""The forward algorithm over a chain of tags, and its derivative: the backward pass.

In shape suffixes B is the batch, P the tag before and K the tag after.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor
from torch._higher_order_ops.scan import scan
from torch.autograd.function import once_differentiable

from pantoum.symbols import NEG_INF


class Forward(NamedTuple):
    """What the forward algorithm finds.

    alpha [batch, time, tags]: α<t>, the log of the summed scores of all prefixes that end in a
    tag at step t, less the sum of the scales up to t; arrivals [batch, time, tags]: the same before
    the emissions of step t and its scale; scales [batch, time]: what was taken from each step so
    that its largest α is 0.
    """

    alpha: Float[Tensor, "batch time tags"]
    arrivals: Float[Tensor, "batch time tags"]
    scales: Float[Tensor, "batch time"]


def forward_pass(
    emissions: Float[Tensor, "batch time tags"],
    start: Float[Tensor, "#batch tags"],
    transitions: Float[Tensor, "#batch tags tags"],
) -> Forward:
    """α<t>_k = E<t>_k + log Σ_j exp(α<t-1>_j + A_jk), with α<1> = s + E<1>; -inf for what no
    beginning reaches.

    Source: Rabiner (1989), A tutorial on hidden Markov models, section III.A, in logarithms.
    """
    arrived = start.expand(emissions.shape[0], -1)
    if torch.compiler.is_exporting():
        return _traced_forward_pass(emissions, arrived.contiguous(), _only(transitions))
    steps: list[Forward] = []
    for emission in emissions.unbind(1):
        if steps:
            arrived = _arrivals(steps[-1].alpha, transitions)
        steps.append(_forward_step(arrived, emission))
    return Forward(*(torch.stack(parts, dim=1) for parts in zip(*steps, strict=True)))


def _traced_forward_pass(emissions: Tensor, arrived: Tensor, transitions: Tensor) -> Forward:
    """The same, its loop an operation of the graph: one graph is for rows of any length."""

    def step(arrived: Tensor, emission: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
        now = _forward_step(arrived, emission)
        return _arrivals(now.alpha, transitions), (now.alpha, arrived.clone(), now.scales)

    _, steps = scan(step, arrived, emissions.transpose(0, 1))
    return Forward(*(part.transpose(0, 1) for part in steps))


def _only(transitions: Tensor) -> Tensor:
    """Without the axis of rows, if there is one row for all: the tracer of a loop would take 1 for
    a size that can change."""
    return transitions[0] if transitions.shape[0] == 1 else transitions


def _forward_step(arrived: Tensor, emission: Tensor) -> Forward:
    """One step: α, arrivals and scale, without the axis of time."""
    alpha = arrived + emission
    scale = largest(alpha)
    return Forward(alpha - scale[:, None], arrived, scale)


def _arrivals(alpha: Tensor, transitions: Tensor) -> Tensor:
    """log Σ_j exp(α_j + A_jk), of the step after α."""
    return torch.logsumexp(alpha[:, :, None] + transitions, dim=1)


def largest(scores: Float[Tensor, "batch tags"]) -> Float[Tensor, "batch"]:
    """Each row's largest score; 0 where all are -inf."""
    found = scores.detach().amax(dim=1)
    return found.masked_fill(found == NEG_INF, 0.0)


def backward_pass(
    forward: Forward,
    transitions: Float[Tensor, "#batch tags tags"],
    at_alpha: Float[Tensor, "batch time tags"],
    at_arrivals: Float[Tensor, "batch time tags"],
) -> tuple[
    Float[Tensor, "batch time tags"], Float[Tensor, "batch tags tags"], Float[Tensor, "batch tags"]
]:
    """Derivatives by the emissions, the transitions (of each row) and the start.

    The derivative at a tag is shared out among the tags before it in the shares of the prefixes
    that came from there, P(y<t-1> = j | y<t> = k, x<1> ... x<t>). Begun with the probabilities of
    the last tag alone, this gives those of every tag and of every pair.

    Args:
        at_alpha, at_arrivals: derivatives by α and by the arrivals.
    """
    if torch.compiler.is_exporting():
        return _traced_backward_pass(forward, _only(transitions), at_alpha, at_arrivals)
    reached = torch.zeros_like(at_alpha[:, 0])
    emissions = []
    pairs = _no_pairs(at_alpha)
    for step in reversed(range(at_alpha.shape[1])):
        emissions.append(at_alpha[:, step] + reached)
        reached = emissions[-1] + at_arrivals[:, step]
        if step:
            shares_BPK = _shares(
                forward.alpha[:, step - 1], forward.arrivals[:, step], transitions, reached
            )
            pairs.add_(shares_BPK)
            reached = shares_BPK.sum(dim=2)
    return torch.stack(emissions[::-1], dim=1), pairs, reached


def _traced_backward_pass(
    forward: Forward, transitions: Tensor, at_alpha: Tensor, at_arrivals: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """The same, its loop an operation of the graph; at the first step, which has none before it,
    nothing is shared out.
    """
    before = F.pad(forward.alpha, (0, 0, 1, 0))[:, :-1]
    later = torch.arange(before.shape[1], device=before.device) > 0

    def step(carried: tuple[Tensor, Tensor], read: tuple[Tensor, ...]) -> Any:
        reached, pairs = carried
        alpha, arrived, from_alpha, from_arrivals, is_later = read
        emission = from_alpha + reached
        derivative = emission + from_arrivals
        shares_BPK = _shares(alpha, arrived, transitions, derivative)
        reached = torch.where(is_later, shares_BPK.sum(dim=2), derivative)
        return (reached, pairs + torch.where(is_later, shares_BPK, 0.0)), emission

    reads = [part.transpose(0, 1) for part in (before, forward.arrivals, at_alpha, at_arrivals)]
    backwards = tuple(part.flip(0) for part in (*reads, later))
    none = (torch.zeros_like(at_alpha[:, 0]), _no_pairs(at_alpha))
    (start, pairs), emissions = scan(step, none, backwards)
    return emissions.flip(0).transpose(0, 1), pairs, start


def _no_pairs(at_alpha: Tensor) -> Tensor:
    return at_alpha.new_zeros(at_alpha.shape[0], at_alpha.shape[2], at_alpha.shape[2])


def _shares(
    alpha: Tensor, arrived: Tensor, transitions: Tensor, derivative: Tensor
) -> Float[Tensor, "batch from to"]:
    """The derivative at each tag, shared out among the tags before it.

    Args:
        alpha: of the step before; arrived, derivative: of the step itself.
    """
    shift = arrived.masked_fill(arrived == NEG_INF, 0.0)
    shares_BPK = (alpha[:, :, None] + transitions).sub_(shift[:, None]).exp_()
    # They sum to 1 but for rounding, which would add up over a long row; to 0 for what nothing
    # reaches.
    sums = shares_BPK.sum(dim=1)
    return shares_BPK.mul_((derivative / sums.masked_fill(sums == 0, 1.0))[:, None])


class ForwardAlgorithm(torch.autograd.Function):
    """`forward_pass` with `backward_pass` as its derivative.

    Autograd by itself would keep all pairs of tags of all steps, [batch, time, tags, tags]; here
    they are computed a second time. The scales count as constants. That is right for whatever does
    not depend on them, such as a sum that adds them again, or the difference between the α of a
    step and the arrivals of the next.
    """

    @staticmethod
    def forward(
        ctx: Any, emissions: Tensor, start: Tensor, transitions: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        found = forward_pass(emissions, start, transitions)
        ctx.save_for_backward(start, transitions, *found)
        ctx.mark_non_differentiable(found.scales)
        return found.alpha, found.arrivals, found.scales

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *derivatives: Tensor) -> tuple[Tensor, Tensor, Tensor]:  # type: ignore[override]
        start, transitions, *found = ctx.saved_tensors
        emissions, pairs, first = backward_pass(Forward(*found), transitions, *derivatives[:2])
        return emissions, first.sum_to_size(start.shape), pairs.sum_to_size(transitions.shape)
