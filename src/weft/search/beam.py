"""Beam search: the few likeliest beginnings of an output, kept side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from weft.errors import WeftError
from weft.models import DecoderState
from weft.search.contract import Hypothesis, Steps
from weft.search.greedy import finish, speakable
from weft.symbols import BOS, EOS

IMPOSSIBLE = float("-inf")
# Takes outputs that were cut at their longest length below all that ended by themselves.
CUT_OFF = 1e6


class Trail(NamedTuple):
    """What one step left behind, for all rows of the batch: who came from whom, and where they looked.

    parents, tokens [batch, beam]: each kept hypothesis's place in the step before and its new symbol; weights
    [batch, beam, source]: attention of the hypotheses that took the step, by their place in the step before.
    """

    parents: Int[Tensor, "batch beam"]
    tokens: Int[Tensor, "batch beam"]
    weights: Float[Tensor, "batch beam source"] | None


class Pool(NamedTuple):
    """The best finished outputs of each row, best first; all [batch, beam].

    keys: what they are ranked by; totals: log-probabilities; steps: symbols and </s>; parents: their place in the step
    before the last; tokens: their last symbols.
    """

    keys: Float[Tensor, "batch beam"]
    totals: Float[Tensor, "batch beam"]
    steps: Int[Tensor, "batch beam"]
    parents: Int[Tensor, "batch beam"]
    tokens: Int[Tensor, "batch beam"]


class Candidates(NamedTuple):
    """The likeliest continuations of one step for the rows that are still searched, best first; all [rows, twice beam]."""

    totals: Float[Tensor, "rows candidates"]
    parents: Int[Tensor, "rows candidates"]
    tokens: Int[Tensor, "rows candidates"]


@torch.no_grad()
def beam_search(
    model: Steps,
    source: Int[Tensor, "batch source"],
    lengths: Int[Tensor, " batch"],
    longest: Sequence[int],
    beam: int,
    nbest: int = 1,
    length_penalty: float = 1.0,
) -> list[list[Hypothesis]]:
    """The best `nbest` outputs of each row by score, best first.

    score = log-probability / (symbols and </s>) ** length_penalty. At each step the `beam` likeliest beginnings are
    kept; one that ends with </s> while among them is finished. A row is done when `beam` outputs have finished, when
    `nbest` have and no beginning can reach the score of the last of them, or at its longest length; what is cut off
    there ranks below all that ended by themselves. With a beam of 1 this is greedy search.

    Args:
        model: in evaluation mode.
        source, lengths: padded ids of the inputs.
        longest: for each row the most symbols its output may have, </s> included.
        beam: beginnings kept at each step.
        nbest: outputs wanted; at most `beam`.
    Raises: WeftError when more outputs are wanted than the beam keeps.
    """
    if nbest > beam:
        raise WeftError(f"a beam of {beam} cannot give {nbest} outputs for an input; set beam to at least {nbest}")
    search = _Search(model, source, lengths, longest, beam, nbest, length_penalty)
    step = 0
    while len(search.rows):
        step += 1
        search.advance(step)
    return search.collect(lengths.tolist())


class _Search:
    """The state of one batch's search. Rows that are done leave `rows`, `alive` and `state`; the rest keeps all rows."""

    def __init__(
        self,
        model: Steps,
        source: Tensor,
        lengths: Tensor,
        longest: Sequence[int],
        beam: int,
        nbest: int,
        length_penalty: float,
    ) -> None:
        batch, device = source.shape[0], source.device
        self.model, self.beam, self.nbest, self.length_penalty = model, beam, nbest, length_penalty
        self.limits = torch.tensor(longest, dtype=torch.long, device=device)
        self.rows = (self.limits > 0).nonzero()[:, 0]
        state = model.start(source, lengths)
        self.state = state.select(self.rows.repeat_interleave(beam))
        # All places hold the same start; only the first may be continued, or the beam would fill with copies.
        self.alive = torch.full((len(self.rows), beam), IMPOSSIBLE, device=device)
        self.alive[:, 0] = 0.0
        self.tokens = torch.full((len(self.rows), beam), BOS, device=device)
        self.finished = torch.zeros(len(self.rows), dtype=torch.long, device=device)
        nothing = torch.zeros(batch, beam, dtype=torch.long, device=device)
        unreached = torch.full((batch, beam), IMPOSSIBLE, device=device)
        self.pool = Pool(unreached, unreached.clone(), nothing, nothing.clone(), nothing.clone())
        self.trails: list[Trail] = []

    def advance(self, step: int) -> None:
        """Take one step with all rows that are not done."""
        logits, self.state, weights = self.model.step(self.tokens.flatten(), self.state)
        candidates = self._candidates(speakable(logits))
        at_limit = self.limits[self.rows] == step
        self._finish(candidates, at_limit, step)
        going = torch.where(candidates.tokens == EOS, IMPOSSIBLE, candidates.totals)
        self.alive, places = going.topk(self.beam, dim=1)
        parents, self.tokens = candidates.parents.gather(1, places), candidates.tokens.gather(1, places)
        self._remember(parents, weights)
        self._leave(parents, ~self._done(at_limit))

    def _candidates(self, log_probabilities: Float[Tensor, "hypotheses vocabulary"]) -> Candidates:
        """The likeliest continuations, enough of them to fill the beam when as many of them end here."""
        vocabulary = log_probabilities.shape[1]
        totals = (self.alive.flatten()[:, None] + log_probabilities).view(len(self.rows), -1)
        wanted = 2 * self.beam
        if totals.shape[1] < wanted:
            totals = torch.nn.functional.pad(totals, (0, wanted - totals.shape[1]), value=IMPOSSIBLE)
        best, places = totals.topk(wanted, dim=1)
        return Candidates(best, (places // vocabulary).clamp(max=self.beam - 1), places % vocabulary)

    def _finish(self, candidates: Candidates, at_limit: Bool[Tensor, " rows"], step: int) -> None:
        """Put what ends at this step into the pool."""
        among_best = torch.arange(2 * self.beam, device=at_limit.device) < self.beam
        possible = among_best & (candidates.totals > IMPOSSIBLE)
        ended = possible & (candidates.tokens == EOS)
        cut = possible & (candidates.tokens != EOS) & at_limit[:, None]
        scores = candidates.totals / step**self.length_penalty
        keys = torch.where(ended, scores, torch.where(cut, scores - CUT_OFF, IMPOSSIBLE))
        steps = torch.full_like(candidates.tokens, step)
        new = Pool(keys, candidates.totals, steps, candidates.parents, candidates.tokens)
        old = Pool(*(part[self.rows] for part in self.pool))
        joined = Pool(*(torch.cat(parts, dim=1) for parts in zip(old, new, strict=True)))
        _, places = joined.keys.topk(self.beam, dim=1)
        for part, values in zip(self.pool, joined, strict=True):
            part[self.rows] = values.gather(1, places)
        self.finished = self.finished + ended.sum(dim=1)

    def _done(self, at_limit: Bool[Tensor, " rows"]) -> Bool[Tensor, " rows"]:
        # Log-probabilities only fall and the longest output has the largest divisor, so no beginning can score higher.
        limits = self.limits[self.rows]
        bound = self.alive[:, 0] / limits**self.length_penalty
        settled = self.pool.keys[self.rows, self.nbest - 1] >= bound
        return at_limit | settled | (self.finished >= self.beam)

    def _remember(self, parents: Tensor, weights: Tensor | None) -> None:
        shape = (len(self.limits), self.beam)
        if weights is not None:
            kept = weights.new_zeros(*shape, weights.shape[1])
            kept[self.rows] = weights.view(len(self.rows), self.beam, -1)
            weights = kept
        trail = Trail(parents.new_zeros(shape), parents.new_zeros(shape), weights)
        trail.parents[self.rows], trail.tokens[self.rows] = parents, self.tokens
        self.trails.append(trail)

    def _leave(self, parents: Tensor, going: Bool[Tensor, " rows"]) -> None:
        """Put the decoder's rows in the order of the new beginnings, without the rows that are done."""
        first = torch.arange(len(self.rows), device=parents.device)[:, None] * self.beam
        order = (first + parents)[going].flatten()
        if bool(going.all()):
            # Beginnings of one input share what they look at, so the largest part of the state stays where it is.
            self.state = self.state.reorder(order)
            return
        self.state = self.state.select(order)
        self.rows, self.alive, self.tokens = self.rows[going], self.alive[going], self.tokens[going]
        self.finished = self.finished[going]

    def collect(self, lengths: list[int]) -> list[list[Hypothesis]]:
        """Follow each finished output back to its start."""
        pool = [part.tolist() for part in self.pool]
        parents = [trail.parents.tolist() for trail in self.trails]
        tokens = [trail.tokens.tolist() for trail in self.trails]
        answers = []
        for row, length in enumerate(lengths):
            found = []
            for rank in range(self.nbest):
                key, total, step, place, token = (part[row][rank] for part in pool)
                if key > IMPOSSIBLE:
                    found.append(self._trace(row, length, total, step, place, token, parents, tokens))
            answers.append(found or [finish([], 0.0, self.length_penalty, None)])
        return answers

    def _trace(
        self,
        row: int,
        length: int,
        total: float,
        step: int,
        place: int,
        token: int,
        parents: list[list[list[int]]],
        tokens: list[list[list[int]]],
    ) -> Hypothesis:
        ids, looks = [token], [self._look(step - 1, row, place, length)]
        for earlier in range(step - 2, -1, -1):
            ids.append(tokens[earlier][row][place])
            place = parents[earlier][row][place]
            looks.append(self._look(earlier, row, place, length))
        attention = [look for look in reversed(looks) if look is not None]
        return finish(ids[::-1], total, self.length_penalty, torch.stack(attention) if attention else None)

    def _look(self, step: int, row: int, place: int, length: int) -> Tensor | None:
        weights = self.trails[step].weights
        return None if weights is None else weights[row, place, :length]
