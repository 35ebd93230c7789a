"""Sums over all tag sequences of a linear chain: the log-partition, log-likelihoods and expected
counts.

Emissions and tags are as `with_steps` gives them: 0 on padding, and at least one step.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Float, Int, Shaped
from torch import Tensor

from pantoum.attention.contract import length_mask
from pantoum.kernels import last_step, sum_in_order
from pantoum.layers.forward_algorithm import (
    Forward,
    ForwardAlgorithm,
    backward_pass,
    forward_pass,
    largest,
)
from pantoum.symbols import NEG_INF


class Chain(NamedTuple):
    """The scores of a tag sequence that do not depend on the input; -inf forbids.

    Shapes: start [tags], transitions [tags, tags] (from, to), end [tags]. The functions of this
    file take them with a leading axis of rows: the batch's, or one for all.
    """

    start: Float[Tensor, "*rows tags"]
    transitions: Float[Tensor, "*rows tags tags"]
    end: Float[Tensor, "*rows tags"]


class Counts(NamedTuple):
    """How often each tag stands at each step and each pair of tags in each row, or how often that
    is expected.

    Shapes: nodes [batch, time, tags], 0 on padding; pairs [batch, tags, tags] (from, to).
    """

    nodes: Float[Tensor, "batch time tags"]
    pairs: Float[Tensor, "batch tags tags"]


def with_steps(
    x: Shaped[Tensor, "batch time *rest"], lengths: Int[Tensor, "batch"]
) -> Shaped[Tensor, "batch steps *rest"]:
    """x with 0 on padding, and a step of padding if it has none: there is then always a first and a
    last step.

    Raises: ValueError for lengths beyond the time axis.
    """
    real = length_mask(lengths, x.shape[1])
    x = x.masked_fill(~real.reshape(*real.shape, *[1] * (x.ndim - 2)), 0)
    return x if x.shape[1] else x.new_zeros(x.shape[0], 1, *x.shape[2:])


def last_tag(
    tags: Int[Tensor, "batch time"], lengths: Int[Tensor, "batch"]
) -> Int[Tensor, "batch"]:
    """Each row's tag at its last step; any tag for an empty row."""
    return tags.gather(1, (lengths - 1).clamp(min=0)[:, None])[:, 0]


def log_partition(
    emissions: Float[Tensor, "batch time tags"], lengths: Int[Tensor, "batch"], chain: Chain
) -> Float[Tensor, "batch"]:
    """log Σ_y exp score(y): 0 for an empty row, -inf where the chain allows no sequence of the
    row's length.
    """
    forward = Forward(*ForwardAlgorithm.apply(emissions, chain.start, chain.transitions))
    final = _last_tags(forward, lengths, chain)
    scales = torch.where(length_mask(lengths, emissions.shape[1]), forward.scales, 0.0)
    # In a prediction not even the last bits may depend on the padding.
    ordered = torch.is_inference_mode_enabled()
    total = sum_in_order(scales) if ordered else scales.sum(dim=1)
    return torch.where(lengths > 0, final.total + (final.scale + total), 0.0)


def log_likelihood(
    emissions: Float[Tensor, "batch time tags"],
    tags: Int[Tensor, "batch time"],
    lengths: Int[Tensor, "batch"],
    chain: Chain,
) -> Float[Tensor, "batch"]:
    """log P(y | x) for tags that the chain allows: Σ_t log P(y<t> | y<t+1>, x<1> ... x<t>) + log
    P(y<T> | x).

    It is the score less the log-partition. But these two grow with the row, and rounding with them;
    the sum over the steps holds nothing larger than the result, and no term above 0.
    """
    forward = Forward(*ForwardAlgorithm.apply(emissions, chain.start, chain.transitions))
    alpha, arrivals = (
        part.gather(2, tags[:, :, None])[:, :, 0] for part in (forward.alpha, forward.arrivals)
    )
    crossed = (
        chain.transitions.flatten(1)
        .expand(len(tags), -1)
        .gather(1, _crossings(tags, emissions.shape[2]))
    )
    before_last = length_mask(lengths, tags.shape[1])[:, 1:]
    between = torch.where(before_last, alpha[:, :-1] + crossed - arrivals[:, 1:], 0.0)
    final = _last_tags(forward, lengths, chain)
    last = final.scores.gather(1, last_tag(tags, lengths)[:, None])[:, 0] - final.total
    return torch.where(lengths > 0, between.sum(dim=1) + last, 0.0)


@torch.no_grad()
def expected_counts(
    emissions: Float[Tensor, "batch time tags"], lengths: Int[Tensor, "batch"], chain: Chain
) -> Counts:
    """The counts of all sequences, each with its probability as weight: the derivatives of the
    log-partition.

    All are 0 for a row of which the chain allows no sequence. No gradient flows through them.
    """
    forward = forward_pass(emissions, chain.start, chain.transitions)
    final = _last_tags(forward, lengths, chain)
    possible = (lengths > 0) & (final.total > NEG_INF)
    last = torch.exp(final.scores - torch.where(possible, final.total, torch.inf)[:, None])
    place = (lengths - 1).clamp(min=0)[:, None, None].expand_as(last[:, None])
    at_alpha = torch.zeros_like(emissions).scatter(1, place, last[:, None])
    nodes, pairs, _ = backward_pass(
        forward, chain.transitions, at_alpha, torch.zeros_like(emissions)
    )
    return Counts(nodes, pairs)


def counts_of(
    tags: Int[Tensor, "batch time"],
    lengths: Int[Tensor, "batch"],
    like: Float[Tensor, "batch time tags"],
) -> Counts:
    """The counts of one sequence for each row, in `like`'s type."""
    real = length_mask(lengths, tags.shape[1]).to(like.dtype)
    nodes = torch.zeros_like(like).scatter(2, tags[:, :, None], real[:, :, None])
    size = like.shape[2]
    pairs = like.new_zeros(len(tags), size * size).scatter_add(
        1, _crossings(tags, size), real[:, 1:]
    )
    return Counts(nodes, pairs.unflatten(1, (size, size)))


def total_score(
    counts: Counts,
    emissions: Float[Tensor, "batch time tags"],
    lengths: Int[Tensor, "batch"],
    chain: Chain,
) -> Float[Tensor, "batch"]:
    """The score that counts stand for, by a chain that forbids nothing."""
    first = counts.nodes[:, 0]
    last = last_step(counts.nodes, lengths, first)
    within = (counts.nodes * emissions).sum(dim=(1, 2)) + (counts.pairs * chain.transitions).sum(
        dim=(1, 2)
    )
    return within + (first * chain.start).sum(dim=1) + (last * chain.end).sum(dim=1)


class _LastTags(NamedTuple):
    """The log of the summed scores of all sequences, by their last tag and altogether; both less
    the scale and all scales before it.

    Shapes: scores [batch, tags], total [batch], scale [batch].
    """

    scores: Float[Tensor, "batch tags"]
    total: Float[Tensor, "batch"]
    scale: Float[Tensor, "batch"]


def _last_tags(forward: Forward, lengths: Int[Tensor, "batch"], chain: Chain) -> _LastTags:
    scores = last_step(forward.alpha, lengths, forward.alpha[:, 0]) + chain.end
    scale = largest(scores)
    scores = scores - scale[:, None]
    impossible = (scores == NEG_INF).all(dim=1)  # the derivative of logsumexp would be 0 / 0
    total = torch.logsumexp(scores.masked_fill(impossible[:, None], 0.0), dim=1)
    return _LastTags(scores, total.masked_fill(impossible, NEG_INF), scale)


def _crossings(tags: Int[Tensor, "batch time"], size: int) -> Int[Tensor, "batch crossings"]:
    """The places of each tag and the next in a flattened matrix [tags, tags]."""
    return tags[:, :-1] * size + tags[:, 1:]
