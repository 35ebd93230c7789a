"""Attention that knows where it attended one step before."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.attention.contract import AttentionMemory, attend_once, check_query, length_mask
from pantoum.shapes import Lengths, check_like, check_rows, check_shape

FILTERS = 10
WIDTH = 11


class LocationSensitiveAttention(nn.Module):
    """Chorowski's location-sensitive score, a hybrid of content and location:

    score(q, a<t'>) = v · tanh(W q + U a<t'> + V f<t,t'> + b), f<t> = F * α<t-1>,

    where F * α<t-1> is a convolution of the last step's weights with `filters` filters over `width`
    places. So an output can move on from where it was, which helps where input and output run side
    by side, as in speech. Its state is α<t-1> [batch, source]; before the first step it is 0.

    Shapes: query [batch, query], annotations [batch, source, annotation], state [batch, source] ->
    context [batch, annotation], weights [batch, source], state; each row of weights sums to 1 over
    real tokens and is 0 on padding.

    Args:
        filters: how many filters F has.
        width: places that a filter sees, an odd number.
    Raises: ValueError for an even width; TypeError and ValueError for tensors of another shape,
        type or device, and for lengths beyond the source axis.
    Source: Chorowski et al. (2015), arXiv:1506.07503, equations 8 and 9.
    """

    def __init__(
        self,
        query_size: int,
        annotation_size: int,
        inner_size: int,
        filters: int = FILTERS,
        width: int = WIDTH,
    ) -> None:
        super().__init__()
        if width % 2 == 0:
            raise ValueError(f"the width of location filters must be odd, but is {width}")
        self.query_size = query_size
        self.annotation_size = annotation_size
        self.query = nn.Linear(query_size, inner_size, bias=False)
        self.key = nn.Linear(annotation_size, inner_size)
        self.location = nn.Linear(filters, inner_size, bias=False)
        self.filters = nn.Conv1d(1, filters, width, padding=width // 2, bias=False)
        self.energy = nn.Linear(inner_size, 1, bias=False)
        for linear in (self.query, self.key, self.location, self.energy):
            nn.init.xavier_uniform_(linear.weight)
        nn.init.xavier_uniform_(self.filters.weight)
        nn.init.zeros_(self.key.bias)

    def prepare(
        self, annotations: Float[Tensor, "batch source annotation"], lengths: Lengths
    ) -> AttentionMemory:
        """Project the keys U a + b of a batch of sentences, once."""
        size = self.annotation_size
        lengths = check_rows(self, "annotations", annotations, size, lengths, self.key.weight)
        mask = length_mask(lengths, annotations.shape[1])
        return AttentionMemory(annotations, self.key(annotations), mask)

    def initial_state(self, memory: AttentionMemory) -> Float[Tensor, "batch source"]:
        """No weights before the first step."""
        return memory.annotations.new_zeros(memory.mask.shape)

    def score(
        self,
        query: Float[Tensor, "batch query"],
        memory: AttentionMemory,
        state: Float[Tensor, "batch source"],
    ) -> Float[Tensor, "batch source"]:
        """Energies v · tanh(W q + U a + V f + b), padding not masked yet."""
        features = self._features(state).transpose(1, 2)
        inner = self.query(query)[:, None] + memory.keys + self.location(features)
        return self.energy(torch.tanh(inner))[..., 0]

    def forward(
        self,
        query: Float[Tensor, "batch query"],
        memory: AttentionMemory,
        state: Float[Tensor, "batch source"],
    ) -> tuple[
        Float[Tensor, "batch annotation"],
        Float[Tensor, "batch source"],
        Float[Tensor, "batch source"],
    ]:
        check_query(self, query, memory)
        check_shape(self, "state", state, *memory.mask.shape)
        check_like(self, "state", state, memory.keys, "the keys")
        context, weights = attend_once(self.score(query, memory, state), memory)
        return context, weights, weights

    def _features(
        self, state: Float[Tensor, "batch source"]
    ) -> Float[Tensor, "batch filters source"]:
        """f<t>; a convolution refuses an input without any place."""
        if state.shape[1] == 0:
            return state.new_zeros(len(state), self.filters.out_channels, 0)
        return self.filters(state[:, None])
