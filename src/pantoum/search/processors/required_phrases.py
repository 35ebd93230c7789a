"""Outputs that must hold some phrases, and how far partial hypotheses have come with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float, Int, Int64
from torch import Tensor

from pantoum.search.processors.contract import Prefixes
from pantoum.symbols import EOS, NEG_INF

# In place of the next symbol of a phrase that is complete.
COMPLETE = -1


class RequiredPhrases:
    """Each output holds the phrases that are required for its input, anywhere and in any order.

    A phrase is an automaton (Knuth, Morris & Pratt 1977): its node says how much of the phrase the
    end of an output is, and the last node is never left. The state of a partial hypothesis is a
    node of each phrase of its input; </s> must wait until all phrases are complete.

    Args:
        phrases: for each row of the batch, the symbols of each of its phrases.
    """

    allows_cut = True

    def __init__(self, phrases: Sequence[Sequence[Sequence[int]]]) -> None:
        columns = {symbol: 1 + place for place, symbol in enumerate(sorted(_symbols(phrases)))}
        first: dict[tuple[int, ...], int] = {}
        table = list[np.ndarray]()
        next_symbols = list[int]()
        depths = list[int]()
        for phrase in sorted({(), *(tuple(phrase) for row in phrases for phrase in row)}):
            first[phrase] = len(next_symbols)
            table.append(_table(phrase, columns) + first[phrase])
            next_symbols += [*phrase, COMPLETE]
            depths += range(len(phrase) + 1)
        most = max((len(row) for row in phrases), default=0)
        starts = [
            [*(first[tuple(phrase)] for phrase in row), *[first[()]] * (most - len(row))]
            for row in phrases
        ]
        self._starts = torch.tensor(starts, dtype=torch.long).reshape(len(phrases), most)
        self._table = torch.from_numpy(np.concatenate(table))
        self._next_symbols = torch.tensor(next_symbols)
        self._depths = torch.tensor(depths)
        self._symbols = torch.tensor(list(columns), dtype=torch.long)
        self._columns = torch.tensor(list(columns.values()), dtype=torch.long)

    def start(self, rows: Int[Tensor, " rows"]) -> Int[Tensor, "rows phrases"]:
        return self._starts.to(rows.device)[rows]

    def advance(
        self, states: Int[Tensor, "alive phrases"], tokens: Int[Tensor, " alive"]
    ) -> Int[Tensor, "alive phrases"]:
        same = tokens[:, None] == self._symbols.to(tokens.device)
        column = (same * self._columns.to(tokens.device)).sum(dim=1)
        return self._table.to(tokens.device)[states, column[:, None]]

    def __call__(
        self,
        scores: Float[Tensor, "alive vocabulary"],
        prefixes: Prefixes,
        states: Int[Tensor, "alive phrases"],
    ) -> Float[Tensor, "alive vocabulary"]:
        scores[:, EOS].masked_fill_(self.outstanding(states) > 0, NEG_INF)
        return scores

    def progress(self, states: Int[Tensor, "alive phrases"]) -> PhraseState:
        return PhraseState(self, states)

    def next_symbols(self, states: Int[Tensor, "alive phrases"]) -> Int[Tensor, "alive phrases"]:
        """The symbol that each phrase continues with, or `COMPLETE`."""
        return self._next_symbols.to(states.device)[states]

    def met(self, states: Int[Tensor, "alive phrases"]) -> Int[Tensor, " alive"]:
        """How many symbols the complete phrases have, and that other one of which most is there.

        While some phrase is outstanding, there is always a symbol that makes this more.
        """
        depths = self._depths.to(states.device)[states]
        complete = self.next_symbols(states) == COMPLETE
        none = depths.new_zeros(len(depths), 1)
        return (depths * complete).sum(dim=1) + torch.cat([depths * ~complete, none], dim=1).amax(
            dim=1
        )

    def outstanding(self, states: Int[Tensor, "alive phrases"]) -> Int[Tensor, " alive"]:
        """How many phrases are not complete."""
        return (self.next_symbols(states) != COMPLETE).sum(dim=1)


class PhraseState(NamedTuple):
    """The `Progress` of partial hypotheses with their required phrases.

    phrases: the constraint; states: of each partial hypothesis.
    """

    phrases: RequiredPhrases
    states: Int[Tensor, "alive phrases"]

    def add_candidates(
        self,
        best: Float[Tensor, "alive each"],
        columns: Int[Tensor, "alive each"],
        scores: Float[Tensor, "alive vocabulary"],
    ) -> tuple[Float[Tensor, "alive more"], Int[Tensor, "alive more"]]:
        next_symbols = self.phrases.next_symbols(self.states)
        symbols = next_symbols.clamp_min(0)
        # A symbol that is a candidate already, or that an earlier phrase has added, counts once.
        present = (symbols[:, :, None] == columns[:, None, :]).any(dim=2)
        earlier = (symbols[:, :, None] == symbols[:, None, :]).tril(-1).any(dim=2)
        values = scores.gather(1, symbols).masked_fill_(
            (next_symbols == COMPLETE) | present | earlier, NEG_INF
        )
        return torch.cat([best, values], dim=1), torch.cat([columns, symbols], dim=1)

    def after(
        self, columns: Int[Tensor, "alive each"]
    ) -> tuple[Int[Tensor, "alive each"], Int[Tensor, "alive each"]]:
        each = columns.shape[1]
        repeated = self.states.repeat_interleave(each, dim=0)
        states = self.phrases.advance(repeated, columns.flatten())
        met = self.phrases.met(states).view(-1, each)
        return met, self.phrases.outstanding(states).view(-1, each)


def _symbols(phrases: Sequence[Sequence[Sequence[int]]]) -> set[int]:
    return {symbol for row in phrases for phrase in row for symbol in phrase}


def _table(phrase: Sequence[int], columns: Mapping[int, int]) -> Int64[np.ndarray, "nodes columns"]:
    """For each node of a phrase, and each symbol's column, the next node; column 0 is of all other
    symbols.
    """
    table = np.zeros((len(phrase) + 1, 1 + len(columns)), dtype=np.int64)
    fallback = 0  # the node of the longest proper prefix of the phrase that its start ends with
    for depth, symbol in enumerate(phrase):
        if depth:
            table[depth] = table[fallback]
            fallback = int(table[fallback, columns[symbol]])
        table[depth, columns[symbol]] = depth + 1
    table[len(phrase)] = len(phrase)
    return table
