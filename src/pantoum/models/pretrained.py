"""Pretrained word vectors in a model."""

from __future__ import annotations

import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn


class PretrainedVectors(nn.Module):
    """A table of vectors that are not trained, and a projection that is: p = W table[row].

    There is no bias, so that row 0, of words without a vector, gives 0.

    Shapes: rows [forms] -> [forms, output].

    Args:
        table: the vectors [rows, size], row 0 all 0; they are saved with the weights.
        output_size: size of p.
    """

    table: Tensor

    def __init__(self, table: Float[Tensor, "rows size"], output_size: int) -> None:
        super().__init__()
        self.register_buffer("table", table)
        self.projection = nn.Linear(table.shape[1], output_size, bias=False)
        nn.init.xavier_uniform_(self.projection.weight)

    @property
    def output_size(self) -> int:
        """Size of p."""
        return self.projection.out_features

    def forward(self, rows: Int[Tensor, "forms"]) -> Float[Tensor, "forms size"]:
        return self.projection(F.embedding(rows, self.table))
