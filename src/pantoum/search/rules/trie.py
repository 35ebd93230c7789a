"""Outputs from a list: dictionary look-up by a model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from torch import Tensor

from pantoum.search.rules.contract import IMPOSSIBLE, Begun
from pantoum.symbols import EOS

# Where no output of the list goes on.
NOWHERE = -1


class Trie:
    """Every output is one of a list.

    The list is a tree: from each node a branch for each symbol that some output goes on with, </s>
    where one ends. A beginning stands at a node.

    Args:
        outputs: symbols, without </s>.
    """

    def __init__(self, outputs: Iterable[Sequence[int]]) -> None:
        children: list[dict[int, int]] = [{}]
        longest = 0
        for output in outputs:
            longest, node = max(longest, len(output)), 0
            for symbol in (*output, EOS):
                if symbol not in children[node]:
                    children[node][symbol] = len(children)
                    children.append({})
                node = children[node][symbol]
        self.longest = longest
        self._first = torch.from_numpy(np.cumsum([0, *map(len, children)]))
        symbols = [
            (symbol, branches[symbol]) for branches in children for symbol in sorted(branches)
        ]
        self._symbols, self._nodes = (
            torch.tensor(symbols, dtype=torch.long).reshape(-1, 2).unbind(1)
        )

    def start(self, rows: Tensor) -> Tensor:
        """The root."""
        return torch.zeros_like(rows)

    def follow(self, places: Tensor, tokens: Tensor) -> Tensor:
        """Along the branches of these symbols."""
        branches, owners = self._branches(places)
        chosen = self._symbols.to(tokens.device)[branches] == tokens[owners]
        reached = torch.full_like(places, NOWHERE)
        return reached.index_copy_(
            0, owners[chosen], self._nodes.to(tokens.device)[branches[chosen]]
        )

    def __call__(self, scores: Tensor, begun: Begun, places: Tensor) -> Tensor:
        branches, owners = self._branches(places)
        allowed = torch.zeros_like(scores, dtype=torch.bool)
        allowed[owners, self._symbols.to(scores.device)[branches]] = True
        return scores.masked_fill_(~allowed, IMPOSSIBLE)

    def _branches(self, places: Tensor) -> tuple[Tensor, Tensor]:
        """The branches of all these nodes, and for each the place in `places` of its node."""
        first = self._first.to(places.device)
        starts = torch.where(places == NOWHERE, 0, first[places])
        counts = torch.where(places == NOWHERE, 0, first[places + 1] - starts)
        owners = torch.arange(len(places), device=places.device).repeat_interleave(counts)
        before = (counts.cumsum(0) - counts)[owners]
        return starts[owners] + torch.arange(len(owners), device=places.device) - before, owners
