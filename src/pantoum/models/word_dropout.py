"""Dropout of whole words, so that the unknown word is learned."""

from __future__ import annotations

import torch
from jaxtyping import Int
from torch import Tensor, nn

from pantoum.symbols import UNK


class WordDropout(nn.Module):
    """In training, a word that was seen c(w) times is read as the unknown word with probability α /
    (α + c(w)).

    Each token is drawn by itself. Rare words go most often, as an unknown word of a new text is
    most often a rare one.

    Shapes: ids [batch, time] -> ids [batch, time].

    Args:
        counts: how often training has seen the word of each id [words].
        alpha: α; with 0 nothing is dropped.
    Source: Kiperwasser & Goldberg (2016), arXiv:1603.04351, after Iyyer et al. (2015).
    """

    rates: Tensor

    def __init__(self, counts: Int[Tensor, "words"], alpha: float) -> None:
        super().__init__()
        self.alpha = alpha
        # They follow from the vocabulary that is saved with a model, so they are not saved with its
        # weights.
        self.register_buffer("rates", alpha / (alpha + counts.clamp(min=1)), persistent=False)

    def forward(self, ids: Int[Tensor, "batch time"]) -> Int[Tensor, "batch time"]:
        if not self.training or self.alpha == 0:
            return ids
        drawn = torch.rand(ids.shape, device=ids.device)
        return ids.masked_fill(drawn < self.rates[ids], UNK)
