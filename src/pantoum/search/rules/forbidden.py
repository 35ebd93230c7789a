"""Symbols that no output may hold."""

from __future__ import annotations

from collections.abc import Collection

import torch
from torch import Tensor

from pantoum.search.rules.contract import IMPOSSIBLE, Begun


class Forbidden:
    """These symbols never come.

    Args:
        ids: the symbols.
    """

    def __init__(self, ids: Collection[int]) -> None:
        self._ids = torch.tensor(sorted(ids), dtype=torch.long)

    def __call__(self, scores: Tensor, begun: Begun) -> Tensor:
        return scores.index_fill_(1, self._ids.to(scores.device), IMPOSSIBLE)
