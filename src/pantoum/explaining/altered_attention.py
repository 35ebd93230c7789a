"""Attentions whose weights are others than those that were learned: what they are worth is seen by
what goes wrong with these in their place.

Each takes the place of an attention, of which it has all weights, and keeps to its contract. None
has a fast form: decoders and searches take the reference's steps with them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.attention import AttentionMemory, attend, attend_with, first_state, length_mask

# Of an attention that has no state: no tensors, so that there is nothing to reorder.
NO_STATE = ()


class _Unscored(nn.Module):
    """An attention that needs no scores.

    Args:
        attention: whose place it takes.
    """

    def __init__(self, attention: Any) -> None:
        super().__init__()
        self.query_size: int = attention.query_size
        self.annotation_size: int = attention.annotation_size

    def prepare(
        self, annotations: Float[Tensor, "batch source annotation"], lengths: Int[Tensor, " batch"]
    ) -> AttentionMemory:
        """The annotations, and which of them are real."""
        return _unscored(annotations, lengths)


class SilentAttention(_Unscored):
    """An attention that is off: its context and its weights are 0.

    Shapes: query [batch, query], annotations [batch, source, annotation] -> context [batch,
    annotation], weights [batch, source].

    Args:
        attention: whose place it takes.
    """

    def forward(
        self, query: Float[Tensor, "batch query"], memory: AttentionMemory
    ) -> tuple[Float[Tensor, "batch annotation"], Float[Tensor, "batch source"]]:
        annotations = memory.annotations
        context = annotations.new_zeros(len(query), self.annotation_size)
        return context, annotations.new_zeros(len(query), annotations.shape[1])


class UniformAttention(_Unscored):
    """An attention that weighs all symbols alike: its context is the mean of the annotations, at
    each step the same one.

    Shapes: query [batch, query], annotations [batch, source, annotation] -> context [batch,
    annotation], weights [batch, source], 1/n on each of a row's n real tokens and 0 on padding.

    Args:
        attention: whose place it takes.
    """

    def forward(
        self, query: Float[Tensor, "batch query"], memory: AttentionMemory
    ) -> tuple[Float[Tensor, "batch annotation"], Float[Tensor, "batch source"]]:
        alike = memory.annotations.new_zeros(memory.mask.shape)
        context, weights = attend(alike[:, None], memory)
        return context[:, 0], weights[:, 0]


class ShuffledState(NamedTuple):
    """own: the state of the attention itself; step: how many steps each row has taken [batch]."""

    own: Any
    step: Int[Tensor, " batch"]


class ShuffledAttention(nn.Module):
    """An attention that gives each step's weights to other symbols: they are permuted among the
    real ones, as peaked as before but in places that say nothing.

    Which permutation is decided by the seed, the step and the length of the row, so that it is the
    same whatever else is in the batch. An attention that reads its earlier weights goes on reading
    those of its own.

    Shapes: query [batch, query], annotations [batch, source, annotation], state -> context [batch,
    annotation], weights [batch, source], state.

    Args:
        attention: whose weights are permuted.
        seed: decides the permutations.
    """

    def __init__(self, attention: Any, seed: int) -> None:
        super().__init__()
        self.attention = attention
        self.seed = seed
        self.query_size: int = attention.query_size
        self.annotation_size: int = attention.annotation_size

    def prepare(
        self, annotations: Float[Tensor, "batch source annotation"], lengths: Int[Tensor, " batch"]
    ) -> AttentionMemory:
        """What the attention itself prepares."""
        return self.attention.prepare(annotations, lengths)

    def initial_state(self, memory: AttentionMemory) -> ShuffledState:
        """The state before the first step."""
        step = torch.zeros(len(memory.mask), dtype=torch.int64, device=memory.mask.device)
        return ShuffledState(_first(self.attention, memory), step)

    def forward(
        self, query: Float[Tensor, "batch query"], memory: AttentionMemory, state: ShuffledState
    ) -> tuple[Float[Tensor, "batch annotation"], Float[Tensor, "batch source"], ShuffledState]:
        learned, own = _learned(self.attention, query, memory, state.own)
        width = learned.shape[1]
        lengths = memory.mask.sum(dim=1).tolist()
        rows = zip(lengths, state.step.tolist(), strict=True)
        orders = [permutation(self.seed, length, step) for length, step in rows]
        padded = [[*order, *range(len(order), width)] for order in orders]
        places = torch.tensor(padded, device=learned.device).view(len(learned), width)
        weights = learned.gather(1, places)
        return _context(weights, memory), weights, ShuffledState(own, state.step + 1)


class PreviousState(NamedTuple):
    """own: the state of the attention itself; weights: what it has found one step before [batch,
    source], 0 before the first step.
    """

    own: Any
    weights: Float[Tensor, "batch source"]


class PreviousAttention(nn.Module):
    """An attention that is one step late: its context is made with the weights that it has found
    at the previous step; at the first step with those of this one.

    Shapes: query [batch, query], annotations [batch, source, annotation], state -> context [batch,
    annotation], weights [batch, source], state.

    Args:
        attention: whose weights come late.
    """

    def __init__(self, attention: Any) -> None:
        super().__init__()
        self.attention = attention
        self.query_size: int = attention.query_size
        self.annotation_size: int = attention.annotation_size

    def prepare(
        self, annotations: Float[Tensor, "batch source annotation"], lengths: Int[Tensor, " batch"]
    ) -> AttentionMemory:
        """What the attention itself prepares."""
        return self.attention.prepare(annotations, lengths)

    def initial_state(self, memory: AttentionMemory) -> PreviousState:
        """The state before the first step."""
        nothing = memory.annotations.new_zeros(memory.mask.shape)
        return PreviousState(_first(self.attention, memory), nothing)

    def forward(
        self, query: Float[Tensor, "batch query"], memory: AttentionMemory, state: PreviousState
    ) -> tuple[Float[Tensor, "batch annotation"], Float[Tensor, "batch source"], PreviousState]:
        learned, own = _learned(self.attention, query, memory, state.own)
        begun = state.weights.sum(dim=1, keepdim=True) > 0
        weights = torch.where(begun, state.weights, learned)
        return _context(weights, memory), weights, PreviousState(own, learned)


@lru_cache(maxsize=10_000)
def permutation(seed: int, length: int, step: int) -> tuple[int, ...]:
    """The order in which the weights of a step stand on so many symbols, drawn at random."""
    return tuple(np.random.default_rng([seed, length, step]).permutation(length).tolist())


def _unscored(
    annotations: Float[Tensor, "batch source annotation"], lengths: Int[Tensor, " batch"]
) -> AttentionMemory:
    """What is kept of the annotations where nothing is asked of them: no keys are needed."""
    return AttentionMemory(annotations, annotations, length_mask(lengths, annotations.shape[1]))


def _first(attention: Any, memory: AttentionMemory) -> Any:
    own = first_state(attention, memory)
    return NO_STATE if own is None else own


def _learned(
    attention: Any, query: Tensor, memory: AttentionMemory, own: Any
) -> tuple[Tensor, Any]:
    """The weights that the attention itself finds, and its state after them."""
    state = None if isinstance(own, tuple) and not own else own
    _, weights, after = attend_with(attention, query, memory, state)
    return weights, NO_STATE if after is None else after


def _context(
    weights: Float[Tensor, "batch source"], memory: AttentionMemory
) -> Float[Tensor, "batch annotation"]:
    return torch.bmm(weights[:, None], memory.annotations)[:, 0]
