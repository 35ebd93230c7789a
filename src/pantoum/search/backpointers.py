"""The backpointers of a search, followed once at the end: no work for a single hypothesis while
the search runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from pantoum.errors import PantoumError
from pantoum.search.contract import Hypothesis
from pantoum.symbols import EOS


class Candidates(NamedTuple):
    """Continuations of one step's partial hypotheses, all of the same shape.

    rows: the input that each belongs to; parents: the place, in the step's batch, of the partial
    hypothesis that it continues; tokens: its new symbol; totals: its log-probability; scores: what
    it ranks by if it ends here.
    """

    rows: Int[Tensor, "*shape"]
    parents: Int[Tensor, "*shape"]
    tokens: Int[Tensor, "*shape"]
    totals: Float[Tensor, "*shape"]
    scores: Float[Tensor, "*shape"]


class FinishedHypotheses(NamedTuple):
    """The hypotheses that ended: `Candidates` as arrays [ended], each with its number of symbols
    and </s>.
    """

    rows: np.ndarray
    parents: np.ndarray
    tokens: np.ndarray
    totals: np.ndarray
    scores: np.ndarray
    symbols: np.ndarray


class Backpointers:
    """The steps of a search over one batch.

    `read` records what each step reads: the last symbols of the partial hypotheses, their parents'
    places in the step before, and the attention of the step. `finish` records the step's candidates
    and which of them end there.
    """

    def __init__(self) -> None:
        self._tokens: list[Tensor] = []
        self._parents: list[Tensor] = []
        self._attention: list[Tensor | None] = []
        self._finished: list[tuple[int, Candidates, Tensor]] = []

    @property
    def steps(self) -> int:
        """How many steps have been read."""
        return len(self._tokens)

    def read(
        self,
        tokens: Int[Tensor, " alive"],
        parents: Int[Tensor, " alive"],
        attention: Float[Tensor, "alive source"] | None,
    ) -> None:
        """Record the partial hypotheses that a step reads."""
        self._tokens.append(tokens)
        self._parents.append(parents)
        self._attention.append(attention)

    def finish(self, candidates: Candidates, ended: Bool[Tensor, "..."]) -> None:
        """Record a step's candidates, and which of them are hypotheses now; a step without such may
        be left out.
        """
        self._finished.append((self.steps, candidates, ended))

    def of_one_input(self) -> Iterator[tuple[int, Candidates, Bool[Tensor, " slots"]]]:
        """Of a search over one input, each step's number, its candidates and which of them ended
        there, all [slots].
        """
        for step, candidates, ended in self._finished:
            yield step, Candidates(*(part[0] for part in candidates)), ended[0]

    def hypotheses(
        self, lengths: list[int], nbest: int, *, unconstrained: bool
    ) -> list[list[Hypothesis]]:
        """The best finished hypotheses of each input, best first; those without </s> after those
        with it.

        Args:
            lengths: of the inputs.
            nbest: how many of each input at most.
            unconstrained: whether every input must have one, for nothing forbids outputs.
        Raises: PantoumError when an input has none though it must, or a probability is not a
            number.
        """
        hypotheses: list[list[Hypothesis]] = [[] for _ in lengths]
        if not self._finished:
            return hypotheses
        best = _best(self._all_finished(), nbest)
        missing = unconstrained and len(np.unique(best.rows)) < len(lengths)
        if missing or np.isnan(best.totals).any():
            raise PantoumError(
                "the model's probabilities are not numbers, for its training diverged",
                setting="training.learning_rate",
                remedy="lower training.learning_rate",
            )
        if not len(best.rows):
            return hypotheses
        ids, weights = self._follow(best)
        for place, row in enumerate(best.rows.tolist()):
            symbols = int(best.symbols[place])
            complete = bool(best.tokens[place] == EOS)
            attention = None if weights is None else weights[place, :symbols, : lengths[row]].copy()
            output = ids[place, : symbols - complete].tolist()
            total = float(best.totals[place])
            score = float(best.scores[place])
            hypotheses[row].append(Hypothesis(output, complete, total, score, attention))
        return hypotheses

    def _all_finished(self) -> FinishedHypotheses:
        picked = [
            Candidates(*(part[ended] for part in candidates))
            for _, candidates, ended in self._finished
        ]
        rows, parents, tokens, totals, scores = (
            torch.cat(parts).cpu().numpy() for parts in zip(*picked, strict=True)
        )
        steps = [step for step, _, _ in self._finished]
        symbols = np.repeat(np.array(steps), [len(step.rows) for step in picked])
        return FinishedHypotheses(rows, parents, tokens, totals, scores, symbols)

    def _follow(self, finished: FinishedHypotheses) -> tuple[np.ndarray, np.ndarray | None]:
        """Symbols [ended, steps], padded at the end, and attention [ended, steps, source], from the
        last step back to the first.
        """
        steps = int(finished.symbols.max())
        ids = np.zeros((len(finished.rows), steps), dtype=np.int64)
        ids[np.arange(len(ids)), finished.symbols - 1] = finished.tokens
        weights = None
        if self._attention[0] is not None:
            weights = np.zeros((*ids.shape, self._attention[0].shape[1]), dtype=np.float32)
        places = finished.parents.copy()
        for step in reversed(range(steps)):
            reached = (finished.symbols > step).nonzero()[0]
            at = places[reached]
            attention = self._attention[step]
            if weights is not None and attention is not None:
                weights[reached, step] = attention.float().cpu().numpy()[at]
            if step:
                ids[reached, step - 1] = self._tokens[step].cpu().numpy()[at]
                places[reached] = self._parents[step].cpu().numpy()[at]
        return ids, weights


def _best(finished: FinishedHypotheses, nbest: int) -> FinishedHypotheses:
    """The best of each input, input by input, best first; the sort keeps what ended earlier before
    its equals.
    """
    order = np.lexsort((-finished.scores, finished.tokens != EOS, finished.rows))
    rows = finished.rows[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    kept = order[rank < nbest]
    return FinishedHypotheses(*(part[kept] for part in finished))
