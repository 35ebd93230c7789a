"""Outputs that must not be too short."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from pantoum.search.rules.contract import IMPOSSIBLE, Begun
from pantoum.symbols import EOS


class LeastLength:
    """</s> does not come before an output has so many symbols.

    Args:
        least: for each row of the batch; </s> does not count.
    """

    def __init__(self, least: Sequence[int]) -> None:
        self._least = torch.tensor(least, dtype=torch.long)

    def __call__(self, scores: Tensor, begun: Begun) -> Tensor:
        short = self._least.to(scores.device)[begun.rows] > begun.symbols.shape[1]
        scores[:, EOS].masked_fill_(short, IMPOSSIBLE)
        return scores
