"""Where a beam search stands: the inputs still searched, and the beginnings that go on."""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from pantoum.errors import PantoumError
from pantoum.models import Branches
from pantoum.search.ranking import nothing_covered
from pantoum.search.rules import IMPOSSIBLE
from pantoum.search.trace import Candidates
from pantoum.symbols import BOS


class Front(NamedTuple):
    """The inputs still searched and, in one batch over all of them, the beginnings that go on.

    rows [rows]: which inputs; limits [rows]: their longest outputs; room [rows]: how many
    beginnings each may keep; ended [rows, nbest]: the best scores of outputs that ended by
    themselves; tokens, totals [alive]: each beginning's last symbol and log-probability; places
    [alive]: its place in a table [rows, beam]; covered [alive, source]: how much each beginning has
    looked at each part of the input, if that counts.
    """

    rows: Int[Tensor, " rows"]
    limits: Int[Tensor, " rows"]
    room: Int[Tensor, " rows"]
    ended: Float[Tensor, "rows nbest"]
    tokens: Int[Tensor, " alive"]
    totals: Float[Tensor, " alive"]
    places: Int[Tensor, " alive"]
    covered: Float[Tensor, "alive source"] | None

    def table(self, values: Tensor, beam: int, empty: float | int) -> Tensor:
        """Values of the beginnings at their places in a table [rows * beam, ...] whose other places
        are empty.
        """
        table = values.new_full((len(self.rows) * beam, *values.shape[1:]), empty)
        return table.index_copy_(0, self.places, values)

    def looked(
        self, weights: Float[Tensor, "alive source"] | None, lengths: Int[Tensor, " inputs"]
    ) -> Front:
        """With a step's attention added to what the beginnings have looked at.

        Raises: PantoumError for a model without attention.
        """
        if weights is None:
            raise PantoumError(
                "coverage_penalty needs a model with attention, and this one has none; set it to 0"
            )
        covered = (
            self.covered if self.covered is not None else nothing_covered(lengths, weights.shape[1])
        )
        return self._replace(covered=covered + weights.float())

    def advance(
        self, candidates: Candidates, going: Bool[Tensor, "rows beam"]
    ) -> tuple[Front, Branches]:
        """The next step's front, and how it comes from this one."""
        searched = going.any(dim=1)
        rows, columns = going.nonzero(as_tuple=True)
        places = (searched.cumsum(0) - 1)[rows] * going.shape[1] + columns
        parents = candidates.parents[going]
        ahead = Front(
            self.rows[searched],
            self.limits[searched],
            self.room[searched],
            self.ended[searched],
            candidates.tokens[going],
            candidates.totals[going],
            places,
            None if self.covered is None else self.covered[parents],
        )
        inputs = None if len(ahead.rows) == len(self.rows) else searched.nonzero()[:, 0]
        return ahead, Branches(inputs, parents, places, going.shape[1])


def begin(limits: Int[Tensor, " rows"], beam: int, nbest: int) -> Front:
    """One empty beginning for each row."""
    rows = torch.arange(len(limits), device=limits.device)
    none_yet = torch.full((len(rows), nbest), IMPOSSIBLE, device=limits.device)
    totals = torch.zeros(len(rows), device=limits.device)
    room = torch.full_like(rows, beam)
    return Front(
        rows, limits, room, none_yet, torch.full_like(rows, BOS), totals, rows * beam, None
    )
