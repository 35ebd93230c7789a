"""Luong's multiplicative scores: dot and general."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.attention.contract import AttentionMemory, attend_once, check_query, length_mask
from pantoum.attention.form import DotForm
from pantoum.cells import keeps_equation
from pantoum.shapes import Lengths, check_rows


class DotAttention(nn.Module):
    """Luong's dot score: score(q, a) = q · a. The query and the annotations must have one size.

    Shapes: query [batch, size], annotations [batch, source, size] -> context [batch, size],
    weights [batch, source]; each row of weights sums to 1 over real tokens and is 0 on padding.
    Raises: ValueError when the two sizes differ; TypeError and ValueError for tensors of another
        shape, type or device, and for lengths beyond the source axis.
    Source: Luong, Pham & Manning (2015), arXiv:1508.04025, section 3.1.
    """

    def __init__(self, query_size: int, annotation_size: int) -> None:
        super().__init__()
        if query_size != annotation_size:
            raise ValueError(
                f"dot attention needs query_size = annotation_size: got {query_size} and "
                f"{annotation_size}"
            )
        self.query_size = query_size
        self.annotation_size = annotation_size

    def prepare(
        self, annotations: Float[Tensor, "batch source annotation"], lengths: Lengths
    ) -> AttentionMemory:
        """The annotations are their own keys."""
        size = self.annotation_size
        lengths = check_rows(self, "annotations", annotations, size, lengths)
        return AttentionMemory(annotations, annotations, length_mask(lengths, annotations.shape[1]))

    def score(
        self, query: Float[Tensor, "batch query"], memory: AttentionMemory
    ) -> Float[Tensor, "batch source"]:
        """Energies q · a, padding not masked yet."""
        return torch.bmm(memory.keys, query[:, :, None])[..., 0]

    def forward(
        self, query: Float[Tensor, "batch query"], memory: AttentionMemory
    ) -> tuple[Float[Tensor, "batch annotation"], Float[Tensor, "batch source"]]:
        check_query(self, query, memory)
        return attend_once(self.score(query, memory), memory)

    def fast(self) -> DotForm | None:
        """The form that kernels and searches compute with, unless a subclass changes the score."""
        if not keeps_equation(self, DotAttention, "prepare", "score", "forward"):
            return None
        return DotForm()


class GeneralAttention(nn.Module):
    """Luong's general score: score(q, a) = q · W a, for a query and annotations of any sizes.

    Shapes: query [batch, query], annotations [batch, source, annotation] -> context [batch,
    annotation], weights [batch, source]; each row of weights sums to 1 over real tokens and is 0 on
    padding.
    Raises: TypeError and ValueError for tensors of another shape, type or device, and for lengths
        beyond the source axis.
    Source: Luong, Pham & Manning (2015), arXiv:1508.04025, section 3.1.
    """

    def __init__(self, query_size: int, annotation_size: int) -> None:
        super().__init__()
        self.query_size = query_size
        self.annotation_size = annotation_size
        self.key = nn.Linear(annotation_size, query_size, bias=False)
        nn.init.xavier_uniform_(self.key.weight)

    def prepare(
        self, annotations: Float[Tensor, "batch source annotation"], lengths: Lengths
    ) -> AttentionMemory:
        """Project the keys W a of a batch of sentences, once."""
        size = self.annotation_size
        lengths = check_rows(self, "annotations", annotations, size, lengths, self.key.weight)
        return AttentionMemory(
            annotations, self.key(annotations), length_mask(lengths, annotations.shape[1])
        )

    def score(
        self, query: Float[Tensor, "batch query"], memory: AttentionMemory
    ) -> Float[Tensor, "batch source"]:
        """Energies q · W a, padding not masked yet."""
        return torch.bmm(memory.keys, query[:, :, None])[..., 0]

    def forward(
        self, query: Float[Tensor, "batch query"], memory: AttentionMemory
    ) -> tuple[Float[Tensor, "batch annotation"], Float[Tensor, "batch source"]]:
        check_query(self, query, memory)
        return attend_once(self.score(query, memory), memory)

    def fast(self) -> DotForm | None:
        """The form that kernels and searches compute with, unless a subclass changes the score."""
        if not keeps_equation(self, GeneralAttention, "prepare", "score", "forward"):
            return None
        return DotForm()
