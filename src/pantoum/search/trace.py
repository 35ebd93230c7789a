"""What a search did, step by step, followed back at the end: no work for a single hypothesis while
it runs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from pantoum.errors import PantoumError
from pantoum.search.contract import Hypothesis
from pantoum.symbols import EOS


class Candidates(NamedTuple):
    """Continuations of one step's beginnings, all of the same shape.

    rows: the input that each belongs to; parents: the place, in the step's batch, of the beginning
    that it continues; tokens: its new symbol; totals: its log-probability; scores: what it ranks by
    if it ends here.
    """

    rows: Int[Tensor, "*shape"]
    parents: Int[Tensor, "*shape"]
    tokens: Int[Tensor, "*shape"]
    totals: Float[Tensor, "*shape"]
    scores: Float[Tensor, "*shape"]


class Ends(NamedTuple):
    """The hypotheses that ended: `Candidates` as arrays [ended], each with its number of symbols
    and </s>.
    """

    rows: np.ndarray
    parents: np.ndarray
    tokens: np.ndarray
    totals: np.ndarray
    scores: np.ndarray
    symbols: np.ndarray


class Trace:
    """The steps of a search over one batch.

    Each step reads a batch of beginnings of outputs: `read` notes their last symbols and their
    parents' places in the step before, and where the decoder looked; `choose` notes the step's
    candidates and which of them end there.
    """

    def __init__(self) -> None:
        self._tokens: list[Tensor] = []
        self._parents: list[Tensor] = []
        self._weights: list[Tensor | None] = []
        self._chosen: list[tuple[int, Candidates, Tensor]] = []

    @property
    def steps(self) -> int:
        """How many steps have been read."""
        return len(self._tokens)

    def read(
        self,
        tokens: Int[Tensor, " alive"],
        parents: Int[Tensor, " alive"],
        weights: Float[Tensor, "alive source"] | None,
    ) -> None:
        """Note the beginnings that a step reads."""
        self._tokens.append(tokens)
        self._parents.append(parents)
        self._weights.append(weights)

    def choose(self, candidates: Candidates, ended: Bool[Tensor, "..."]) -> None:
        """Note a step's candidates, and which of them are outputs now; a step without such need not
        be noted.
        """
        self._chosen.append((self.steps, candidates, ended))

    def hypotheses(self, lengths: list[int], nbest: int, *, free: bool) -> list[list[Hypothesis]]:
        """The best of the ended hypotheses of each input, best first; those without </s> after
        those with it.

        Args:
            lengths: of the inputs.
            nbest: how many of each input at most.
            free: whether there are no rules that an input could have no output by.
        Raises: PantoumError when an input has none though it is free, or a probability is no
            number.
        """
        found: list[list[Hypothesis]] = [[] for _ in lengths]
        if not self._chosen:
            return found
        ends = _best(self._ends(), nbest)
        if (free and len(np.unique(ends.rows)) < len(lengths)) or np.isnan(ends.totals).any():
            raise PantoumError(
                "the model's probabilities are not numbers, for its training diverged: lower "
                "training.learning_rate"
            )
        if not len(ends.rows):
            return found
        ids, weights = self._follow(ends)
        for place, row in enumerate(ends.rows.tolist()):
            symbols = int(ends.symbols[place])
            complete = bool(ends.tokens[place] == EOS)
            looks = None if weights is None else weights[place, :symbols, : lengths[row]].copy()
            output = ids[place, : symbols - complete].tolist()
            total, score = float(ends.totals[place]), float(ends.scores[place])
            found[row].append(Hypothesis(output, complete, total, score, looks))
        return found

    def _ends(self) -> Ends:
        picked = [
            Candidates(*(part[ended] for part in candidates))
            for _, candidates, ended in self._chosen
        ]
        rows, parents, tokens, totals, scores = (
            torch.cat(p).cpu().numpy() for p in zip(*picked, strict=True)
        )
        steps = [step for step, _, _ in self._chosen]
        symbols = np.repeat(np.array(steps), [len(step.rows) for step in picked])
        return Ends(rows, parents, tokens, totals, scores, symbols)

    def _follow(self, ends: Ends) -> tuple[np.ndarray, np.ndarray | None]:
        """Symbols [ended, steps], filled up at the end, and attention [ended, steps, source], back
        from the last.
        """
        steps = int(ends.symbols.max())
        ids = np.zeros((len(ends.rows), steps), dtype=np.int64)
        ids[np.arange(len(ids)), ends.symbols - 1] = ends.tokens
        weights = None
        if self._weights[0] is not None:
            weights = np.zeros((*ids.shape, self._weights[0].shape[1]), dtype=np.float32)
        places = ends.parents.copy()
        for step in reversed(range(steps)):
            there = (ends.symbols > step).nonzero()[0]
            at, looks = places[there], self._weights[step]
            if weights is not None and looks is not None:
                weights[there, step] = looks.float().cpu().numpy()[at]
            if step:
                ids[there, step - 1] = self._tokens[step].cpu().numpy()[at]
                places[there] = self._parents[step].cpu().numpy()[at]
        return ids, weights


def _best(ends: Ends, nbest: int) -> Ends:
    """The best of each input, input by input, best first; the sort keeps what ended earlier before
    its equals.
    """
    order = np.lexsort((-ends.scores, ends.tokens != EOS, ends.rows))
    rows = ends.rows[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    kept = order[rank < nbest]
    return Ends(*(part[kept] for part in ends))
