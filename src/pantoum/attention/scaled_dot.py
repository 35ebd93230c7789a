"""The dot score divided by the root of its size."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.attention.contract import AttentionMemory, attend_once, check_query, length_mask
from pantoum.attention.form import DotForm
from pantoum.cells import keeps_equation
from pantoum.shapes import Lengths, check_rows


class ScaledDotAttention(nn.Module):
    """The scaled dot score: score(q, a) = q · a / √d, where d is the size of both.

    The products of two vectors of unit variance have the variance d; divided by √d they leave the
    softmax where its gradient is large. The query and the annotations must have one size.

    Shapes: query [batch, d], annotations [batch, source, d] -> context [batch, d], weights [batch,
    source]; each row of weights sums to 1 over real tokens and is 0 on padding.
    Raises: ValueError when the two sizes differ; TypeError and ValueError for tensors of another
        shape, type or device, and for lengths beyond the source axis.
    Source: Vaswani et al. (2017), arXiv:1706.03762, section 3.2.1.
    """

    def __init__(self, query_size: int, annotation_size: int) -> None:
        super().__init__()
        if query_size != annotation_size:
            raise ValueError(
                "scaled dot attention needs query_size = annotation_size: got "
                f"{query_size} and {annotation_size}"
            )
        self.query_size = query_size
        self.annotation_size = annotation_size

    def prepare(
        self, annotations: Float[Tensor, "batch source d"], lengths: Lengths
    ) -> AttentionMemory:
        """The keys are the annotations divided by √d, once for all steps."""
        lengths = check_rows(self, "annotations", annotations, self.annotation_size, lengths)
        keys = annotations / self.annotation_size**0.5
        return AttentionMemory(annotations, keys, length_mask(lengths, annotations.shape[1]))

    def score(
        self, query: Float[Tensor, "batch d"], memory: AttentionMemory
    ) -> Float[Tensor, "batch source"]:
        """Energies q · a / √d, padding not masked yet."""
        return torch.bmm(memory.keys, query[:, :, None])[..., 0]

    def forward(
        self, query: Float[Tensor, "batch d"], memory: AttentionMemory
    ) -> tuple[Float[Tensor, "batch d"], Float[Tensor, "batch source"]]:
        check_query(self, query, memory)
        return attend_once(self.score(query, memory), memory)

    def fast(self) -> DotForm | None:
        """The form that kernels and searches compute with, unless a subclass changes the score."""
        if not keeps_equation(self, ScaledDotAttention, "prepare", "score", "forward"):
            return None
        return DotForm()
