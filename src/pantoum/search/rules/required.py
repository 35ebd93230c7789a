"""Outputs that have some phrases in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from jaxtyping import Float, Int, Int64
from torch import Tensor

from pantoum.search.rules.contract import IMPOSSIBLE, Begun
from pantoum.symbols import EOS

# What a phrase waits for that is complete.
NOTHING = -1


class Required:
    """Each output has the phrases in it that are given for its input, anywhere and in any order.

    A phrase is an automaton (Knuth, Morris & Pratt 1977): its node says how much of it the end of
    an output is, and the last node is never left. A beginning stands at a node of each phrase of
    its input; </s> must wait until all are complete.

    Args:
        phrases: for each row of the batch, symbols of its phrases.
    """

    def __init__(self, phrases: Sequence[Sequence[Sequence[int]]]) -> None:
        columns = {symbol: 1 + place for place, symbol in enumerate(sorted(_symbols(phrases)))}
        first: dict[tuple[int, ...], int] = {}
        table, waits, depths = list[np.ndarray](), list[int](), list[int]()
        for phrase in sorted({(), *(tuple(phrase) for row in phrases for phrase in row)}):
            first[phrase] = len(waits)
            table.append(_table(phrase, columns) + first[phrase])
            waits += [*phrase, NOTHING]
            depths += range(len(phrase) + 1)
        most = max((len(row) for row in phrases), default=0)
        starts = [
            [*(first[tuple(phrase)] for phrase in row), *[first[()]] * (most - len(row))]
            for row in phrases
        ]
        self._starts = torch.tensor(starts, dtype=torch.long).reshape(len(phrases), most)
        self._table = torch.from_numpy(np.concatenate(table))
        self._waits, self._depths = torch.tensor(waits), torch.tensor(depths)
        self._symbols = torch.tensor(list(columns), dtype=torch.long)
        self._columns = torch.tensor(list(columns.values()), dtype=torch.long)

    def start(self, rows: Int[Tensor, " rows"]) -> Int[Tensor, "rows phrases"]:
        """The first nodes."""
        return self._starts.to(rows.device)[rows]

    def follow(
        self, places: Int[Tensor, "alive phrases"], tokens: Int[Tensor, " alive"]
    ) -> Int[Tensor, "alive phrases"]:
        """The nodes after one more symbol each."""
        same = tokens[:, None] == self._symbols.to(tokens.device)
        column = (same * self._columns.to(tokens.device)).sum(dim=1)
        return self._table.to(tokens.device)[places, column[:, None]]

    def __call__(
        self,
        scores: Float[Tensor, "alive vocabulary"],
        begun: Begun,
        places: Int[Tensor, "alive phrases"],
    ) -> Float[Tensor, "alive vocabulary"]:
        scores[:, EOS].masked_fill_(self.left(places) > 0, IMPOSSIBLE)
        return scores

    def wanted(self, places: Int[Tensor, "alive phrases"]) -> Int[Tensor, "alive phrases"]:
        """The symbol that each phrase waits for, or `NOTHING`."""
        return self._waits.to(places.device)[places]

    def done(self, places: Int[Tensor, "alive phrases"]) -> Int[Tensor, " alive"]:
        """How many symbols there are of complete phrases and of that other one of which there are
        most.

        While some phrase waits, there is always a symbol that makes this more.
        """
        depths, complete = self._depths.to(places.device)[places], self.wanted(places) == NOTHING
        none = depths.new_zeros(len(depths), 1)
        return (depths * complete).sum(dim=1) + torch.cat([depths * ~complete, none], dim=1).amax(
            dim=1
        )

    def left(self, places: Int[Tensor, "alive phrases"]) -> Int[Tensor, " alive"]:
        """How many phrases wait for a symbol."""
        return (self.wanted(places) != NOTHING).sum(dim=1)


def _symbols(phrases: Sequence[Sequence[Sequence[int]]]) -> set[int]:
    return {symbol for row in phrases for phrase in row for symbol in phrase}


def _table(phrase: Sequence[int], columns: Mapping[int, int]) -> Int64[np.ndarray, "nodes columns"]:
    """For each node of a phrase, and each symbol's column, the next node; column 0 is of all other
    symbols.
    """
    table = np.zeros((len(phrase) + 1, 1 + len(columns)), dtype=np.int64)
    fallback = 0  # the longest shorter beginning of the phrase that so much of it ends with
    for depth, symbol in enumerate(phrase):
        if depth:
            table[depth] = table[fallback]
            fallback = int(table[fallback, columns[symbol]])
        table[depth, columns[symbol]] = depth + 1
    table[len(phrase)] = len(phrase)
    return table
