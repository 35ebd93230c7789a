"""The state of a beam search, and how the slots of a beam are allocated."""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from pantoum.errors import PantoumError
from pantoum.models import Branches
from pantoum.search.backpointers import Candidates
from pantoum.search.ranking import initial_coverage
from pantoum.symbols import BOS, NEG_INF


class BeamState(NamedTuple):
    """The inputs still searched and, in one batch over all of them, their partial hypotheses.

    rows [rows]: which inputs; limits [rows]: their longest outputs; open_slots [rows]: how many
    partial hypotheses each may keep; best_scores [rows, nbest]: the best scores of its outputs that
    ended by themselves; tokens, totals [alive]: each partial hypothesis's last symbol and
    log-probability; places [alive]: its place in a table [rows, beam]; coverage [alive, source]:
    the sum of its attention so far, where that counts.
    """

    rows: Int[Tensor, " rows"]
    limits: Int[Tensor, " rows"]
    open_slots: Int[Tensor, " rows"]
    best_scores: Float[Tensor, "rows nbest"]
    tokens: Int[Tensor, " alive"]
    totals: Float[Tensor, " alive"]
    places: Int[Tensor, " alive"]
    coverage: Float[Tensor, "alive source"] | None

    @classmethod
    def initial(cls, limits: Int[Tensor, " rows"], beam: int, nbest: int) -> BeamState:
        """One empty prefix for each row."""
        rows = torch.arange(len(limits), device=limits.device)
        return cls(
            rows=rows,
            limits=limits,
            open_slots=torch.full_like(rows, beam),
            best_scores=torch.full((len(rows), nbest), NEG_INF, device=limits.device),
            tokens=torch.full_like(rows, BOS),
            totals=torch.zeros(len(rows), device=limits.device),
            places=rows * beam,
            coverage=None,
        )

    def table(self, values: Tensor, beam: int, empty: float | int) -> Tensor:
        """Values of the partial hypotheses at their places in a table [rows * beam, ...] whose
        other places are empty.
        """
        table = values.new_full((len(self.rows) * beam, *values.shape[1:]), empty)
        return table.index_copy_(0, self.places, values)

    def attended(
        self, attention: Float[Tensor, "alive source"] | None, lengths: Int[Tensor, " inputs"]
    ) -> BeamState:
        """The state with a step's attention added to the coverage.

        Raises: PantoumError for a model without attention.
        """
        if attention is None:
            raise PantoumError(
                "coverage_penalty needs a model with attention, and this one has none;",
                setting="coverage_penalty",
                rule="0 for a model without attention",
                remedy="set it to 0",
            )
        coverage = self.coverage
        if coverage is None:
            coverage = initial_coverage(lengths, attention.shape[1])
        return self._replace(coverage=coverage + attention.float())

    def advance(
        self, candidates: Candidates, going: Bool[Tensor, "rows beam"]
    ) -> tuple[BeamState, Branches]:
        """The next step's state, and how its partial hypotheses continue those of this one."""
        searched = going.any(dim=1)
        rows, columns = going.nonzero(as_tuple=True)
        places = (searched.cumsum(0) - 1)[rows] * going.shape[1] + columns
        parents = candidates.parents[going]
        following = BeamState(
            self.rows[searched],
            self.limits[searched],
            self.open_slots[searched],
            self.best_scores[searched],
            candidates.tokens[going],
            candidates.totals[going],
            places,
            None if self.coverage is None else self.coverage[parents],
        )
        inputs = None if len(following.rows) == len(self.rows) else searched.nonzero()[:, 0]
        return following, Branches(inputs, parents, places, going.shape[1])


def allocate(
    totals: Float[Tensor, "rows many"], met: Int[Tensor, "rows many"]
) -> Int[Tensor, "rows many"]:
    """The order in which candidates get the slots of each row: dynamic beam allocation.

    Candidates that have met the same number of required symbols form a group. First comes the best
    of every group, the one with the most required symbols ahead, then the second of each, and so
    on: no group crowds out another, and slots that one cannot use go to the others.

    Args:
        totals: the candidates' log-probabilities, the largest first.
        met: how many required symbols each has.
    Source: Post & Vilar (2018), arXiv:1804.06609.
    """
    groups = int(met.max()) + 1 if met.numel() else 1
    possible = totals != NEG_INF
    member = torch.nn.functional.one_hot(met, groups) * possible[:, :, None]
    rank = (member.cumsum(dim=1) * member).sum(dim=2) - 1
    key = torch.where(possible, rank * groups + groups - 1 - met, totals.shape[1] * groups)
    return key.argsort(dim=1, stable=True)
