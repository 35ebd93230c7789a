"""Places in a beam for outputs with required phrases: shared out among beginnings that have more of
them and less.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.search.rules import IMPOSSIBLE, Required
from pantoum.search.rules.required import NOTHING


class Wishes(NamedTuple):
    """The rule, and where in it each beginning stands."""

    rule: Required
    places: Int[Tensor, "alive phrases"]

    def add(
        self,
        best: Float[Tensor, "alive each"],
        columns: Int[Tensor, "alive each"],
        scores: Float[Tensor, "alive all"],
    ) -> tuple[Float[Tensor, "alive more"], Int[Tensor, "alive more"]]:
        """The likeliest continuations, and with them those that the phrases wait for."""
        wanted = self.rule.wanted(self.places)
        symbols = wanted.clamp_min(0)
        there = (symbols[:, :, None] == columns[:, None, :]).any(dim=2)
        earlier = (symbols[:, :, None] == symbols[:, None, :]).tril(-1).any(dim=2)
        values = scores.gather(1, symbols).masked_fill_(
            (wanted == NOTHING) | there | earlier, IMPOSSIBLE
        )
        return torch.cat([best, values], dim=1), torch.cat([columns, symbols], dim=1)

    def after(
        self, columns: Int[Tensor, "alive each"]
    ) -> tuple[Int[Tensor, "alive each"], Int[Tensor, "alive each"]]:
        """How many symbols of the phrases each beginning has with each of these symbols behind it,
        and lacks.
        """
        each = columns.shape[1]
        places = self.rule.follow(self.places.repeat_interleave(each, dim=0), columns.flatten())
        return self.rule.done(places).view(-1, each), self.rule.left(places).view(-1, each)


def share_out(
    totals: Float[Tensor, "rows many"], done: Int[Tensor, "rows many"]
) -> Int[Tensor, "rows many"]:
    """The order in which candidates, the likeliest first, get the places of each row.

    Candidates with the same number of required symbols are a bank. First comes the best of every
    bank, the one with the most required symbols ahead, then the second of each, and so on: no bank
    crowds out another, and places that one has no use for go to the others.

    Source: dynamic beam allocation, Post & Vilar (2018), arXiv:1804.06609.
    """
    banks = int(done.max()) + 1 if done.numel() else 1
    possible = totals != IMPOSSIBLE
    member = torch.nn.functional.one_hot(done, banks) * possible[:, :, None]
    rank = (member.cumsum(dim=1) * member).sum(dim=2) - 1
    key = torch.where(possible, rank * banks + banks - 1 - done, totals.shape[1] * banks)
    return key.argsort(dim=1, stable=True)
