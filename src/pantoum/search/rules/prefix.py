"""Outputs whose beginnings are given."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from pantoum.search.rules.contract import IMPOSSIBLE, Begun

ANY = -1


class Prefixes:
    """Each output begins with the symbols given for its input.

    Args:
        prefixes: for each row of the batch; an empty one leaves its output free.
    """

    def __init__(self, prefixes: Sequence[Sequence[int]]) -> None:
        longest = max((len(prefix) for prefix in prefixes), default=0)
        rows = [[*prefix, *[ANY] * (longest - len(prefix))] for prefix in prefixes]
        self._table = torch.tensor(rows, dtype=torch.long).reshape(len(rows), longest)

    def __call__(self, scores: Tensor, begun: Begun) -> Tensor:
        step = begun.symbols.shape[1]
        if step >= self._table.shape[1]:
            return scores
        wanted = self._table[:, step].to(scores.device)[begun.rows, None]
        others = torch.arange(scores.shape[1], device=scores.device) != wanted
        return scores.masked_fill_(others & (wanted != ANY), IMPOSSIBLE)
