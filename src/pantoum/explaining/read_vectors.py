"""The vectors of what a model reads, put down as leaves of the graph or changed on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

# Where the vectors of the symbols, or words, that a model reads are made.
EMBEDDINGS = {
    "seq2seq": "encoder.embedding",
    "classifier": "encoder.embedding",
    "language_model": "embedding",
    "tagger": "words",
}


@dataclass
class Vectors:
    """What a model reads instead of its embeddings, if anything, and what it has read."""

    instead: Callable[[Tensor], Tensor] | None
    read: Tensor | None = field(default=None)


class ReadVectors(nn.Module):
    """Embeddings that put down the vectors they give, as leaves of the graph.

    Args:
        embedding: whose place it takes.
        vectors: where they are put down.
    """

    def __init__(self, embedding: Any, vectors: Vectors) -> None:
        super().__init__()
        self.embedding = embedding
        self._vectors = vectors

    @property
    def weight(self) -> Tensor:
        """The table of vectors."""
        return self.embedding.weight

    @property
    def words(self) -> Any:
        """The embeddings of words, of which a tagger asks the device."""
        return self.embedding.words

    def forward(self, *read: Any) -> Tensor:
        found = self.embedding(*read).detach()
        if self._vectors.instead is not None:
            found = self._vectors.instead(found)
        leaf = found.detach().requires_grad_(torch.is_grad_enabled())
        self._vectors.read = leaf
        return leaf
