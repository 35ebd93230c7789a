"""Outputs from a closed list: a dictionary that a model chooses from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from torch import Tensor

from pantoum.search.processors.contract import Prefixes
from pantoum.symbols import EOS, NEG_INF

# The state of a prefix with which no allowed output starts.
NOWHERE = -1


class AllowedOutputs:
    """Every output is one of a list, which is kept as a trie.

    A node of the trie has a branch for each symbol that some output continues with, </s> where one
    ends. The state of a partial hypothesis is its node.

    Args:
        outputs: symbols, without </s>.
    """

    # An output that is cut is none of the list.
    allows_cut = False

    def __init__(self, outputs: Iterable[Sequence[int]]) -> None:
        children: list[dict[int, int]] = [{}]
        longest = 0
        self.count = 0
        for output in outputs:
            longest = max(longest, len(output))
            node = 0
            for symbol in (*output, EOS):
                if symbol not in children[node]:
                    self.count += symbol == EOS
                    children[node][symbol] = len(children)
                    children.append({})
                node = children[node][symbol]
        self.longest = longest
        self._first = torch.from_numpy(np.cumsum([0, *map(len, children)]))
        pairs = [(symbol, branches[symbol]) for branches in children for symbol in sorted(branches)]
        table = torch.tensor(pairs, dtype=torch.long).reshape(-1, 2)
        self._symbols, self._nodes = table.unbind(1)

    def __repr__(self) -> str:
        return f"AllowedOutputs({self.count:,} outputs)"

    def start(self, rows: Tensor) -> Tensor:
        return torch.zeros_like(rows)

    def advance(self, states: Tensor, tokens: Tensor) -> Tensor:
        branches, owners = self._branches(states)
        chosen = self._symbols.to(tokens.device)[branches] == tokens[owners]
        reached = torch.full_like(states, NOWHERE)
        return reached.index_copy_(
            0, owners[chosen], self._nodes.to(tokens.device)[branches[chosen]]
        )

    def __call__(self, scores: Tensor, prefixes: Prefixes, states: Tensor) -> Tensor:
        branches, owners = self._branches(states)
        allowed = torch.zeros_like(scores, dtype=torch.bool)
        allowed[owners, self._symbols.to(scores.device)[branches]] = True
        return scores.masked_fill_(~allowed, NEG_INF)

    def progress(self, states: Tensor) -> None:
        return None

    def _branches(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """The branches of all these nodes, and for each the place in `states` of its node."""
        first = self._first.to(states.device)
        starts = torch.where(states == NOWHERE, 0, first[states])
        counts = torch.where(states == NOWHERE, 0, first[states + 1] - starts)
        owners = torch.arange(len(states), device=states.device).repeat_interleave(counts)
        before = (counts.cumsum(0) - counts)[owners]
        return starts[owners] + torch.arange(len(owners), device=states.device) - before, owners
