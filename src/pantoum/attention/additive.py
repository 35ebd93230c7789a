"""Bahdanau's attention, and Luong's concat score, which is the same network written with one
matrix.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.attention.additive_form import AdditiveForm
from pantoum.attention.contract import AttentionMemory, attend_once, check_query, length_mask
from pantoum.cells import keeps_equation
from pantoum.shapes import Lengths, check_rows


class AdditiveAttention(nn.Module):
    """Bahdanau's alignment network: score(q, a) = v · tanh(W q + U a).

    Shapes: query [batch, query], annotations [batch, source, annotation] -> context [batch,
    annotation], weights [batch, source]; each row of weights sums to 1 over real tokens and is 0 on
    padding.
    Raises: TypeError and ValueError for tensors of another shape, type or device, and for lengths
        beyond the source axis.
    Source: Bahdanau, Cho & Bengio (2014), arXiv:1409.0473, appendix A.1.2.
    """

    def __init__(self, query_size: int, annotation_size: int, inner_size: int) -> None:
        super().__init__()
        self.query_size = query_size
        self.annotation_size = annotation_size
        self.query = nn.Linear(query_size, inner_size, bias=False)
        self.key = nn.Linear(annotation_size, inner_size, bias=False)
        self.energy = nn.Linear(inner_size, 1, bias=False)
        for linear in (self.query, self.key, self.energy):
            nn.init.xavier_uniform_(linear.weight)

    def prepare(
        self, annotations: Float[Tensor, "batch source annotation"], lengths: Lengths
    ) -> AttentionMemory:
        """Project the keys U a of a batch of sentences, once."""
        size = self.annotation_size
        lengths = check_rows(self, "annotations", annotations, size, lengths, self.key.weight)
        return AttentionMemory(
            annotations, self.key(annotations), length_mask(lengths, annotations.shape[1])
        )

    def score(
        self, query: Float[Tensor, "batch query"], memory: AttentionMemory
    ) -> Float[Tensor, "batch source"]:
        """Energies v · tanh(W q + U a), padding not masked yet."""
        return self.energy(torch.tanh(self.query(query)[:, None] + memory.keys))[..., 0]

    def forward(
        self, query: Float[Tensor, "batch query"], memory: AttentionMemory
    ) -> tuple[Float[Tensor, "batch annotation"], Float[Tensor, "batch source"]]:
        check_query(self, query, memory)
        return attend_once(self.score(query, memory), memory)

    def fast(self) -> AdditiveForm | None:
        """The form that kernels and searches compute with, unless a subclass changes the score."""
        if not keeps_equation(self, AdditiveAttention, "prepare", "score", "forward"):
            return None
        return AdditiveForm(self.query.weight, self.energy.weight[0])


class ConcatAttention(nn.Module):
    """Luong's concat score: score(q, a) = v · tanh(W [q; a]).

    W's columns for a are applied once per sentence and those for q once per step, which is the same
    sum.

    Shapes: as `AdditiveAttention`.
    Source: Luong, Pham & Manning (2015), arXiv:1508.04025, section 3.1.
    """

    def __init__(self, query_size: int, annotation_size: int, inner_size: int) -> None:
        super().__init__()
        self.query_size = query_size
        self.annotation_size = annotation_size
        self.combine = nn.Linear(query_size + annotation_size, inner_size, bias=False)
        self.energy = nn.Linear(inner_size, 1, bias=False)
        for linear in (self.combine, self.energy):
            nn.init.xavier_uniform_(linear.weight)

    def prepare(
        self, annotations: Float[Tensor, "batch source annotation"], lengths: Lengths
    ) -> AttentionMemory:
        """Apply W's columns for the annotations, once."""
        size = self.annotation_size
        lengths = check_rows(self, "annotations", annotations, size, lengths, self.combine.weight)
        keys = F.linear(annotations, self.combine.weight[:, self.query_size :])
        return AttentionMemory(annotations, keys, length_mask(lengths, annotations.shape[1]))

    def score(
        self, query: Float[Tensor, "batch query"], memory: AttentionMemory
    ) -> Float[Tensor, "batch source"]:
        """Energies v · tanh(W [q; a]), padding not masked yet."""
        projected = F.linear(query, self.combine.weight[:, : self.query_size])
        return self.energy(torch.tanh(projected[:, None] + memory.keys))[..., 0]

    def forward(
        self, query: Float[Tensor, "batch query"], memory: AttentionMemory
    ) -> tuple[Float[Tensor, "batch annotation"], Float[Tensor, "batch source"]]:
        check_query(self, query, memory)
        return attend_once(self.score(query, memory), memory)

    def fast(self) -> AdditiveForm | None:
        """The form that kernels and searches compute with, unless a subclass changes the score."""
        if not keeps_equation(self, ConcatAttention, "prepare", "score", "forward"):
            return None
        return AdditiveForm(self.combine.weight[:, : self.query_size], self.energy.weight[0])
