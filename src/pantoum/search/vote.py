"""Several models that each search for themselves, and then vote."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pantoum.search.contract import Hypothesis


def vote(found: Sequence[Sequence[Hypothesis]], nbest: int) -> list[Hypothesis]:
    """The outputs that most of the models hold for the best, for one input.

    Each model has one vote, for its best output; of outputs with the same number of votes the
    likelier comes first. The score is the share of the votes; the log-probability is that of the
    mean probability, to which a model that has not found an output adds nothing; everything else is
    as the first model has it that has found it.

    Args:
        found: each model's outputs, best first.
        nbest: how many to give at most.
    """
    votes: dict[tuple[tuple[int, ...], bool], float] = {}
    sums: dict[tuple[tuple[int, ...], bool], float] = {}
    first: dict[tuple[tuple[int, ...], bool], Hypothesis] = {}
    for outputs in found:
        for rank, one in enumerate(outputs):
            key = (tuple(one.ids), one.complete)
            votes[key] = votes.get(key, 0.0) + (rank == 0) / len(found)
            sums[key] = sums.get(key, 0.0) + math.exp(one.log_probability) / len(found)
            first.setdefault(key, one)
    ranked = sorted(first, key=lambda key: (-votes[key], not key[1], -sums[key]))[:nbest]
    return [
        first[key]._replace(score=votes[key], log_probability=math.log(max(sums[key], 1e-300)))
        for key in ranked
    ]
