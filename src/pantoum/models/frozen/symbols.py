"""What the symbols of a vocabulary bring to a step."""

from __future__ import annotations

import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

# Numbers in the table; for more, what symbols bring is worked out at every step.
LARGEST_TABLE = 1 << 24


class Symbols:
    """W e(y) + b for symbols y: rows of a table, if that is not too large.

    Args:
        embedding: e of every symbol.
        weight, bias: W and b.
    """

    def __init__(
        self,
        embedding: Float[Tensor, "symbols embedding"],
        weight: Float[Tensor, "out embedding"],
        bias: Float[Tensor, " out"],
    ) -> None:
        self._embedding, self._weight, self._bias = embedding, weight, bias
        self._table = None
        if len(embedding) * len(weight) <= LARGEST_TABLE:
            self._table = F.linear(embedding, weight, bias)

    def __call__(self, tokens: Int[Tensor, " alive"]) -> Float[Tensor, "alive out"]:
        """In memory that may be written to."""
        if self._table is not None:
            return self._table.index_select(0, tokens)
        return F.linear(self._embedding.index_select(0, tokens), self._weight, self._bias)
